#include "turbomode/backtest/protocol_audit.hpp"

#include <algorithm>
#include <numeric>
#include <random>

#include "turbomode/models/metrics.hpp"
#include "turbomode/models/nonnegative_logistic.hpp"
#include "turbomode/models/samples.hpp"

namespace turbomode::backtest {

using base::Error;
using base::ErrorCode;
using base::Result;
using models::Inputs;
using models::Samples;

namespace {

constexpr double kHeldOutShare = 0.2;
constexpr double kWeightMax = 100.0;

double majority(std::span<const float> wins) {
    const double share = std::accumulate(wins.begin(), wins.end(), 0.0) /
                         static_cast<double>(std::max<std::size_t>(wins.size(), 1));
    return std::max(share, 1.0 - share);
}

double accuracy(std::span<const double> log_odds, std::span<const float> wins) {
    std::size_t right = 0;
    for (std::size_t i = 0; i < wins.size(); ++i) {
        const bool is_right = (log_odds[i] > 0.0) == (wins[i] > 0.5F);
        right += is_right ? 1 : 0;
    }
    return static_cast<double>(right) / static_cast<double>(std::max<std::size_t>(wins.size(), 1));
}

// Some rows of the samples, with the base rate as all that is known of them.
struct Part {
    std::vector<float> inputs, wins, offsets, weights;
    std::size_t columns;

