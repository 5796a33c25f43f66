// The yardstick itself: does it measure what it names?
#include "backend/market_data/source/simulated/facts.hpp"

#include <cmath>
#include <cstddef>
#include <string>

#include <gtest/gtest.h>

#include "bars/calendar.hpp"

namespace market_data::source::simulated {
namespace {

constexpr std::size_t kSessions = 300;

// Two twins of one sector that rise and fall by the same step in turn, and open in between.
bars::Panel zigzag(double step_log) {
    const auto all = bars::sessions_between({2020, 1, 2}, {2022, 1, 3});
    bars::Panel panel{.sessions = {all.begin(), all.begin() + kSessions}, .stocks = {}};
    for (const std::string ticker : {"AAA", "BBB"}) {
        bars::PanelStock stock{.ticker = base::Ticker::from(ticker).value(),
                               .sector = "Energy",
                               .series = {},
                               .member = std::vector<std::uint8_t>(kSessions, 1)};
        for (std::size_t t = 0; t < kSessions; ++t) {
            const double low = 100.0;
            const double high = low * std::exp(step_log);
            const double middle = low * std::exp(step_log / 2.0);
            stock.series.append(bars::Bar::from({.date = panel.sessions[t],
                                                 .open_usd = middle,
                                                 .high_usd = high,
                                                 .low_usd = low,
                                                 .close_usd = t % 2 == 0 ? low : high,
                                                 .volume_shares = 1000.0 + double(t % 2)})
                                    .value());
        }
        panel.stocks.push_back(std::move(stock));
    }
    return panel;
}

// A coin that falls heads and tails in turn: deviation = the step, kurtosis 1, autocorrelation -1
// at lag 1 and 1 at lag 2; half of each move comes overnight.
TEST(StylisedFacts, AreThoseOfACoinThatFallsInTurn) {
    const auto facts = stylised_facts(zigzag(0.02));
    EXPECT_NEAR(fact(facts, "volatility, daily"), 0.02, 1e-4);
    EXPECT_NEAR(fact(facts, "excess kurtosis"), -2.0, 1e-3);
    EXPECT_NEAR(fact(facts, "autocorrelation of returns, lag 1"), -1.0, 1e-3);
    EXPECT_NEAR(fact(facts, "overnight share of variance"), 0.5, 1e-9);
    EXPECT_NEAR(fact(facts, "correlation of two stocks"), 1.0, 1e-9);
    EXPECT_NEAR(fact(facts, "correlation within a sector"), 1.0, 1e-9);
    EXPECT_NEAR(fact(facts, "dispersion of a session"), 0.0, 1e-12);
    EXPECT_NEAR(fact(facts, "autocorrelation of log volume, lag 1"), -1.0, 1e-2);
    EXPECT_EQ(fact(facts, "share beyond 4 deviations"), 0.0);
    EXPECT_EQ(fact(facts, "gaps beyond 2 %"), 0.0);
    EXPECT_EQ(fact(facts, "BUY: stop touched"), 0.0);
}

// From the low the next high is 11 % up, from the high the next low 10 % down: every fifth session
// is as often the one as the other.
TEST(StylisedFacts, FollowTradesToTheirTargetOrStop) {
    const auto facts = stylised_facts(zigzag(std::log(1.11)));
    EXPECT_NEAR(fact(facts, "BUY: target touched"), 0.5, 0.02);
    EXPECT_NEAR(fact(facts, "BUY: stop touched"), 0.5, 0.02);
    EXPECT_NEAR(fact(facts, "BUY: won"), 0.5, 0.02);
    EXPECT_NEAR(fact(facts, "SELL: stop touched"), 0.5, 0.02);
}

}  // namespace
}  // namespace market_data::source::simulated
