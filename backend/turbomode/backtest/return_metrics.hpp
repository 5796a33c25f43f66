// What a portfolio earned and risked, from its daily returns alone.
//
// Conventions, because no two programs share them: a year is 252 sessions, never 365 days; growth
// compounds; ratios are of arithmetic means times sessions a year over deviations times its square
// root. docs/backtesting_metrics.md has each formula.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/date.hpp"
#include "turbomode/models/metrics.hpp"

namespace turbomode::backtest {

inline constexpr double kSessionsAYear = 252.0;
inline constexpr std::size_t kTailSessionsMin = 20;  // Of which one is a twentieth.

struct ReturnOptions {
    double periods_a_year = kSessionsAYear;  // 12 for monthly returns.
    // Fractions a year, spread over its periods so that they compound to it.
    double risk_free_a_year = 0.0;  // Taken off for the Sharpe ratio, alpha and beta.
    double target_a_year = 0.0;     // Below it a return is a shortfall, for the Sortino ratio.
};

// The deepest fall below an earlier peak. Places are those of the equity curve: 0 is before the
// first session, i is after i sessions.
struct Drawdown {
    double depth = 0.0;                   // A fraction of the peak, <= 0; 0 when it never fell.
    std::size_t peak = 0;                 // The last time it stood that high before the fall.
    std::size_t bottom = 0;               // The first time it stood that deep.
    std::optional<std::size_t> recovery;  // As high as the peak again; nothing until it is.
    std::size_t length = 0;               // Sessions from the peak to the recovery or the end.
};

// Fractions. Nothing where too few or equal returns leave a number undefined.
struct ReturnMetrics {
    std::size_t sessions = 0;
    double total_return = 0.0;
    std::optional<double> cagr;        // Compound annual growth rate, of at least one session.
    std::optional<double> volatility;  // A year's sample standard deviation, of at least two.
    std::optional<double> sharpe;      // W. Sharpe, 1994, a year's.
    std::optional<double> sortino;     // F. Sortino and L. Price, 1994, a year's.
    std::optional<double> calmar;      // T. Young, 1991: cagr over depth, of the whole time.
    std::optional<double> tail_ratio;  // 95th percentile over the size of the 5th.
    Drawdown drawdown;
};

// Input:  a return a session, oldest first, as fractions: 0.01 is one percent. One of -1 or below
//         loses everything, for good.
// REQUIRES: finite returns; rates above -1
ReturnMetrics return_metrics(std::span<const double> returns, const ReturnOptions& options = {});

// Capital asset pricing: by how much the portfolio moved with the benchmark, and what it earned
// beyond that, by least squares.
//
// Source: M. Jensen, The Performance of Mutual Funds in the Period 1945-1964, Journal of Finance
//         23, 1968.
struct BenchmarkFit {
    double alpha;  // A fraction a year: the intercept times periods a year.
    double beta;
};
// Input:  returns of the same sessions.
// Output: nothing with fewer than three sessions or a constant benchmark.
// REQUIRES: same sizes, finite returns
std::optional<BenchmarkFit> benchmark_fit(std::span<const double> returns,
                                          std::span<const double> benchmark,
                                          const ReturnOptions& options = {});

// Between the two values around it, in proportion (definition 7 of R. Hyndman and Y. Fan, Sample
// Quantiles in Statistical Packages, 1996). REQUIRES: at least one value, share in [0, 1]
double percentile(std::span<const double> ascending, double share);

// What 1 grew to: one value more than there are returns, the first of them 1, none below 0.
std::vector<double> equity_curve(std::span<const double> returns);

// How far each value is below the highest so far, as a fraction of it: <= 0, as many as values.
// REQUIRES: values >= 0, the first > 0
std::vector<double> drawdowns(std::span<const double> equity);
// The first of the deepest. REQUIRES: as above
Drawdown deepest_drawdown(std::span<const double> equity);

// The Sharpe ratio of the last `window_sessions` returns, a year's.
//
// Output: as long as `returns`; nothing for the first window_sessions - 1 and where a window's
//         returns are all alike. Each is of its window alone: what left it leaves no rounding.
// Cost:   a constant number of steps a session, whatever the window.
// REQUIRES: window_sessions >= 2
std::vector<std::optional<double>> rolling_sharpe(std::span<const double> returns,
                                                  std::size_t window_sessions,
                                                  const ReturnOptions& options = {});

struct CalendarReturn {
    int year;
    std::optional<unsigned> month;  // 1 to 12; nothing for a whole year.
    std::size_t sessions;           // Of the returns given, perhaps not of all the period.
    double total_return;            // Compounded.
};
// Input:  the session of each return, ascending.
// Output: oldest first; periods without a session are left out.
std::vector<CalendarReturn> returns_by_year(std::span<const double> returns,
                                            std::span<const base::TradingDate> sessions);
std::vector<CalendarReturn> returns_by_month(std::span<const double> returns,
                                             std::span<const base::TradingDate> sessions);

// What the growth rate and the Sharpe ratio would keep within in 95 of 100 worlds like this one,
// by drawing blocks of `block_sessions` neighbours; see models::sums_bootstrap.
//
// Output: nothing with fewer than three whole blocks, of which no interval can be told, and no
//         Sharpe ratio of returns that are all alike.
// REQUIRES: block_sessions > 0
struct ReturnIntervals {
    std::optional<models::Interval> cagr;
    std::optional<models::Interval> sharpe;
};
ReturnIntervals return_intervals(std::span<const double> returns,
                                 std::size_t block_sessions,
                                 const ReturnOptions& options = {});

}  // namespace turbomode::backtest
