#include "market_data/store/store.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "backend/market_data/store_rows.hpp"
#include "backend/market_data/temporary_folder.hpp"
#include "bars/calendar.hpp"
#include "market_data/reader/database.hpp"
#include "market_data/reader/reader.hpp"

namespace market_data::store {
namespace {

using base::ErrorCode;
using base::Result;
using base::TradingDate;

constexpr TradingDate kMonday{2024, 6, 10};
constexpr TradingDate kTuesday{2024, 6, 11};
constexpr TradingDate kWednesday{2024, 6, 12};

class StoreTest : public testing::Test {
protected:
    Result<PriceCounts> write(std::vector<bars::Bar> bars, std::vector<Quarantined> held = {}) {
        return store_.write_prices({{.ticker = ticker("AAPL"),
                                     .bars = std::move(bars),
                                     .actions = {{.ex_date = kTuesday, .dividend_usd = 0.25}},
                                     .quarantined = std::move(held)}},
                                   "a.csv",
                                   from_file("a.csv"),
                                   ignore_progress);
    }

    // Every row of the query, its columns parted by blanks.
    std::vector<std::string> rows(const std::string& sql) {
        SQLite::Database database(path_.string());
        SQLite::Statement query(database, sql);
        std::vector<std::string> texts;
        while (query.executeStep()) {
            std::string text;
            for (int column = 0; column < query.getColumnCount(); ++column) {
                text += column > 0 ? " " : "";
                text += query.getColumn(column).getString();
            }
            texts.push_back(text);
        }
        return texts;
    }
    std::string bars_stored() {
        return rows("SELECT group_concat(date || ':' || close, ' ') FROM bar").at(0);
    }
    void execute(const std::string& sql) {
        SQLite::Database(path_.string(), SQLite::OPEN_READWRITE).exec(sql);
    }
    // From now on the machine fails at bars of Wednesday.
    void fail_at_wednesday() {
        execute("CREATE TRIGGER fail BEFORE INSERT ON bar WHEN NEW.date = " +
                std::to_string(kWednesday.days_since_1970()) +
                " BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    }
    static std::string stored(TradingDate date, const std::string& close) {
        return std::to_string(date.days_since_1970()) + ":" + close;
    }

    TemporaryFolder folder_;
    std::filesystem::path path_ = folder_ / "market_data.db";
    Store store_ = Store::open(path_).value();
};

TEST_F(StoreTest, WritesTheSameAgainWithoutAChange) {
    const auto first = write({bar(kMonday, 10.0), bar(kTuesday, 11.0)});
    ASSERT_TRUE(first.ok()) << first.error().message;
    EXPECT_EQ(first.value().bars_new, 2U);
    EXPECT_EQ(first.value().actions, 1U);
    const auto before = rows("SELECT * FROM bar");
    const auto again = write({bar(kMonday, 10.0), bar(kTuesday, 11.0)});
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again.value().bars_new, 0U);
    EXPECT_EQ(again.value().bars_changed, 0U);
    EXPECT_EQ(again.value().bars_unchanged, 2U);
    EXPECT_EQ(rows("SELECT * FROM bar"), before);
    EXPECT_EQ(rows("SELECT count(*) FROM action"), std::vector<std::string>{"1"});
    EXPECT_EQ(rows("SELECT value FROM setting WHERE key = 'source'").at(0), "a.csv");
}

TEST_F(StoreTest, CountsChangedBarsAndKeepsTheOnesNotNamed) {
    ASSERT_TRUE(write({bar(kMonday, 10.0), bar(kTuesday, 11.0)}).ok());
    const auto counts = write({bar(kTuesday, 11.5), bar(kWednesday, 12.0)});
    ASSERT_TRUE(counts.ok()) << counts.error().message;
    EXPECT_EQ(counts.value().bars_new, 1U);
    EXPECT_EQ(counts.value().bars_changed, 1U);
    EXPECT_EQ(counts.value().bars_unchanged, 0U);
    EXPECT_EQ(bars_stored(),
              stored(kMonday, "10.0") + " " + stored(kTuesday, "11.5") + " " +
                  stored(kWednesday, "12.0"));
}

TEST_F(StoreTest, KeepsTheStoredBarWhenAWorseOneOfThatDayComes) {
    ASSERT_TRUE(write({bar(kMonday, 10.0), bar(kTuesday, 11.0)}).ok());
    const Quarantined null_bar{.date = kMonday, .reason = "no close", .origin = "yahoo"};
    ASSERT_EQ(write({}, {null_bar}).value().quarantined, 1U);
    auto other = null_bar;
    other.fields = bar(kMonday, 99.0).fields();
    ASSERT_EQ(write({}, {other}).value().quarantined, 1U);
    EXPECT_EQ(bars_stored(), stored(kMonday, "10.0") + " " + stored(kTuesday, "11.0"));
}

TEST_F(StoreTest, TakesADoubtedBarOut) {
    ASSERT_TRUE(write({bar(kMonday, 10.0), bar(kTuesday, 11.0)}).ok());
    const auto counts = write({},
                              {{.date = kMonday,
                                .reason = "open 9",
                                .origin = "a.csv:2",
                                .fields = bar(kMonday, 10.0).fields()}});
    ASSERT_TRUE(counts.ok()) << counts.error().message;
    EXPECT_EQ(counts.value().quarantined, 1U);
    EXPECT_EQ(bars_stored(), stored(kTuesday, "11.0"));
    EXPECT_EQ(rows("SELECT reason, origin FROM quarantine"),
              std::vector<std::string>{"open 9 a.csv:2"});
}

TEST_F(StoreTest, HoldsABarInQuarantineOnceWhereverItStood) {
    ASSERT_TRUE(write({}, {{.date = kMonday, .reason = "open 9", .origin = "a.csv:2"}}).ok());
    ASSERT_TRUE(write({}, {{.date = kMonday, .reason = "open 9", .origin = "b.csv:7"}}).ok());
    EXPECT_EQ(rows("SELECT origin FROM quarantine"), std::vector<std::string>{"b.csv:7"});
}

TEST_F(StoreTest, EndsAQuarantineWithASoundBarOfThatDay) {
    ASSERT_TRUE(write({},
                      {{.date = kMonday, .reason = "open 9", .origin = "a.csv:2"},
                       {.date = kTuesday, .reason = "open 9", .origin = "a.csv:3"}})
                    .ok());
    ASSERT_TRUE(write({bar(kMonday, 10.0)}).ok());
    EXPECT_EQ(bars_stored(), stored(kMonday, "10.0"));
    EXPECT_EQ(rows("SELECT origin FROM quarantine"), std::vector<std::string>{"a.csv:3"});
}

TEST_F(StoreTest, LeavesEverythingAsItWasWhenItFailsMidway) {
    ASSERT_TRUE(write({bar(kMonday, 10.0)}).ok());
    fail_at_wednesday();
    const std::vector<std::string> tables{
        "symbol", "bar", "action", "quarantine", "origin", "bar_version", "setting"};
    std::vector<std::vector<std::string>> before;
    for (const auto& table : tables) {
        before.push_back(rows("SELECT * FROM " + table));
    }
    const auto failed = store_.write_prices(
        {{.ticker = ticker("NEW"), .bars = {bar(kTuesday, 5.0)}, .actions = {}, .quarantined = {}},
         {.ticker = ticker("AAPL"),
          .bars = {bar(kMonday, 99.0), bar(kWednesday, 12.0)},
          .actions = {},
          .quarantined = {}}},
        "b.csv",
        from_file("b.csv"),
        ignore_progress);
    ASSERT_FALSE(failed.ok());
    EXPECT_EQ(failed.error().code, ErrorCode::Failed);
    EXPECT_NE(failed.error().message.find("disk full"), std::string::npos);
    for (std::size_t i = 0; i < tables.size(); ++i) {
        EXPECT_EQ(rows("SELECT * FROM " + tables[i]), before[i]) << tables[i];
    }
    EXPECT_TRUE(write({bar(kTuesday, 11.0)}).ok()) << "the store works on after a failure";
}

TEST_F(StoreTest, RefusesSimulatedPricesBesideRealOnes) {
    ASSERT_TRUE(write({bar(kMonday, 10.0)}).ok());
    const std::string simulated{kSourceSimulated};
    const auto refused =
        store_.write_prices({}, simulated, from_file("simulated"), ignore_progress);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::Refused);
    EXPECT_NE(refused.error().message.find("holds real prices"), std::string::npos);
    EXPECT_EQ(store_.claim(simulated).error().code, ErrorCode::Refused);
}

TEST_F(StoreTest, RefusesRealPricesBesideSimulatedOnes) {
    ASSERT_TRUE(store_.claim(std::string{kSourceSimulated}).ok());
    const auto refused = write({bar(kMonday, 10.0)});
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::Refused);
    EXPECT_NE(refused.error().message.find("holds simulated prices"), std::string::npos);
    EXPECT_TRUE(rows("SELECT * FROM bar").empty());
    EXPECT_TRUE(rows("SELECT * FROM symbol").empty());
}

TEST_F(StoreTest, NamesEverySourceOnce) {
    for (const char* source : {"aa.csv", "a.csv", "aa.csv", "a.csv"}) {
        ASSERT_TRUE(store_.claim(source).ok());
    }
    EXPECT_EQ(store_.setting(std::string{kSettingSource}).value(), "aa.csv, a.csv");
}

TEST_F(StoreTest, ReplacesTheSpellsOfOneFileOnly) {
    ASSERT_TRUE(store_
                    .write_spells({{.ticker = ticker("A"), .first = kMonday, .end = {}},
                                   {.ticker = ticker("B"), .first = kMonday, .end = kTuesday}},
                                  from_file("one.csv"))
                    .ok());
    ASSERT_TRUE(store_
                    .write_spells({{.ticker = ticker("C"), .first = kMonday, .end = {}}},
                                  from_file("two.csv"))
                    .ok());
    ASSERT_TRUE(store_
                    .write_spells({{.ticker = ticker("A"), .first = kTuesday, .end = {}}},
                                  from_file("one.csv"))
                    .ok());
    const auto day = [](TradingDate date) {
        return std::to_string(date.days_since_1970());
    };
    EXPECT_EQ(rows("SELECT source, ticker, first_date, ifnull(end_date, '-') FROM spell "
                   "JOIN symbol ON id = symbol_id ORDER BY source, ticker"),
              (std::vector<std::string>{"one.csv A " + day(kTuesday) + " -",
                                        "two.csv C " + day(kMonday) + " -"}));
}

TEST_F(StoreTest, ChangesMembershipAcrossFiles) {
    const Provenance changes = from_file("changes");
    ASSERT_TRUE(store_
                    .write_spells({{.ticker = ticker("A"), .first = kMonday, .end = {}},
                                   {.ticker = ticker("B"), .first = kMonday, .end = {}},
                                   {.ticker = ticker("C"), .first = kMonday, .end = kTuesday}},
                                  from_file("one"))
                    .ok());
    ASSERT_TRUE(store_
                    .write_spells({{.ticker = ticker("A"), .first = kTuesday, .end = {}},
                                   {.ticker = ticker("B"), .first = kWednesday, .end = {}}},
                                  from_file("two"))
                    .ok());
    ASSERT_TRUE(store_
                    .change_membership({{.ticker = ticker("A"), .date = kWednesday, .joins = false},
                                        {.ticker = ticker("B"), .date = kTuesday, .joins = false},
                                        {.ticker = ticker("C"), .date = kWednesday, .joins = false},
                                        {.ticker = ticker("D"), .date = kTuesday, .joins = true}},
                                       changes)
                    .ok());
    ASSERT_TRUE(store_
                    .change_membership({{.ticker = ticker("C"), .date = kWednesday, .joins = true}},
                                       changes)
                    .ok());
    const auto day = [](TradingDate date) {
        return fmt::format(" {}", date.days_since_1970());
    };
    EXPECT_EQ(rows("SELECT source, ticker, first_date, ifnull(end_date, '-') FROM spell "
                   "JOIN symbol ON id = symbol_id ORDER BY source, ticker"),
              (std::vector<std::string>{"changes C" + day(kWednesday) + " -",
                                        "changes D" + day(kTuesday) + " -",
                                        "one A" + day(kMonday) + day(kWednesday),
                                        "one B" + day(kMonday) + day(kTuesday),
                                        "one C" + day(kMonday) + day(kTuesday),
                                        "two A" + day(kTuesday) + day(kWednesday)}));
    EXPECT_EQ(rows("SELECT file, rows FROM origin WHERE file = 'changes' ORDER BY id"),
              (std::vector<std::string>{"changes 4", "changes 1"}));
}

TEST_F(StoreTest, KeepsWhatIsKnownOfAStockWhenAFileSaysNothing) {
    const auto profiles = [&](const std::string& name, const std::string& sector) {
        return store_.write_profiles({{.ticker = ticker("A"), .name = name, .sector = sector}},
                                     from_file("members.csv"));
    };
    const auto stored = [&] {
        return rows("SELECT name, sector FROM symbol").at(0);
    };
    ASSERT_TRUE(profiles("Agilent", "").ok());
    EXPECT_EQ(stored(), "Agilent Unknown");
    ASSERT_TRUE(profiles("", "Health Care").ok());
    EXPECT_EQ(stored(), "Agilent Health Care");
    ASSERT_TRUE(profiles("Agilent Technologies", "").ok());
    EXPECT_EQ(stored(), "Agilent Technologies Health Care");
}

TEST_F(StoreTest, KeepsOneCapADay) {
    ASSERT_TRUE(store_
                    .write_caps({{.ticker = ticker("A"), .as_of = kMonday, .usd = 1e9},
                                 {.ticker = ticker("A"), .as_of = kTuesday, .usd = 2e9},
                                 {.ticker = ticker("A"), .as_of = kMonday, .usd = 3e9}},
                                from_file("caps.csv"))
                    .ok());
    EXPECT_EQ(rows("SELECT usd FROM cap ORDER BY as_of"),
              (std::vector<std::string>{"3000000000.0", "2000000000.0"}));
}

TEST_F(StoreTest, RemembersWhereEveryImportCameFrom) {
    ASSERT_TRUE(write({bar(kMonday, 10.0)}).ok());
    ASSERT_TRUE(store_.write_caps({}, {.kind = "caps", .file = "c.csv", .sha256 = "ff"}).ok());
    EXPECT_EQ(rows("SELECT kind, file, sha256, rows FROM origin WHERE id > 0 ORDER BY id"),
              (std::vector<std::string>{"test a.csv 0 1", "caps c.csv ff 0"}));
    EXPECT_EQ(rows("SELECT count(*) FROM origin WHERE id > 0 AND finished_at LIKE "
                   "'20__-__-__T__:__:__Z'"),
              std::vector<std::string>{"2"});
}

TEST_F(StoreTest, KeepsSettings) {
    EXPECT_FALSE(store_.setting("key").value().has_value());
    ASSERT_TRUE(store_.set("key", "one").ok());
    ASSERT_TRUE(store_.set("key", "two").ok());
    EXPECT_EQ(store_.setting("key").value(), "two");
}

TEST_F(StoreTest, ReportsProgressStockByStock) {
    std::vector<std::size_t> done;
    const StockUpdate nothing{.ticker = ticker("A"), .bars = {}, .actions = {}, .quarantined = {}};
    ASSERT_TRUE(store_
                    .write_prices({nothing, nothing, nothing},
                                  "a.csv",
                                  from_file("a.csv"),
                                  [&](std::size_t n) { done.push_back(n); })
                    .ok());
    EXPECT_EQ(done, (std::vector<std::size_t>{1, 2, 3}));
}

TEST_F(StoreTest, RefusesAFileOfAnotherProgram) {
    const auto path = folder_ / "other.db";
    SQLite::Database(path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec("CREATE TABLE t (x); PRAGMA application_id = 7");
    const auto opened = Store::open(path);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::Refused);
}

TEST(StoreMigration, AFileOfTheFirstVersionKeepsItsBars) {
    const TemporaryFolder folder;
    const auto path = folder / "market_data.db";
    {
        SQLite::Database old(path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        old.exec(std::string{kMigrations[0]});
        old.exec(fmt::format("PRAGMA application_id = {}", kDatabaseKind.application_id));
        old.exec("PRAGMA user_version = 1");
        old.exec("INSERT INTO symbol (id, ticker) VALUES (1, 'AAPL')");
        old.exec(fmt::format("INSERT INTO bar VALUES (1, {}, 100, 101, 99, 100, 1000)",
                             kMonday.days_since_1970()));
        old.exec(
            "INSERT INTO import (finished_at, kind, file, sha256, rows) VALUES "
            "('2024-06-11T03:00:00Z', 'prices', 'a.csv', 'x', 1)");
    }
    auto store = Store::open(path).value();
    EXPECT_TRUE(store.has_file("a.csv", "x").value());
    const auto reader = Reader::open(path).value();
    // From before origins were kept: known on every evening.
    const auto series =
        reader.series(ticker("AAPL"), kMonday, kMonday, TradingDate{2000, 1, 3}).value();
    EXPECT_EQ(series.close_usd()[0], 100.0);
    const auto again = store
                           .write_prices({{.ticker = ticker("AAPL"),
                                           .bars = {bar(kMonday, 105.0)},
                                           .actions = {},
                                           .quarantined = {}}},
                                         "a.csv",
                                         from_file("b.csv"),
                                         ignore_progress)
                           .value();
    EXPECT_EQ(again.bars_changed, 1U);
    EXPECT_EQ(reader.revisions({}).value().at(0).before.close_usd, 100.0);
}

// A moment of that day in New York, its afternoon.
std::chrono::system_clock::time_point afternoon(TradingDate date) {
    return std::chrono::system_clock::time_point{std::chrono::days{date.days_since_1970()} +
                                                 std::chrono::hours{20}};
}

class VersionTest : public StoreTest {
protected:
    PriceCounts write_on(TradingDate day,
                         std::vector<bars::Bar> bars,
                         const std::string& body = "") {
        return store_
            .write_reply({.ticker = ticker("AAPL"),
                          .bars = std::move(bars),
                          .actions = {},
                          .quarantined = {}},
                         "yahoo",
                         PackedReply{{.vendor = "yahoo",
                                      .url = "https://vendor.example/AAPL",
                                      .status = 200,
                                      .body = body.empty() ? day.text() : body,
                                      .received_at = afternoon(day)}})
            .value();
    }
    // The closes of AAPL as they were known that evening.
    std::vector<double> closes_known(TradingDate evening) {
        const auto reader = Reader::open(path_).value();
        const auto series =
            reader.series(ticker("AAPL"), bars::kCalendarFirst, bars::kCalendarLast, evening);
        if (!series.ok()) {
            return {};
        }
        const auto closes = series.value().close_usd();
        return {closes.begin(), closes.end()};
    }
};

TEST_F(VersionTest, WhatWasKnownOnADayStaysReadableAfterARevision) {
    write_on(kMonday, {bar(kMonday, 100.0)});
    const auto counts = write_on(kWednesday, {bar(kMonday, 101.0), bar(kTuesday, 110.0)});
    EXPECT_EQ(counts.bars_new, 1U);
    EXPECT_EQ(counts.bars_changed, 1U);
    ASSERT_EQ(counts.revisions.size(), 1U);
    EXPECT_EQ(counts.revisions[0].before.close_usd, 100.0);
    EXPECT_EQ(counts.revisions[0].after.close_usd, 101.0);

    EXPECT_EQ(closes_known(kMonday.plus_days(-1)), std::vector<double>{});
    EXPECT_EQ(closes_known(kMonday), std::vector<double>{100.0});
    EXPECT_EQ(closes_known(kTuesday), std::vector<double>{100.0});
    EXPECT_EQ(closes_known(kWednesday), (std::vector<double>{101.0, 110.0}));

    const auto revisions = Reader::open(path_).value().revisions(ticker("AAPL")).value();
    ASSERT_EQ(revisions.size(), 1U);
    EXPECT_EQ(revisions[0].before.close_usd, 100.0);
    EXPECT_EQ(revisions[0].replaced_by, "yahoo");
    EXPECT_TRUE(Reader::open(path_).value().revisions(ticker("MSFT")).value().empty());
}

TEST_F(VersionTest, AVendorsRoundingIsNoRevision) {
    write_on(kMonday, {bar(kMonday, 100.0)});
    const auto counts = write_on(kTuesday, {bar(kMonday, 100.00001)});
    EXPECT_EQ(counts.bars_unchanged, 1U);
    EXPECT_EQ(closes_known(kTuesday), std::vector<double>{100.0});
}

TEST_F(VersionTest, ABarThatGoesIntoQuarantineWasKnownUntilThen) {
    write_on(kMonday, {bar(kMonday, 100.0), bar(kTuesday, 101.0)});
    const auto written =
        store_.write_reply({.ticker = ticker("AAPL"),
                            .bars = {},
                            .actions = {},
                            .quarantined = {{.date = kTuesday,
                                             .reason = "wrong",
                                             .origin = "yahoo",
                                             .rule = "a_rule",
                                             .fields = bar(kTuesday, 101.0).fields()}}},
                           "yahoo",
                           PackedReply{{.vendor = "yahoo",
                                        .url = "",
                                        .status = 200,
                                        .body = "x",
                                        .received_at = afternoon(kWednesday)}});
    ASSERT_TRUE(written.ok());
    EXPECT_EQ(closes_known(kTuesday), (std::vector<double>{100.0, 101.0}));
    EXPECT_EQ(closes_known(kWednesday), std::vector<double>{100.0});
    EXPECT_EQ(Reader::open(path_).value().quarantine().value().at(0).rule, "a_rule");
}

TEST_F(VersionTest, AnActionThatIsNotToldAnyMoreIsWithdrawnAndKeptAsAVersion) {
    const auto write_actions = [&](std::vector<bars::Action> actions, std::optional<Days> told) {
        StockUpdate update{.ticker = ticker("AAPL"),
                           .bars = {bar(kMonday, 10.0), bar(kWednesday, 10.0)},
                           .actions = std::move(actions),
                           .quarantined = {}};
        update.actions_told = told;
        return store_.write_prices({update}, "yahoo", from_file("a"), ignore_progress).value();
    };
    write_actions(
        {{.ex_date = kMonday, .dividend_usd = 0.5}, {.ex_date = kTuesday, .dividend_usd = 0.25}},
        std::nullopt);
    // A file that tells of no actions takes none away.
    EXPECT_EQ(write_actions({}, std::nullopt).actions_changed, 0U);
    const auto counts =
        write_actions({{.ex_date = kWednesday, .dividend_usd = 0.25}}, Days{kMonday, kWednesday});
    EXPECT_EQ(counts.actions_changed, 2U);  // One came, one went; Monday's is not in those days.
    EXPECT_EQ(rows("SELECT date FROM action ORDER BY date"),
              (std::vector<std::string>{std::to_string(kMonday.days_since_1970()),
                                        std::to_string(kWednesday.days_since_1970())}));
    EXPECT_EQ(rows("SELECT date, dividend FROM action_version"),
              std::vector<std::string>{std::to_string(kTuesday.days_since_1970()) + " 0.25"});
}

TEST_F(VersionTest, ABarKnowsItsReply) {
    const std::string body(100'000, 'x');
    write_on(kMonday, {bar(kMonday, 100.0)}, body);
    write_on(kTuesday, {bar(kMonday, 100.0), bar(kTuesday, 101.0)}, "the second");
    const auto first = store_.reply_of(ticker("AAPL"), kMonday).value();
    EXPECT_EQ(first.body, body);
    EXPECT_EQ(first.vendor, "yahoo");
    EXPECT_EQ(first.url, "https://vendor.example/AAPL");
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(first.received_at, afternoon(kMonday));
    EXPECT_EQ(store_.reply_of(ticker("AAPL"), kTuesday).value().body, "the second");
    EXPECT_EQ(store_.reply_of(ticker("AAPL"), kWednesday).error().code, ErrorCode::NotFound);

    std::vector<std::string> bodies;
    ASSERT_TRUE(store_
                    .each_reply([&](const KeptReply& reply) -> Result<void> {
                        bodies.push_back(reply.body);
                        return {};
                    })
                    .ok());
    EXPECT_EQ(bodies, (std::vector<std::string>{body, "the second"}));
}

TEST_F(VersionTest, PrunedRepliesGoAndWhatTheyBroughtStays) {
    write_on(kMonday, {bar(kMonday, 100.0)}, "old");
    write_on(kWednesday, {bar(kTuesday, 101.0)}, "new");
    EXPECT_EQ(store_.prune_replies(kTuesday).value(), 1U);
    EXPECT_EQ(store_.reply_of(ticker("AAPL"), kMonday).error().code, ErrorCode::NotFound);
    EXPECT_EQ(store_.reply_of(ticker("AAPL"), kTuesday).value().body, "new");
    EXPECT_EQ(closes_known(kWednesday), (std::vector<double>{100.0, 101.0}));
}

TEST_F(VersionTest, AReleasedBarIsStoredAndNotHeldBackAgain) {
    const Quarantined held{.date = kTuesday,
                           .reason = "a jump",
                           .origin = "a.csv:7",
                           .rule = "unexplained_jump",
                           .fields = bar(kTuesday, 200.0).fields()};
    ASSERT_TRUE(write({bar(kMonday, 100.0)}, {held}).ok());
    ASSERT_TRUE(store_.release(ticker("AAPL"), kTuesday, afternoon(kWednesday)).ok());
    EXPECT_TRUE(rows("SELECT * FROM quarantine").empty());
    const auto again = write({bar(kMonday, 100.0)}, {held}).value();
    EXPECT_EQ(again.quarantined, 0U);
    EXPECT_EQ(again.bars_unchanged, 2U);
    // Other numbers are another matter.
    auto other = held;
    other.fields = bar(kTuesday, 300.0).fields();
    EXPECT_EQ(write({}, {other}).value().quarantined, 1U);
}

TEST_F(VersionTest, WhatCannotBeReleasedIsSaid) {
    const auto no_bar = store_.release(ticker("AAPL"), kTuesday, afternoon(kTuesday));
    EXPECT_EQ(no_bar.error().code, ErrorCode::NotFound);
    ASSERT_TRUE(write({}, {{.date = kTuesday, .reason = "no close", .origin = "a.csv:2"}}).ok());
    const auto incomplete = store_.release(ticker("AAPL"), kTuesday, afternoon(kTuesday));
    EXPECT_EQ(incomplete.error().code, ErrorCode::NotFound);
    EXPECT_NE(incomplete.error().message.find("AAPL 2024-06-11"), std::string::npos);
    auto fields = bar(kTuesday, 100.0).fields();
    fields.high_usd = 1.0;
    ASSERT_TRUE(
        write({}, {{.date = kTuesday, .reason = "low", .origin = "a.csv:2", .fields = fields}})
            .ok());
    EXPECT_FALSE(store_.release(ticker("AAPL"), kTuesday, afternoon(kTuesday)).ok());
    EXPECT_EQ(rows("SELECT count(*) FROM quarantine"), std::vector<std::string>{"1"});
}

}  // namespace
}  // namespace market_data::store
