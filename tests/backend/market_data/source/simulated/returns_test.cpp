#include "market_data/source/simulated/returns.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "backend/market_data/source/simulated/statistics.hpp"

namespace market_data::source::simulated {
namespace {

constexpr int kSessions = 5000;

// Mean simple returns of each session over two halves of the companies, the calm and the wild.
struct Halves {
    std::vector<double> calm;
    std::vector<double> wild;
};

Halves run_halves(std::uint64_t seed) {
    auto companies = found_companies(200, seed);
    std::sort(companies.begin(), companies.end(), [](const Company& a, const Company& b) {
        return a.own_volatility < b.own_volatility;
    });
    ReturnModel model{companies, seed};
    const std::vector<double> no_edge(companies.size(), 0.0);
    const std::size_t half = companies.size() / 2;
    Halves result;
    for (int session = 0; session < kSessions; ++session) {
        const auto moves = model.step(no_edge);
        std::vector<double> returns;
        for (const Move& move : moves) {
            returns.push_back(std::expm1(move.total_log()));
        }
        const std::span<const double> all{returns};
        result.calm.push_back(mean_of(all.first(half)));
        result.wild.push_back(mean_of(all.last(half)));
    }
    return result;
}

TEST(ReturnModel, EarnsCalmAndWildStocksTheSame) {
    const Halves halves = run_halves(1);
    std::vector<double> difference;
    for (std::size_t i = 0; i < halves.calm.size(); ++i) {
        difference.push_back(halves.calm[i] - halves.wild[i]);
    }
    EXPECT_LT(std::abs(mean_of(difference)), 3.0 * standard_error_of(difference));
    EXPECT_GT(deviation_of(halves.wild), deviation_of(halves.calm));
}

TEST(ReturnModel, EarnsTheDriftOfEightPointThreePercentAYear) {
    const Halves halves = run_halves(2);
    EXPECT_NEAR(mean_of(halves.calm), 0.083 / 252.0, 3.0 * standard_error_of(halves.calm));
}

TEST(ReturnModel, OvernightTellsNothingAboutTheDay) {
    const auto companies = found_companies(50, 3);
    ReturnModel model{companies, 3};
    const std::vector<double> no_edge(companies.size(), 0.0);
    std::vector<double> overnight;
    std::vector<double> intraday;
    for (int session = 0; session < kSessions; ++session) {
        const Move move = model.step(no_edge)[static_cast<std::size_t>(session) % 50];
        overnight.push_back(move.overnight_log);
        intraday.push_back(move.intraday_log);
    }
    // 4 / sqrt(5000): four standard errors, as fat tails widen the usual two.
    EXPECT_NEAR(correlation(overnight, intraday), 0.0, 0.057);
    EXPECT_GT(deviation_of(intraday), deviation_of(overnight));
}

TEST(ReturnModel, MovesStocksFurtherOnFourNightsAYear) {
    const auto companies = found_companies(50, 6);
    ReturnModel model{companies, 6};
    const std::vector<double> no_edge(companies.size(), 0.0);
    std::vector<double> reports;
    std::vector<double> other_nights;
    for (int session = 0; session < 10 * kSessionsPerYear; ++session) {
        for (const Move& move : model.step(no_edge)) {
            (move.reports_earnings ? reports : other_nights).push_back(move.overnight_log);
        }
    }
    EXPECT_EQ(reports.size(), companies.size() * 10 * 4);
    EXPECT_GT(deviation_of(reports), 3.0 * deviation_of(other_nights));
    EXPECT_LT(std::abs(mean_of(reports)), 4.0 * standard_error_of(reports));
}

// A fall of the market comes suddenly, a rise in small steps: counted beside the volatility of the
// weeks before (RiskMetrics, Technical Document, 1996: decay 0.94), as the plain third moment of
// 120 years is that of their three worst days.
TEST(ReturnModel, FallsHarderThanItRises) {
    int falls = 0;
    int rises = 0;
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U, 6U}) {
        const Halves halves = run_halves(seed);
        const double drift = 0.5 * (mean_of(halves.calm) + mean_of(halves.wild));
        double variance = std::pow(deviation_of(halves.wild), 2.0);
        for (std::size_t t = 0; t < halves.calm.size(); ++t) {
            const double r = 0.5 * (halves.calm[t] + halves.wild[t]) - drift;
            falls += r < -2.5 * std::sqrt(variance) ? 1 : 0;
            rises += r > 2.5 * std::sqrt(variance) ? 1 : 0;
            variance = 0.94 * variance + 0.06 * r * r;
        }
    }
    EXPECT_GT(falls, rises + 60) << rises;  // Two deviations of their difference.
}

TEST(ReturnModel, AddsTheEdgeAndChangesNoDraw) {
    const auto companies = found_companies(20, 4);
    ReturnModel plain{companies, 4};
    ReturnModel tilted{companies, 4};
    const std::vector<double> no_edge(companies.size(), 0.0);
    std::vector<double> edge(companies.size(), 0.0);
    edge[3] = 0.001;
    for (int session = 0; session < 50; ++session) {
        const auto expected = plain.step(no_edge);
        const auto moves = tilted.step(edge);
        EXPECT_NEAR(moves[3].total_log(), expected[3].total_log() + 0.001, 1e-12);
        EXPECT_EQ(moves[4].total_log(), expected[4].total_log());
    }
}

TEST(ReturnModel, StocksOfASectorMoveTogetherMoreThanStrangers) {
    const auto companies = found_companies(200, 5);
    ReturnModel model{companies, 5};
    const std::vector<double> no_edge(companies.size(), 0.0);
    // Companies are founded sector by sector: the last two are utilities, the first in media.
    std::vector<double> first;
    std::vector<double> last;
    std::vector<double> next_to_last;
    for (int session = 0; session < kSessions; ++session) {
        const auto moves = model.step(no_edge);
        first.push_back(moves.front().total_log());
        last.push_back(moves.back().total_log());
        next_to_last.push_back(moves[moves.size() - 2].total_log());
    }
    EXPECT_GT(correlation(last, next_to_last), correlation(last, first));
    EXPECT_GT(correlation(last, first), 0.05);
}

}  // namespace
}  // namespace market_data::source::simulated
