// Adjustment: making prices before and after a split or dividend comparable. The one place where
// it is done.
#pragma once

#include <vector>

#include "bars/bar_series.hpp"

namespace bars {

enum class Adjustment {
    None,         // As traded.
    Split,        // Splits only: what a chart shows.
    TotalReturn,  // Splits, and each dividend reinvested at the last close less that dividend.
};

// For each bar, how many shares one share bought at the first bar has become: raw price x factor is
// comparable along the whole series, in units of the first bar's share.
//
// Source: Yahoo's rule, "historical prices are multiplied by 1 - dividend / close before" and
//         divided by the split ratio, read forward.
// Step at an ex-date, with the dividend per new share and the close before it per old share:
//   Split        split_ratio
//   TotalReturn  split_ratio / (1 - dividend x split_ratio / close_before)
// An ex-date without a bar takes effect at the next bar. Of several actions between two bars each
// starts from what the one before left a share worth. A dividend at or above that worth is left out
// (no such factor exists); the split of that day is not. Actions on or before the first bar's date
// change nothing.
// Output: as long as `series`; > 0; the first value is 1.
// Causal: value[t] depends on bars and actions up to dates[t] only, bit for bit.
std::vector<double> growth_factors(const BarSeries& series, Adjustment adjustment);

// The product of split ratios with after < ex_date <= until: new shares for one old.
double split_ratio_between(const BarSeries& series,
                           base::TradingDate after,
                           base::TradingDate until);

// The series as a trader would have charted it on the evening of `as_of`: bars and actions after
// `as_of` unknown, prices in shares of `as_of`, volume scaled by splits the other way. An action
// between the last bar and `as_of` counts, so without one the last bar keeps its raw prices. The
// result has no actions.
BarSeries adjusted(const BarSeries& series, Adjustment adjustment, base::TradingDate as_of);

}  // namespace bars
