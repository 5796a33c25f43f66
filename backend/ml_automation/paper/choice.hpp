// Which stocks the paper portfolio buys on an evening.
#pragma once

#include <cstddef>
#include <set>
#include <span>
#include <vector>

#include "base/units.hpp"

namespace ml_automation::paper {

struct Candidate {
    base::Ticker ticker;
    double score;  // 0 to 100.
    bool is_bullish;
};

struct ChoiceRules {
    std::size_t positions_max = 30;
    double score_min = 50.0;
};

// Positions in `candidates` of those to buy, best score first, then by ticker: bullish, above the
// least score, not held already, and no more than there are places. `held`: pending and open.
std::vector<std::size_t> choose(std::span<const Candidate> candidates,
                                const std::set<base::Ticker>& held,
                                const ChoiceRules& rules);

}  // namespace ml_automation::paper
