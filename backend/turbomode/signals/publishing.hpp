// Publishing: which of tonight's candidates may become signals, before places are given out.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "turbomode/signals/types.hpp"

namespace turbomode::signals {

// What became of a candidate.
enum class Verdict {
    Unfamiliar,       // Unlike anything the model learned from: its numbers are guesses.
    BelowConfidence,  // Less than min_confidence of its side.
    NoGain,           // Sure enough, but the expected return is not > 0.
    OtherSideBetter,  // Publishable, but the stock's other side promises more.
    AlreadyActive,    // Publishable, and held on this side (or opened tonight): only updated.
    NoPlace,          // Publishable, but its tier and side is full of signals at least as good.
    Opened,
};
std::string_view name_of(Verdict verdict);  // "below_confidence", ...

// Familiar, confidence >= min_confidence of the side, and expected return > 0.
bool publishable(const Candidate& candidate, const PublishingRules& rules);

// Of two publishable sides of one stock, whether `a` is the one to take: the higher expected
// return; equal, the higher confidence; equal, BUY.
bool is_better_side(const Candidate& a, const Candidate& b);

// Positions of the candidates, those of one stock together, BUY first.
std::vector<std::size_t> by_ticker_and_side(std::span<const Candidate> candidates);

// One verdict a candidate, in their order: Opened for those that may compete for a place, and the
// reason for all others. Order of the candidates does not matter.
// REQUIRES: no (ticker, side) twice; confidences and base rates in [0, 1]; the rest finite;
// close_usd > 0
std::vector<Verdict> choose_sides(std::span<const Candidate> candidates,
                                  const PublishingRules& rules);

// How many candidates met which fate; they add up to `candidates`.
struct VerdictCounts {
    int candidates = 0;
    int unfamiliar = 0;
    int below_confidence = 0;
    int no_gain = 0;
    int other_side_better = 0;
    int already_active = 0;
    int no_place = 0;
    int opened = 0;

    int publishable() const { return other_side_better + already_active + no_place + opened; }
};
VerdictCounts count(std::span<const Verdict> verdicts);

// One plain sentence: "1006 candidates: 0 opened, 1000 below the least confidence, ...".
std::string explain(const VerdictCounts& counts);

}  // namespace turbomode::signals
