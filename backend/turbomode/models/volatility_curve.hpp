// Volatility curve: how often trades win in stocks that move so much, and nothing else known.
//
// With levels at fixed distances and a fixed time, a calm stock mostly ends between them and a wild
// one mostly at the nearer level, whatever the market thinks of either: the first thing to know of
// a trade. A logistic regression on linear splines of the log movement.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace turbomode::models {

class VolatilityCurve {
public:
    // Level, slope, and the change of slope at each knot.
    static constexpr std::size_t kCoefficients = 8;
    using Coefficients = std::array<double, kCoefficients>;

    VolatilityCurve() = default;  // Flat at even odds.
    explicit VolatilityCurve(const Coefficients& coefficients) : coefficients_(coefficients) {}
    // Values a trade: how much its stock moves a session, as a ratio; 1 or 0; its weight.
    // REQUIRES: same sizes, at least one, positive weights.
    static VolatilityCurve fit(std::span<const double> movements,
                               std::span<const float> wins,
                               std::span<const double> weights);

    double log_odds(double movement) const;
    const Coefficients& coefficients() const { return coefficients_; }

private:
    Coefficients coefficients_{};
};

}  // namespace turbomode::models
