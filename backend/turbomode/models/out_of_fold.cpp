#include "turbomode/models/out_of_fold.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

namespace turbomode::models {

using base::Result;

namespace {

// Each learner's centred scores of the stocks whose outcome is known.
Result<std::vector<std::vector<double>>> scores_of(
    const std::vector<std::unique_ptr<Learner>>& learners,
    const Inputs& inputs,
    const std::vector<std::size_t>& rows) {
    std::vector<std::vector<double>> scores;
    for (const auto& learner : learners) {
        TRY_ASSIGN(auto all, learner->score(inputs));
        all = centered(std::move(all));
        auto& known = scores.emplace_back();
        for (const auto row : rows) {
            known.push_back(all[row]);
        }
    }
    return scores;
}

// A night that the learners had not seen; nothing when no outcome of it is known.
Result<std::optional<LearnerNight>> score_night(const History& history,
                                                const SideModel& model,
                                                Side side,
                                                const Night& night) {
    const Inputs inputs{.values = history.nights.rows_of(night),
                        .columns = history.nights.columns()};
    const auto level = level_of(model.level, inputs);
    LearnerNight scored{.session = night.session,
                        .base_rate = model.level.base_rate,
                        .base_return = model.base_return,
                        .level = level.log_odds};
    const auto came = outcomes_of(history, side, night);
    for (std::size_t i = 0; i < came.rows.size(); ++i) {
        scored.curve.push_back(level.curve[came.rows[i]]);
        scored.net_returns.push_back(static_cast<double>(came.outcomes[i].net_return));
        scored.wins.push_back(came.outcomes[i].won() ? 1.0F : 0.0F);
    }
    if (came.rows.empty()) {
        return std::optional<LearnerNight>{};
    }
    TRY_ASSIGN(scored.win_scores, scores_of(model.win_learners, inputs, came.rows));
    TRY_ASSIGN(scored.return_scores, scores_of(model.return_learners, inputs, came.rows));
    return std::optional{std::move(scored)};
}

}  // namespace

void ScoredBlocks::add(std::vector<LearnerNight> block) {
    starts.push_back(nights.size());
    std::ranges::move(block, std::back_inserter(nights));
}

std::span<const LearnerNight> ScoredBlocks::before(std::size_t session) const {
    const auto last = std::ranges::lower_bound(nights, session, {}, &LearnerNight::session);
    return {nights.begin(), last};
}

Result<std::vector<LearnerNight>> score_nights(const History& history,
                                               const SideModel& model,
                                               Side side,
                                               NightRange range) {
    std::vector<LearnerNight> scored;
    for (std::size_t n = range.first; n < range.last; ++n) {
        TRY_ASSIGN(auto night, score_night(history, model, side, history.nights.nights()[n]));
        if (night) {
            scored.push_back(*std::move(night));
        }
    }
    return scored;
}

Result<void> add_block(OutOfFold& nights,
                       const History& history,
                       const Ensemble& ensemble,
                       NightRange range) {
    for (const Side side : kSides) {
        TRY_ASSIGN(auto scored, score_nights(history, ensemble.side(side), side, range));
        if (!scored.empty()) {
            nights.sides[side == Side::Buy ? 0 : 1].add(std::move(scored));
        }
    }
    return {};
}

}  // namespace turbomode::models
