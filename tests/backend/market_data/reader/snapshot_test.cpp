#include "market_data/reader/snapshot.hpp"

#include <gtest/gtest.h>

#include "backend/market_data/store_rows.hpp"
#include "backend/market_data/temporary_folder.hpp"
#include "base/file.hpp"
#include "market_data/reader/database.hpp"
#include "market_data/reader/reader.hpp"

namespace market_data {
namespace {

using base::TradingDate;

constexpr TradingDate kMonday{2024, 6, 10};
constexpr TradingDate kTuesday{2024, 6, 11};
constexpr TradingDate kWednesday{2024, 6, 12};
constexpr TradingDate kLater{2024, 6, 28};

// The closes say where a panel came from: rows that were changed behind the store's back are not
// seen as long as the snapshot is believed.
class SnapshotTest : public testing::Test {
protected:
    SnapshotTest() {
        write({{.ticker = ticker("AAA"),
                .bars = {bar(kMonday, 10.0), bar(kTuesday, 11.0), bar(kWednesday, 12.0)},
                .actions = {{.ex_date = kTuesday, .dividend_usd = 0.5},
                            {.ex_date = kWednesday, .dividend_usd = 0.25, .split_ratio = 2.0}},
                .quarantined = {}},
               {.ticker = ticker("BBB"),
                .bars = {bar(kTuesday, 21.0)},
                .actions = {},
                .quarantined = {}}});
        EXPECT_TRUE(store_
                        .write_spells({{.ticker = ticker("AAA"), .first = {2000, 1, 3}, .end = {}},
                                       {.ticker = ticker("BBB"), .first = {2000, 1, 3}, .end = {}}},
                                      from_file("spells.csv"))
                        .ok());
        EXPECT_TRUE(store_.refresh_snapshot().ok());
    }

    void write(const std::vector<store::StockUpdate>& stocks) {
        ASSERT_TRUE(store_.write_prices(stocks, "a.csv", from_file("a.csv"), ignore_progress).ok());
    }
    // Behind the store's back: the version stays.
    void change_rows() const {
        SQLite::Database(path_.string(), SQLite::OPEN_READWRITE)
            .exec("UPDATE bar SET open = 5.0, high = 5.0, low = 5.0, close = 5.0");
    }
    bars::Panel panel(PanelRequest request = {.as_of = kLater, .also = {}}) const {
        return Reader::open(path_).value().panel(request).value();
    }
    double first_close() const { return panel().stocks.at(0).series.close_usd()[0]; }
    std::string bytes() const { return base::read_file(snapshot_).value(); }
    void replace(const std::string& bytes) const {
        ASSERT_TRUE(base::write_file_atomically(snapshot_, bytes).ok());
    }

