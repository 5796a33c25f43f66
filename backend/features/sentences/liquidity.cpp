// What the features of liquidity say.
#include <array>

#include "features/sentences/sentence.hpp"

namespace features::sentences {

namespace {

constexpr std::array kTable = std::to_array<Sentence>({
    {"dollar_volume_trend_5_60",
     Show::TwoDecimals,
     "5-day average of dollars traded is {} times the 60-day average"},
    {"volume_variation_60", Show::Share, "daily volume varies by {} % around its 60-day average"},
    {"standing_share_60", Show::Share, "closed unchanged on {} % of 60 days"},
    {"roll_spread_60",
     Show::PercentFine,
     "estimated bid-ask spread is {} % of the price, by 60 days of closes",
     "",
     "60 days of closes show no bid-ask spread"},
    {"corwin_schultz_20",
     Show::PercentFine,
     "estimated bid-ask spread is {} % of the price, by 20 days of highs and lows",
     "",
     "20 days of highs and lows show no bid-ask spread"},
});

}  // namespace

std::span<const Sentence> liquidity() {
    return kTable;
}

}  // namespace features::sentences
