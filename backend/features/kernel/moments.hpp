// Mean, variance and covariance of a window, combined piece by piece without cancellation.
//
// Source: T. Chan, G. Golub, R. LeVeque, Updating Formulae and a Pairwise Algorithm for Computing
//         Sample Variances (1979).
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "features/kernel/rolling.hpp"

namespace features {

// A log return or log price whose standard deviation is below this does not move: what remains is
// rounding. The smallest tick of the dearest stock is a million times as large.
inline constexpr double kFlatDeviation = 1e-10;

// 1 / n for every count that a window can have: a division a bar would be half of the work.
inline constexpr auto kReciprocals = [] {
    std::array<double, kWindowMax + 1> reciprocals{};
    for (std::size_t n = 1; n < reciprocals.size(); ++n) {
        reciprocals[n] = 1.0 / static_cast<double>(n);
    }
    return reciprocals;
}();

struct Moments {
    std::uint32_t count;
    double mean;
    double squares;  // Sum of squared deviations from the mean.

    static Moments of(double x) { return {1, x, 0.0}; }
    double variance_population() const { return squares * kReciprocals[count]; }
    double variance_sample() const { return squares * kReciprocals[count - 1]; }
    double deviation_population() const { return std::sqrt(variance_population()); }
    double deviation_sample() const { return std::sqrt(variance_sample()); }
};

inline Moments operator+(const Moments& a, const Moments& b) {
    const std::uint32_t count = a.count + b.count;
    const double share = b.count * kReciprocals[count];
    const double delta = b.mean - a.mean;
    return {count, a.mean + delta * share, a.squares + b.squares + delta * delta * a.count * share};
}

// Of returns, whose mean is small against their deviation, and both against 1: plain sums, from
// which little cancels.
struct ReturnSums {
    static constexpr double kCancelled = 1e-13;  // What is left of equal returns.
    double x, xx;

    static ReturnSums of(double x) { return {x, x * x}; }
    double mean(double count) const { return x / count; }
    double variance_sample(double count) const {
        const double squares = xx - x * x / count;
        return squares > kCancelled * xx ? squares / (count - 1.0) : 0.0;
    }
    double deviation_sample(double count) const { return std::sqrt(variance_sample(count)); }
};

inline ReturnSums operator+(const ReturnSums& a, const ReturnSums& b) {
    return {a.x + b.x, a.xx + b.xx};
}

struct Comoments {
    std::uint32_t count;
    double mean_x, mean_y;
    double xx, yy, xy;  // Sums of products of deviations from the means.

    static Comoments of(double x, double y) { return {1, x, y, 0.0, 0.0, 0.0}; }
    // Pearson's; 0 when either side does not move by more than its floor (standard deviations).
    double correlation(double floor_x, double floor_y) const {
        const bool moves = xx > floor_x * floor_x * count && yy > floor_y * floor_y * count;
        return moves ? xy / std::sqrt(xx * yy) : (std::isnan(xy) ? xy : 0.0);
    }
};

inline Comoments operator+(const Comoments& a, const Comoments& b) {
    const std::uint32_t count = a.count + b.count;
    const double share = b.count * kReciprocals[count];
    const double dx = b.mean_x - a.mean_x;
    const double dy = b.mean_y - a.mean_y;
    const double weight = a.count * share;
    return {count,
            a.mean_x + dx * share,
            a.mean_y + dy * share,
            a.xx + b.xx + dx * dx * weight,
            a.yy + b.yy + dy * dy * weight,
            a.xy + b.xy + dx * dy * weight};
}

}  // namespace features
