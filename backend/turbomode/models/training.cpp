#include "turbomode/models/training.hpp"

#include <algorithm>
#include <cmath>
#include <future>
#include <mutex>
#include <numeric>
#include <optional>

#include <fmt/format.h>

#include "features/build.hpp"
#include "turbomode/models/calibration.hpp"
#include "turbomode/models/leaks.hpp"
#include "turbomode/models/metrics.hpp"
#include "turbomode/models/out_of_fold.hpp"

namespace turbomode::models {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::size_t kBlocks = 4;           // Out of fold, each predicted by earlier nights.
constexpr double kFirstTrainingShare = 0.4;  // Of the nights: those before the first block.
constexpr std::size_t kEmbargoSessions = 5;  // Left out before a block, beside the purge.
constexpr std::size_t kJudgedBlocksMax = 24;
constexpr std::size_t kBlockNights = 10;  // A holding time: neighbours within share outcomes.

std::vector<std::unique_ptr<Learner>> new_learners() {
    std::vector<std::unique_ptr<Learner>> learners;
    for (const auto name : learner_names()) {
        learners.push_back(make_learner(name));
    }
    return learners;
}

// Fits one side's learners on `samples`; weights and slopes stay for later.
Result<SideModel> fit_side(const Samples& samples, const TrainingOptions& options) {
    SideModel model;
    model.level = samples.level;
    model.base_return = samples.base_return;
    model.win_learners = new_learners();
    model.return_learners = new_learners();
    const Inputs inputs{.values = samples.inputs, .columns = samples.columns};
    const std::size_t rank_columns = input_columns().stock_columns;
    BinnedInputs binned;
    for (const auto& learner : model.win_learners) {
        TRY(learner->fit(
            {.inputs = inputs,
             .rank_columns = rank_columns,
             .targets = samples.wins,
             .offsets = samples.offsets,
             .weights = samples.weights,
             .binned = &binned},
            {.objective = Objective::Win, .seed = options.seed, .threads = options.threads}));
    }
    for (const auto& learner : model.return_learners) {
        TRY(learner->fit(
            {.inputs = inputs,
             .rank_columns = rank_columns,
             .targets = samples.returns,
             .offsets = {},
             .weights = samples.weights,
             .binned = &binned},
            {.objective = Objective::Return, .seed = options.seed, .threads = options.threads}));
    }
    return model;
}

std::vector<NightRange> blocks_of(NightRange usable) {
    const std::size_t nights = usable.last - usable.first;
    const auto start =
        usable.first + static_cast<std::size_t>(kFirstTrainingShare * static_cast<double>(nights));
    std::vector<NightRange> blocks;
    for (std::size_t b = 0; b < kBlocks; ++b) {
        blocks.push_back({.first = start + (usable.last - start) * b / kBlocks,
                          .last = start + (usable.last - start) * (b + 1) / kBlocks});
    }
    return blocks;
}

// Counts the fits for the progress bar; both sides report.
class Steps {
public:
    Steps(std::size_t total, const std::function<void(double)>& report)
        : total_(static_cast<double>(total)), report_(report) {}
    void done() {
        const std::scoped_lock lock(mutex_);
        report_(++count_ / total_);
    }

private:
    std::mutex mutex_;
    double total_;
    double count_ = 0.0;
    const std::function<void(double)>& report_;
};

// Purge: what is fitted for nights from `session` on knows no outcome whose holding time reaches
// into them, nor into the embargo before.
std::size_t known_before(std::size_t session) {
    return session > kEmbargoSessions ? session - kEmbargoSessions : 0;
}

Result<ScoredBlocks> out_of_fold(const History& history,
                                 Side side,
                                 NightRange usable,
                                 const TrainingOptions& options,
                                 Steps& steps) {
    ScoredBlocks blocks;
    const auto nights = history.nights.nights();
    for (const NightRange block : blocks_of(usable)) {
        const std::size_t known = known_before(nights[block.first].session);
        const NightRange training = known_nights(history, usable.first, known);
        CHECK(purge_objections(history, training, block).empty());
        const Samples samples = samples_of(history, side, training, options.stride);
        if (samples.wins.empty()) {
            return Error{ErrorCode::NotEnoughData, "an out-of-fold block has nothing before it"};
        }
        TRY_ASSIGN(const auto model, fit_side(samples, options));
        TRY_ASSIGN(auto scored, score_nights(history, model, side, block));
        if (scored.empty()) {
            return Error{ErrorCode::NotEnoughData,
                         "an out-of-fold block has no night with a finished trade"};
        }
        blocks.add(std::move(scored));
        steps.done();
    }
    return blocks;
}

std::vector<ScoredNight> weighed(std::span<const LearnerNight> nights,
                                 const LearnerWeights& weights) {
    std::vector<ScoredNight> result;
    result.reserve(nights.size());
    for (const auto& night : nights) {
        result.push_back(weighed(night, weights, linear_position()));
    }
    return result;
}

using FitWeights = LearnerWeights (*)(std::span<const LearnerNight> nights);

// Each block judged with weights and slopes fitted on the blocks before it, purged alike; the first
// only lends them. Of very many blocks neighbours are judged together. Nights from `end` on had not
// all ended yet, and are left out.
Result<SideMetrics> judge(const History& history,
                          const ScoredBlocks& blocks,
                          std::size_t end,
                          FitWeights fit_weights) {
    const auto nights = blocks.before(end);
    const std::size_t step = blocks.starts.size() / kJudgedBlocksMax + 1;
    JudgedNights judged;
    for (std::size_t b = 1; b < blocks.starts.size(); b += step) {
        const std::size_t first = blocks.starts[b];
        const std::size_t last =
            b + step < blocks.starts.size() ? blocks.starts[b + step] : nights.size();
        if (first >= nights.size()) {
            break;
        }
        const std::size_t known = known_before(nights[first].session);
        const std::size_t complete = complete_sessions(
            std::span(history.sessions).first(known), history.rule, history.sessions[known - 1]);
        const auto finished = blocks.before(complete);
        if (finished.empty()) {
            return Error{ErrorCode::NotEnoughData,
                         "an out-of-fold block has no calibration nights before it"};
        }
        const auto weights = fit_weights(finished);
        const Slopes slopes = fit_slopes(weighed(finished, weights));
        const auto block = nights.subspan(first, std::min(last, nights.size()) - first);
        for (const auto& night : weighed(block, weights)) {
            judged.add(night, slopes);
        }
    }
    auto metrics = judged.metrics(kBlockNights);
    metrics.losses = judged.losses(history.sessions);
    return metrics;
}

SideNorms norms_of(const std::vector<ScoredNight>& nights, const Slopes& slopes) {
    SideNorms norms{.spread_median = 0.0, .confidence_min = 1.0, .confidence_max = 0.0};
    std::vector<double> spreads;
    for (const auto& night : nights) {
        const auto confidences = confidences_of(night, night.win_scores, slopes.win);
        const auto centers = centered(confidences);
        double squares = 0.0;
        for (std::size_t i = 0; i < centers.size(); ++i) {
            squares += centers[i] * centers[i];
            norms.confidence_min = std::min(norms.confidence_min, confidences[i]);
            norms.confidence_max = std::max(norms.confidence_max, confidences[i]);
        }
        spreads.push_back(std::sqrt(squares / static_cast<double>(centers.size())));
    }
    std::ranges::nth_element(spreads,
                             spreads.begin() + static_cast<std::ptrdiff_t>(spreads.size() / 2));
    norms.spread_median = spreads[spreads.size() / 2];
    return norms;
}

struct TrainedSide {
    SideModel model;
    SideMetrics metrics;
    SideNorms norms;
    SideRivals rivals;
    std::size_t samples;
};

// `kept`: the side's blocks of a walk-forward; filled when empty.
Result<TrainedSide> train_side(const History& history,
                               Side side,
                               NightRange usable,
                               const TrainingOptions& options,
                               Steps& steps,
                               ScoredBlocks& kept) {
    if (kept.empty()) {
        TRY_ASSIGN(kept, out_of_fold(history, side, usable, options, steps));
    }
    const auto end = history.nights.nights()[usable.last - 1].session + 1;
    // The meta-learner is used where it is no worse than equal weights on nights unseen by both.
    TRY_ASSIGN(auto metrics, judge(history, kept, end, equal_weights));
    const double equal_log_loss = metrics.log_loss;
    TRY_ASSIGN(auto stacked, judge(history, kept, end, stacked_weights));
    const bool is_stacked = stacked.log_loss <= equal_log_loss;
    if (is_stacked) {
        metrics = std::move(stacked);
    }
    metrics.log_loss_equal = equal_log_loss;
    const auto all = kept.before(end);
    const auto equal = equal_weights(all);
    const auto equal_slopes = fit_slopes(weighed(all, equal));
    const auto weights = is_stacked ? stacked_weights(all) : equal;
    const auto nights = weighed(all, weights);
    const Slopes slopes = fit_slopes(nights);
    const Samples samples = samples_of(history, side, usable, options.stride);
    TRY_ASSIGN(auto model, fit_side(samples, options));
    steps.done();
    model.win_weights = weights.win;
    model.return_weights = weights.gain;
    model.win_shares = win_shares(weights, equal);
    model.is_stacked = is_stacked;
    model.win_slopes = slopes.win;
    model.return_slope = slopes.gain;
    return TrainedSide{.model = std::move(model),
                       .metrics = std::move(metrics),
                       .norms = norms_of(nights, slopes),
                       .rivals = {.linear = equal_slopes.linear,
                                  .equal_weights = equal.win,
                                  .equal = equal_slopes.win},
                       .samples = samples.wins.size()};
}

}  // namespace

