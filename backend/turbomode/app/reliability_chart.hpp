// Reliability diagram: of what was said with about the same confidence, how much came true. As
// lines of text, and as a drawing.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "turbomode/models/reliability.hpp"

namespace turbomode::app {

// A line a bin: numbers, then a strip of the probabilities that occur, with the interval as dashes,
// `o` for the share that won, `|` for what was said, `*` for both in one place.
std::string reliability_text(const std::vector<models::ReliabilityBin>& bins);

// Both sides in one scalable drawing that stands by itself: axes in percent, the diagonal on which
// a model would be perfectly reliable, and a point a bin with its interval. `title` is any text;
// `sides`: BUY, SELL. UTF-8, as the title is.
std::string reliability_svg(const std::string& title,
                            const std::array<std::vector<models::ReliabilityBin>, 2>& sides);

}  // namespace turbomode::app
