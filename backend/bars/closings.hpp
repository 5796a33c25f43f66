// The rules of the NYSE calendar 1990-2030: why a day is no session, and when a session ends.
// calendar.cpp makes tables of them; everybody else asks calendar.hpp.
//
// Sources: NYSE Rule 7.2 (51 before), "Holidays"; the exchange's "Special Closings" (1885-2011) and
// its yearly holiday notices since. docs/calendar.md tells the rules with their years.
#pragma once

#include <chrono>
#include <string_view>

#include "base/date.hpp"

namespace bars::closings {

// Why `date` is no session; empty when it is one.
std::string_view reason(base::TradingDate date);

// Closing time of `session`, minutes after midnight in New York.
std::chrono::minutes closing_time(base::TradingDate session);

// Easter Sunday of the Gregorian calendar.
//
// Source: J. Meeus, Astronomical Algorithms (1991), chapter 8 (the algorithm of Butcher, 1876).
base::TradingDate easter(int year);

}  // namespace bars::closings