History History::of(const bars::Panel& panel,
                    const features::Matrix& matrix,
                    const ExitRule& rule,
                    unsigned threads) {
    CHECK(matrix.session_count() == panel.sessions.size());
    return History{.sessions = panel.sessions,
                   .nights = Nights::of(panel, matrix, threads),
                   .outcomes = Outcomes::of(panel, rule, threads),
                   .rule = rule};
}

Result<TrainedModel> train(const History& history,
                           std::size_t known,
                           const TrainingOptions& options,
                           OutOfFold* kept) {
    CHECK(known > 0 && known <= history.sessions.size());
    const NightRange usable = usable_nights(history, known, options.sessions_max);
    const auto nights = history.nights.nights();
    if (usable.last - usable.first < kNightsMin) {
        return Error{ErrorCode::NotEnoughData,
                     fmt::format("{} nights with features and finished outcomes until {}; training "
                                 "needs {}",
                                 usable.last - usable.first,
                                 history.sessions[known - 1].text(),
                                 kNightsMin)};
    }
    OutOfFold own;
    OutOfFold& nights_seen = kept != nullptr ? *kept : own;
    Steps steps(nights_seen.empty() ? 2 * (kBlocks + 1) : 2, options.progress);
    // The sides share nothing, and the learners' own threads gain less than doing both at once.
    TrainingOptions half = options;
    half.threads = std::max(options.threads / 2, 1U);
    auto buy_later = std::async(
        options.threads > 1 ? std::launch::async : std::launch::deferred,
        [&] { return train_side(history, Side::Buy, usable, half, steps, nights_seen.sides[0]); });
    auto sell_result = train_side(history, Side::Sell, usable, half, steps, nights_seen.sides[1]);
    auto buy_result = buy_later.get();
    TRY_ASSIGN(auto sell, std::move(sell_result));
    TRY_ASSIGN(auto buy, std::move(buy_result));
    return TrainedModel{.ensemble = Ensemble({std::move(buy.model), std::move(sell.model)}),
                        .familiarity = fit_familiarity(history.nights, usable.first, usable.last),
                        .metrics = {std::move(buy.metrics), std::move(sell.metrics)},
                        .norms = {buy.norms, sell.norms},
                        .rivals = {buy.rivals, sell.rivals},
                        .first_session = history.sessions[nights[usable.first].session],
                        .as_of = history.sessions[known - 1],
                        .samples = buy.samples};
}

}  // namespace turbomode::models