    TemporaryFolder folder_;
    std::filesystem::path path_ = folder_ / "market_data.db";
    std::filesystem::path snapshot_ = folder_ / "market_data.db.snapshot";
    store::Store store_ = store::Store::open(path_).value();
};

TEST_F(SnapshotTest, GivesTheSamePanelAsTheRows) {
    const auto expect_same = [this](TradingDate as_of, std::size_t sessions_max) {
        PanelRequest request{.as_of = as_of, .sessions_max = sessions_max, .also = {}};
        const auto mapped = panel(request);
        request.from_rows = true;
        const auto rows = panel(request);
        ASSERT_EQ(mapped.stocks.size(), rows.stocks.size());
        for (std::size_t i = 0; i < rows.stocks.size(); ++i) {
            EXPECT_EQ(mapped.stocks[i].ticker, rows.stocks[i].ticker);
            EXPECT_EQ(mapped.stocks[i].series, rows.stocks[i].series);
        }
    };
    for (const auto as_of : {kMonday, kTuesday, kWednesday}) {
        for (const std::size_t sessions_max : {0U, 1U, 2U}) {
            expect_same(as_of, sessions_max);
        }
    }
    expect_same(kLater, 0);
    EXPECT_EQ(panel().stocks[0].series.actions()[1].split_ratio, 2.0);
    EXPECT_EQ(panel().stocks[1].series.close_usd()[0], 21.0);
}

TEST_F(SnapshotTest, IsWhatAPanelIsReadFrom) {
    change_rows();
    EXPECT_EQ(first_close(), 10.0);
    EXPECT_EQ(
        panel({.as_of = kLater, .also = {}, .from_rows = true}).stocks.at(0).series.close_usd()[0],
        5.0);
}

TEST_F(SnapshotTest, OfOlderPricesIsNotUsedAndMadeAnew) {
    const auto before = bytes();
    write({{.ticker = ticker("AAA"),
            .bars = {bar(kMonday, 10.5)},
            .actions = {},
            .quarantined = {}}});
    EXPECT_EQ(first_close(), 10.5);
    ASSERT_TRUE(store_.refresh_snapshot().ok());
    EXPECT_NE(bytes(), before);
    change_rows();
    EXPECT_EQ(first_close(), 10.5);
}

// A snapshot made from the one before has the same bytes as one made from the rows alone.
TEST_F(SnapshotTest, IsTheSameWhetherMadeFromTheOneBeforeOrFromTheRows) {
    const std::vector<std::vector<store::StockUpdate>> nights{
        {{.ticker = ticker("AAA"),
          .bars = {bar({2024, 6, 13}, 13.0)},
          .actions = {},
          .quarantined = {}}},
        {{.ticker = ticker("AAA"),
          .bars = {bar(kTuesday, 11.5), bar({2024, 6, 14}, 14.0)},
          .actions = {},
          .quarantined = {}},
         {.ticker = ticker("CCC"), .bars = {bar(kMonday, 3.0)}, .actions = {}, .quarantined = {}}},
        // The bar and the action of Wednesday go.
        {{.ticker = ticker("AAA"),
          .bars = {},
          .actions = {},
          .quarantined = {{.date = kWednesday,
                           .reason = "odd",
                           .origin = "a.csv",
                           .fields = bar(kWednesday, 12.0).fields()}},
          .actions_told = store::Days{.after = kTuesday, .until = kLater}}},
        {{.ticker = ticker("BBB"),
          .bars = {},
          .actions = {{.ex_date = kMonday, .dividend_usd = 0.1}},
          .quarantined = {}}}};
    for (const auto& night : nights) {
        write(night);
        ASSERT_TRUE(store_.refresh_snapshot().ok());
        const auto from_before = bytes();
        std::filesystem::remove(snapshot_);
        ASSERT_TRUE(store_.refresh_snapshot().ok());
        EXPECT_EQ(from_before, bytes());
    }
}

TEST_F(SnapshotTest, HoldsWhatAnotherWroteInBetween) {
    auto other = store::Store::open(path_).value();
    const auto write_to = [](store::Store& store, const char* name, TradingDate day) {
        ASSERT_TRUE(store
                        .write_prices({{.ticker = ticker(name),
                                        .bars = {bar(day, 50.0)},
                                        .actions = {},
                                        .quarantined = {}}},
                                      "a.csv",
                                      from_file("a.csv"),
                                      ignore_progress)
                        .ok());
    };
    write_to(store_, "AAA", {2024, 6, 13});
    write_to(other, "BBB", kMonday);
    ASSERT_TRUE(store_.refresh_snapshot().ok());  // One after our last.
    change_rows();
    EXPECT_EQ(panel().stocks.at(1).series.close_usd()[0], 50.0);
    write_to(store_, "AAA", {2024, 6, 14});
    write_to(other, "BBB", kWednesday);
    write_to(store_, "AAA", {2024, 6, 17});
    ASSERT_TRUE(store_.refresh_snapshot().ok());  // One between two of ours.
    const auto made = bytes();
    std::filesystem::remove(snapshot_);
    ASSERT_TRUE(store_.refresh_snapshot().ok());
    EXPECT_EQ(made, bytes());
}

TEST_F(SnapshotTest, IsKeptWhenNothingChanged) {
    const auto before = bytes();
    write({{.ticker = ticker("AAA"),
            .bars = {bar(kMonday, 10.0)},
            .actions = {},
            .quarantined = {}}});
    ASSERT_TRUE(store_.refresh_snapshot().ok());
    EXPECT_EQ(bytes(), before);
}

TEST_F(SnapshotTest, ABarOutOfQuarantineIsSeenAtOnce) {
    write({{.ticker = ticker("AAA"),
            .bars = {},
            .actions = {},
            .quarantined = {{.date = {2024, 6, 13},
                             .reason = "odd",
                             .origin = "a.csv",
                             .fields = bar({2024, 6, 13}, 99.0).fields()}}}});
    ASSERT_TRUE(store_.refresh_snapshot().ok());
    ASSERT_TRUE(
        store_.release(ticker("AAA"), {2024, 6, 13}, std::chrono::system_clock::now()).ok());
    EXPECT_EQ(panel().stocks.at(0).series.close_usd().back(), 99.0);
}

// One that an older build may have written to, which knows no versions of prices.
TEST_F(SnapshotTest, OfAStoreWithOlderTablesIsMadeAnew) {
    SQLite::Database(path_.string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 2");
    change_rows();
    auto store = store::Store::open(path_).value();
    EXPECT_EQ(first_close(), 5.0);
    ASSERT_TRUE(store.refresh_snapshot().ok());
    EXPECT_EQ(first_close(), 5.0);
}

TEST_F(SnapshotTest, OfAnotherStoreIsNotUsed) {
    TemporaryFolder other;
    auto store = store::Store::open(other / "market_data.db").value();
    ASSERT_TRUE(store
                    .write_prices({{.ticker = ticker("AAA"),
                                    .bars = {bar(kMonday, 77.0)},
                                    .actions = {},
                                    .quarantined = {}}},
                                  "a.csv",
                                  from_file("a.csv"),
                                  ignore_progress)
                    .ok());
    ASSERT_TRUE(store.refresh_snapshot().ok());
    replace(base::read_file(other / "market_data.db.snapshot").value());
    EXPECT_EQ(first_close(), 10.0);
}

TEST_F(SnapshotTest, ADamagedFileIsNotUsed) {
    change_rows();
    const auto sound = bytes();
    for (std::size_t at = 0; at < sound.size(); ++at) {
        auto damaged = sound;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        replace(damaged);
        ASSERT_EQ(first_close(), 5.0) << "byte " << at;
    }
    for (std::size_t size = 0; size < sound.size(); size += 7) {
        replace(sound.substr(0, size));
        ASSERT_EQ(first_close(), 5.0) << size << " bytes";
    }
    replace(sound + "x");
    EXPECT_EQ(first_close(), 5.0);
    replace(sound);
    EXPECT_EQ(first_close(), 10.0);
}

TEST_F(SnapshotTest, SaysWhatWasKnownOnADayFromTheRows) {
    change_rows();
    const auto now = panel({.as_of = kLater, .also = {}, .known_on = TradingDate{2100, 1, 4}});
    EXPECT_EQ(now.stocks.at(0).series.close_usd()[0], 5.0);
}

}  // namespace
}  // namespace market_data