    Inputs all() const { return {.values = inputs, .columns = columns}; }
};

Part part_of(const Samples& samples, std::span<const std::size_t> rows) {
    Part part{.columns = samples.columns};
    for (const auto row : rows) {
        const auto inputs =
            std::span(samples.inputs).subspan(row * samples.columns, samples.columns);
        part.inputs.insert(part.inputs.end(), inputs.begin(), inputs.end());
        part.wins.push_back(samples.wins[row]);
        part.offsets.push_back(static_cast<float>(models::logit(samples.level.base_rate)));
        part.weights.push_back(1.0F);
    }
    return part;
}

// The base rate's log-odds and every learner's score beside it, by row.
Result<models::LogisticRows> scored(const std::vector<std::unique_ptr<models::Learner>>& learners,
                                    const Part& part) {
    models::LogisticRows rows{.columns = learners.size(),
                              .x = std::vector<double>(learners.size() * part.wins.size()),
                              .log_odds = {part.offsets.begin(), part.offsets.end()},
                              .wins = part.wins};
    for (std::size_t k = 0; k < learners.size(); ++k) {
        TRY_ASSIGN(const auto scores, learners[k]->score(part.all()));
        for (std::size_t r = 0; r < scores.size(); ++r) {
            rows.x[r * learners.size() + k] = scores[r];
        }
    }
    return rows;
}

std::vector<double> weighed(const models::LogisticRows& rows, const std::vector<double>& weights) {
    std::vector<double> log_odds = rows.log_odds;
    for (std::size_t r = 0; r < log_odds.size(); ++r) {
        for (std::size_t k = 0; k < rows.columns; ++k) {
            log_odds[r] += weights[k] * rows.x[r * rows.columns + k];
        }
    }
    return log_odds;
}

Result<void> judge_shuffled(const Samples& samples,
                            const models::TrainingOptions& options,
                            ProtocolAudit& audit) {
    std::vector<std::size_t> order(samples.wins.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::mt19937_64 random(options.seed);
    for (std::size_t i = order.size(); i > 1; --i) {
        std::swap(order[i - 1], order[random() % i]);
    }
    const auto held_out =
        static_cast<std::size_t>(kHeldOutShare * static_cast<double>(order.size()));
    const Part unseen = part_of(samples, std::span(order).first(held_out));
    const Part seen = part_of(samples, std::span(order).subspan(held_out));
    std::vector<std::unique_ptr<models::Learner>> learners;
    models::BinnedInputs binned;
    for (const auto name : models::learner_names()) {
        learners.push_back(models::make_learner(name));
        TRY(learners.back()->fit({.inputs = seen.all(),
                                  .rank_columns = models::input_columns().stock_columns,
                                  .targets = seen.wins,
                                  .offsets = seen.offsets,
                                  .weights = seen.weights,
                                  .binned = &binned},
                                 {.objective = models::Objective::Win,
                                  .seed = options.seed,
                                  .threads = options.threads}));
    }
    TRY_ASSIGN(const auto in_sample, scored(learners, seen));
    TRY_ASSIGN(const auto out_of_sample, scored(learners, unseen));
    const auto weights = models::fit_nonnegative(in_sample, {.coefficient_max = kWeightMax});
    audit.rows = unseen.wins.size();
    audit.majority_shuffled = majority(unseen.wins);
    audit.accuracy_fitted = accuracy(weighed(in_sample, weights), seen.wins);
    audit.accuracy_shuffled = accuracy(weighed(out_of_sample, weights), unseen.wins);
    for (std::size_t k = 0; k < learners.size(); ++k) {
        std::vector<double> alone(learners.size(), 0.0);
        alone[k] = 1.0;
        audit.learners.push_back(
            {.learner = models::learner_names()[k],
             .fitted = accuracy(weighed(in_sample, alone), seen.wins),
             .shuffled = accuracy(weighed(out_of_sample, alone), unseen.wins)});
    }
    return {};
}

// The nights from `first` on, each predicted by `model`, which knows nothing of them.
Result<void> judge_by_date(const models::History& history,
                           const models::TrainedModel& model,
                           models::NightRange range,
                           ProtocolAudit& audit) {
    std::vector<double> log_odds;
    std::vector<float> wins;
    for (std::size_t n = range.first; n < range.last; ++n) {
        const auto& night = history.nights.nights()[n];
        TRY_ASSIGN(const auto prediction,
                   model.ensemble.predict(audit.side,
                                          {.values = history.nights.rows_of(night),
                                           .columns = history.nights.columns()}));
        const auto came = models::outcomes_of(history, audit.side, night);
        for (std::size_t i = 0; i < came.rows.size(); ++i) {
            log_odds.push_back(models::logit(prediction.stocks[came.rows[i]].confidence));
            wins.push_back(came.outcomes[i].won() ? 1.0F : 0.0F);
        }
    }
    audit.rows_by_date = wins.size();
    audit.majority_by_date = majority(wins);
    audit.accuracy_by_date = accuracy(log_odds, wins);
    audit.first_judged = history.sessions[history.nights.nights()[range.first].session];
    return {};
}

}  // namespace

Result<std::vector<ProtocolAudit>> audit_protocol(const models::History& history,
                                                  std::size_t sessions,
                                                  const models::TrainingOptions& options) {
    const std::size_t known = history.sessions.size();
    const auto nights = history.nights.nights();
    const auto range = models::usable_nights(history, known, sessions);
    if (range.last <= range.first) {
        return Error{ErrorCode::NotEnoughData, "no night with features and finished outcomes"};
    }
    const auto held_out =
        static_cast<std::size_t>(kHeldOutShare * static_cast<double>(range.last - range.first));
    const models::NightRange judged{.first = range.last - held_out, .last = range.last};
    if (held_out == 0) {
        return Error{ErrorCode::NotEnoughData, "too few nights to hold a fifth of them out"};
    }
    auto training = options;
    const std::size_t cut = nights[judged.first].session;
    training.sessions_max = cut - nights[range.first].session;
    TRY_ASSIGN(const auto model, models::train(history, cut, training));
    std::vector<ProtocolAudit> audits;
    for (const auto side : models::kSides) {
        ProtocolAudit audit{.side = side, .learners = {}, .first_judged = history.sessions[cut]};
        TRY(judge_shuffled(models::samples_of(history, side, range), options, audit));
        TRY(judge_by_date(history, model, judged, audit));
        audits.push_back(std::move(audit));
    }
    return audits;
}

}  // namespace turbomode::backtest
