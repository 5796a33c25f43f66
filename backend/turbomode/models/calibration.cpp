#include "turbomode/models/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "turbomode/models/ensemble.hpp"
#include "turbomode/models/metrics.hpp"
#include "turbomode/models/nonnegative_logistic.hpp"

namespace turbomode::models {

namespace {

constexpr double kSlopeMax = 3.0;  // More than that no learner of ours is too timid.

WinSlopes win_slopes(const std::vector<ScoredNight>& nights,
                     std::vector<double> ScoredNight::*scores_of) {
    LogisticRows rows{.columns = 2};
    std::size_t outcomes = 0;
    for (const auto& night : nights) {
        outcomes += night.wins.size();
    }
    const std::size_t step = logistic_step(outcomes);
    for (const auto& night : nights) {
        const auto& scores = night.*scores_of;
        for (std::size_t i = night.session % step; i < scores.size(); i += step) {
            rows.x.push_back(night.curve[i]);
            rows.x.push_back(scores[i]);
            rows.log_odds.push_back(night.level);
            rows.wins.push_back(night.wins[i]);
        }
    }
    const auto slopes = fit_nonnegative(rows, {.coefficient_max = kSlopeMax});
    return {.curve = slopes[0], .score = slopes[1]};
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
    return {.win = win_slopes(nights, &ScoredNight::win_scores),
            .linear = win_slopes(nights, &ScoredNight::linear_scores),
            .gain = return_slope(nights)};
}

std::vector<double> confidences_of(const ScoredNight& night,
                                   const std::vector<double>& scores,
                                   const WinSlopes& slopes) {
    std::vector<double> confidences;
    confidences.reserve(scores.size());
    for (std::size_t i = 0; i < scores.size(); ++i) {
        confidences.push_back(confidence_of(night.level, night.curve[i], scores[i], slopes));
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
    sessions_.push_back(night.session);
    sizes_.push_back(confidences.size());
    rank_ics_.push_back(rank_correlation(confidences, night.net_returns));
    return_correlations_.push_back(correlation(confidences, night.net_returns));
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
            .rank_ic_t = rank_ic.t,
            .reliability = reliability(
                {.confidences = confidences_, .wins = wins_, .night_sizes = sizes_}, block_nights)};
}

std::vector<NightLoss> JudgedNights::losses(std::span<const base::TradingDate> sessions) const {
    std::vector<NightLoss> losses;
    std::size_t first = 0;
    for (std::size_t n = 0; n < sizes_.size(); ++n) {
        const auto wins = std::span(wins_).subspan(first, sizes_[n]);
        const auto loss_of = [&](const std::vector<double>& probabilities) {
            return log_loss(std::span(probabilities).subspan(first, sizes_[n]), wins);
        };
        losses.push_back({.date = sessions[sessions_[n]],
                          .outcomes = sizes_[n],
                          .log_loss = loss_of(confidences_),
                          .log_loss_base_rate = loss_of(base_rates_),
                          .return_correlation = return_correlations_[n]});
        first += sizes_[n];
    }
    return losses;
}

}  // namespace turbomode::models
