// Made-up nights to publish: every field has a value of its own, so that a mix-up shows.
#pragma once

#include <string>

#include "turbomode/store/types.hpp"

namespace turbomode::store {

// Four sessions in a row, a Monday to a Thursday.
inline constexpr base::TradingDate kMonday{2024, 3, 4};
inline constexpr base::TradingDate kTuesday{2024, 3, 5};
inline constexpr base::TradingDate kWednesday{2024, 3, 6};
inline constexpr base::TradingDate kThursday{2024, 3, 7};

Run made_run(base::TradingDate session, RunState state = RunState::Published);
signals::Signal made_signal(const std::string& ticker,
                            base::TradingDate entry_date,
                            models::Side side = models::Side::Buy);
OpenedSignal made_opened(const signals::Signal& signal);
// Filled the day after it opened, once `evening` is later than that.
signals::ActiveSignal made_active(const signals::Signal& signal,
                                  base::TradingDate evening,
                                  double effective_confidence = 0.6);
signals::Closed made_closed(const signals::Signal& signal,
                            base::TradingDate exit_date,
                            signals::ListReason reason = signals::ListReason::TargetHit);
// `closed` with the end of its paper trade.
signals::Closed made_paper_end(signals::Closed closed, base::TradingDate exit_date);
Prediction made_prediction(const std::string& ticker,
                           models::Side side,
                           signals::Verdict verdict = signals::Verdict::BelowConfidence);

signals::Outcome made_outcome(const std::string& ticker,
                              base::TradingDate session,
                              base::TradingDate exit_date,
                              models::Side side = models::Side::Buy);

// A night that opens `opened`.
Night night_opening(base::TradingDate session, const std::vector<signals::Signal>& opened);

}  // namespace turbomode::store
