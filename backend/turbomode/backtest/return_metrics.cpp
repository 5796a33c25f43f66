#include "turbomode/backtest/return_metrics.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "turbomode/backtest/moments.hpp"

namespace turbomode::backtest {

namespace {

constexpr std::size_t kFitSessionsMin = 3;  // Through two points runs a line without an error.
constexpr std::size_t kBlocksMin = 3;

double rate_a_period(double rate_a_year, const ReturnOptions& options) {
    CHECK(rate_a_year > -1.0 && options.periods_a_year > 0.0);
    return std::expm1(std::log1p(rate_a_year) / options.periods_a_year);
}

Moments moments_of(std::span<const double> values) {
    Moments moments;
    for (const double value : values) {
        CHECK(std::isfinite(value));
        moments.add(value);
    }
    return moments;
}

double after(double equity, double period_return) {
    return equity * std::max(1.0 + period_return, 0.0);
}

double compounded(std::span<const double> returns) {
    double equity = 1.0;
    for (const double period_return : returns) {
        equity = after(equity, period_return);
    }
    return equity - 1.0;
}

// A year's mean beyond `rate`, over a year's deviation.
double ratio_a_year(double mean, double deviation, double rate, const ReturnOptions& options) {
    return (mean - rate) / deviation * std::sqrt(options.periods_a_year);
}

std::optional<double> sharpe_ratio(const Moments& moments, const ReturnOptions& options) {
    if (!moments.vary()) {
        return std::nullopt;
    }
    const double rate = rate_a_period(options.risk_free_a_year, options);
    return ratio_a_year(moments.mean, moments.deviation(), rate, options);
}

// The downside deviation is over all returns, also those that fell not short: leaving these out
// would make a portfolio look the worse the seldomer it falls short.
std::optional<double> sortino_ratio(std::span<const double> returns,
                                    double mean,
                                    const ReturnOptions& options) {
    const double target = rate_a_period(options.target_a_year, options);
    double squares = 0.0;
    for (const double period_return : returns) {
        const double shortfall = std::min(period_return - target, 0.0);
        squares += shortfall * shortfall;
    }
    const double downside = std::sqrt(squares / static_cast<double>(returns.size()));
    if (returns.size() < 2 || !varies(downside, target)) {
        return std::nullopt;
    }
    return ratio_a_year(mean, downside, target, options);
}

std::optional<double> tail_ratio(std::span<const double> returns) {
    if (returns.size() < kTailSessionsMin || !moments_of(returns).vary()) {
        return std::nullopt;
    }
    std::vector<double> sorted(returns.begin(), returns.end());
    std::ranges::sort(sorted);
    const double low = std::abs(percentile(sorted, 0.05));
    return low > 0.0 ? std::optional{std::abs(percentile(sorted, 0.95)) / low} : std::nullopt;
}

// Nothing when it is too large to be told.
std::optional<double> growth_a_year(double log_growth,
                                    double periods,
                                    const ReturnOptions& options) {
    const double growth = std::expm1(log_growth * options.periods_a_year / periods);
    return std::isfinite(growth) ? std::optional{growth} : std::nullopt;
}

std::vector<CalendarReturn> by_period(std::span<const double> returns,
                                      std::span<const base::TradingDate> sessions,
                                      bool monthly) {
    CHECK(returns.size() == sessions.size() && std::ranges::is_sorted(sessions));
    std::vector<CalendarReturn> periods;
    for (std::size_t i = 0; i < returns.size(); ++i) {
        const auto civil = sessions[i].civil();
        const int year = static_cast<int>(civil.year());
        const auto month =
            monthly ? std::optional{static_cast<unsigned>(civil.month())} : std::nullopt;
        if (periods.empty() || periods.back().year != year || periods.back().month != month) {
            periods.push_back({.year = year, .month = month, .sessions = 0, .total_return = 0.0});
        }
        auto& period = periods.back();
        ++period.sessions;
        period.total_return = after(1.0 + period.total_return, returns[i]) - 1.0;
    }
    return periods;
}

// A row a session of what a draw's growth and Sharpe ratio are made of: 1, the logarithm of
// growth, and the distance from `center` with its square.
constexpr std::size_t kColumns = 4;

std::vector<double> bootstrap_rows(std::span<const double> returns, double center) {
    std::vector<double> rows;
    rows.reserve(kColumns * returns.size());
    for (const double period_return : returns) {
        const double gap = period_return - center;
        const double log_growth = std::log1p(std::max(period_return, -1.0));
        rows.insert(rows.end(), {1.0, log_growth, gap, gap * gap});
    }
    return rows;
}

}  // namespace

double percentile(std::span<const double> ascending, double share) {
    const double place = share * static_cast<double>(ascending.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, ascending.size() - 1);
    return std::lerp(ascending[below], ascending[above], place - static_cast<double>(below));
}

ReturnMetrics return_metrics(std::span<const double> returns, const ReturnOptions& options) {
    ReturnMetrics metrics{.sessions = returns.size()};
    const auto moments = moments_of(returns);
    metrics.drawdown = deepest_drawdown(equity_curve(returns));
    if (returns.empty()) {
        return metrics;
    }
    metrics.total_return = compounded(returns);
    metrics.cagr = growth_a_year(std::log1p(metrics.total_return), moments.count, options);
    if (returns.size() >= 2) {
        metrics.volatility = moments.deviation() * std::sqrt(options.periods_a_year);
    }
    metrics.sharpe = sharpe_ratio(moments, options);
    metrics.sortino = sortino_ratio(returns, moments.mean, options);
    if (metrics.cagr && metrics.drawdown.depth < 0.0) {
        metrics.calmar = *metrics.cagr / -metrics.drawdown.depth;
    }
    metrics.tail_ratio = tail_ratio(returns);
    return metrics;
}

std::optional<BenchmarkFit> benchmark_fit(std::span<const double> returns,
                                          std::span<const double> benchmark,
                                          const ReturnOptions& options) {
    CHECK(returns.size() == benchmark.size());
    const auto own = moments_of(returns);
    const auto market = moments_of(benchmark);
    if (returns.size() < kFitSessionsMin || !market.vary()) {
        return std::nullopt;
    }
    double products = 0.0;
    for (std::size_t i = 0; i < returns.size(); ++i) {
        products += (returns[i] - own.mean) * (benchmark[i] - market.mean);
    }
    const double beta = products / market.squares;
    const double rate = rate_a_period(options.risk_free_a_year, options);
    const double alpha = own.mean - rate - beta * (market.mean - rate);
    return BenchmarkFit{.alpha = alpha * options.periods_a_year, .beta = beta};
}

std::vector<double> equity_curve(std::span<const double> returns) {
    std::vector<double> equity{1.0};
    equity.reserve(returns.size() + 1);
    for (const double period_return : returns) {
        equity.push_back(after(equity.back(), period_return));
    }
    return equity;
}

std::vector<double> drawdowns(std::span<const double> equity) {
    CHECK(equity.empty() || equity.front() > 0.0);
    std::vector<double> below;
    below.reserve(equity.size());
    double peak = 0.0;
    for (const double value : equity) {
        peak = std::max(peak, value);
        below.push_back(value / peak - 1.0);
    }
    return below;
}

Drawdown deepest_drawdown(std::span<const double> equity) {
    const auto below = drawdowns(equity);
    const auto place_of = [&](auto found) {
        return static_cast<std::size_t>(found - below.begin());
    };
    const auto bottom = std::ranges::min_element(below);
    if (bottom == below.end() || *bottom == 0.0) {
        return {};
    }
    Drawdown drawdown{.depth = *bottom, .bottom = place_of(bottom)};
    for (auto peak = bottom; peak != below.begin() && *peak < 0.0;) {
        drawdown.peak = place_of(--peak);
    }
    const auto recovery = std::find(bottom, below.end(), 0.0);
    if (recovery != below.end()) {
        drawdown.recovery = place_of(recovery);
    }
    drawdown.length = drawdown.recovery.value_or(below.size() - 1) - drawdown.peak;
    return drawdown;
}

// Time is cut into stretches of a window's length, so that each window is the end of one and the
// beginning of the next. What is known of every end and every beginning is put together.
std::vector<std::optional<double>> rolling_sharpe(std::span<const double> returns,
                                                  std::size_t window_sessions,
                                                  const ReturnOptions& options) {
    CHECK(window_sessions >= 2);
    const std::size_t n = returns.size();
    std::vector<Moments> from_stretch_begin(n);
    std::vector<Moments> to_stretch_end(n);
    for (std::size_t i = 0; i < n; ++i) {
        if (i % window_sessions != 0) {
            from_stretch_begin[i] = from_stretch_begin[i - 1];
        }
        from_stretch_begin[i].add(returns[i]);
    }
    for (std::size_t i = n; i-- > 0;) {
        if ((i + 1) % window_sessions != 0 && i + 1 < n) {
            to_stretch_end[i] = to_stretch_end[i + 1];
        }
        to_stretch_end[i].add(returns[i]);
    }
    std::vector<std::optional<double>> ratios(n);
    for (std::size_t last = window_sessions - 1; last < n; ++last) {
        const std::size_t first = last + 1 - window_sessions;
        Moments window = to_stretch_end[first];
        if (first % window_sessions != 0) {
            window.add(from_stretch_begin[last]);
        }
        ratios[last] = sharpe_ratio(window, options);
    }
    return ratios;
}

std::vector<CalendarReturn> returns_by_year(std::span<const double> returns,
                                            std::span<const base::TradingDate> sessions) {
    return by_period(returns, sessions, false);
}

std::vector<CalendarReturn> returns_by_month(std::span<const double> returns,
                                             std::span<const base::TradingDate> sessions) {
    return by_period(returns, sessions, true);
}

ReturnIntervals return_intervals(std::span<const double> returns,
                                 std::size_t block_sessions,
                                 const ReturnOptions& options) {
    CHECK(block_sessions > 0);
    if (returns.size() / block_sessions < kBlocksMin) {
        return {};
    }
    const auto moments = moments_of(returns);
    const auto rows = bootstrap_rows(returns, moments.mean);
    const auto cagr = [&](std::span<const double> sums) {
        return growth_a_year(sums[1], sums[0], options);
    };
    const auto sharpe = [&](std::span<const double> sums) {
        return sharpe_ratio(moments_of_sums(sums[0], moments.mean, sums[2], sums[3]), options);
    };
    ReturnIntervals intervals{.cagr = models::sums_bootstrap(rows, kColumns, block_sessions, cagr),
                              .sharpe = {}};
    if (moments.vary()) {
        intervals.sharpe = models::sums_bootstrap(rows, kColumns, block_sessions, sharpe);
    }
    return intervals;
}

}  // namespace turbomode::backtest
