// What the features of volatility say.
#include <array>

#include "features/sentences/sentence.hpp"

namespace features::sentences {

namespace {

constexpr std::array kTable = std::to_array<Sentence>({
    {"volatility_20", Show::Share, "20-day volatility is {} % a year"},
    {"volatility_60", Show::Share, "60-day volatility is {} % a year"},
    {"volatility_ratio_20_120", Show::TwoDecimals, "20-day volatility is {} times the 120-day one"},
    {"downside_volatility_60", Show::Share, "60-day volatility from falls alone is {} % a year"},
    {"atr_ratio_14", Show::Percent, "14-day average true range is {} % of the price"},
    {"range_expansion_14",
     Show::TwoDecimals,
     "the day's true range was {} times its 14-day average"},
    {"parkinson_20",
     Show::Share,
     "20-day volatility, by highs and lows, is {} % a year (Parkinson)"},
    {"garman_klass_20",
     Show::Share,
     "20-day volatility, by prices of the day, is {} % a year (Garman-Klass)"},
    {"bollinger_width_20",
     Show::Percent,
     "width of the 20-day Bollinger bands is {} % of the average price"},
    {"bollinger_position_20",
     Show::Share,
     "closed {} % of the way up its 20-day Bollinger bands",
     "closed below its 20-day Bollinger bands by {} % of their width"},
    {"volatility_10", Show::Share, "10-day volatility is {} % a year"},
    {"volatility_30", Show::Share, "30-day volatility is {} % a year"},
    {"volatility_ratio_5_20", Show::TwoDecimals, "5-day volatility is {} times the 20-day one"},
    {"atr_ratio_7", Show::Percent, "7-day average true range is {} % of the price"},
    {"atr_ratio_21", Show::Percent, "21-day average true range is {} % of the price"},
    {"keltner_position_20",
     Show::Share,
     "closed {} % of the way from middle to top of its 20-day Keltner channel",
     "closed {} % of the way from middle to bottom of its 20-day Keltner channel",
     "closed in the middle of its 20-day Keltner channel"},
    {"squeeze_20",
     Show::TwoDecimals,
     "20-day Bollinger bands are {} times as wide as the Keltner channel"},
    {"rogers_satchell_20",
     Show::Share,
     "20-day volatility, by prices of the day, is {} % a year (Rogers-Satchell)"},
    {"yang_zhang_20",
     Show::Share,
     "20-day volatility, by prices of the day and night, is {} % a year (Yang-Zhang)"},
    {"semivariance_balance_60",
     Show::Share,
     "rises outweigh falls by {} % of the 60-day variance",
     "falls outweigh rises by {} % of the 60-day variance",
     "rises and falls weigh the same in the 60-day variance"},
});

}  // namespace

std::span<const Sentence> volatility() {
    return kTable;
}

}  // namespace features::sentences
