// Sentence: the words for one feature's value, and the tables of them, one a family.
//
// A phrase is a fragment about the stock, without its name, capital or full stop: "closed {} %
// above its 50-day average". "{}" is the number's place, "{s}" makes the word before it a plural
// unless the number is 1. "today" is the session that the value is of. A market-wide feature's
// phrase names the market.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "features/sentences/number.hpp"

namespace features::sentences {

struct Sentence {
    std::string_view feature;  // Its name in the schema.
    Show show;
    std::string_view above;    // For values of 0 and more.
    std::string_view below{};  // For values below 0. Empty: `above`, its number with a minus sign.
    std::string_view level{};  // For values that show as 0. Empty: `above`.
};

std::span<const Sentence> momentum();
std::span<const Sentence> trend();
std::span<const Sentence> volume();
std::span<const Sentence> volatility();
std::span<const Sentence> liquidity();
std::span<const Sentence> pattern();
std::span<const Sentence> statistics();
std::span<const Sentence> structure();
std::span<const Sentence> frame();
std::span<const Sentence> market();
std::span<const Sentence> sector();
std::span<const Sentence> beta();
std::span<const Sentence> calendar();
std::span<const Sentence> cross_section();

// All of them, one table after the other.
std::vector<Sentence> all();

// The sentence with `value` in it. REQUIRES: `value` is finite.
std::string say(const Sentence& sentence, double value);

}  // namespace features::sentences
