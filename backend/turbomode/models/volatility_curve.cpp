#include "turbomode/models/volatility_curve.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/check.hpp"
#include "turbomode/models/metrics.hpp"

namespace turbomode::models {

namespace {

// Average true ranges of about the tenth to the ninety-fifth stock of a hundred.
constexpr std::array kKnots{0.012, 0.0155, 0.020, 0.026, 0.035, 0.055};
constexpr double kMovementMin = 1e-4;
// Of the rows' weight: hardly any, or the coefficients of knots without trades were unknown.
constexpr double kPenaltyShare = 1e-3;
constexpr int kNewtonStepsMax = 30;
constexpr int kHalvingsMax = 30;
constexpr double kRounding = 1e-12;  // Of a sum over all trades: less than that is no fall.
constexpr double kTolerance = 1e-8;

using Vector = Eigen::Matrix<double, VolatilityCurve::kCoefficients, 1>;
using Square =
    Eigen::Matrix<double, VolatilityCurve::kCoefficients, VolatilityCurve::kCoefficients>;

Vector splines_of(double movement) {
    const double x = std::log(std::max(movement, kMovementMin));
    Vector row;
    row[0] = 1.0;
    row[1] = x - std::log(kKnots[2]);
    for (std::size_t k = 0; k < kKnots.size(); ++k) {
        row[static_cast<Eigen::Index>(2 + k)] = std::max(x - std::log(kKnots[k]), 0.0);
    }
    return row;
}

static_assert(kKnots.size() + 2 == VolatilityCurve::kCoefficients);

struct Trades {
    std::span<const double> movements;
    std::span<const float> wins;
    std::span<const double> weights;
};

// The penalised log-likelihood at some coefficients, its slope and its curvature.
struct Likelihood {
    double value;
    Vector slope;
    Square curvature;
};

Likelihood likelihood_at(const Trades& trades, const Vector& penalty, const Vector& coefficients) {
    Likelihood sum{.value = -penalty.cwiseProduct(coefficients).dot(coefficients) / 2.0,
                   .slope = -penalty.cwiseProduct(coefficients),
                   .curvature = Square{penalty.asDiagonal()}};
    for (std::size_t i = 0; i < trades.movements.size(); ++i) {
        const Vector x = splines_of(trades.movements[i]);
        const double weight = trades.weights[i];
        const double score = x.dot(coefficients);
        const double p = sigmoid(score);
        // ln p of a win and ln(1 - p) of a loss, however large the score.
        sum.value -= weight * (std::log1p(std::exp(-std::abs(score))) +
                               std::max(0.0, trades.wins[i] > 0.5F ? -score : score));
        sum.slope += weight * (static_cast<double>(trades.wins[i]) - p) * x;
        sum.curvature.noalias() += weight * p * (1.0 - p) * x * x.transpose();
    }
    return sum;
}

}  // namespace

VolatilityCurve VolatilityCurve::fit(std::span<const double> movements,
                                     std::span<const float> wins,
                                     std::span<const double> weights) {
    CHECK(!movements.empty());
    CHECK(movements.size() == wins.size() && wins.size() == weights.size());
    const Trades trades{.movements = movements, .wins = wins, .weights = weights};
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    Vector penalty = Vector::Constant(kPenaltyShare * total);
    penalty[0] = 0.0;
    // From the odds of all: with no other slope the first step is already close.
    Vector coefficients = Vector::Zero();
    double won = 0.0;
    for (std::size_t i = 0; i < wins.size(); ++i) {
        won += weights[i] * static_cast<double>(wins[i]);
    }
    coefficients[0] = logit(won / total);
    Likelihood likelihood = likelihood_at(trades, penalty, coefficients);
    for (int step = 0; step < kNewtonStepsMax; ++step) {
        Vector change = likelihood.curvature.ldlt().solve(likelihood.slope);
        Likelihood next = likelihood_at(trades, penalty, coefficients + change);
        // Where hardly any trade is in doubt there is hardly any curvature, and a step would jump
        // over the greatest. Written so that what is no number counts as a fall.
        const double least = likelihood.value - kRounding * std::abs(likelihood.value);
        for (int halving = 0; halving < kHalvingsMax && !(next.value >= least); ++halving) {
            change /= 2.0;
            next = likelihood_at(trades, penalty, coefficients + change);
        }
        coefficients += change;
        likelihood = std::move(next);
        if (!(change.cwiseAbs().maxCoeff() > kTolerance)) {
            break;
        }
    }
    CHECK(coefficients.allFinite());
    VolatilityCurve curve;
    std::copy_n(coefficients.data(), kCoefficients, curve.coefficients_.begin());
    return curve;
}

double VolatilityCurve::log_odds(double movement) const {
    const Vector x = splines_of(movement);
    double sum = 0.0;
    for (std::size_t c = 0; c < kCoefficients; ++c) {
        sum += coefficients_[c] * x[static_cast<Eigen::Index>(c)];
    }
    return sum;
}

}  // namespace turbomode::models
