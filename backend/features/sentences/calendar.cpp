// What the features of the calendar say.
#include <array>

#include "features/sentences/sentence.hpp"

namespace features::sentences {

namespace {

constexpr std::array kTable = std::to_array<Sentence>({
    {"day_of_week", Show::Weekday, "the session was on a {}"},
    {"weekdays_to_month_end",
     Show::Count,
     "the month has {} weekday{s} left",
     "",
     "it was the last weekday of the month"},
    {"weekdays_since_month_start",
     Show::Count,
     "the month had {} weekday{s} before this one",
     "",
     "it was the first weekday of the month"},
    {"weekdays_to_quarter_end",
     Show::Count,
     "the quarter has {} weekday{s} left",
     "",
     "it was the last weekday of the quarter"},
    {"turn_of_quarter",
     Show::Flag,
     "it was one of the first or last three weekdays of a quarter",
     "",
     "it was none of the first or last three weekdays of a quarter"},
    {"year_sine",
     Show::TwoDecimals,
     "it was in the first half of the year (sine of the date {})",
     "it was in the second half of the year (sine of the date -{})",
     "it was at the turn or the middle of the year (sine of the date)"},
    {"year_cosine",
     Show::TwoDecimals,
     "it was nearer to New Year than to midyear (cosine of the date {})",
     "it was nearer to midyear than to New Year (cosine of the date -{})",
     "it was halfway between New Year and midyear (cosine of the date)"},
});

}  // namespace

std::span<const Sentence> calendar() {
    return kTable;
}

}  // namespace features::sentences
