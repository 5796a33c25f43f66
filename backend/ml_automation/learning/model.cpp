#include "ml_automation/learning/model.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "ml_automation/learning/judging.hpp"

namespace ml_automation::learning {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;

namespace {

constexpr std::size_t kFitMin = 500;
constexpr std::size_t kTestMin = 100;
constexpr std::size_t kEachMin = 20;  // Wins, and losses.
constexpr double kTuningShare = 0.2;
constexpr int kBlockDays = 28;  // Longer than any trade is held.
constexpr std::array kForestWeights{0.0, 0.25, 0.5, 0.75, 1.0};
constexpr int kShrinkageSteps = 10;

double log_odds(double probability) {
    constexpr double kEdge = 1e-6;
    const double kept = std::clamp(probability, kEdge, 1.0 - kEdge);
    return std::log(kept / (1.0 - kept));
}

double mixed(double forest, double logistic, const Mixture& mixture, double base_rate) {
    const double usual = log_odds(base_rate);
    const double said = mixture.forest_weight * log_odds(forest) +
                        (1.0 - mixture.forest_weight) * log_odds(logistic);
    return 1.0 / (1.0 + std::exp(-(usual + mixture.shrinkage * (said - usual))));
}

using Samples = std::vector<Sample>;

// Days with samples, oldest first.
std::vector<TradingDate> days_of(const Samples& samples) {
    std::vector<TradingDate> days;
    for (const auto& sample : samples) {
        if (days.empty() || days.back() != sample.date) {
            days.push_back(sample.date);
        }
    }
    return days;
}

// The first of the last `share` of the days.
TradingDate last_part(const std::vector<TradingDate>& days, double share) {
    const auto kept = static_cast<std::size_t>(static_cast<double>(days.size()) * (1.0 - share));
    return days[std::min(kept, days.size() - 1)];
}

// Decided in [from, until), and known before `known_before`.
Rows rows_of(const Samples& samples,
             TradingDate from,
             TradingDate until,
             TradingDate known_before) {
    Rows rows;
    for (const auto& sample : samples) {
        if (sample.date >= from && sample.date < until && sample.known_on < known_before) {
            rows.inputs.push_back(&sample.inputs);
            rows.won.push_back(sample.won ? 1 : 0);
        }
    }
    return rows;
}

Result<void> check_enough(const Rows& rows, std::size_t count_min, std::string_view what) {
    const std::size_t losses = rows.size() - rows.wins();
    if (rows.size() < count_min || rows.wins() < kEachMin || losses < kEachMin) {
        return Error{ErrorCode::NotEnoughData,
                     fmt::format("{} has {} samples with {} wins; needed are {} with {} wins and "
                                 "{} losses",
                                 what,
                                 rows.size(),
                                 rows.wins(),
                                 count_min,
                                 kEachMin,
                                 kEachMin)};
    }
    return {};
}

ForestOptions forest_options(const TrainingOptions& options) {
    return {.trees = options.trees,
            .depth_max = options.depth_max,
            .leaf_min = options.leaf_min,
            .seed = options.seed,
            .threads = options.threads};
}

// The mixture with the least loss on `tuning`, by learners that were fitted on `fit` alone.
Result<Mixture> choose_mixture(const Rows& fit,
                               const Rows& tuning,
                               const TrainingOptions& options) {
    const auto forest = Forest::fit(fit, forest_options(options));
    TRY_ASSIGN(const auto logistic, Logistic::fit(fit, options.ridge));
    std::vector<std::pair<double, double>> said;
    for (const auto* inputs : tuning.inputs) {
        said.emplace_back(forest.probability(*inputs), logistic.probability(*inputs));
    }
    const double base_rate = fit.win_share();
    Mixture best;
    double least = std::numeric_limits<double>::infinity();
    for (const double weight : kForestWeights) {
        for (int step = 0; step <= kShrinkageSteps; ++step) {
            const Mixture tried{.forest_weight = weight,
                                .shrinkage = static_cast<double>(step) / kShrinkageSteps};
            double loss = 0.0;
            for (std::size_t at = 0; at < said.size(); ++at) {
                loss += log_loss(mixed(said[at].first, said[at].second, tried, base_rate),
                                 tuning.won[at] != 0);
            }
            if (loss < least) {
                least = loss;
                best = tried;
            }
        }
    }
    return best;
}

// Fills in what the test says of `model`.
Figures judge(const Model& model, const Samples& samples, Figures figures) {
    std::vector<Judged> judged;
    std::vector<TradingDate> dates;
    std::vector<double> gains;
    double wins = 0.0;
    const auto add_mean = [&](double& sum, double value) {
        sum += value / static_cast<double>(figures.test_count);
    };
    for (const auto& sample : samples) {
        if (sample.date < figures.test_first) {
            continue;
        }
        const double p = model.forecast(sample.inputs).probability;
        const double won = sample.won ? 1.0 : 0.0;
        const double base = figures.base_rate;
        judged.push_back({.date = sample.date, .probability = p, .won = sample.won});
        dates.push_back(sample.date);
        gains.push_back(log_loss(base, sample.won) - log_loss(p, sample.won));
        wins += won;
        add_mean(figures.log_loss, log_loss(p, sample.won));
        add_mean(figures.log_loss_base, log_loss(base, sample.won));
        add_mean(figures.brier, (p - won) * (p - won));
        add_mean(figures.brier_base, (base - won) * (base - won));
        add_mean(figures.accuracy, (p >= 0.5) == sample.won ? 1.0 : 0.0);
        add_mean(figures.accuracy_base, (base >= 0.5) == sample.won ? 1.0 : 0.0);
    }
    figures.test_win_share = wins / static_cast<double>(figures.test_count);
    figures.auc = area_under_curve(std::move(judged));
    const auto gain = block_mean(dates, gains, kBlockDays);
    figures.gain = gain.mean;
    figures.gain_error = gain.error;
    figures.has_edge = gain.mean > kEdgeErrors * gain.error && gain.mean >= kEdgeMin;
    return figures;
}

Result<void> check_sample(const Sample& sample, TradingDate as_of) {
    if (sample.known_on > as_of || sample.date > sample.known_on) {
        return Error{ErrorCode::InvalidInput,
                     fmt::format("a sample of {} known on {} is not of the past on {}",
                                 sample.date.text(),
                                 sample.known_on.text(),
                                 as_of.text())};
    }
    const auto names = analysis::input_names();
    if (sample.inputs.size() != names.size()) {
        return Error{ErrorCode::InvalidInput,
                     fmt::format("a sample of {} has {} inputs instead of {}",
                                 sample.date.text(),
                                 sample.inputs.size(),
                                 names.size())};
    }
    for (std::size_t at = 0; at < names.size(); ++at) {
        if (!std::isfinite(sample.inputs[at])) {
            return Error{ErrorCode::InvalidInput,
                         fmt::format("a sample of {} has {} for {}",
                                     sample.date.text(),
                                     sample.inputs[at],
                                     names[at])};
        }
    }
    return {};
}

}  // namespace

Model::Model(TradingDate as_of,
             Forest forest,
             Logistic logistic,
             const Mixture& mixture,
             const Figures& figures)
    : as_of_(as_of),
      forest_(std::move(forest)),
      logistic_(std::move(logistic)),
      mixture_(mixture),
      figures_(figures) {}

analysis::Forecast Model::forecast(const analysis::Inputs& inputs) const {
    return {.probability = mixed(forest_.probability(inputs),
                                 logistic_.probability(inputs),
                                 mixture_,
                                 figures_.base_rate),
            .base_rate = figures_.base_rate};
}

Result<Model> train(Samples samples, TradingDate as_of, const TrainingOptions& options) {
    for (const auto& sample : samples) {
        TRY(check_sample(sample, as_of));
    }
    if (samples.empty()) {
        return Error{ErrorCode::NotEnoughData, "there are no samples to learn from"};
    }
    std::ranges::stable_sort(samples, {}, &Sample::date);
    const auto days = days_of(samples);
    const auto first = days.front();
    const auto test_first = last_part(days, options.test_share);
    const auto after = as_of.plus_days(1);
    const auto fit = rows_of(samples, first, test_first, test_first);
    const auto test = rows_of(samples, test_first, after, after);
    TRY(check_enough(fit, kFitMin, "the fit"));
    TRY(check_enough(test, kTestMin, "the test"));
    auto fit_days = days;
    std::erase_if(fit_days, [&](TradingDate day) { return day >= test_first; });
    const auto tuning_first = last_part(fit_days, kTuningShare);
    const auto early = rows_of(samples, first, tuning_first, tuning_first);
    const auto tuning = rows_of(samples, tuning_first, test_first, test_first);
    TRY(check_enough(early, kFitMin / 2, "the early part of the fit"));
    TRY(check_enough(tuning, kTestMin / 2, "the late part of the fit"));
    TRY_ASSIGN(const auto mixture, choose_mixture(early, tuning, options));
    TRY_ASSIGN(auto logistic, Logistic::fit(fit, options.ridge));
    Figures figures;
    figures.fit_count = fit.size();
    figures.purged_count = samples.size() - fit.size() - test.size();
    figures.test_count = test.size();
    figures.fit_first = first;
    figures.test_first = test_first;
    figures.test_last = days.back();
    figures.base_rate = fit.win_share();
    const Model unjudged(
        as_of, Forest::fit(fit, forest_options(options)), std::move(logistic), mixture, figures);
    return Model(
        as_of, unjudged.forest(), unjudged.logistic(), mixture, judge(unjudged, samples, figures));
}

}  // namespace ml_automation::learning
