#include "market_data/reader/reader.hpp"

#include <gtest/gtest.h>

#include "backend/market_data/store_rows.hpp"
#include "backend/market_data/temporary_folder.hpp"
#include "bars/calendar.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "market_data/reader/database.hpp"

namespace market_data {
namespace {

using base::ErrorCode;
using base::TradingDate;
using Members = std::vector<std::uint8_t>;

// Monday to Friday; then the week after.
constexpr TradingDate kDay1{2024, 6, 10};
constexpr TradingDate kDay2{2024, 6, 11};
constexpr TradingDate kDay3{2024, 6, 12};
constexpr TradingDate kDay4{2024, 6, 13};
constexpr TradingDate kDay5{2024, 6, 14};
constexpr TradingDate kDay6{2024, 6, 17};

// AAA is a member throughout, misses day 3, splits 2:1 on day 4; BBB is a member on day 2 and 3;
// CCC never; DDD is one but has no bars.
class ReaderTest : public testing::Test {
protected:
    ReaderTest() {
        auto store = store::Store::open(path_).value();
        write_prices(store);
        EXPECT_TRUE(store
                        .write_spells({{.ticker = ticker("AAA"), .first = {2000, 1, 3}, .end = {}},
                                       {.ticker = ticker("BBB"), .first = kDay2, .end = kDay4},
                                       {.ticker = ticker("DDD"), .first = {2000, 1, 3}, .end = {}}},
                                      from_file("spells.csv"))
                        .ok());
        EXPECT_TRUE(store
                        .write_profiles({{.ticker = ticker("AAA"), .name = "Aaa", .sector = "S"}},
                                        from_file("members.csv"))
                        .ok());
        EXPECT_TRUE(store
                        .write_caps({{.ticker = ticker("AAA"), .as_of = kDay2, .usd = 2e9},
                                     {.ticker = ticker("AAA"), .as_of = kDay4, .usd = 4e9}},
                                    from_file("caps.csv"))
                        .ok());
    }

    static void write_prices(store::Store& store) {
        std::vector<store::StockUpdate> stocks;
        for (const char* name : {"CCC", "BBB", "AAA"}) {
            stocks.push_back(
                {.ticker = ticker(name), .bars = {}, .actions = {}, .quarantined = {}});
            for (const auto day : {kDay1, kDay2, kDay3, kDay4, kDay5}) {
                if (stocks.back().ticker.text() != "AAA" || day != kDay3) {
                    stocks.back().bars.push_back(bar(day, 10.0 + day.days_since(kDay1)));
                }
            }
        }
        stocks.back().actions = {{.ex_date = kDay2, .dividend_usd = 0.5},
                                 {.ex_date = kDay4, .split_ratio = 2.0}};
        stocks.back().quarantined = {{.date = kDay3, .reason = "bad", .origin = "a.csv:9"}};
        EXPECT_TRUE(store.write_prices(stocks, "a.csv", from_file("a.csv"), ignore_progress).ok());
    }

    bars::Panel panel(const PanelRequest& request) const {
        auto read = reader().panel(request);
        EXPECT_TRUE(read.ok()) << read.error().message;
        return std::move(read).value();
    }
    Reader reader() const { return Reader::open(path_).value(); }
    void execute(const std::string& sql) const {
        SQLite::Database(path_.string(), SQLite::OPEN_READWRITE).exec(sql);
    }

