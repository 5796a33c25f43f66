// Is each stylised fact near that of a real market? docs/simulated_market.md has the whole table.
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "backend/market_data/source/simulated/facts.hpp"

namespace market_data::source::simulated {
namespace {

using base::TradingDate;

// The mean over six decades of 120 members, so that no lucky crisis decides.
std::vector<Fact> mean_facts() {
    constexpr double kDecades = 6.0;
    std::vector<Fact> mean;
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U, 6U}) {
        const MarketSpec spec{.symbols = 120,
                              .first_session = TradingDate{2012, 1, 3},
                              .last_session = TradingDate{2021, 12, 31},
                              .seed = seed};
        const auto facts = stylised_facts(panel_of(spec, simulate(spec).value()));
        mean.resize(facts.size(), Fact{.name = "", .value = 0.0});
        for (std::size_t i = 0; i < facts.size(); ++i) {
            mean[i].name = facts[i].name;
            mean[i].value += facts[i].value / kDecades;
        }
    }
    return mean;
}

// What 500 large US stocks showed from 2016-03 to 2026-03.
constexpr std::array kReal{
    Fact{"volatility, daily", 0.0188},
    Fact{"volatility, 90th over 10th percentile", 1.81},
    Fact{"excess kurtosis", 12.3},
    Fact{"share beyond 4 deviations", 0.0069},
    Fact{"autocorrelation of sizes, lag 1", 0.227},
    Fact{"autocorrelation of sizes, lag 5", 0.176},
    Fact{"autocorrelation of sizes, lag 20", 0.106},
    Fact{"overnight share of variance", 0.334},
    Fact{"excess kurtosis overnight", 35.4},
    Fact{"excess kurtosis intraday", 5.94},
    Fact{"gaps beyond 2 %", 0.0524},
    Fact{"gaps beyond 5 %", 0.0090},
    Fact{"range over that of a fair path", 1.02},
    Fact{"deviation of log volume", 0.404},
    Fact{"autocorrelation of log volume, lag 1", 0.533},
    Fact{"autocorrelation of log volume, lag 5", 0.196},
    Fact{"log volume against size", 0.396},
    Fact{"correlation of two stocks", 0.339},
    Fact{"correlation within a sector", 0.436},
    Fact{"dispersion of a session", 0.0149},
    Fact{"index: volatility, daily", 0.0116},
    Fact{"index: wildest year over calmest", 3.05},
    Fact{"index: excess kurtosis", 18.8},
    Fact{"index: autocorrelation of sizes, lag 1", 0.412},
    Fact{"index: autocorrelation of sizes, lag 5", 0.348},
    Fact{"index: autocorrelation of sizes, lag 20", 0.224},
    Fact{"BUY: target touched", 0.0869},
    Fact{"BUY: stop touched", 0.279},
    Fact{"BUY: won", 0.523},
    Fact{"SELL: target touched", 0.0720},
    Fact{"SELL: stop touched", 0.335},
    Fact{"SELL: won", 0.403},
};

// Of these one year differs from the next, even in sign. The guards are the least and the most that
// ten stretches of 252 real sessions showed, cut at zero where the decade as a whole has a sign.
struct Guard {
    std::string_view name;
    double least;
    double most;
};
constexpr std::array kMoody{Guard{"skewness", -0.95, 0.0},
                            Guard{"index: skewness", -1.79, 0.63},
                            Guard{"return against the next size", -0.25, 0.0},
                            Guard{"index: return against the next size", -0.44, 0.0}};

// Prices that told of the next ones by themselves would be an edge that nobody planted.
constexpr std::array kNone{Guard{"autocorrelation of returns, lag 1", -0.03, 0.03},
                           Guard{"index: autocorrelation of returns, lag 1", -0.06, 0.06}};

// One test, as the market takes seconds to make. The default market lies within a third of the real
// one; a small one over six seeds is allowed two fifths.
TEST(SimulatedMarketFacts, LieNearThoseOfARealMarket) {
    const auto facts = mean_facts();
    for (const Fact& real : kReal) {
        EXPECT_NEAR(fact(facts, real.name) / real.value, 1.0, 0.4) << real.name;
    }
    for (const auto& guards : {std::span<const Guard>{kMoody}, std::span<const Guard>{kNone}}) {
        for (const Guard& guard : guards) {
            const double value = fact(facts, guard.name);
            EXPECT_TRUE(value >= guard.least && value <= guard.most) << guard.name << value;
        }
    }
}

}  // namespace
}  // namespace market_data::source::simulated
