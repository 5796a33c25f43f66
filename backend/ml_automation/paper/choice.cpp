#include "ml_automation/paper/choice.hpp"

#include <algorithm>

namespace ml_automation::paper {

std::vector<std::size_t> choose(std::span<const Candidate> candidates,
                                const std::set<base::Ticker>& held,
                                const ChoiceRules& rules) {
    std::vector<std::size_t> wanted;
    for (std::size_t at = 0; at < candidates.size(); ++at) {
        const auto& candidate = candidates[at];
        if (candidate.is_bullish && candidate.score > rules.score_min &&
            !held.contains(candidate.ticker)) {
            wanted.push_back(at);
        }
    }
    std::ranges::sort(wanted, [&](std::size_t a, std::size_t b) {
        if (candidates[a].score != candidates[b].score) {
            return candidates[a].score > candidates[b].score;
        }
        return candidates[a].ticker < candidates[b].ticker;
    });
    const std::size_t places =
        rules.positions_max > held.size() ? rules.positions_max - held.size() : 0;
    wanted.resize(std::min(wanted.size(), places));
    return wanted;
}

}  // namespace ml_automation::paper
