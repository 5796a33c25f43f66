// What the features of structure say.
#include <array>

#include "features/sentences/sentence.hpp"

namespace features::sentences {

namespace {

constexpr std::array kTable = std::to_array<Sentence>({
    {"distance_high_250",
     Show::Move,
     "closed at its 250-day high",
     "closed {} % below its 250-day high"},
    {"distance_low_250",
     Show::Move,
     "closed {} % above its 250-day low",
     "closed at its 250-day low",
     "closed at its 250-day low"},
    {"range_position_60", Show::Share, "closed {} % of the way up its 60-day range"},
    {"drawdown_60",
     Show::Move,
     "closed at its highest close of 60 days",
     "closed {} % below its highest close of 60 days"},
    {"ulcer_index_14",
     Show::OneDecimal,
     "was typically {} % below its highest close of 14 days (ulcer index)"},
    {"since_high_250",
     Show::AgeOf250,
     "made its 250-day high {} session{s} ago",
     "",
     "made its 250-day high today"},
    {"breakout_20",
     Show::Move,
     "closed {} % above the high of the 20 days before",
     "closed {} % below the high of the 20 days before",
     "closed at the high of the 20 days before"},
    {"range_position_5", Show::Share, "closed {} % of the way up its 5-day range"},
    {"range_position_10", Show::Share, "closed {} % of the way up its 10-day range"},
    {"range_position_20", Show::Share, "closed {} % of the way up its 20-day range"},
    {"range_width_5",
     Show::Move,
     "5-day high is {} % above the 5-day low",
     "",
     "5-day high and low are level"},
    {"range_width_20",
     Show::Move,
     "20-day high is {} % above the 20-day low",
     "",
     "20-day high and low are level"},
    {"range_width_60",
     Show::Move,
     "60-day high is {} % above the 60-day low",
     "",
     "60-day high and low are level"},
    {"drawdown_250",
     Show::Move,
     "closed at its highest close of 250 days",
     "closed {} % below its highest close of 250 days"},
    {"since_low_250",
     Show::AgeOf250,
     "made its 250-day low {} session{s} ago",
     "",
     "made its 250-day low today"},
    {"breakdown_20",
     Show::Move,
     "closed {} % above the low of the 20 days before",
     "closed {} % below the low of the 20 days before",
     "closed at the low of the 20 days before"},
});

}  // namespace

std::span<const Sentence> structure() {
    return kTable;
}

}  // namespace features::sentences
