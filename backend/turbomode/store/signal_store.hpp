// SignalStore: what TurboMode remembers. One writer, any number of readers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "turbomode/signals/performance.hpp"
#include "turbomode/store/types.hpp"

namespace turbomode::store {

// What the night reads and writes.
class SignalStore {
public:
    SignalStore() = default;
    SignalStore(const SignalStore&) = delete;
    SignalStore& operator=(const SignalStore&) = delete;
    virtual ~SignalStore() = default;

    // Signals opened before `session` and still on the list before it.
    virtual base::Result<std::vector<signals::Signal>> active_before(
        base::TradingDate session) const = 0;
    // Replaced signals that left before `session` and whose paper trade had not ended before it.
    virtual base::Result<std::vector<signals::Closed>> paper_trades_before(
        base::TradingDate session) const = 0;

    // Predictions of the last nights before `session`, as many as `nights`, of which nobody knew
    // before it how they ended.
    virtual base::Result<std::vector<signals::PredictedTrade>> unresolved_before(
        base::TradingDate session, std::size_t nights) const = 0;

    // One transaction that replaces any earlier attempt at the same session.
    // The same night again keeps its first time of publishing.
    // REQUIRES: no later session is published.
    virtual base::Result<void> publish(const Night& night) = 0;
    // Records a run that published nothing. An earlier published run of that session stays.
    virtual base::Result<void> record(const Run& run) = 0;

    virtual base::Result<std::optional<Run>> run_of(base::TradingDate session) const = 0;
    // The last session that published (or said NO_EDGE).
    virtual base::Result<std::optional<Run>> last_shown() const = 0;
};

// What pages and commands read.
class SignalViews {
public:
    SignalViews() = default;
    SignalViews(const SignalViews&) = delete;
    SignalViews& operator=(const SignalViews&) = delete;
    virtual ~SignalViews() = default;

    // Newest first.
    virtual base::Result<std::vector<Run>> runs(std::size_t limit) const = 0;
    virtual base::Result<std::optional<Run>> last_shown() const = 0;
    // The list as of the night of `session`, best effective confidence first.
    virtual base::Result<std::vector<ActiveRow>> active_on(base::TradingDate session) const = 0;
    // Newest exit first. `symbol` empty: all.
    virtual base::Result<std::vector<ClosedRow>> history(const std::string& symbol,
                                                         std::size_t limit) const = 0;
    // By ticker, BUY before SELL.
    virtual base::Result<std::vector<Prediction>> predictions_on(
        base::TradingDate session) const = 0;
    // One stock's, newest first.
    virtual base::Result<std::vector<std::pair<base::TradingDate, Prediction>>> predictions_of(
        const base::Ticker& ticker, std::size_t limit) const = 0;
    // Of the last `nights` nights, by session, ticker, side.
    virtual base::Result<std::vector<signals::Judged>> judged(std::size_t nights) const = 0;
};

}  // namespace turbomode::store
