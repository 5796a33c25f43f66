// Does the simulated market look like a market? Judged from its bars and actions alone.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "backend/market_data/source/simulated/statistics.hpp"
#include "bars/adjustment.hpp"
#include "bars/calendar.hpp"
#include "market_data/source/simulated/market.hpp"

namespace market_data::source::simulated {
namespace {

using base::TradingDate;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

MarketSpec decade(std::size_t symbols, std::uint64_t seed, double edge) {
    return {.symbols = symbols,
            .first_session = TradingDate{2012, 1, 3},
            .last_session = TradingDate{2021, 12, 31},
            .seed = seed,
            .edge = edge};
}

std::vector<SimulatedStock> market(const MarketSpec& spec) {
    return simulate(spec).value();
}

std::vector<double> total_return_index_log(const bars::BarSeries& series) {
    auto index = bars::growth_factors(series, bars::Adjustment::TotalReturn);
    for (std::size_t t = 0; t < index.size(); ++t) {
        index[t] = std::log(index[t] * series.close_usd()[t]);
    }
    return index;
}

// Equally weighted simple returns of all stocks, one a session.
std::vector<double> market_returns(const MarketSpec& spec) {
    const auto sessions = bars::sessions_between(spec.first_session, spec.last_session);
    std::vector<double> sums(sessions.size(), 0.0);
    std::vector<double> counts(sessions.size(), 0.0);
    for (const SimulatedStock& stock : market(spec)) {
        const auto index_log = total_return_index_log(stock.series);
        const auto start = std::find(sessions.begin(), sessions.end(), stock.series.dates()[0]);
        const auto offset = static_cast<std::size_t>(start - sessions.begin());
        for (std::size_t t = 1; t < index_log.size(); ++t) {
            sums[offset + t] += std::expm1(index_log[t] - index_log[t - 1]);
            counts[offset + t] += 1.0;
        }
    }
    std::vector<double> returns;
    for (std::size_t t = 1; t < sessions.size(); ++t) {
        returns.push_back(sums[t] / counts[t]);
    }
    return returns;
}

TEST(SimulatedMarket, ExplainsEverySplitByAnAction) {
    int splits = 0;
    int reverse_splits = 0;
    for (const SimulatedStock& stock : market(decade(200, 1, 0.3))) {
        const auto index_log = total_return_index_log(stock.series);
        for (const bars::Action& action : stock.series.actions()) {
            const auto t = stock.series.index_of(action.ex_date).value();
            ASSERT_GT(t, 0U);
            EXPECT_LT(std::abs(index_log[t] - index_log[t - 1]), 0.6) << stock.ticker.text();
            const auto closes = stock.series.close_usd();
            splits += action.split_ratio > 1.0 ? 1 : 0;
            reverse_splits += action.split_ratio < 1.0 ? 1 : 0;
            if (action.split_ratio >= 3.0) {
                EXPECT_LT(closes[t], 0.6 * closes[t - 1]) << stock.ticker.text();
            }
        }
    }
    EXPECT_GT(splits, 20);
    EXPECT_LT(reverse_splits, splits / 2);
}

TEST(SimulatedMarket, PaysDividendsQuarterlyWithinReason) {
    std::size_t payers = 0;
    const auto stocks = market(decade(100, 1, 0.3));
    for (const SimulatedStock& stock : stocks) {
        std::size_t dividends = 0;
        for (const bars::Action& action : stock.series.actions()) {
            const auto t = stock.series.index_of(action.ex_date).value();
            dividends += action.dividend_usd > 0.0 ? 1U : 0U;
            EXPECT_LT(action.dividend_usd, 0.04 * stock.series.close_usd()[t]);
        }
        payers += dividends > 0 ? 1U : 0U;
        EXPECT_LE(dividends, stock.series.size() / 63 + 1);
    }
    EXPECT_NEAR(static_cast<double>(payers) / static_cast<double>(stocks.size()), 0.6, 0.1);
}

TEST(SimulatedMarket, DriftsAndSwingsLikeEquities) {
    std::vector<double> drifts;
    std::vector<double> volatilities;
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U, 6U}) {
        const auto returns = market_returns(decade(100, seed, 0.3));
        drifts.push_back(mean_of(returns) * 252.0);
        volatilities.push_back(deviation_of(returns) * std::sqrt(252.0));
    }
    // Six decades at 17 % volatility: a standard error of 2.2 % a year.
    EXPECT_NEAR(mean_of(drifts), 0.083, 0.066);
    EXPECT_NEAR(mean_of(volatilities), 0.165, 0.03);
}

