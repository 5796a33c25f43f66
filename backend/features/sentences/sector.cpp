// What the features of the stock's sector say.
#include <array>

#include "features/sentences/sentence.hpp"

namespace features::sentences {

namespace {

constexpr std::array kTable = std::to_array<Sentence>({
    {"sector_return_5",
     Show::Move,
     "its sector rose {} % in 5 sessions",
     "its sector fell {} % in 5 sessions",
     "its sector was little changed over 5 sessions"},
    {"sector_return_20",
     Show::Move,
     "its sector rose {} % in 20 sessions",
     "its sector fell {} % in 20 sessions",
     "its sector was little changed over 20 sessions"},
    {"sector_return_60",
     Show::Move,
     "its sector rose {} % in 60 sessions",
     "its sector fell {} % in 60 sessions",
     "its sector was little changed over 60 sessions"},
    {"return_less_sector_5",
     Show::Move,
     "did {} % better than its sector in 5 sessions",
     "did {} % worse than its sector in 5 sessions",
     "did as well as its sector in 5 sessions"},
    {"return_less_sector_20",
     Show::Move,
     "did {} % better than its sector in 20 sessions",
     "did {} % worse than its sector in 20 sessions",
     "did as well as its sector in 20 sessions"},
    {"return_less_sector_60",
     Show::Move,
     "did {} % better than its sector in 60 sessions",
     "did {} % worse than its sector in 60 sessions",
     "did as well as its sector in 60 sessions"},
    {"sector_return_1",
     Show::Move,
     "its sector rose {} % on the day",
     "its sector fell {} % on the day",
     "its sector was little changed on the day"},
    {"return_less_sector_1",
     Show::Move,
     "did {} % better than its sector on the day",
     "did {} % worse than its sector on the day",
     "did as well as its sector on the day"},
    {"sector_distance_mean_50",
     Show::Move,
     "its sector's stocks closed {} % above their 50-day averages, on average",
     "its sector's stocks closed {} % below their 50-day averages, on average",
     "its sector's stocks closed at their 50-day averages, on average"},
    {"distance_mean_50_less_sector",
     Show::Move,
     "is {} % higher against its 50-day average than its sector",
     "is {} % lower against its 50-day average than its sector",
     "is as high against its 50-day average as its sector"},
});

}  // namespace

std::span<const Sentence> sector() {
    return kTable;
}

}  // namespace features::sentences
