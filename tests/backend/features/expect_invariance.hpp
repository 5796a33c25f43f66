// The promises of build() about time, for any panel.
#pragma once

#include <cstddef>
#include <span>

#include "bars/panel.hpp"

namespace features {

// Cuts the panel off after each of `counts` sessions: all values up to there keep every bit.
void expect_prefix_invariance(const bars::Panel& panel, std::span<const std::size_t> counts);

// The last `window` sessions alone give the same values on the last one, to `bound` relative or
// absolute, of every stock that has a bar on all of them, for every feature that has one by then.
void expect_forgetting(const bars::Panel& panel, std::size_t window, double bound = 1e-6);

}  // namespace features
