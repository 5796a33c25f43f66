#include "market_data/source/simulated/edge.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "backend/market_data/source/simulated/statistics.hpp"
#include "market_data/source/simulated/tape.hpp"

namespace market_data::source::simulated {
namespace {

constexpr std::size_t kHorizonSessions = 10;

// The rank correlation of what the edge expected of each company with what its next ten sessions
// brought: the mean over three seeds and, in each, 200 stretches that do not overlap.
double information_coefficient(double strength) {
    constexpr int kWarmup = 300;
    constexpr int kStretches = 200;
    std::vector<double> coefficients;
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const auto companies = found_companies(200, seed);
        ReturnModel returns{companies, seed};
        Tape tape{companies, seed};
        Edge edge{companies.size(), strength};
        std::vector<double> future(companies.size(), 0.0);
        const auto live = [&](std::size_t sessions) {
            std::fill(future.begin(), future.end(), 0.0);
            for (std::size_t session = 0; session < sessions; ++session) {
                const auto moves = returns.step(edge.next_log());
                for (std::size_t i = 0; i < moves.size(); ++i) {
                    future[i] += moves[i].total_log();
                }
                edge.observe(moves, tape.draw_activity(moves));
            }
        };
        live(kWarmup);
        for (int stretch = 0; stretch < kStretches; ++stretch) {
            const std::vector<double> expected{edge.next_log().begin(), edge.next_log().end()};
            live(kHorizonSessions);
            coefficients.push_back(rank_correlation(expected, future));
        }
    }
    return mean_of(coefficients);
}

TEST(Edge, AtFullStrengthIsStrong) {
    EXPECT_NEAR(information_coefficient(1.0), 0.08, 0.012);
}

TEST(Edge, AtTheDefaultStrengthIsAsFaintAsReality) {
    EXPECT_NEAR(information_coefficient(0.3), 0.026, 0.010);
}

TEST(Edge, AtZeroAddsNothingEver) {
    const auto companies = found_companies(20, 1);
    ReturnModel returns{companies, 1};
    Tape tape{companies, 1};
    Edge edge{companies.size(), 0.0};
    for (int session = 0; session < 400; ++session) {
        for (const double expected_log : edge.next_log()) {
            ASSERT_EQ(expected_log, 0.0);
        }
        const auto moves = returns.step(edge.next_log());
        edge.observe(moves, tape.draw_activity(moves));
    }
}

// What the edge expects of three companies that lived through the given last five sessions.
std::vector<double> expected_after(std::vector<Move> last_moves, std::vector<double> activity) {
    Edge edge{last_moves.size(), 1.0};
    std::vector<Move> moves(last_moves.size());
    const std::vector<double> usual(last_moves.size(), 1.0);
    for (int session = 0; session < 300; ++session) {
        for (Move& move : moves) {
            move.intraday_log = session % 2 == 0 ? 0.01 : -0.01;
        }
        edge.observe(moves, usual);
    }
    for (int session = 0; session < 5; ++session) {
        edge.observe(last_moves, activity);
    }
    return {edge.next_log().begin(), edge.next_log().end()};
}

TEST(Edge, ExpectsAQuietFallToReverse) {
    const auto expected = expected_after(
        {{.intraday_log = -0.01}, {.intraday_log = 0.0}, {.intraday_log = 0.01}}, {0.7, 0.7, 0.7});
    EXPECT_GT(expected[0], expected[2]);
}

TEST(Edge, ExpectsLittleReversalAfterHeavyVolume) {
    const std::vector<Move> moves{{.intraday_log = -0.01},
                                  {.intraday_log = 0.01},
                                  {.intraday_log = -0.01},
                                  {.intraday_log = 0.01}};
    const auto expected = expected_after(moves, {0.7, 0.7, 4.0, 4.0});
    EXPECT_GT(expected[0] - expected[1], 2.0 * (expected[2] - expected[3]));
}

TEST(Edge, MovesStocksAgainstEachOtherAndNotTheMarket) {
    const auto expected =
        expected_after({{.intraday_log = -0.02}, {.intraday_log = 0.005}, {.intraday_log = 0.01}},
                       {0.7, 1.0, 1.2});
    EXPECT_NEAR(mean_of(expected), 0.0, 1e-15);
    EXPECT_NE(expected[0], 0.0);
}

}  // namespace
}  // namespace market_data::source::simulated
