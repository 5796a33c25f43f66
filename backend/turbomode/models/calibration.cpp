#include "turbomode/models/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "turbomode/models/ensemble.hpp"
#include "turbomode/models/metrics.hpp"

namespace turbomode::models {

namespace {

constexpr double kSlopeMax = 3.0;  // More than that no learner of ours is too timid.
constexpr int kNewtonStepsMax = 50;

// First derivative and curvature of the log-likelihood at some slope.
struct Likelihood {
    double gradient = 0.0;
    double curvature = 1e-9;
};

Likelihood likelihood_at(const std::vector<ScoredNight>& nights,
                         std::vector<double> ScoredNight::*scores_of,
                         double slope) {
    Likelihood sum;
    for (const auto& night : nights) {
        const double level = logit(night.base_rate);
        const auto& scores = night.*scores_of;
        for (std::size_t i = 0; i < scores.size(); ++i) {
            const double p = sigmoid(level + slope * scores[i]);
            sum.gradient += (static_cast<double>(night.wins[i]) - p) * scores[i];
            sum.curvature += p * (1.0 - p) * scores[i] * scores[i];
        }
    }
    return sum;
}

// The gradient falls as the slope grows, so its zero stays bracketed; a Newton step that leaves the
// bracket (far-off scores leave hardly any curvature) becomes a bisection.
double win_slope(const std::vector<ScoredNight>& nights,
                 std::vector<double> ScoredNight::*scores_of) {
    double low = 0.0;
    double high = kSlopeMax;
    double slope = 0.0;
    for (int step = 0; step < kNewtonStepsMax; ++step) {
        const auto [gradient, curvature] = likelihood_at(nights, scores_of, slope);
        if (slope == 0.0 && gradient <= 0.0) {
            return 0.0;
        }
        (gradient > 0.0 ? low : high) = slope;
        double next = slope + gradient / curvature;
        if (!(next > low && next < high)) {
            next = (low + high) / 2.0;
        }
        if (std::abs(next - slope) < 1e-9) {
            break;
        }
        slope = next;
    }
    return slope;
}

double return_slope(const std::vector<ScoredNight>& nights) {
    double xy = 0.0;
    double xx = 1e-18;
    for (const auto& night : nights) {
        const auto returns = centered(night.net_returns);
        for (std::size_t i = 0; i < returns.size(); ++i) {
            xy += night.return_scores[i] * returns[i];
            xx += night.return_scores[i] * night.return_scores[i];
        }
    }
    return std::clamp(xy / xx, 0.0, kSlopeMax);
}

}  // namespace

Slopes fit_slopes(const std::vector<ScoredNight>& nights) {
    CHECK(!nights.empty());
    return {.win = win_slope(nights, &ScoredNight::win_scores),
            .linear = win_slope(nights, &ScoredNight::linear_scores),
            .gain = return_slope(nights)};
}

std::vector<double> confidences_of(const ScoredNight& night,
                                   const std::vector<double>& scores,
                                   double slope) {
    const double level = logit(night.base_rate);
    std::vector<double> confidences;
    confidences.reserve(scores.size());
    for (const double score : scores) {
        confidences.push_back(sigmoid(level + slope * score));
    }
    return confidences;
}

void JudgedNights::add(const ScoredNight& night, const Slopes& slopes) {
    const auto confidences = confidences_of(night, night.win_scores, slopes.win);
    const auto linear = confidences_of(night, night.linear_scores, slopes.linear);
    confidences_.insert(confidences_.end(), confidences.begin(), confidences.end());
    linear_confidences_.insert(linear_confidences_.end(), linear.begin(), linear.end());
    base_rates_.insert(base_rates_.end(), confidences.size(), night.base_rate);
    wins_.insert(wins_.end(), night.wins.begin(), night.wins.end());
    rank_ics_.push_back(rank_correlation(confidences, night.net_returns));
}

SideMetrics JudgedNights::metrics(std::size_t block_nights) const {
    CHECK(!wins_.empty());
    const BlockMean rank_ic = block_mean(rank_ics_, block_nights);
    return {.nights = rank_ics_.size(),
            .outcomes = wins_.size(),
            .win_rate = std::accumulate(wins_.begin(), wins_.end(), 0.0) /
                        static_cast<double>(wins_.size()),
            .log_loss = log_loss(confidences_, wins_),
            .log_loss_base_rate = log_loss(base_rates_, wins_),
            .log_loss_linear = log_loss(linear_confidences_, wins_),
            .auc = area_under_curve(confidences_, wins_).value_or(0.5),
            .calibration_error = calibration_error(confidences_, wins_),
            .rank_ic = rank_ic.mean,
            .rank_ic_t = rank_ic.t};
}

}  // namespace turbomode::models
