// Recursive averages. They forget: a value n bars old weighs (1 - weight)^n, so with spans up to
// kSpanMax 400 bars of history give the same value as ten years to better than 1e-6.
#pragma once

#include "base/check.hpp"
#include "features/kernel/rolling.hpp"

namespace features {

inline constexpr int kSpanMax = 50;

// Mean of the first `seed` values, from then on previous + weight x (value - previous). NaN before.
class Smoothing {
public:
    // Exponential moving average, weight 2 / (span + 1). REQUIRES: 1 <= span <= kSpanMax
    static Smoothing exponential(int span) { return {span, 2.0 / (span + 1.0)}; }
    // Wilder's, weight 1 / period: an exponential one of span 2 x period - 1.
    // REQUIRES: 1 <= period <= kSpanMax / 2
    static Smoothing wilder(int period) {
        CHECK(2 * period - 1 <= kSpanMax);
        return {period, 1.0 / period};
    }

    double next(double value) {
        if (seen_ < seed_) {
            sum_ += value;
            ++seen_;
            average_ = sum_ / seed_;
            return seen_ == seed_ ? average_ : kMissing;
        }
        average_ += weight_ * (value - average_);
        return average_;
    }

private:
    Smoothing(int seed, double weight) : seed_(seed), weight_(weight) {
        CHECK(seed >= 1 && seed <= kSpanMax);
    }
    int seed_;
    double weight_;
    int seen_ = 0;
    double sum_ = 0.0;
    double average_ = 0.0;
};

}  // namespace features
