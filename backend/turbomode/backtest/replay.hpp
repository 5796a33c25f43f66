// Replay: scored nights taken one after the other through the same publishing as the nightly scan.
//
// Prices are handed on a session at a time, so that no night can see a later bar.
#pragma once

#include <string>
#include <vector>

#include "bars/panel.hpp"
#include "turbomode/backtest/scored_nights.hpp"
#include "turbomode/signals/advance.hpp"

namespace turbomode::backtest {

// A signal from its opening to its end, or to the last night of the replay.
struct ReplayedSignal {
    signals::Signal signal;
    std::optional<signals::Closed> closed;  // Nothing: still on the list.
    // The evening on which it left the list; for an exit that was only seen later, later than it.
    std::optional<base::TradingDate> left_on;
    // Followed by the exit rule to its end, whatever the list did; the last night of the replay is
    // the last that it knows.
    models::TradeState paper;
};

struct Replay {
    struct Night {
        base::TradingDate session;
        int opened = 0;
        int closed = 0;
        int active = 0;
        bool is_decided = false;  // Else an objection, or no scores: the list stayed as it was.
        bool has_edge = false;    // Something was publishable.
    };
    std::vector<Night> nights;            // Every session from the first scored night to the last.
    std::vector<ReplayedSignal> signals;  // By session, best first.
    int delisted_after_sessions = 0;      // Of the exit rule: so late the end of a listing is seen.

    // What left the list, by the evening it did and then by ticker: as the history has it.
    std::vector<signals::Closed> closed() const;
};

// Input: raw prices of every stock of `scored`; what is later than its last night is not looked at.
// REQUIRES: `prices` has the stocks of `scored`
Replay replay(const ScoredNights& scored,
              const bars::Panel& prices,
              const signals::PublishingRules& rules);

}  // namespace turbomode::backtest
