// Advance: one night of the signal list. What was held before, what was scored tonight and the
// bars go in; what is active, closed and opened comes out. A pure function: the same inputs in
// any order give the same night.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "bars/bar_series.hpp"
#include "turbomode/signals/publishing.hpp"
#include "turbomode/signals/types.hpp"

namespace turbomode::signals {

struct NightResult {
    std::vector<ActiveSignal> active;   // By tier, side, effective confidence (best first), ticker.
    std::vector<Closed> closed;         // By ticker. Tonight's news, also when an exit is older.
    std::vector<Signal> opened;         // Best first; in `active` too.
    std::vector<base::Ticker> updated;  // Held before, kept, and scored again tonight; by ticker.
    std::vector<Verdict> verdicts;      // One a candidate, in the order they were given.
    VerdictCounts counts;               // Of the verdicts: says why when nothing was opened.
};

// The evening of `as_of`, in this order:
//  1. Every held signal is followed along its bars by the exit rule; what has ended closes.
//  2. What is left and was scored tonight on its side gets its latest confidence. Entry, levels
//     and age stay; the candidate opens nothing. An unfamiliar candidate changes nothing at all.
//  3. A held signal whose stock is publishable tonight on the other side closes as FLIPPED at
//     tonight's close, whether or not the newcomer then finds a place.
//  4. Where a lowered capacity leaves too many, the weakest close as REPLACED.
//  5. The publishable newcomers take places, by confidence (equal: expected return, then ticker).
//     A full tier and side gives up its lowest effective confidence (equal: the oldest, then
//     ticker) to a strictly higher confidence; the loser closes as REPLACED at its last close.
// A stock closed in step 1 may enter again tonight, one replaced tonight not before tomorrow. What
// was opened on `as_of` itself is never closed. Held stocks need not be candidates any more.
//
// REQUIRES: held stocks are distinct and `series_of` has each from its signal's session on, at
// least; nothing in them is later than `as_of`, and no more than `capacity` of a tier and side were
// opened on it; what choose_sides requires; capacity > 0; exit.holding_days_max >= 7, so that a
// fill is always possible.
NightResult advance(std::span<const Signal> held,
                    std::span<const Candidate> candidates,
                    const SeriesOf& series_of,
                    const PublishingRules& rules,
                    base::TradingDate as_of);

// How the paper trade of a replaced signal ended, seen from the evening of `as_of`; nothing while
// it runs. Prices in shares of the exit date. It keeps replacement from hiding losers.
// REQUIRES: `series` and `signal` not later than `as_of`
std::optional<models::Exit> follow_replaced(const Signal& signal,
                                            const bars::BarSeries& series,
                                            const models::ExitRule& rule,
                                            base::TradingDate as_of);

}  // namespace turbomode::signals
