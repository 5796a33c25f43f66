// The rules on real histories whose defects are known: what they find, and what they leave alone.
#include <map>

#include <gtest/gtest.h>

#include "market_data/quality/doubts.hpp"
#include "market_data/source/csv/price_file.hpp"

namespace market_data::quality {
namespace {

using base::TradingDate;
namespace csv = source::csv;

const std::filesystem::path kShared{TURBOMODE_SHARED_DATA};

struct Found {
    std::size_t stocks = 0;
    std::size_t bars = 0;
    std::map<std::string, std::map<TradingDate, std::string>> rules;  // By ticker and date.

    std::size_t count(std::string_view rule) const {
        std::size_t sum = 0;
        for (const auto& [ticker, dates] : rules) {
            for (const auto& [date, name] : dates) {
                sum += name == rule ? 1U : 0U;
            }
        }
        return sum;
    }
    std::size_t stocks_with(std::string_view rule, TradingDate date) const {
        std::size_t sum = 0;
        for (const auto& [ticker, dates] : rules) {
            const auto found = dates.find(date);
            sum += found != dates.end() && found->second == rule ? 1U : 0U;
        }
        return sum;
    }
};

Found found_in(const std::filesystem::path& prices,
               const std::optional<std::filesystem::path>& actions) {
    const auto file = csv::read_price_file(prices,
                                           {.basis = csv::PriceBasis::SplitAdjusted,
                                            .actions = actions,
                                            .today = TradingDate{2026, 8, 22}});
    EXPECT_TRUE(file.ok()) << file.error().message;
    Found found;
    for (const auto& stock : file.value().stocks) {
        bars::BarSeries series;
        for (const auto& bar : stock.bars) {
            series.append(bar);
        }
        for (const auto& action : stock.actions) {
            series.append(action);
        }
        ++found.stocks;
        found.bars += stock.bars.size();
        for (const auto& doubt : doubtful_bars(series, series.dates().front())) {
            found.rules[stock.ticker.text()][doubt.date] = doubt.rule;
        }
    }
    return found;
}

class RealPrices : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::is_directory(kShared / "yahoo_2016_2026")) {
            GTEST_SKIP() << "no real prices at " << kShared;
        }
    }
};

// The README of that folder names what it left in on purpose.
TEST_F(RealPrices, TheDefectsOfTheFormerMembersAreFound) {
    const auto found =
        found_in(kShared / "yahoo_2010_2021_former/yahoo_2010_2021_former.csv.xz", std::nullopt);
    const auto& ge = found.rules.at("GE");
    EXPECT_EQ(ge.at(TradingDate(2021, 8, 2)), kUnexplainedSplit);
    // Volume a hundred times too large for about 63 % of the 96 symbols; in the file itself it is
    // so on twelve sessions from 2021-08-04 on.
    const auto off = found.stocks_with(kVolumeOff, {2021, 8, 19});
    EXPECT_GE(off, 45U);
    EXPECT_LE(off, 75U);
    // And hardly anything beside those two.
    EXPECT_LE(found.count(kUnexplainedSplit), ge.size() + 40U);
    EXPECT_LE(found.count(kVolumeOff), 12 * 62U + 20U);
    EXPECT_LE(found.count(kImpossibleJump), 2U);
}

TEST_F(RealPrices, TheDefectsOfTheMembersAreFoundAndTheirRealMovesLeftAlone) {
    const auto found = found_in(kShared / "yahoo_2016_2026/yahoo_2016_2026.csv.xz",
                                kShared / "actions/actions_2016_2026.csv");
    // A spin-off counted as a split and as a dividend.
    EXPECT_EQ(found.rules.at("DHR").at(TradingDate(2016, 7, 5)), kCountedTwice);
    // Stale rows before their US listings: 1136 and 627 without volume.
    const auto stale_rows = [&](const char* ticker) {
        std::size_t rows = 0;
        for (const auto& [date, rule] : found.rules.at(ticker)) {
            rows += rule == kNoTrade ? 1U : 0U;
        }
        return rows;
    };
    EXPECT_EQ(stale_rows("SW"), 1136U);
    EXPECT_EQ(stale_rows("AMCR"), 627U);
    // Special dividends and crashes are real: KDP 2018-07-10, oil on 2020-03-09, CVNA, PCG, ...
    const auto kdp = found.rules.find("KDP");
    EXPECT_TRUE(kdp == found.rules.end() || !kdp->second.contains(TradingDate(2018, 7, 10)));
    EXPECT_EQ(found.stocks_with(kUnexplainedSplit, {2020, 3, 9}), 0U);
    EXPECT_EQ(found.count(kUnexplainedSplit), 0U);
    EXPECT_LE(found.count(kImpossibleJump), 0U);
    EXPECT_LE(found.count(kCountedTwice), 5U);
    EXPECT_LE(found.count(kVolumeOff), 5U);  // Of 1.24 million bars.
}

}  // namespace
}  // namespace market_data::quality
