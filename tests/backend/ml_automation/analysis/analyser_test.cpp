#include "ml_automation/analysis/analyser.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "backend/ml_automation/analysis/markets.hpp"

namespace ml_automation::analysis {
namespace {

using testing_markets::kSessions;
using testing_markets::panel_of;

constexpr auto kRsi = static_cast<std::size_t>(Analyser::Rsi);
constexpr auto kMacd = static_cast<std::size_t>(Analyser::Macd);
constexpr auto kVolume = static_cast<std::size_t>(Analyser::Volume);
constexpr auto kTrend = static_cast<std::size_t>(Analyser::Trend);

double steady(int) {
    return 1e6;
}

Opinions last_opinions(const bars::Panel& panel, std::size_t stock) {
    const auto matrix = features::build(panel, panel.sessions.back(), {.last_sessions = 1});
    return analyse(matrix, stock, 0).value();
}

TEST(RsiOpinion, IsBullishWhenOversoldAndBearishWhenOverbought) {
    EXPECT_EQ(rsi_opinion(20.0, 25.0, 30.0).direction, Direction::Bullish);
    EXPECT_EQ(rsi_opinion(80.0, 75.0, 60.0).direction, Direction::Bearish);
    EXPECT_EQ(rsi_opinion(55.0, 50.0, 45.0).direction, Direction::Neutral);
    EXPECT_DOUBLE_EQ(rsi_opinion(20.0, 25.0, 55.0).strength, 0.5);
    EXPECT_DOUBLE_EQ(rsi_opinion(20.0, 25.0, 55.0).confidence, 2.0 / 3.0);
}

TEST(MacdOpinion, GoesByTheHistogramInPartsOfTheTrueRange) {
    const auto up = macd_opinion(0.01, 0.005, 0.02);
    EXPECT_EQ(up.direction, Direction::Bullish);
    EXPECT_DOUBLE_EQ(up.strength, 0.5);
    EXPECT_DOUBLE_EQ(up.confidence, 1.0);
    EXPECT_DOUBLE_EQ(macd_opinion(-0.01, 0.005, 0.02).confidence, 0.5);
    EXPECT_EQ(macd_opinion(0.01, -0.05, 0.02).direction, Direction::Bearish);
    EXPECT_DOUBLE_EQ(macd_opinion(0.01, -0.05, 0.02).strength, 1.0);
    EXPECT_EQ(macd_opinion(0.0, 0.0, 0.0).direction, Direction::Neutral);
}

TEST(VolumeOpinion, IsWorthLessOnThinVolumeOrAgainstTheMoneyFlow) {
    const auto up = volume_opinion(0.3, 0.1, 1.5);
    EXPECT_EQ(up.direction, Direction::Bullish);
    EXPECT_DOUBLE_EQ(up.strength, 0.6);
    EXPECT_DOUBLE_EQ(up.confidence, 1.0);
    EXPECT_DOUBLE_EQ(volume_opinion(0.3, -0.1, 0.5).confidence, 0.25);
    EXPECT_EQ(volume_opinion(-0.3, -0.1, 1.0).direction, Direction::Bearish);
    EXPECT_EQ(volume_opinion(0.04, 0.1, 1.0).direction, Direction::Neutral);
}

TEST(TrendOpinion, NeedsThreeVotesOfFour) {
    EXPECT_EQ(trend_opinion(1.0, 1.0, 1.0, -1.0, 25.0).direction, Direction::Bullish);
    EXPECT_EQ(trend_opinion(1.0, 1.0, -1.0, -1.0, 25.0).direction, Direction::Neutral);
    EXPECT_EQ(trend_opinion(-1.0, -1.0, -1.0, -1.0, 80.0).direction, Direction::Bearish);
    EXPECT_DOUBLE_EQ(trend_opinion(-1.0, -1.0, -1.0, -1.0, 80.0).confidence, 1.0);
    EXPECT_DOUBLE_EQ(trend_opinion(1.0, 1.0, 1.0, -1.0, 25.0).strength, 0.5);
}

TEST(Analyse, ASteadyRiseIsATrendAndOverbought) {
    const auto panel = panel_of(
        [](int stock, int session) {
            return 100.0 * std::exp((stock == 0 ? 0.002 : -0.002) * session);
        },
        steady);
    const auto rising = last_opinions(panel, 0);
    EXPECT_EQ(rising[kTrend].direction, Direction::Bullish);
    EXPECT_DOUBLE_EQ(rising[kTrend].strength, 1.0);
    EXPECT_EQ(rising[kRsi].direction, Direction::Bearish);
    EXPECT_EQ(rising[kVolume].direction, Direction::Bullish);
    const auto falling = last_opinions(panel, 1);
    EXPECT_EQ(falling[kTrend].direction, Direction::Bearish);
    EXPECT_EQ(falling[kRsi].direction, Direction::Bullish);
    EXPECT_EQ(falling[kVolume].direction, Direction::Bearish);
}

TEST(Analyse, MacdTurnsWithThePrice) {
    const auto panel = panel_of(
        [](int stock, int session) {
            const int turned = std::max(session - (kSessions - 12), 0);
            const double sign = stock == 0 ? 1.0 : -1.0;
            return 100.0 * std::exp(sign * (-0.001 * session + 0.006 * turned));
        },
        steady);
    EXPECT_EQ(last_opinions(panel, 0)[kMacd].direction, Direction::Bullish);
    EXPECT_EQ(last_opinions(panel, 1)[kMacd].direction, Direction::Bearish);
}

TEST(Analyse, SaysNothingBeforeThereIsHistory) {
    auto panel = panel_of([](int, int session) { return 100.0 + session; }, steady);
    const auto matrix = features::build(panel, panel.sessions.back());
    EXPECT_FALSE(analyse(matrix, 0, 100));
    EXPECT_TRUE(analyse(matrix, 0, kSessions - 1));
}

TEST(Analyse, KnowsNothingLater) {
    const auto close = [](int stock, int session) {
        return 100.0 + 10.0 * std::sin(0.05 * session + stock);
    };
    const auto whole = panel_of(close, steady);
    auto cut = whole;
    cut.sessions.erase(cut.sessions.begin() + 400, cut.sessions.end());
    for (auto& stock : cut.stocks) {
        stock.series = stock.series.until(cut.sessions.back());
        stock.member.resize(400);
    }
    const auto later = features::build(whole, whole.sessions.back());
    const auto then = features::build(cut, cut.sessions.back());
    const auto a = analyse(later, 0, 399).value();
    const auto b = analyse(then, 0, 399).value();
    for (std::size_t at = 0; at < a.size(); ++at) {
        EXPECT_EQ(a[at].strength, b[at].strength);
        EXPECT_EQ(a[at].confidence, b[at].confidence);
    }
}

}  // namespace
}  // namespace ml_automation::analysis
