#include "market_data/universe/compare.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/market_data/universe/page.hpp"

namespace market_data::universe {
namespace {

using base::TradingDate;
using testing::ElementsAre;

constexpr TradingDate kToday{2026, 11, 24};

Member member(std::string_view ticker, std::string name, std::string sector) {
    return {.ticker = base::Ticker::from(ticker).value(),
            .name = std::move(name),
            .sector = std::move(sector)};
}

// The 500 that many_members(500) lists.
std::vector<Member> many_known() {
    std::vector<Member> known;
    for (std::size_t i = 0; i < 500; ++i) {
        known.push_back(
            member(fmt::format("A{:03}", i), fmt::format("Company {:03}, Inc.", i), "Energy"));
    }
    return known;
}

std::vector<Disagreement> compared(const std::vector<Member>& known, const std::string& html) {
    const auto page = parse_wikipedia(html);
    EXPECT_TRUE(page.ok()) << page.error().message;
    return compare(known, page.value(), kToday);
}

std::vector<std::string> texts(const std::vector<Disagreement>& disagreements) {
    std::vector<std::string> lines;
    for (const Disagreement& disagreement : disagreements) {
        lines.push_back(fmt::format("{}: {}", name_of(disagreement.kind), disagreement.text));
    }
    return lines;
}

TEST(Compare, FindsNothingWhereBothSayTheSame) {
    const auto found = compared(many_known(), page_of(many_members(500), ""));
    EXPECT_THAT(texts(found), ElementsAre());
    EXPECT_TRUE(page_is_whole(found));
}

TEST(Compare, DatesWhoJoinedAndLeftByTheChanges) {
    auto known = many_known();
    known.push_back(member("OLD", "Old Corp", "Utilities"));
    known.push_back(member("GONE", "Gone Corp", "Utilities"));
    const auto found = compared(known,
                                page_of(many_members(500) + member_row("NEW", "New", "Energy") +
                                            member_row("BACK", "Back", "Energy"),
                                        change_row("September 21, 2026", "NEW", "OLD") +
                                            change_row("July 1, 2018", "OLD", "BACK") +
                                            change_row("March 3, 2010", "BACK", "")));
    EXPECT_THAT(texts(found),
                ElementsAre("joined: BACK Back joined on 2026-11-24",
                            "joined: NEW New joined on 2026-09-21",
                            "left: GONE Gone Corp left on 2026-11-24",
                            "left: OLD Old Corp left on 2026-09-21"));
    EXPECT_EQ(found[1].date, (TradingDate{2026, 9, 21}));
    EXPECT_EQ(found[1].ticker.value().text(), "NEW");
    EXPECT_EQ(found[1].listed, "New");
    EXPECT_TRUE(page_is_whole(found));
}

TEST(Compare, FindsARenameInTheTableAndByTheName) {
    auto known = many_known();
    known.push_back(member("FB", "Facebook", "Communication Services"));
    known.push_back(member("ZZZ", "Zed Holdings", "Energy"));
    const auto found = compared(
        known,
        page_of(many_members(500) + member_row("META", "Meta Platforms", "Communication Services") +
                    member_row("ZED", "Zed Holdings, Inc.", "Energy"),
                ""));
    EXPECT_THAT(texts(found),
                ElementsAre("renamed: FB Facebook seems to be META Meta Platforms since 2022-06-09",
                            "renamed: ZZZ Zed Holdings seems to be ZED Zed Holdings, Inc. since "
                            "2026-11-24"));
    EXPECT_EQ(found[0].old_ticker.value().text(), "FB");
    EXPECT_EQ(found[0].ticker.value().text(), "META");
    EXPECT_EQ(found[0].date, (TradingDate{2022, 6, 9}));
}

TEST(Compare, TakesTwoOfOneNameForTwoWhereTheChangesSaySo) {
    auto known = many_known();
    known.push_back(member("FOXX", "Fox", "Communication Services"));
    const auto found =
        compared(known,
                 page_of(many_members(500) + member_row("FOXN", "Fox", "Communication Services"),
                         change_row("March 19, 2019", "FOXN", "FOXX")));
    EXPECT_THAT(
        texts(found),
        ElementsAre("joined: FOXN Fox joined on 2019-03-19", "left: FOXX Fox left on 2019-03-19"));
}

TEST(Compare, ReportsSectorsAndNames) {
    auto known = many_known();
    known[0].sector = "Utilities";
    known[1].name = "";
    known[2].sector = "Unknown";
    const auto found = compared(known, page_of(many_members(500), ""));
    EXPECT_THAT(texts(found),
                ElementsAre("sector_changed: A000 sector 'Utilities' is 'Energy' on the page",
                            "sector_changed: A002 sector 'Unknown' is 'Energy' on the page",
                            "name_changed: A001 name '' is 'Company 001' on the page"));
    EXPECT_EQ(found[0].listed, "Energy");
    EXPECT_TRUE(page_is_whole(found));
}

TEST(Compare, SaysWhenThePageIsNotWhole) {
    const auto odd = compared(
        many_known(),
        page_of(many_members(500) + member_row("&mdash;", "Nobody", "Energy"),
                change_row("Spring", "A", "B")));  // A fault among the changes is no disagreement.
    EXPECT_THAT(texts(odd),
                ElementsAre("unreadable: constituents row 501: '-' is not a member's symbol"));
    EXPECT_FALSE(page_is_whole(odd));

    const std::vector<Member> few{many_known()[0]};
    const auto short_page = compared(few, page_of(many_members(1), ""));
    EXPECT_THAT(texts(short_page),
                ElementsAre("member_count: the page has 1 members, not 495 to 510"));
    EXPECT_FALSE(page_is_whole(short_page));
}

TEST(Compare, CountsMembersAtTheLimits) {
    const auto has_count = [](std::size_t members) {
        const auto found = compared({}, page_of(many_members(members), ""));
        return std::ranges::any_of(found, [](const auto& disagreement) {
            return disagreement.kind == DisagreementKind::MemberCount;
        });
    };
    EXPECT_TRUE(has_count(494));
    EXPECT_FALSE(has_count(495));
    EXPECT_FALSE(has_count(510));
    EXPECT_TRUE(has_count(511));
}

}  // namespace
}  // namespace market_data::universe