TEST(SimulatedMarket, HasFatTailsAndVolatilityThatClusters) {
    const auto returns = market_returns(decade(100, 2, 0.3));
    std::vector<double> sizes;
    std::vector<double> fourth;
    const double deviation = deviation_of(returns);
    for (const double r : returns) {
        sizes.push_back(std::abs(r));
        fourth.push_back(std::pow(r / deviation, 4.0));
    }
    EXPECT_GT(mean_of(fourth), 5.0);  // 3 for normal returns.
    const std::span<const double> all{sizes};
    EXPECT_GT(correlation(all.first(all.size() - 5), all.last(all.size() - 5)), 0.1);
}

// Source: M. Parkinson, The Extreme Value Method for Estimating the Variance of the Rate of Return
// (1980): for a driftless Brownian path the mean of log(high / low)^2 is 4 log 2 variances.
TEST(SimulatedMarket, HasIntradayRangesThatFitItsIntradayReturns) {
    double range_squares = 0.0;
    double return_squares = 0.0;
    for (const SimulatedStock& stock : market(decade(60, 1, 0.0))) {
        for (std::size_t t = 0; t < stock.series.size(); ++t) {
            const auto bar = stock.series.fields(t);
            range_squares += std::pow(std::log(bar.high_usd / bar.low_usd), 2.0);
            return_squares += std::pow(std::log(bar.close_usd / bar.open_usd), 2.0);
        }
    }
    EXPECT_NEAR(range_squares / (4.0 * std::log(2.0)) / return_squares, 1.0, 0.1);
}

TEST(SimulatedMarket, TradesMoreOnBigMoves) {
    for (const SimulatedStock& stock : market(decade(20, 1, 0.3))) {
        const auto index_log = total_return_index_log(stock.series);
        const auto splits = bars::growth_factors(stock.series, bars::Adjustment::Split);
        std::vector<double> sizes;
        std::vector<double> volumes_log;
        for (std::size_t t = 1; t < index_log.size(); ++t) {
            sizes.push_back(std::abs(index_log[t] - index_log[t - 1]));
            volumes_log.push_back(std::log(stock.series.volume_shares()[t] / splits[t]));
        }
        if (sizes.size() > 250) {
            EXPECT_GT(correlation(sizes, volumes_log), 0.2) << stock.ticker.text();
        }
    }
}

TEST(SimulatedMarket, HasMembersOfAllSizes) {
    std::vector<double> caps;
    for (const SimulatedStock& stock : market(decade(300, 1, 0.3))) {
        if (!stock.member_spells.empty() && !stock.member_spells.back().last.has_value()) {
            caps.push_back(stock.market_cap_usd);
        }
    }
    const auto [smallest, largest] = std::minmax_element(caps.begin(), caps.end());
    EXPECT_GT(*largest / *smallest, 300.0);
    EXPECT_GT(*smallest, 1e7);
    EXPECT_LT(*largest, 3e13);
}

// Momentum as anybody computes it, against the return of the next 10 sessions: the mean rank
// correlation over non-overlapping stretches.
double momentum_information_coefficient(double edge) {
    const MarketSpec spec = decade(250, 1, edge);
    const auto sessions = bars::sessions_between(spec.first_session, spec.last_session);
    std::vector<std::vector<double>> indexes_log;
    for (const SimulatedStock& stock : market(spec)) {
        auto index_log = total_return_index_log(stock.series);
        const auto start = std::find(sessions.begin(), sessions.end(), stock.series.dates()[0]);
        index_log.insert(
            index_log.begin(), static_cast<std::size_t>(start - sessions.begin()), kMissing);
        index_log.resize(sessions.size(), kMissing);
        indexes_log.push_back(std::move(index_log));
    }
    std::vector<double> coefficients;
    for (std::size_t t = 252; t + 10 < sessions.size(); t += 10) {
        std::vector<double> momentum;
        std::vector<double> future;
        for (const auto& index_log : indexes_log) {
            if (!std::isnan(index_log[t - 252]) && !std::isnan(index_log[t + 10])) {
                momentum.push_back(index_log[t - 21] - index_log[t - 252]);
                future.push_back(index_log[t + 10] - index_log[t]);
            }
        }
        coefficients.push_back(rank_correlation(momentum, future));
    }
    return mean_of(coefficients);
}

// A coefficient of 250 windows has a standard error of about 0.006.
TEST(SimulatedMarket, ShowsItsEdgeInAnOrdinaryFeature) {
    EXPECT_GT(momentum_information_coefficient(1.0), 0.03);
}

TEST(SimulatedMarket, HidesNothingInAnOrdinaryFeatureWithoutEdge) {
    EXPECT_NEAR(momentum_information_coefficient(0.0), 0.0, 0.018);
}

}  // namespace
}  // namespace market_data::source::simulated
