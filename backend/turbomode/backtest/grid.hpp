// Grid: the same nights replayed under many settings, to see how much hangs on them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "turbomode/backtest/portfolio.hpp"

namespace turbomode::backtest {

// What may be varied, by its name in the configuration; "target" and "stop" are both sides'.
struct GridAxis {
    std::string name;
    std::vector<double> values;
};

inline constexpr std::size_t kGridCellsMax = 10'000;

// "target=0.05,0.10". Errors: Usage for another name, no number, or one out of its bounds.
base::Result<GridAxis> parse_axis(const std::string& text);

struct GridInputs {
    const ScoredNights& scored;
    const bars::Panel& panel;
    signals::PublishingRules rules;  // What the axes do not vary.
    PortfolioRules portfolio;
    std::size_t trials_before = 0;  // Settings tried before, that these are added to.
    unsigned threads;
    std::function<void()> on_cell;  // After each, from any thread.
};

// "parameters", "cells" with values, trades and account of each, "trials", "best" (the cell with
// the highest Sharpe ratio), "deflated" (of the best, by the variance over the cells) and
// "overfitting_probability". The model is not fitted anew: its confidences stay those of the rule
// it was trained on. Errors: Usage with no axis, one twice, or too many cells.
base::Result<nlohmann::ordered_json> sensitivity_json(const std::vector<GridAxis>& axes,
                                                      const GridInputs& inputs);

}  // namespace turbomode::backtest
