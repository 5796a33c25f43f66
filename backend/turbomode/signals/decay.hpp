// Decay: how the rank of a signal fades with its age. A ranking rule, not a probability.
#pragma once

#include <string_view>

#include "turbomode/signals/types.hpp"

namespace turbomode::signals {

// Calendar days from the signal's session to the current one.
// REQUIRES: as_of >= entry_date
int age_days(base::TradingDate entry_date, base::TradingDate as_of);

enum class AgeBand { Hot, Warm, Cool, Cold };  // 0-3, 4-7, 8-10, from 11 days.
AgeBand age_band(int age_days);                // REQUIRES: age_days >= 0
std::string_view name_of(AgeBand band);        // "hot", "warm", "cool", "cold"
std::string_view color_of(AgeBand band);       // "red", "orange", "yellow", "blue"

// confidence x (1 - age / decay.days x decay.loss), never below confidence x (1 - decay.loss).
// REQUIRES: age_days >= 0
double effective_confidence(double confidence, int age_days, const Decay& decay);

}  // namespace turbomode::signals
