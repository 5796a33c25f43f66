// The layout of turbomode.db, and rows to values and back.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/sqlite.hpp"
#include "turbomode/store/types.hpp"

namespace turbomode::store {

extern const base::DatabaseKind kDatabaseKind;

// The columns of `run`, `signal` and `closing` in the order that the readers below take them.
inline constexpr const char* kRunColumns =
    "run.session, run.state, run.message, run.model_id, run.schema_hash, run.data_hash, "
    "run.data_source, run.config_hash, run.started_at, run.published_at, run.universe_count, "
    "run.fresh_count, run.scored_count, run.signals_opened, run.signals_closed, "
    "run.signals_active, run.candidates, run.tier_rule, run.drift_statistic, run.drift_threshold, "
    "run.drift_features";
inline constexpr const char* kSignalColumns =
    "signal.ticker, signal.sector, signal.tier, signal.side, signal.confidence, "
    "signal.base_rate, signal.expected_return, signal.entry_date, signal.entry";
inline constexpr int kSignalColumnCount = 9;
inline constexpr const char* kClosingColumns =
    "closing.reason, closing.exit_date, closing.exit, closing.net_return, closing.hold_days, "
    "closing.split_ratio, closing.entry, closing.target, closing.stop, closing.dividends, "
    "closing.fill_date, closing.fill, closing.close, closing.paper_reason, closing.paper_date, "
    "closing.paper_exit, closing.paper_net_return";

base::Result<Run> read_run(SQLite::Statement& row);
// `first`: the column at which the signal's begin.
base::Result<signals::Signal> read_signal(SQLite::Statement& row, int first);
base::Result<signals::Closed> read_closed(SQLite::Statement& row,
                                          signals::Signal signal,
                                          int first);

// Takes back what the nights from `first` to `last` wrote, but for the ledger, inside a transaction
// that the caller holds.
void forget_nights(SQLite::Database& database, base::TradingDate first, base::TradingDate last);

std::string to_text(const std::vector<Reason>& reasons);  // JSON
// Errors: Corruption when it is not what to_text makes.
base::Result<std::vector<Reason>> reasons_in(const std::string& text);
base::Result<signals::Verdict> parse_verdict(const std::string& name);

}  // namespace turbomode::store
