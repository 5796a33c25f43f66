// Mean, variance and covariance of a window, combined piece by piece without cancellation.
//
// Source: T. Chan, G. Golub, R. LeVeque, Updating Formulae and a Pairwise Algorithm for Computing
//         Sample Variances (1979).
#pragma once

#include <cmath>

namespace features {

// A log return or log price whose standard deviation is below this does not move: what remains is
// rounding. The smallest tick of the dearest stock is a million times as large.
inline constexpr double kFlatDeviation = 1e-10;

struct Moments {
    double count = 0.0;
    double mean = 0.0;
    double squares = 0.0;  // Sum of squared deviations from the mean.

    static Moments of(double x) { return {1.0, x, 0.0}; }
    double variance_population() const { return squares / count; }
    double variance_sample() const { return squares / (count - 1.0); }
    double deviation_population() const { return std::sqrt(variance_population()); }
    double deviation_sample() const { return std::sqrt(variance_sample()); }
};

inline Moments operator+(const Moments& a, const Moments& b) {
    const double count = a.count + b.count;
    const double share = b.count / count;
    const double delta = b.mean - a.mean;
    return {count, a.mean + delta * share, a.squares + b.squares + delta * delta * a.count * share};
}

struct Comoments {
    double count = 0.0;
    double mean_x = 0.0;
    double mean_y = 0.0;
    double xx = 0.0;  // Sums of products of deviations from the means.
    double yy = 0.0;
    double xy = 0.0;

    static Comoments of(double x, double y) { return {1.0, x, y, 0.0, 0.0, 0.0}; }
    // Pearson's; 0 when either side does not move by more than its floor (standard deviations).
    double correlation(double floor_x, double floor_y) const {
        const bool moves = xx > floor_x * floor_x * count && yy > floor_y * floor_y * count;
        return moves ? xy / std::sqrt(xx * yy) : (std::isnan(xy) ? xy : 0.0);
    }
};

inline Comoments operator+(const Comoments& a, const Comoments& b) {
    const double count = a.count + b.count;
    const double share = b.count / count;
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
