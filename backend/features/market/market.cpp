#include "features/market/market.hpp"

#include <array>
#include <cmath>

#include "features/kernel/moments.hpp"
#include "features/market/breadth.hpp"
#include "features/momentum/oscillators.hpp"
#include "features/statistics/statistics_kernels.hpp"
#include "features/structure/levels.hpp"
#include "features/trend/trend_kernels.hpp"
#include "features/volatility/volatility_kernels.hpp"

namespace features::market {

namespace {

using In = MarketInputs;
constexpr auto kFamily = Family::Market;
constexpr auto kMarket = Scope::Market;
constexpr double kNearHigh = -0.020202707317519466;  // ln 0.98

std::size_t column_of(std::string_view name) {
    const auto index = index_of(name);
    CHECK(index.has_value());
    return *index;
}

// Runs a kernel over the market's own bars, then lays its values out by session.
template <typename Kernel>
void along_series(const In& in, Kernel kernel, Output out) {
    std::vector<double> values(in.series.session.size());
    kernel(Output{values});
    scatter<double>(values, in.series.session, in.first_session, out);
}

void mean_of(const In& in, std::string_view feature, Output out) {
    mean_of_members(in.own, in.members, column_of(feature), out);
}

void share_up(const In& in, std::string_view feature, Output out) {
    share_above(in.own, in.members, column_of(feature), kRounding, out);
}

void volatility_of_market(const In& in, std::size_t window, Output out) {
    along_series(
        in,
        [&](Output values) { volatility::volatility(in.series.return_log, window, values); },
        out);
}

// Were all members' returns equally correlated, the variance of their mean would be that share of
// their mean variance (but for 1 / members).
void implied_correlation(const In& in, Output out) {
    std::vector<double> market(out.size());
    volatility_of_market(in, 60, market);
    mean_square_of_members(in.own, in.members, column_of("volatility_60"), out);
    const double flat = 252.0 * kFlatDeviation * kFlatDeviation;
    for (std::size_t session = 0; session < out.size(); ++session) {
        const double variance = market[session] * market[session];
        // A NaN on either side stays one.
        out[session] = out[session] <= flat ? 0.0 * variance : variance / out[session];
    }
}

constexpr std::array kTable = std::to_array<MarketFeature>({
    {{"market_return_1",
      kFamily,
      kMarket,
      kLogReturn,
      "Mean of return_log_1 over the members",
      "",
      "definition",
      2},
     [](const In& in, Output out) {
         mean_of(in, "return_log_1", out);
     }},
    {{"market_return_5",
      kFamily,
      kMarket,
      kLogReturn,
      "Mean of return_log_5 over the members",
      "",
      "definition",
      6},
     [](const In& in, Output out) {
         mean_of(in, "return_log_5", out);
     }},
    {{"market_return_20",
      kFamily,
      kMarket,
      kLogReturn,
      "Mean of return_log_20 over the members",
      "",
      "definition",
      21},
     [](const In& in, Output out) {
         mean_of(in, "return_log_20", out);
     }},
    {{"market_return_60",
      kFamily,
      kMarket,
      kLogReturn,
      "Mean of return_log_60 over the members",
      "",
      "definition",
      61},
     [](const In& in, Output out) {
         mean_of(in, "return_log_60", out);
     }},
    {{"market_volatility_20",
      kFamily,
      kMarket,
      kVolatility,
      "Sample standard deviation of 20 values of market_return_1 x sqrt(252)",
      "",
      "definition",
      21},
     [](const In& in, Output out) {
         volatility_of_market(in, 20, out);
     }},
    {{"market_volatility_ratio_20_120",
      kFamily,
      kMarket,
      kPositiveRatio,
      "Standard deviation of 20 values of market_return_1 / that of 120",
      "1 when flat",
      "definition",
      121},
     [](const In& in, Output out) {
         along_series(
             in,
             [&](Output values) {
                 volatility::volatility_ratio(in.series.return_log, 20, 120, values);
             },
             out);
     }},
    {{"market_distance_mean_50",
      kFamily,
      kMarket,
      kLogRatio,
      "ln(index / mean index of 50 sessions), the index chained from market_return_1",
      "",
      "definition",
      50},
     [](const In& in, Output out) {
         along_series(
             in,
             [&](Output values) { trend::distance_from_mean(in.series.index, 50, values); },
             out);
     }},
    {{"market_drawdown_250",
      kFamily,
      kMarket,
      kLogRatio,
      "ln(index / highest index of 250 sessions), the index chained from market_return_1",
      "",
      "definition",
      250},
     [](const In& in, Output out) {
         const Input index = in.series.log_index;
         along_series(
             in,
             [&](Output values) { structure::distance_from_high(index, index, 250, values); },
             out);
     }},
    {{"market_up_share_1",
      kFamily,
      kMarket,
      kShare,
      "Share of the members that closed higher",
      "",
      "definition",
      2},
     [](const In& in, Output out) {
         share_up(in, "return_log_1", out);
     }},
    {{"market_breadth_50",
      kFamily,
      kMarket,
      kShare,
      "Share of the members above their 50-session mean",
      "",
      "definition",
      50},
     [](const In& in, Output out) {
         share_up(in, "distance_mean_50", out);
     }},
    {{"market_breadth_200",
      kFamily,
      kMarket,
      kShare,
      "Share of the members above their 200-session mean",
      "",
      "definition",
      200},
     [](const In& in, Output out) {
         share_up(in, "distance_mean_200", out);
     }},
    {{"market_dispersion_1",
      kFamily,
      kMarket,
      kLogReturn,
      "Population standard deviation of return_log_1 across the members",
      "",
      "definition",
      2},
     [](const In& in, Output out) {
         dispersion(in.own, in.members, column_of("return_log_1"), out);
     }},
    {{"market_dispersion_20",
      kFamily,
      kMarket,
      kLogReturn,
      "Population standard deviation of return_log_20 across the members",
      "",
      "definition",
      21},
     [](const In& in, Output out) {
         dispersion(in.own, in.members, column_of("return_log_20"), out);
     }},
    {{"market_correlation_60",
      kFamily,
      kMarket,
      kPositiveRatio,
      "Variance of 60 values of market_return_1 / mean over the members of the variance of 60 log "
      "returns",
      "0 when all are flat",
      "definition",
      61},
     implied_correlation},
    {{"market_return_120",
      kFamily,
      kMarket,
      kLogReturn,
      "Mean of return_log_120 over the members",
      "",
      "definition",
      121},
     [](const In& in, Output out) {
         mean_of(in, "return_log_120", out);
     }},
    {{"market_volatility_60",
      kFamily,
      kMarket,
      kVolatility,
      "Sample standard deviation of 60 values of market_return_1 x sqrt(252)",
      "",
      "definition",
      61},
     [](const In& in, Output out) {
         volatility_of_market(in, 60, out);
     }},
    {{"market_distance_mean_200",
      kFamily,
      kMarket,
      kLogRatio,
      "ln(index / mean index of 200 sessions), the index chained from market_return_1",
      "",
      "Brock, Lakonishok and LeBaron 1992",
      200},
     [](const In& in, Output out) {
         along_series(
             in,
             [&](Output values) { trend::distance_from_mean(in.series.index, 200, values); },
             out);
     }},
    {{"market_rsi_14",
      kFamily,
      kMarket,
      kHundred,
      "Relative strength index of the index chained from market_return_1, Wilder smoothing of 14",
      "50 when it stands",
      "Wilder 1978",
      15},
     [](const In& in, Output out) {
         along_series(
             in, [&](Output values) { momentum::rsi(in.series.index, 14, values); }, out);
     }},
    {{"market_skewness_60",
      kFamily,
      kMarket,
      kRatio,
      "Population skewness of 60 values of market_return_1",
      "0 when flat",
      "definition",
      61},
     [](const In& in, Output out) {
         along_series(
             in,
             [&](Output values) { statistics::skewness(in.series.return_log, 60, values); },
             out);
     }},
    {{"market_up_share_20",
      kFamily,
      kMarket,
      kShare,
      "Share of the members whose return_log_20 is above 0",
      "",
      "definition",
      21},
     [](const In& in, Output out) {
         share_up(in, "return_log_20", out);
     }},
    {{"market_breadth_20",
      kFamily,
      kMarket,
      kShare,
      "Share of the members above their 20-session mean",
      "",
      "definition",
      20},
     [](const In& in, Output out) {
         share_up(in, "distance_mean_20", out);
     }},
    {{"market_high_share_250",
      kFamily,
      kMarket,
      kShare,
      "Share of the members within 2 % of their highest high of 250 sessions",
      "",
      "definition",
      250},
     [](const In& in, Output out) {
         share_above(in.own, in.members, column_of("distance_high_250"), kNearHigh, out);
     }},
    {{"market_volume_trend",
      kFamily,
      kMarket,
      kPositiveRatio,
      "Mean of volume_trend_5_60 over the members",
      "",
      "definition",
      60},
     [](const In& in, Output out) {
         mean_of(in, "volume_trend_5_60", out);
     }},
});

}  // namespace

MarketSeries MarketSeries::of(const bars::Panel& panel, std::span<const Track> tracks) {
    const std::size_t sessions = panel.sessions.size();
    std::vector<double> sums(sessions, 0.0);
    std::vector<double> counts(sessions, 0.0);
    for (std::size_t stock = 0; stock < tracks.size(); ++stock) {
        const auto& member = panel.stocks[stock].member;
        const auto& track = tracks[stock];
        for (std::size_t bar = 1; bar < track.session.size(); ++bar) {
            const std::uint32_t session = track.session[bar];
            if (member[session] != 0) {
                sums[session] += track.return_log[bar];
                counts[session] += 1.0;
            }
        }
    }
    MarketSeries series;
    series.level_by_session.assign(sessions, kMissing);
    double level = 0.0;
    const auto add = [&](std::size_t at, double change) {
        level += change;
        series.session.push_back(static_cast<std::uint32_t>(at));
        series.return_log.push_back(change);
        series.log_index.push_back(level);
        series.index.push_back(std::exp(level));
        series.level_by_session[at] = level;
    };
    for (std::size_t session = 1; session < sessions; ++session) {
        if (counts[session] == 0.0) {
            continue;
        }
        if (series.session.empty()) {
            add(session - 1, 0.0);
        }
        add(session, sums[session] / counts[session]);
    }
    return series;
}

std::span<const MarketFeature> table() {
    return kTable;
}

}  // namespace features::market