    TemporaryFolder folder_;
    std::filesystem::path path_ = folder_ / "market_data.db";
};

TEST_F(ReaderTest, ReadsThePanelOfEveryMemberWithItsBars) {
    const auto read = panel({.as_of = kDay5, .sessions_max = 0, .also = {}});
    EXPECT_EQ(read.sessions, (std::vector<TradingDate>{kDay1, kDay2, kDay3, kDay4, kDay5}));
    ASSERT_EQ(read.stocks.size(), 2U) << "CCC is no member, DDD has no bars";
    const auto& aaa = read.stocks[0];
    EXPECT_EQ(aaa.ticker.text(), "AAA");
    EXPECT_EQ(aaa.sector, "S");
    EXPECT_EQ(aaa.series.size(), 4U);
    EXPECT_EQ(aaa.series.close_usd()[3], 14.0);
    EXPECT_EQ(aaa.series.high_usd()[3], 15.0);
    EXPECT_EQ(aaa.series.volume_shares()[3], 1000.0);
    ASSERT_EQ(aaa.series.actions().size(), 2U);
    EXPECT_EQ(aaa.series.actions()[1].split_ratio, 2.0);
    EXPECT_EQ(read.stocks[1].ticker.text(), "BBB");
    EXPECT_EQ(read.stocks[1].sector, "Unknown");
}

TEST_F(ReaderTest, SaysForEverySessionWhoWasAMember) {
    const auto read = panel({.as_of = kDay5, .sessions_max = 0, .also = {}});
    EXPECT_EQ(read.stocks.at(0).member, (Members{1, 1, 1, 1, 1}));
    EXPECT_EQ(read.stocks.at(1).member, (Members{0, 1, 1, 0, 0})) << "the end is exclusive";
}

TEST_F(ReaderTest, ReadsNoMoreSessionsThanAsked) {
    const auto two = panel({.as_of = kDay5, .sessions_max = 2, .also = {}});
    EXPECT_EQ(two.sessions, (std::vector<TradingDate>{kDay4, kDay5}));
    ASSERT_EQ(two.stocks.size(), 1U) << "BBB had left before";
    EXPECT_EQ(two.stocks[0].series.dates().front(), kDay4);
    const auto three = panel({.as_of = kDay5, .sessions_max = 3, .also = {}});
    ASSERT_EQ(three.stocks.size(), 2U);
    EXPECT_EQ(three.stocks[1].member, (Members{1, 0, 0}));
    EXPECT_EQ(panel({.as_of = kDay5, .sessions_max = 99, .also = {}}).sessions.size(), 5U);
}

TEST_F(ReaderTest, ReadsStocksThatAreNoMembersWhenAsked) {
    const auto read = panel({.as_of = kDay5,
                             .sessions_max = 2,
                             .also = {ticker("CCC"), ticker("AAA"), ticker("NONE")}});
    ASSERT_EQ(read.stocks.size(), 2U);
    EXPECT_EQ(read.stocks[0].ticker.text(), "AAA");
    EXPECT_EQ(read.stocks[0].member, (Members{1, 1}));
    EXPECT_EQ(read.stocks[1].ticker.text(), "CCC");
    EXPECT_EQ(read.stocks[1].member, (Members{0, 0}));
}

TEST_F(ReaderTest, ShowsNothingLaterThanAsOf) {
    const auto read = panel({.as_of = kDay3, .sessions_max = 0, .also = {ticker("CCC")}});
    bars::check_not_later(read, kDay3);
    EXPECT_EQ(read.sessions.back(), kDay3);
    ASSERT_EQ(read.stocks.size(), 3U);
    EXPECT_EQ(read.stocks[0].series.dates().back(), kDay2);
    EXPECT_EQ(read.stocks[0].series.actions().size(), 1U) << "the split of day 4 is not known yet";
    EXPECT_EQ(read.stocks[1].member, (Members{0, 1, 1}));
}

TEST_F(ReaderTest, ReadsAPanelAsOfADayWithoutTrading) {
    const auto read = panel({.as_of = kDay5.plus_days(2), .sessions_max = 1, .also = {}});
    EXPECT_EQ(read.sessions, std::vector<TradingDate>{kDay5});
}

TEST_F(ReaderTest, ReadsAPanelAsOfADayAfterTheCalendar) {
    EXPECT_EQ(panel({.as_of = {2031, 6, 2}, .sessions_max = 0, .also = {}}).sessions.back(),
              bars::session_at_or_before(bars::kCalendarLast));
}

TEST_F(ReaderTest, HasNotEnoughDataBeforeTheFirstBar) {
    for (const auto as_of : {kDay1.plus_days(-1), TradingDate{1980, 1, 1}}) {
        const auto read = reader().panel({.as_of = as_of, .sessions_max = 0, .also = {}});
        ASSERT_FALSE(read.ok());
        EXPECT_EQ(read.error().code, ErrorCode::NotEnoughData);
        EXPECT_NE(read.error().message.find("until " + as_of.text()), std::string::npos);
    }
}

TEST_F(ReaderTest, HasNotEnoughDataWithoutMembers) {
    execute("DELETE FROM spell");
    const auto read = reader().panel({.as_of = kDay5, .sessions_max = 0, .also = {}});
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::NotEnoughData);
    EXPECT_TRUE(reader().panel({.as_of = kDay5, .sessions_max = 0, .also = {ticker("CCC")}}).ok());
}

TEST_F(ReaderTest, ListsTheMembersOfADate) {
    const auto names = [&](TradingDate date) {
        std::string text;
        const auto members = reader().members_on(date).value();
        for (const auto& member : members) {
            text += member.ticker.text() + " ";
        }
        return text;
    };
    EXPECT_EQ(names({1999, 12, 31}), "");
    EXPECT_EQ(names(kDay1), "AAA DDD ");
    EXPECT_EQ(names(kDay3), "AAA BBB DDD ");
    EXPECT_EQ(names(kDay4), "AAA DDD ");
    const auto members = reader().members_on(kDay1).value();
    EXPECT_EQ(members.at(0).name, "Aaa");
    EXPECT_EQ(members.at(0).sector, "S");
    EXPECT_EQ(members.at(1).sector, "Unknown");
}

TEST_F(ReaderTest, ListsAMemberOnceWhenTwoFilesNameIt) {
    auto store = store::Store::open(path_).value();
    ASSERT_TRUE(store
                    .write_spells({{.ticker = ticker("AAA"), .first = kDay1, .end = kDay3}},
                                  from_file("more.csv"))
                    .ok());
    EXPECT_EQ(reader().members_on(kDay2).value().size(), 3U);
    EXPECT_EQ(panel({.as_of = kDay5, .sessions_max = 0, .also = {}}).stocks.at(0).member,
              (Members{1, 1, 1, 1, 1}));
}

TEST_F(ReaderTest, KnowsTheLatestCapOfADate) {
    const auto cap = [&](const char* name, TradingDate date) {
        return reader().cap_on(ticker(name), date).value();
    };
    EXPECT_FALSE(cap("AAA", kDay1).has_value());
    EXPECT_EQ(cap("AAA", kDay2)->usd, 2e9);
    EXPECT_EQ(cap("AAA", kDay3)->usd, 2e9);
    EXPECT_EQ(cap("AAA", kDay3)->as_of, kDay2);
    EXPECT_EQ(cap("AAA", kDay6)->usd, 4e9);
    EXPECT_FALSE(cap("BBB", kDay6).has_value());
    EXPECT_FALSE(cap("NONE", kDay6).has_value());
}

TEST_F(ReaderTest, ReadsOneSeriesBetweenTwoDates) {
    const auto series = reader().series(ticker("AAA"), kDay2, kDay4);
    ASSERT_TRUE(series.ok()) << series.error().message;
    ASSERT_EQ(series.value().size(), 2U);
    EXPECT_EQ(series.value().dates()[0], kDay2);
    EXPECT_EQ(series.value().dates()[1], kDay4);
    EXPECT_EQ(series.value().actions().size(), 2U);
}

TEST_F(ReaderTest, FindsNoSeriesOfAStockOrTimeWithoutBars) {
    for (const auto& read : {reader().series(ticker("NONE"), kDay1, kDay5),
                             reader().series(ticker("DDD"), kDay1, kDay5),
                             reader().series(ticker("AAA"), kDay6, kDay6)}) {
        ASSERT_FALSE(read.ok());
        EXPECT_EQ(read.error().code, ErrorCode::NotFound);
        EXPECT_NE(read.error().message.find("no bars of"), std::string::npos);
    }
}

TEST_F(ReaderTest, ReadsAProfile) {
    EXPECT_EQ(reader().profile(ticker("AAA")).value()->name, "Aaa");
    EXPECT_FALSE(reader().profile(ticker("NONE")).value().has_value());
}

TEST_F(ReaderTest, SumsUpWhatThereIs) {
    const auto summary = reader().summary().value();
    EXPECT_EQ(summary.source, "a.csv");
    EXPECT_FALSE(summary.simulated());
    EXPECT_EQ(summary.symbols_with_bars, 3U);
    EXPECT_EQ(summary.bars, 14U);
    EXPECT_EQ(summary.actions, 2U);
    EXPECT_EQ(summary.spells, 3U);
    EXPECT_EQ(summary.quarantined, 1U);
    EXPECT_EQ(summary.first_bar, kDay1);
    EXPECT_EQ(summary.last_bar, kDay5);
    EXPECT_EQ(reader().tickers().value(),
              (std::vector{ticker("AAA"), ticker("BBB"), ticker("CCC")}));
}

TEST_F(ReaderTest, SumsUpAnEmptyStore) {
    const auto path = folder_ / "empty.db";
    ASSERT_TRUE(store::Store::open(path).ok());
    const auto empty = Reader::open(path).value();
    EXPECT_EQ(empty.summary().value().bars, 0U);
    EXPECT_FALSE(empty.summary().value().first_bar.has_value());
    EXPECT_EQ(empty.panel({.as_of = kDay5, .sessions_max = 0, .also = {}}).error().code,
              ErrorCode::NotEnoughData);
    EXPECT_TRUE(empty.tickers().value().empty());
}

TEST_F(ReaderTest, KnowsSimulatedPricesFromRealOnes) {
    const auto path = folder_ / "simulated.db";
    ASSERT_TRUE(store::Store::open(path).value().claim(std::string{kSourceSimulated}).ok());
    EXPECT_TRUE(Reader::open(path).value().summary().value().simulated());
}

TEST_F(ReaderTest, ListsTheQuarantine) {
    const auto items = reader().quarantine().value();
    ASSERT_EQ(items.size(), 1U);
    EXPECT_EQ(items[0].ticker.text(), "AAA");
    EXPECT_EQ(items[0].date, kDay3);
    EXPECT_EQ(items[0].reason, "bad");
    EXPECT_EQ(items[0].origin, "a.csv:9");
}

TEST_F(ReaderTest, RefusesAFileOfAnotherProgram) {
    execute("PRAGMA application_id = 7");
    const auto opened = Reader::open(path_);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::Refused);
}

