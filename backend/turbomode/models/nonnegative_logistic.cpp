#include "turbomode/models/nonnegative_logistic.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.hpp"
#include "turbomode/models/metrics.hpp"

namespace turbomode::models {

namespace {

constexpr int kNewtonStepsMax = 50;
constexpr int kHalvingsMax = 30;
constexpr int kSweepsMax = 100;
constexpr double kTolerance = 1e-9;
constexpr double kCurvatureMin = 1e-12;

double mean_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// The log-likelihood at some coefficients, its slope and its curvature; pull left out.
struct Likelihood {
    double value = 0.0;
    std::vector<double> slope;
    std::vector<double> curvature;  // Square, row-major.
};

Likelihood likelihood_at(const LogisticRows& rows, const std::vector<double>& coefficients) {
    const std::size_t n = rows.columns;
    Likelihood sum{.slope = std::vector<double>(n), .curvature = std::vector<double>(n * n)};
    for (std::size_t r = 0; r < rows.wins.size(); ++r) {
        const double* const x = rows.x.data() + r * n;
        double score = rows.log_odds[r];
        for (std::size_t k = 0; k < n; ++k) {
            score += coefficients[k] * x[k];
        }
        const double p = sigmoid(score);
        const double residual = static_cast<double>(rows.wins[r]) - p;
        // ln p of a win and ln(1 - p) of a loss, however large the score.
        sum.value -= std::log1p(std::exp(-std::abs(score))) +
                     std::max(0.0, rows.wins[r] > 0.5F ? -score : score);
        for (std::size_t k = 0; k < n; ++k) {
            sum.slope[k] += residual * x[k];
            for (std::size_t j = 0; j <= k; ++j) {
                sum.curvature[k * n + j] += p * (1.0 - p) * x[k] * x[j];
            }
        }
    }
    for (std::size_t k = 0; k < n; ++k) {
        for (std::size_t j = 0; j < k; ++j) {
            sum.curvature[j * n + k] = sum.curvature[k * n + j];
        }
    }
    return sum;
}

double pulled(double likelihood, double pull, const std::vector<double>& coefficients) {
    const double mean = mean_of(coefficients);
    double squares = 0.0;
    for (const double coefficient : coefficients) {
        squares += (coefficient - mean) * (coefficient - mean);
    }
    return likelihood - pull / 2.0 * squares;
}

// The coefficients at which the quadratic about `at` is greatest, one after the other.
std::vector<double> newton_step(const Likelihood& likelihood,
                                const std::vector<double>& at,
                                double pull,
                                double coefficient_max) {
    const std::size_t n = at.size();
    std::vector<double> next = at;
    std::vector<double> slope = likelihood.slope;
    for (int sweep = 0; sweep < kSweepsMax; ++sweep) {
        double largest = 0.0;
        for (std::size_t k = 0; k < n; ++k) {
            const double curvature = likelihood.curvature[k * n + k];
            const double wanted = slope[k] + curvature * next[k] + pull * mean_of(next);
            const double value = std::clamp(
                wanted / std::max(curvature + pull, kCurvatureMin), 0.0, coefficient_max);
            const double change = value - next[k];
            next[k] = value;
            for (std::size_t j = 0; j < n; ++j) {
                slope[j] -= change * likelihood.curvature[k * n + j];
            }
            largest = std::max(largest, std::abs(change));
        }
        if (!(largest > kTolerance)) {
            break;
        }
    }
    return next;
}

double distance(const std::vector<double>& a, const std::vector<double>& b) {
    double largest = 0.0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        largest = std::max(largest, std::abs(a[k] - b[k]));
    }
    return largest;
}

}  // namespace

std::vector<double> fit_nonnegative(const LogisticRows& rows, const LogisticLimits& limits) {
    CHECK(rows.columns > 0 && rows.x.size() == rows.columns * rows.wins.size());
    CHECK(rows.log_odds.size() == rows.wins.size());
    std::vector<double> at(rows.columns, 0.0);
    Likelihood likelihood = likelihood_at(rows, at);
    double pull = 0.0;
    for (std::size_t k = 0; k < rows.columns; ++k) {
        pull += limits.pull_share * likelihood.curvature[k * rows.columns + k] /
                static_cast<double>(rows.columns);
    }
    for (int step = 0; step < kNewtonStepsMax; ++step) {
        auto next = newton_step(likelihood, at, pull, limits.coefficient_max);
        // Far-off scores leave hardly any curvature, and a step would jump over the greatest.
        Likelihood better = likelihood_at(rows, next);
        for (int halving = 0; halving < kHalvingsMax &&
                              pulled(better.value, pull, next) < pulled(likelihood.value, pull, at);
             ++halving) {
            for (std::size_t k = 0; k < next.size(); ++k) {
                next[k] = (next[k] + at[k]) / 2.0;
            }
            better = likelihood_at(rows, next);
        }
        const double moved = distance(next, at);
        at = std::move(next);
        likelihood = std::move(better);
        if (!(moved > kTolerance)) {
            break;
        }
    }
    return at;
}

}  // namespace turbomode::models
