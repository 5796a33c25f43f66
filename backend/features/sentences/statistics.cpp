// What the features of statistics say.
#include <array>

#include "features/sentences/sentence.hpp"

namespace features::sentences {

namespace {

constexpr std::array kTable = std::to_array<Sentence>({
    {"skewness_60",
     Show::TwoDecimals,
     "60-day returns lean to big rises (skewness {})",
     "60-day returns lean to big falls (skewness -{})",
     "60-day returns lean neither to big rises nor to big falls"},
    {"kurtosis_60",
     Show::TwoDecimals,
     "60 days had more extreme moves than a bell curve (excess kurtosis {})",
     "60 days had fewer extreme moves than a bell curve (excess kurtosis -{})",
     "60 days had as many extreme moves as a bell curve"},
    {"autocorrelation_60",
     Show::TwoDecimals,
     "moves tended to go on the next day over 60 sessions (correlation {})",
     "moves tended to reverse the next day over 60 sessions (correlation -{})",
     "moves tended neither to go on nor to reverse the next day over 60 sessions"},
    {"efficiency_20", Show::Share, "20-day net move is {} % of the way travelled"},
    {"variance_ratio_5_120",
     Show::TwoDecimals,
     "5-day moves varied {} times what single days imply, over 120 sessions"},
    {"up_share_20", Show::Share, "closed higher on {} % of 20 days"},
    {"return_zscore_60",
     Show::OneDecimal,
     "the day's move was {} standard deviations above the mean of the 60 before",
     "the day's move was {} standard deviations below the mean of the 60 before",
     "the day's move was the mean of the 60 before"},
    {"return_max_20",
     Show::Move,
     "best day of 20 was a rise of {} %",
     "best day of 20 was a fall of {} %",
     "best day of 20 was little changed"},
    {"skewness_20",
     Show::TwoDecimals,
     "20-day returns lean to big rises (skewness {})",
     "20-day returns lean to big falls (skewness -{})",
     "20-day returns lean neither to big rises nor to big falls"},
    {"kurtosis_20",
     Show::TwoDecimals,
     "20 days had more extreme moves than a bell curve (excess kurtosis {})",
     "20 days had fewer extreme moves than a bell curve (excess kurtosis -{})",
     "20 days had as many extreme moves as a bell curve"},
    {"sharpe_20", Show::TwoDecimals, "20-day return over its risk, a year, is {} (Sharpe ratio)"},
    {"sharpe_60", Show::TwoDecimals, "60-day return over its risk, a year, is {} (Sharpe ratio)"},
    {"close_zscore_50",
     Show::OneDecimal,
     "closed {} standard deviations above its 50-day average",
     "closed {} standard deviations below its 50-day average",
     "closed at its 50-day average"},
    {"return_min_20",
     Show::Move,
     "worst day of 20 was a rise of {} %",
     "worst day of 20 was a fall of {} %",
     "worst day of 20 was little changed"},
});

}  // namespace

std::span<const Sentence> statistics() {
    return kTable;
}

}  // namespace features::sentences