TEST_F(ReaderTest, NamesTheFileThatIsNotThereAndDoesNotMakeIt) {
    const auto opened = Reader::open(folder_ / "missing.db");
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::NotFound);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "missing.db"));
}

TEST_F(ReaderTest, ChangesNoByteOfTheFile) {
    const auto before = base::sha256_of_file(path_).value();
    {
        const auto open = reader();
        ASSERT_TRUE(open.panel({.as_of = kDay5, .sessions_max = 0, .also = {}}).ok());
        ASSERT_TRUE(open.summary().ok());
        ASSERT_TRUE(open.integrity_faults().ok());
    }
    EXPECT_EQ(base::sha256_of_file(path_).value(), before);
}

TEST_F(ReaderTest, DoesNotKeepTheWriterWaiting) {
    const auto open = reader();
    ASSERT_TRUE(open.summary().ok());
    auto store = store::Store::open(path_).value();
    ASSERT_TRUE(store.set("key", "value").ok());
    EXPECT_EQ(open.summary().value().bars, 14U);
}

TEST_F(ReaderTest, ReportsValuesThatTheStoreNeverWrites) {
    execute("UPDATE bar SET high = 0.5 WHERE date = " + std::to_string(kDay2.days_since_1970()));
    const auto series = reader().series(ticker("AAA"), kDay1, kDay5);
    ASSERT_FALSE(series.ok());
    EXPECT_EQ(series.error().code, ErrorCode::Corruption);
    EXPECT_NE(series.error().message.find("2024-06-11: high 0.5 below low"), std::string::npos)
        << series.error().message;
    EXPECT_EQ(reader().panel({.as_of = kDay5, .sessions_max = 0, .also = {}}).error().code,
              ErrorCode::Corruption);
    execute("UPDATE bar SET high = close + 1; UPDATE action SET split = 0");
    EXPECT_EQ(reader().series(ticker("AAA"), kDay1, kDay5).error().code, ErrorCode::Corruption);
}

TEST_F(ReaderTest, FindsDamageInTheFile) {
    EXPECT_TRUE(reader().integrity_faults().value().empty());
    auto bytes = base::read_file(path_).value();
    bytes.replace(2 * 4096, 4096, 4096, 'x');  // The third page.
    folder_.write("market_data.db", bytes);
    const auto faults = reader().integrity_faults();
    ASSERT_TRUE(faults.ok()) << faults.error().message;
    EXPECT_FALSE(faults.value().empty());
}

}  // namespace
}  // namespace market_data
