// Market capitalisation from shares outstanding.
#pragma once

#include <optional>

#include "bars/bar_series.hpp"
#include "base/date.hpp"

namespace market_data::universe {

// A close further back than this says nothing about the day any more.
inline constexpr int kCapCloseAgeDaysMax = 10;

// Shares outstanding on `as_of` times the raw close at or before it; a split between that close and
// `as_of` is taken into account, because the shares are counted after it. Nothing without a bar in
// the last kCapCloseAgeDaysMax days.
// Input:  raw bars of one stock with its splits; later ones do not matter.
// Output: USD.
// REQUIRES: shares > 0
std::optional<double> cap_usd(const bars::BarSeries& series,
                              double shares,
                              base::TradingDate as_of);

}  // namespace market_data::universe
