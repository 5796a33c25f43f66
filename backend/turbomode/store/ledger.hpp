// Ledger: what was published, night by night, each record sealed with the hash of the one before.
// Rows that are changed afterwards, in the tables or in the ledger, are found.
//
// A record is JSON: the run, the signals that it opened with their reasons, the closings, the ends
// of paper trades, and BLAKE2b of all predictions, standings and outcomes. Its seal is SHA-256 over
// the seal before it, a line break and the record. What a chain cannot show is that its end was cut
// off together with the runs: for that, keep a seal elsewhere.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"

namespace SQLite {
class Database;
}  // namespace SQLite

namespace turbomode::store {

// Without times, which a repeated scan of the same night changes.
std::string record_of(SQLite::Database& database, base::TradingDate session);

// Adds the record of that session inside a transaction that the caller holds, unless the session's
// last record says the same. Whether it was added.
bool append_record(SQLite::Database& database, base::TradingDate session);

struct LedgerEntry {
    int number;  // From 1, without a gap.
    base::TradingDate session;
    std::string record;
    std::string previous;  // The seal before; 64 zeros for the first.
    std::string seal;
};

struct LedgerCheck {
    int records = 0;
    int nights = 0;        // Sessions whose tables were compared with their last record.
    int nights_older = 0;  // Published before the ledger began; nothing is known of them.
    std::string head;      // The last seal.
    std::vector<std::string> faults;  // Each with its session or number; empty: all is as it was.
};

// `seal`: one that must be among those of the chain; empty: none is asked for.
base::Result<LedgerCheck> verify_ledger(const std::filesystem::path& database,
                                        const std::string& seal,
                                        unsigned threads);

// The quick part of it: the newest record against its seal and the one before it, and the newest
// published night against its record.
base::Result<LedgerCheck> verify_ledger_head(const std::filesystem::path& database);

// Calls `take` for each entry, the oldest first.
base::Result<void> each_entry(const std::filesystem::path& database,
                              const std::function<void(LedgerEntry)>& take);

// What differs between two records, in words; empty when they are the same.
std::vector<std::string> differences_of(std::string_view then, std::string_view now);

// Takes back all nights from `session` on, but for the ledger: for a copy on which they are
// repeated.
base::Result<void> forget_from(const std::filesystem::path& database, base::TradingDate session);

// The last record of a session; NotFound when there is none.
base::Result<std::string> last_record(const std::filesystem::path& database,
                                      base::TradingDate session);

}  // namespace turbomode::store
