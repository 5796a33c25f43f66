#include "turbomode/models/training.hpp"

#include <algorithm>
#include <cmath>
#include <future>
#include <iterator>
#include <mutex>
#include <numeric>
#include <optional>

#include <fmt/format.h>

#include "features/build.hpp"
#include "turbomode/models/calibration.hpp"
#include "turbomode/models/metrics.hpp"
#include "turbomode/models/samples.hpp"

namespace turbomode::models {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::size_t kBlocks = 4;           // Out of fold, each predicted by earlier nights.
constexpr double kFirstTrainingShare = 0.4;  // Of the nights: those before the first block.
constexpr std::size_t kEmbargoSessions = 5;  // Left out before a block, beside the purge.
constexpr std::size_t kBlockNights = 10;     // A holding time: neighbours within share outcomes.

std::vector<std::unique_ptr<Learner>> new_learners() {
    std::vector<std::unique_ptr<Learner>> learners;
    for (const auto name : learner_names()) {
        learners.push_back(make_learner(name));
    }
    return learners;
}

// Fits one side's learners on `samples`; the slopes stay for the calibration.
Result<SideModel> fit_side(const Samples& samples, const TrainingOptions& options) {
    SideModel model;
    model.base_rate = samples.base_rate;
    model.base_return = samples.base_return;
    model.win_learners = new_learners();
    model.return_learners = new_learners();
    const Inputs inputs{.values = samples.inputs, .columns = samples.columns};
    const std::size_t rank_columns = input_columns().stock_columns;
    for (const auto& learner : model.win_learners) {
        TRY(learner->fit(
            {.inputs = inputs,
             .rank_columns = rank_columns,
             .targets = samples.wins,
             .offsets = samples.offsets},
            {.objective = Objective::Win, .seed = options.seed, .threads = options.threads}));
    }
    for (const auto& learner : model.return_learners) {
        TRY(learner->fit(
            {.inputs = inputs,
             .rank_columns = rank_columns,
             .targets = samples.returns,
             .offsets = {}},
            {.objective = Objective::Return, .seed = options.seed, .threads = options.threads}));
    }
    return model;
}

// The scores of a night that the learners had not seen, for the stocks whose outcome is known.
Result<std::optional<ScoredNight>> score_night(const History& history,
                                               const SideModel& model,
                                               Side side,
                                               const Night& night) {
    const Inputs inputs{.values = history.nights.rows_of(night),
                        .columns = history.nights.columns()};
    TRY_ASSIGN(const auto win, combined_score(model.win_learners, inputs));
    TRY_ASSIGN(const auto gain, combined_score(model.return_learners, inputs));
    TRY_ASSIGN(auto linear, model.win_learners.back()->score(inputs));
    linear = centered(std::move(linear));
    ScoredNight scored{
        .session = night.session, .base_rate = model.base_rate, .base_return = model.base_return};
    for (std::size_t i = 0; i < night.stocks.size(); ++i) {
        const auto outcome = history.outcomes.at(side, night.stocks[i], night.session);
        if (outcome && !outcome->cancelled()) {
            scored.win_scores.push_back(win.score[i]);
            scored.return_scores.push_back(gain.score[i]);
            scored.linear_scores.push_back(linear[i]);
            scored.net_returns.push_back(static_cast<double>(outcome->net_return));
            scored.wins.push_back(outcome->won() ? 1.0F : 0.0F);
        }
    }
    return scored.wins.empty() ? std::nullopt : std::optional{std::move(scored)};
}

// Nights [first, last) of the history, by position.
struct Block {
    std::size_t first;
    std::size_t last;
};

std::vector<Block> blocks_of(std::size_t first_night, std::size_t last_night) {
    const std::size_t nights = last_night - first_night;
    const auto start =
        first_night + static_cast<std::size_t>(kFirstTrainingShare * static_cast<double>(nights));
    std::vector<Block> blocks;
    for (std::size_t b = 0; b < kBlocks; ++b) {
        blocks.push_back({.first = start + (last_night - start) * b / kBlocks,
                          .last = start + (last_night - start) * (b + 1) / kBlocks});
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

using ScoredBlocks = std::vector<std::vector<ScoredNight>>;

Result<ScoredBlocks> out_of_fold(const History& history,
                                 Side side,
                                 NightRange usable,
                                 const TrainingOptions& options,
                                 Steps& steps) {
    ScoredBlocks blocks;
    const auto nights = history.nights.nights();
    for (const Block& block : blocks_of(usable.first, usable.last)) {
        const std::size_t known = known_before(nights[block.first].session);
        const NightRange training = known_nights(history, usable.first, known);
        const Samples samples = samples_of(history, side, training);
        if (samples.wins.empty()) {
            return Error{ErrorCode::NotEnoughData, "an out-of-fold block has nothing before it"};
        }
        TRY_ASSIGN(const auto model, fit_side(samples, options));
        std::vector<ScoredNight> scored;
        for (std::size_t n = block.first; n < block.last; ++n) {
            TRY_ASSIGN(auto night, score_night(history, model, side, nights[n]));
            if (night) {
                scored.push_back(*std::move(night));
            }
        }
        if (scored.empty()) {
            return Error{ErrorCode::NotEnoughData,
                         "an out-of-fold block has no night with a finished trade"};
        }
        blocks.push_back(std::move(scored));
        steps.done();
    }
    return blocks;
}

// Each block judged with slopes fitted on the blocks before it, purged alike; the first only lends
// its slopes.
Result<SideMetrics> judge(const History& history, const ScoredBlocks& blocks) {
    std::vector<ScoredNight> before = blocks.front();
    JudgedNights judged;
    for (std::size_t b = 1; b < blocks.size(); ++b) {
        const std::size_t known = known_before(blocks[b].front().session);
        const std::size_t complete = complete_sessions(
            std::span(history.sessions).first(known), history.rule, history.sessions[known - 1]);
        std::vector<ScoredNight> finished;
        std::ranges::copy_if(before, std::back_inserter(finished), [&](const ScoredNight& night) {
            return night.session < complete;
        });
        if (finished.empty()) {
            return Error{ErrorCode::NotEnoughData,
                         "an out-of-fold block has no calibration nights before it"};
        }
        const Slopes slopes = fit_slopes(finished);
        for (const auto& night : blocks[b]) {
            judged.add(night, slopes);
        }
        before.insert(before.end(), blocks[b].begin(), blocks[b].end());
    }
    return judged.metrics(kBlockNights);
}

SideNorms norms_of(const ScoredBlocks& blocks, const Slopes& slopes) {
    SideNorms norms{.spread_median = 0.0, .confidence_min = 1.0, .confidence_max = 0.0};
    std::vector<double> spreads;
    for (const auto& block : blocks) {
        for (const auto& night : block) {
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
    std::size_t samples;
};

Result<TrainedSide> train_side(const History& history,
                               Side side,
                               NightRange usable,
                               const TrainingOptions& options,
                               Steps& steps) {
    TRY_ASSIGN(const auto blocks, out_of_fold(history, side, usable, options, steps));
    std::vector<ScoredNight> all;
    for (const auto& block : blocks) {
        all.insert(all.end(), block.begin(), block.end());
    }
    const Slopes slopes = fit_slopes(all);
    const Samples samples = samples_of(history, side, usable);
    TRY_ASSIGN(auto model, fit_side(samples, options));
    steps.done();
    TRY_ASSIGN(const auto metrics, judge(history, blocks));
    model.win_slope = slopes.win;
    model.return_slope = slopes.gain;
    return TrainedSide{.model = std::move(model),
                       .metrics = metrics,
                       .norms = norms_of(blocks, slopes),
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
                           const TrainingOptions& options) {
    CHECK(known > 0 && known <= history.sessions.size());
    const std::size_t oldest =
        options.sessions_max > 0 && known > options.sessions_max ? known - options.sessions_max : 0;
    std::size_t first_night = 0;
    const auto nights = history.nights.nights();
    while (first_night < nights.size() && nights[first_night].session < oldest) {
        ++first_night;
    }
    const NightRange usable = known_nights(history, first_night, known);
    if (usable.last - usable.first < kNightsMin) {
        return Error{ErrorCode::NotEnoughData,
                     fmt::format("{} nights with features and finished outcomes until {}; training "
                                 "needs {}",
                                 usable.last - usable.first,
                                 history.sessions[known - 1].text(),
                                 kNightsMin)};
    }
    Steps steps(2 * (kBlocks + 1), options.progress);
    // The sides share nothing, and the learners' own threads gain less than doing both at once.
    TrainingOptions half = options;
    half.threads = std::max(options.threads / 2, 1U);
    auto buy_later =
        std::async(options.threads > 1 ? std::launch::async : std::launch::deferred,
                   [&] { return train_side(history, Side::Buy, usable, half, steps); });
    auto sell_result = train_side(history, Side::Sell, usable, half, steps);
    auto buy_result = buy_later.get();
    TRY_ASSIGN(auto sell, std::move(sell_result));
    TRY_ASSIGN(auto buy, std::move(buy_result));
    return TrainedModel{.ensemble = Ensemble({std::move(buy.model), std::move(sell.model)}),
                        .metrics = {buy.metrics, sell.metrics},
                        .norms = {buy.norms, sell.norms},
                        .first_session = history.sessions[nights[usable.first].session],
                        .as_of = history.sessions[known - 1],
                        .samples = buy.samples};
}

}  // namespace turbomode::models
