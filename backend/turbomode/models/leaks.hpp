// Leaks: ways for the future to get into a model, looked for on the very data it learns from. Each
// check returns objections, none when it found nothing. A training that breaks the purge stops; the
// others block promotion.
//
// What is too good out of fold is refused by gate.hpp; these name where it may come from.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "bars/panel.hpp"
#include "turbomode/models/samples.hpp"

namespace turbomode::models {

// An input that by itself ranks the outcomes of its own night better than anything honest does: a
// copy of the outcome, a near one, or a feature that looks a session ahead. Both sides.
std::vector<std::string> input_objections(const History& history, NightRange range);

// The linear learner, fitted on the earlier nights with each night's outcomes dealt out among its
// stocks at random, still ranks the later nights: some input has the outcome in it. Says nothing of
// fewer than 200 later nights.
base::Result<std::vector<std::string>> shuffled_objections(const History& history,
                                                           NightRange range,
                                                           std::uint64_t seed);

// A trade of the training nights still ran when the judged nights began.
std::vector<std::string> purge_objections(const History& history,
                                          NightRange training,
                                          NightRange judged);

// Features of a session are other ones when the sessions after it are known. `build`: of a panel,
// on its last `sessions` sessions.
using BuildFeatures =
    std::function<features::Matrix(const bars::Panel& panel, std::size_t sessions)>;
std::vector<std::string> prefix_objections(const bars::Panel& panel, const BuildFeatures& build);

// The panel treats a stock as a member on a day on which the store says it was none. `members`: the
// store's, by ticker. Whether the store itself holds today's members for the past it cannot tell.
std::vector<std::string> membership_objections(const bars::Panel& panel,
                                               std::size_t session,
                                               std::span<const base::Ticker> members);

}  // namespace turbomode::models
