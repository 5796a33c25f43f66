// One thing to learn from: what was known of a stock on an evening, and whether buying it won.
#pragma once

#include "base/date.hpp"
#include "ml_automation/analysis/inputs.hpp"

namespace ml_automation::learning {

struct Sample {
    base::TradingDate date;      // The inputs know its close and nothing later.
    base::TradingDate known_on;  // The evening on which the outcome was known.
    analysis::Inputs inputs;
    bool won;
    bool is_paper_trade;  // One of our own, not one of history.
};

}  // namespace ml_automation::learning
