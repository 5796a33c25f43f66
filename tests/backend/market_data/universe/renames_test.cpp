#include "market_data/universe/renames.hpp"

#include <filesystem>
#include <map>
#include <set>
#include <vector>

#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "market_data/source/csv/universe_files.hpp"

namespace market_data::universe {
namespace {

using base::Ticker;
using base::TradingDate;

std::string now(std::string_view ticker, TradingDate on) {
    return current_ticker(Ticker::from(ticker).value(), on).text();
}

std::string then(std::string_view ticker, TradingDate date) {
    return ticker_on(Ticker::from(ticker).value(), date).text();
}

TEST(Renames, FindTodaysTicker) {
    EXPECT_EQ(now("FB", TradingDate{2020, 1, 2}), "META");
    EXPECT_EQ(now("FB", TradingDate{2022, 6, 8}), "META");
    EXPECT_EQ(now("FB", TradingDate{2022, 6, 9}), "FB");  // Not that stock any more.
    EXPECT_EQ(now("AAPL", TradingDate{2000, 1, 3}), "AAPL");
}

TEST(Renames, FindTheTickerOfADate) {
    EXPECT_EQ(then("META", TradingDate{2022, 6, 8}), "FB");
    EXPECT_EQ(then("META", TradingDate{2022, 6, 9}), "META");
    EXPECT_EQ(then("AAPL", TradingDate{2000, 1, 3}), "AAPL");
}

TEST(Renames, FollowEachOther) {
    EXPECT_EQ(now("SYMC", TradingDate{2015, 1, 2}), "GEN");
    EXPECT_EQ(now("NLOK", TradingDate{2020, 1, 2}), "GEN");
    EXPECT_EQ(then("GEN", TradingDate{2015, 1, 2}), "SYMC");
    EXPECT_EQ(then("GEN", TradingDate{2020, 1, 2}), "NLOK");
    EXPECT_EQ(then("FISV", TradingDate{2020, 1, 2}), "FISV");  // There and back.
    EXPECT_EQ(then("FISV", TradingDate{2024, 1, 2}), "FI");
    EXPECT_EQ(now("FISV", TradingDate{2020, 1, 2}), "FISV");
}

TEST(Renames, KeepStocksApartThatShareATicker) {
    EXPECT_EQ(now("Q", TradingDate{2017, 9, 1}), "IQV");
    EXPECT_EQ(now("Q", TradingDate{2026, 1, 2}), "Q");
    EXPECT_EQ(now("GOOG", TradingDate{2014, 1, 2}), "GOOGL");
    EXPECT_EQ(now("GOOG", TradingDate{2014, 5, 1}), "GOOG");
    // On one day Ingersoll-Rand became TT and Gardner Denver took its ticker.
    EXPECT_EQ(now("IR", TradingDate{2020, 2, 28}), "TT");
    EXPECT_EQ(now("GDI", TradingDate{2020, 2, 28}), "IR");
    EXPECT_EQ(then("TT", TradingDate{2020, 2, 28}), "IR");
    EXPECT_EQ(then("IR", TradingDate{2020, 2, 28}), "GDI");
}

TEST(Renames, GoBothWays) {
    for (const Rename& rename : renames()) {
        const auto before = rename.first.plus_days(-1);
        EXPECT_EQ(then(now(rename.from, before), before), rename.from);
    }
}

// The membership files name tickers as they were. Where such a file has the one ticker ending and
// the other beginning, both lie near the rename (a month off for HRS and RE). It keeps some stocks
// under one of the two tickers throughout; those in `differ` say nothing about the day.
TEST(Renames, AgreeWithMembershipFiles) {
    const auto path =
        std::filesystem::path{TURBOMODE_SHARED_DATA} / "membership/membership_spells.csv";
    if (!std::filesystem::is_regular_file(path)) {
        GTEST_SKIP() << path << ": no membership files here";
    }
    constexpr int kDaysOffMax = 31;
    const auto read = source::csv::read_spells(path);
    ASSERT_TRUE(read.ok()) << read.error().message;
    const auto is_near = [](std::optional<TradingDate> a, TradingDate b) {
        return a && std::abs(a->days_since(b)) <= kDaysOffMax;
    };
    std::vector<std::string> agree;
    std::vector<std::string> differ;
    for (const Rename& rename : renames()) {
        bool has_old = false;
        bool ends = false;
        bool begins = false;
        for (const auto& spell : read.value()) {
            has_old |= spell.ticker.text() == rename.from;
            ends |= spell.ticker.text() == rename.from && is_near(spell.end, rename.first);
            begins |= spell.ticker.text() == rename.to && is_near(spell.first, rename.first);
        }
        if (ends && begins) {
            agree.emplace_back(rename.from);
        } else if (has_old) {
            differ.emplace_back(rename.from);
        }
    }
    EXPECT_GE(agree.size(), 30U) << fmt::format("{}", fmt::join(agree, " "));
    EXPECT_THAT(differ, testing::ElementsAre("GOOG", "WLP", "Q", "KORS", "IR"));
}

}  // namespace
}  // namespace market_data::universe
