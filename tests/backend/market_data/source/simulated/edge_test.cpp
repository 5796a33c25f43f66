#include "market_data/source/simulated/edge.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "backend/market_data/source/simulated/statistics.hpp"
#include "market_data/source/simulated/tape.hpp"

namespace market_data::source::simulated {
namespace {

constexpr std::size_t kHorizonSessions = 10;

struct Coefficient {
    double mean;
    double standard_error;
};

// The rank correlation of the score that an edge is planted by with what the next ten sessions of
// each company brought, in a market with that much of it: over three seeds and, in each, 200
// stretches that do not overlap.
Coefficient information_coefficient(double planted) {
    constexpr int kWarmup = 300;
    constexpr int kStretches = 200;
    std::vector<double> coefficients;
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const auto companies = found_companies(200, seed);
        ReturnModel returns{companies, seed};
        Tape tape{companies, seed};
        Edge edge{companies.size(), planted};
        Edge observer{companies.size(), 1.0};  // Knows the score and moves nothing.
        std::vector<double> future(companies.size(), 0.0);
        const auto live = [&](std::size_t sessions) {
            std::fill(future.begin(), future.end(), 0.0);
            for (std::size_t session = 0; session < sessions; ++session) {
                const auto moves = returns.step(edge.next_log());
                for (std::size_t i = 0; i < moves.size(); ++i) {
                    future[i] += moves[i].total_log();
                }
                const auto activity = tape.draw_activity(moves);
                edge.observe(moves, activity);
                observer.observe(moves, activity);
            }
        };
        live(kWarmup);
        for (int stretch = 0; stretch < kStretches; ++stretch) {
            const std::vector<double> score{observer.next_log().begin(), observer.next_log().end()};
            live(kHorizonSessions);
            coefficients.push_back(rank_correlation(score, future));
        }
    }
    return {.mean = mean_of(coefficients), .standard_error = standard_error_of(coefficients)};
}

TEST(Edge, AtFullStrengthIsStrong) {
    EXPECT_NEAR(information_coefficient(1.0).mean, 0.08, 0.012);
}

TEST(Edge, AtTheDefaultStrengthIsAsFaintAsRealityAndThere) {
    const Coefficient found = information_coefficient(0.3);
    EXPECT_NEAR(found.mean, 0.026, 0.010);
    EXPECT_GT(found.mean, 3.0 * found.standard_error);
}

TEST(Edge, AtZeroTellsNothing) {
    const Coefficient found = information_coefficient(0.0);
    EXPECT_LT(std::abs(found.mean), 3.0 * found.standard_error) << found.mean;
    EXPECT_LT(found.standard_error, 0.006);  // Enough stretches to have seen an edge of 0.3.
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
