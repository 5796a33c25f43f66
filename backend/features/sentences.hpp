// Each feature's value in plain words: "closed 8.0 % above its 50-day average" for a
// distance_mean_50 of ln(1.08).
#pragma once

#include <cstddef>
#include <string>

namespace features {

// What `value` of the feature says, as a fragment in ASCII without a full stop, of at most 100
// characters. Most features have a sentence for values of 0 and more and one for values below,
// which tell the direction in words ("above", "below") and the size without a sign; many have a
// third for values that show as 0 when rounded ("closed at its 50-day average"). The others have
// one sentence, which shows the sign of the value ("20-day CCI is -120"). Log returns and log
// ratios are shown as percent moves, shares and volatilities as percent.
//
// "today" is the session of the value. A feature that is the same for all stocks speaks of the
// market, or of the date.
//
// REQUIRES: `feature` is an index of schema(), `value` is finite.
std::string sentence_of(std::size_t feature, double value);

}  // namespace features
