// Doubts: bars that hold together and still cannot be believed. Each rule has a name; a bar it
// doubts sits in quarantine until its source corrects it or the user vouches for it.
//
//   unexplained_split   the price jumps at the open by about a usual split ratio, nobody says that
//                       there was a split, and no more money changed hands than on other days
//   impossible_jump     a total return beyond x 10 or / 10 from one bar to the next
//   counted_twice       one event booked as a split and as a dividend: the return on the ex-date is
//                       large with both and ordinary with the split alone
//   volume_off          60 to 200 times the money of ordinary days at a price that hardly moved,
//                       in a stock that is not thinly traded
//   no_trade            no volume and no range: an earlier price told again
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bars/bar_series.hpp"

namespace market_data::quality {

inline constexpr std::string_view kUnexplainedSplit = "unexplained_split";
inline constexpr std::string_view kImpossibleJump = "impossible_jump";
inline constexpr std::string_view kCountedTwice = "counted_twice";
inline constexpr std::string_view kVolumeOff = "volume_off";
inline constexpr std::string_view kNoTrade = "no_trade";
inline constexpr std::string_view kSecondSource = "second_source";

struct Doubt {
    base::TradingDate date;
    std::string_view rule;
    std::string reason;  // With the values.
};

// How many bars before the first doubtful one the rules look at.
inline constexpr std::size_t kContextBars = 30;

// The doubtful bars of a raw series with a date >= `from`, oldest first, at most one doubt a bar.
// Earlier bars are believed. A bar after a jump is held against the last one that is believed, so
// that a series which stays on another level stays in doubt. A bar of `vouched` is believed when it
// has the numbers that the user vouched for, and its level with it.
std::vector<Doubt> doubtful_bars(const bars::BarSeries& series,
                                 base::TradingDate from,
                                 const std::vector<bars::BarFields>& vouched = {});

}  // namespace market_data::quality
