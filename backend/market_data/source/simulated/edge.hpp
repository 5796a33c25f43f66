// Edge: the part of the simulated future that the past tells. Three habits known from real
// markets, each visible in bars and each a feature anybody would build.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "market_data/source/simulated/returns.hpp"

namespace market_data::source::simulated {

// The built-in signal is a cross-sectional score of equal parts:
//   reversal   minus the last 5 sessions' return, in units of volatility, as far as volume was low
//              (J. Y. Campbell, S. J. Grossman, J. Wang, Trading Volume and Serial Correlation in
//              Stock Returns, 1993);
//   momentum   the return from 252 to 21 sessions ago, in units of volatility
//              (N. Jegadeesh, S. Titman, Returns to Buying Winners and Selling Losers, 1993);
//   calm       minus the logarithm of volatility
//              (A. Ang, R. Hodrick, Y. Xing, X. Zhang, The Cross-Section of Volatility and
//              Expected Returns, 2006).
// A company's expected log return is strength x a constant x its volatility x its score, less the
// mean over all companies: the edge moves stocks against each other, never the market.
class Edge {
public:
    // strength in 0..1, MarketSpec::edge. At 0 nothing is ever added.
    Edge(std::size_t companies, double strength);

    // What each company's next log return is expected to be above the common drift.
    std::span<const double> next_log() const { return next_log_; }
    // The session that has just closed. `activity`: volume over its usual, one a company.
    // REQUIRES: moves.size() and activity.size() are the number of companies.
    void observe(std::span<const Move> moves, std::span<const double> activity);

private:
    struct Memory {
        double variance = 0.0;       // Of daily log returns, over about 60 sessions.
        double activity_fast = 1.0;  // Over about 5 sessions.
        double activity_slow = 1.0;  // Over about 60 sessions.
    };

    void remember(std::span<const Move> moves, std::span<const double> activity);
    // Total return in logs over the sessions (from, until] counted back from the last one.
    double return_log(std::size_t company, std::size_t from, std::size_t until) const;

    static constexpr std::size_t kLevels = 256;  // A power of two above 252.

    double strength_;
    std::size_t sessions_ = 0;
    std::vector<Memory> memory_;
    std::vector<double> levels_log_;  // kLevels rows of one total return index a company.
    std::vector<double> reversal_, momentum_, calm_;
    std::vector<double> next_log_;
};

}  // namespace market_data::source::simulated
