// Number: a feature's raw value as a trader reads it, "8.0" for the log ratio ln(1.08).
#pragma once

#include <string>

namespace features::sentences {

// What becomes of the raw value. Percents come without their sign: the phrase has it.
enum class Show {
    Flag,           // 1, 0 or -1; the phrase says it without a number.
    Count,          // As it is, without decimals.
    OneDecimal,     // As it is.
    TwoDecimals,    // As it is.
    Share,          // Percent, without decimals: 0.32 is 32. A volatility too, as the trade does.
    Percent,        // Percent, one decimal.
    PercentFine,    // Percent, two decimals.
    BasisPoints,    // Ten thousandths, one decimal.
    Move,           // A log return or log ratio as percent up or down, one decimal.
    MoveFine,       // The same with two.
    Rank,           // -0.5..0.5 as percent of the others on the far side: 0.42 and -0.42 are 92.
    Streak,         // Sessions in a row; the count ends at 20, "20 or more".
    Fifths,         // A mean of five signs, as their sum.
    AgeOf250,       // A share of the 249 sessions before, as sessions.
    AroonSessions,  // An Aroon oscillator of 25, as sessions.
    Weekday,        // Monday 0 to Friday 4, by name.
};

struct Number {
    std::string magnitude;    // Without a sign; at most 100000, then "over 100000".
    std::string signed_text;  // The same with a minus when negative: "-0.35", "under -100000".
    bool is_negative;         // Never when the magnitude shows zero.
    bool is_zero;             // The magnitude shows zero, whatever lies behind its last digit.
    bool is_one;              // The magnitude is "1": what it counts stands in the singular.
};

// REQUIRES: `value` is finite.
Number number_of(Show show, double value);

}  // namespace features::sentences
