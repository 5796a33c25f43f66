// What the features of weeks, months and quarters say.
#include <array>

#include "features/sentences/sentence.hpp"

namespace features::sentences {

namespace {

constexpr std::array kTable = std::to_array<Sentence>({
    {"week_to_date_return",
     Show::Move,
     "rose {} % since the end of the week before",
     "fell {} % since the end of the week before",
     "was little changed since the end of the week before"},
    {"week_rsi_14", Show::Count, "14-week RSI is {}"},
    {"week_distance_mean_10",
     Show::Move,
     "closed {} % above its 10-week average",
     "closed {} % below its 10-week average",
     "closed at its 10-week average"},
    {"week_volatility_26", Show::Share, "26-week volatility is {} % a year"},
    {"week_range_position_13", Show::Share, "closed {} % of the way up its 13-week range"},
    {"previous_week_position",
     Show::Share,
     "closed {} % of the way up the range of the week before",
     "closed below the low of the week before by {} % of that week's range"},
    {"month_to_date_return",
     Show::Move,
     "rose {} % since the end of the month before",
     "fell {} % since the end of the month before",
     "was little changed since the end of the month before"},
    {"month_return_6",
     Show::Move,
     "rose {} % since the end of the month 6 months before",
     "fell {} % since the end of the month 6 months before",
     "was little changed since the end of the month 6 months before"},
    {"month_distance_mean_10",
     Show::Move,
     "closed {} % above its 10-month average",
     "closed {} % below its 10-month average",
     "closed at its 10-month average"},
    {"quarter_to_date_return",
     Show::Move,
     "rose {} % since the end of the quarter before",
     "fell {} % since the end of the quarter before",
     "was little changed since the end of the quarter before"},
    {"week_return_4",
     Show::Move,
     "rose {} % since the end of the week 4 weeks before",
     "fell {} % since the end of the week 4 weeks before",
     "was little changed since the end of the week 4 weeks before"},
    {"week_macd_6_13",
     Show::PercentFine,
     "6-week average is above the 13-week one by {} % of the price",
     "6-week average is below the 13-week one by {} % of the price",
     "6-week and 13-week averages are level"},
    {"month_return_3",
     Show::Move,
     "rose {} % since the end of the month 3 months before",
     "fell {} % since the end of the month 3 months before",
     "was little changed since the end of the month 3 months before"},
    {"month_return_9",
     Show::Move,
     "rose {} % since the end of the month 9 months before",
     "fell {} % since the end of the month 9 months before",
     "was little changed since the end of the month 9 months before"},
    {"month_range_position_6", Show::Share, "closed {} % of the way up its 6-month range"},
    {"previous_month_position",
     Show::Share,
     "closed {} % of the way up the range of the month before",
     "closed below the low of the month before by {} % of that month's range"},
    {"quarter_return_2",
     Show::Move,
     "rose {} % since the end of the quarter 2 quarters before",
     "fell {} % since the end of the quarter 2 quarters before",
     "was little changed since the end of the quarter 2 quarters before"},
    {"quarter_range_position_3", Show::Share, "closed {} % of the way up its 3-quarter range"},
    {"previous_quarter_position",
     Show::Share,
     "closed {} % of the way up the range of the quarter before",
     "closed below the low of the quarter before by {} % of that quarter's range"},
});

}  // namespace

std::span<const Sentence> frame() {
    return kTable;
}

}  // namespace features::sentences
