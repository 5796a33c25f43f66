// What the features of volume say.
#include <array>

#include "features/sentences/sentence.hpp"

namespace features::sentences {

namespace {

constexpr std::array kTable = std::to_array<Sentence>({
    {"volume_ratio_20", Show::TwoDecimals, "volume was {} times its 20-day average"},
    {"volume_trend_5_60", Show::TwoDecimals, "5-day average volume is {} times the 60-day average"},
    {"dollar_volume_zscore_60",
     Show::OneDecimal,
     "dollars traded were {} standard deviations above the usual of 60 days",
     "dollars traded were {} standard deviations below the usual of 60 days",
     "dollars traded were the usual of 60 days"},
    {"signed_volume_20",
     Show::Share,
     "20-day volume leaned to rising days by {} % of the total",
     "20-day volume leaned to falling days by {} % of the total",
     "20-day volume leaned neither to rising nor to falling days"},
    {"chaikin_money_flow_20",
     Show::Share,
     "20-day volume leaned to closes near the high by {} % (Chaikin money flow)",
     "20-day volume leaned to closes near the low by {} % (Chaikin money flow)",
     "20-day volume leaned to closes near neither high nor low (Chaikin money flow)"},
    {"money_flow_index_14",
     Show::Count,
     "14-day money flow index is {} (percent traded on rising days)"},
    {"volume_return_correlation_20",
     Show::TwoDecimals,
     "traded more on better days over 20 sessions (correlation {})",
     "traded more on worse days over 20 sessions (correlation -{})",
     "traded no more on better than on worse days over 20 sessions"},
    {"vwap_distance_20",
     Show::Move,
     "closed {} % above its 20-day volume-weighted average price",
     "closed {} % below its 20-day volume-weighted average price",
     "closed at its 20-day volume-weighted average price"},
    {"amihud_20",
     Show::MoveFine,
     "moved {} % for each billion dollars traded, on average over 20 sessions"},
    {"volume_ratio_50", Show::TwoDecimals, "volume was {} times its 50-day average"},
    {"obv_distance_mean_20",
     Show::Percent,
     "on-balance volume is above its 20-day average by {} % of 20-day volume",
     "on-balance volume is below its 20-day average by {} % of 20-day volume",
     "on-balance volume is at its 20-day average"},
    {"volume_price_trend_20",
     Show::MoveFine,
     "rose {} % a day over 20 sessions, each day weighted by its volume",
     "fell {} % a day over 20 sessions, each day weighted by its volume",
     "was level over 20 sessions, each day weighted by its volume"},
    {"force_index_13",
     Show::MoveFine,
     "rose {} % a day, weighted by volume and recency (13-day force index)",
     "fell {} % a day, weighted by volume and recency (13-day force index)",
     "was level, weighted by volume and recency (13-day force index)"},
    {"negative_volume_return_60",
     Show::Move,
     "rose {} % on those of 60 days with less volume than the day before",
     "fell {} % on those of 60 days with less volume than the day before",
     "was little changed on those of 60 days with less volume than the day before"},
    {"positive_volume_return_60",
     Show::Move,
     "rose {} % on those of 60 days with more volume than the day before",
     "fell {} % on those of 60 days with more volume than the day before",
     "was little changed on those of 60 days with more volume than the day before"},
    {"ease_of_movement_14",
     Show::BasisPoints,
     "moved up with ease over 14 days (ease of movement {} basis points)",
     "moved down with ease over 14 days (ease of movement -{} basis points)",
     "moved neither up nor down with ease over 14 days (ease of movement)"},
    {"chaikin_oscillator_3_10",
     Show::Share,
     "volume lately leaned to closes near the high by {} % of a day (Chaikin oscillator)",
     "volume lately leaned to closes near the low by {} % of a day (Chaikin oscillator)",
     "volume lately leaned to closes near neither high nor low (Chaikin oscillator)"},
});

}  // namespace

std::span<const Sentence> volume() {
    return kTable;
}

}  // namespace features::sentences
