// The splits in a reply of Yahoo, and whether its prices agree with them.
#pragma once

#include <span>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "market_data/source/vendor_bars.hpp"
#include "market_data/source/yahoo/chart.hpp"
#include "market_data/source/yahoo/exchange_time.hpp"

namespace market_data::source::yahoo {

struct Split {
    base::TradingDate ex_date;
    double numerator;  // 4 and 1 for four new shares for one old.
    double denominator;

    double ratio() const { return numerator / denominator; }
};

// Oldest first, one a day. The same split twice on one day is one. An error for what nobody splits
// by (below 1:1000 or above 1000:1), two different ones on one day, and the same one twice within
// ten days, which Yahoo has been seen to list: the prices before it hold one of them only.
base::Result<std::vector<Split>> read_splits(std::span<const SplitEvent> events,
                                             const ExchangeClock& clock);

// The product of the splits after `date`: new shares for one old.
double split_ratio_after(std::span<const Split> splits, base::TradingDate date);

// Yahoo's prices are in shares of today, so that no split shows in them. It happens that a split is
// listed days before the prices are changed, or that they are changed twice; turned back they would
// be off by the whole ratio, along all of history, and look sound one by one.
//
// An error when between the last close before a split and the first price from its day on the
// prices fall by the split's ratio, or rise by it, within 25 % of its log; for splits of 3:2 and
// more, or 2:3 and less, as smaller ones do not stand out from a bad night. Then nothing of the
// reply may be used: not the bars before the split, and not those after it either, because which
// side is wrong cannot be told from here. What was stored before stays, the stock is without a new
// bar and so sits out the night.
// Input: bars with Yahoo's own prices, in any order.
base::Result<void> check_splits_are_in(std::span<const Split> splits,
                                       std::span<const VendorBar> adjusted);

}  // namespace market_data::source::yahoo
