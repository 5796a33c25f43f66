#include "market_data/universe/wikipedia.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/market_data/universe/page.hpp"

namespace market_data::universe {
namespace {

using base::TradingDate;
using testing::ElementsAre;

WikipediaPage page_from(const std::string& html) {
    const auto page = parse_wikipedia(html);
    EXPECT_TRUE(page.ok()) << page.error().message;
    return page.ok() ? page.value() : WikipediaPage{};
}

std::vector<std::string> faults_of(const WikipediaPage& page) {
    std::vector<std::string> texts;
    for (const PageFault& fault : page.faults) {
        texts.push_back(fault.text);
    }
    return texts;
}

void refused(const std::string& html, const std::string& words) {
    const auto page = parse_wikipedia(html);
    ASSERT_FALSE(page.ok()) << words;
    EXPECT_EQ(page.error().code, base::ErrorCode::InvalidInput);
    EXPECT_NE(page.error().message.find(words), std::string::npos) << page.error().message;
}

TEST(Wikipedia, ReadsMembers) {
    const auto page = page_from(page_of(
        member_row("MMM", "3M", "Industrials") + member_row("BRK.B", "Berkshire", "Financials"),
        ""));
    ASSERT_EQ(page.members.size(), 2U);
    const PageMember& first = page.members[0];
    EXPECT_EQ(first.ticker.text(), "MMM");
    EXPECT_EQ(first.name, "3M");
    EXPECT_EQ(first.sector, "Industrials");
    EXPECT_EQ(first.sub_industry, "Sub-industry");
    EXPECT_EQ(first.headquarters, "Saint Paul, Minnesota");
    EXPECT_EQ(first.added, (TradingDate{1957, 3, 4}));
    EXPECT_EQ(first.cik, "0000066740");
    EXPECT_EQ(first.founded, "1902");
    EXPECT_EQ(page.members[1].ticker.text(), "BRK-B");
    EXPECT_THAT(faults_of(page), ElementsAre());
}

TEST(Wikipedia, ReadsCellsWithFootnotesAndOddBlanks) {
    const auto page =
        page_from(page_of(member_row("BF.B<sup class=\"reference\">[3]</sup>",
                                     "Brown&ndash;Forman&#160;<sup class=\"reference\">[a]</sup>",
                                     "Consumer&nbsp;Staples"),
                          ""));
    ASSERT_EQ(page.members.size(), 1U);
    EXPECT_EQ(page.members[0].ticker.text(), "BF-B");
    EXPECT_EQ(page.members[0].name, "Brown-Forman");
    EXPECT_EQ(page.members[0].sector, "Consumer Staples");
}

TEST(Wikipedia, LeavesOutMembersItCannotReadAndSaysWhich) {
    const auto page = page_from(page_of(
        member_row("A", "Agilent", "Health Care") + member_row("&mdash;", "Nobody", "Energy") +
            member_row("", "Empty", "Energy") + member_row("A", "Again", "Energy") +
            member_row("B", "Odd", "Telecoms") + "<tr><td>C</td></tr>" +
            member_row("N/A", "Slash", "Energy") + member_row("^X", "Index", "Energy"),
        ""));
    EXPECT_THAT(faults_of(page),
                ElementsAre("constituents row 2: '-' is not a member's symbol",
                            "constituents row 3: '' is not a member's symbol",
                            "constituents row 4: 'A' stands twice",
                            "constituents row 5: B: 'Telecoms' is no GICS sector",
                            "constituents row 6: C: '' is no GICS sector",
                            "constituents row 8: '^X' is not a member's symbol"));
    ASSERT_EQ(page.members.size(), 4U);
    EXPECT_EQ(page.members[0].name, "Agilent");
    EXPECT_EQ(page.members[1].sector, "");
}

TEST(Wikipedia, ReadsChangesUnderBothKindsOfDate) {
    const auto page = page_from(page_of(
        "",
        change_row("September 22, 2025", "APP", "MKTX") + change_row("2024-09-03", "", "BF.B")));
    ASSERT_EQ(page.changes.size(), 2U);
    const PageChange& first = page.changes[0];
    EXPECT_EQ(first.date, (TradingDate{2025, 9, 22}));
    EXPECT_EQ(first.added.value().text(), "APP");
    EXPECT_EQ(first.added_name, "APP name");
    EXPECT_EQ(first.removed.value().text(), "MKTX");
    EXPECT_EQ(first.removed_name, "MKTX name");
    EXPECT_EQ(first.reason, "Market capitalization change.");
    EXPECT_EQ(page.changes[1].date, (TradingDate{2024, 9, 3}));
    EXPECT_FALSE(page.changes[1].added);
    EXPECT_EQ(page.changes[1].removed.value().text(), "BF-B");
    EXPECT_THAT(faults_of(page), ElementsAre());
}

TEST(Wikipedia, ReadsADateThatSpansSeveralChanges) {
    const auto page = page_from(page_of(
        "",
        "<tr><td rowspan=2>June 4, 2021</td><td>OGN</td><td>Organon</td><td>HFC</td><td>Holly</td>"
        "<td>x</td></tr><tr><td>&ndash;</td><td></td><td>X</td><td>Steel</td><td>y</td></tr>"));
    ASSERT_EQ(page.changes.size(), 2U);
    EXPECT_EQ(page.changes[1].date, (TradingDate{2021, 6, 4}));
    EXPECT_FALSE(page.changes[1].added);
    EXPECT_EQ(page.changes[1].removed.value().text(), "X");
}

TEST(Wikipedia, LeavesOutChangesItCannotReadAndSaysWhich) {
    const auto page = page_from(page_of(
        "",
        change_row("Spring 2020", "A", "B") + change_row("June 31, 2020", "A", "B") +
            change_row("June, 2020", "A", "B") + change_row("June 30, 2020", "A (note)", "B")));
    EXPECT_THAT(faults_of(page),
                ElementsAre("changes row 1: 'Spring 2020' is not a date",
                            "changes row 2: 'June 31, 2020' is not a date",
                            "changes row 3: 'June, 2020' is not a date",
                            "changes row 4: 'A (note)' is not a member's symbol"));
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_FALSE(page.changes[0].added);
    EXPECT_EQ(page.changes[0].removed.value().text(), "B");
    EXPECT_FALSE(page.faults[0].in_members);
}

TEST(Wikipedia, RefusesAPageWithoutTheTablesOrTheirColumns) {
    refused("<p>Please consent</p>", "no table 'constituents' among its 0 tables");
    refused("<table id='constituents'><tr><th>Symbol</th></tr></table>",
            "no table 'changes' among its 1 tables");
    refused(
        "<table id='constituents'><tr><th>Symbol</th><th>Security</th></tr></table>"
        "<table id='changes'></table>",
        "table 'constituents' has no column 'gics sector'");
    refused(
        "<table id='constituents'><tr><th>Symbol</th><th>Security</th><th>GICS Sector</th></tr>"
        "</table><table id='changes'><tr><th>Date</th><th>Ticker</th></tr></table>",
        "table 'changes' has no column 'added ticker'");
    refused("", "no HTML");
}

}  // namespace
}  // namespace market_data::universe
