// The calendar family: where in the week, month, quarter and year a session lies.
//
// Weekdays are counted, not sessions: which of the days to come will be holidays by decree is not
// known in advance.
#pragma once

#include <span>

#include "base/date.hpp"
#include "features/schema.hpp"

namespace features::calendar {

struct CalendarFeature {
    Feature feature;  // Of Scope::Market.
    double (*value)(base::TradingDate session);
};

std::span<const CalendarFeature> table();

}  // namespace features::calendar
