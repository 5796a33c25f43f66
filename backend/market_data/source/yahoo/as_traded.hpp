// Yahoo's prices turned back into those of their day.
#pragma once

#include "base/result.hpp"
#include "base/units.hpp"
#include "market_data/source/vendor_bars.hpp"
#include "market_data/source/yahoo/chart.hpp"

namespace market_data::source::yahoo {

// Open to close, volume and dividends come in shares of today, as if all later splits had happened
// already. With k the product of the splits after a day: price x k, volume / k to whole shares,
// dividend x k, all without the noise of their rounding (float_noise.hpp).
// The reply has to reach up to today, or splits after its end would be missing from k.
// Errors: InvalidInput for dates that cannot be told, dividends below zero, and splits that are
// nonsense or that the prices contradict (splits.hpp). The message says what, not of which stock.
base::Result<VendorPrices> as_traded(const base::Ticker& ticker, const Chart& chart);

}  // namespace market_data::source::yahoo
