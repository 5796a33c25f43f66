// PriceWriter: writes the bars and actions of one stock after the other, keeping what they replace
// and counting what changed. Inside a transaction of the caller's.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "base/sqlite.hpp"
#include "market_data/store/symbol_ids.hpp"
#include "market_data/store/types.hpp"

namespace market_data::store {

class PriceWriter {
public:
    // `origin_id`: the record of what brings these values. `found_at`: for quarantine, RFC 3339.
    PriceWriter(SQLite::Database& database, std::int64_t origin_id, std::string found_at);

    void write(const StockUpdate& stock);
    const PriceCounts& counts() const { return counts_; }
    // By stock, the first day of which a bar or action is another than before.
    const std::map<std::int64_t, int>& changed_from() const { return changed_from_; }

private:
    struct KnownBar {
        bars::BarFields fields;
        std::int64_t origin_id;
    };
    using KnownBars = std::map<int, KnownBar>;
    struct StoredAction {
        double dividend;
        double split;
        std::int64_t origin_id;
    };

    // Those of the days that `stock` brings, and between.
    KnownBars known_bars(std::int64_t id, const StockUpdate& stock);
    void write_bar(const base::Ticker& ticker,
                   std::int64_t id,
                   const KnownBars& known,
                   const bars::Bar& bar);
    // Waiting bars go in many at a time; what is left at the end of a stock, one by one.
    void insert_waiting(std::int64_t id);
    void insert(SQLite::Statement& statement,
                std::int64_t id,
                std::span<const bars::BarFields> rows);
    void write_action(std::int64_t id, const bars::Action& action);
    // Takes away what is stored of the days that the update tells whole and does not tell any more.
    void withdraw_actions(std::int64_t id, const StockUpdate& stock);
    void hold_back(std::int64_t id, const KnownBars& known, const Quarantined& item);
    bool is_released(std::int64_t id, const bars::BarFields& fields);
    void note_change(std::int64_t id, int day);
    void keep_version(std::int64_t id, const KnownBar& bar);
    void keep_version(std::int64_t id, int day, const StoredAction& action);
    void end_quarantine(std::int64_t id, int day);
    // A sound bar of the same day ends a quarantine.
    void end_quarantines(std::int64_t id, const std::vector<bars::Bar>& new_bars);

    SymbolIds ids_;
    SQLite::Statement known_;
    SQLite::Statement bar_;
    SQLite::Statement bars_;
    SQLite::Statement bar_version_;
    SQLite::Statement drop_bar_;
    SQLite::Statement action_;
    SQLite::Statement known_action_;
    SQLite::Statement action_version_;
    SQLite::Statement actions_between_;
    SQLite::Statement drop_action_;
    SQLite::Statement end_quarantine_;
    SQLite::Statement held_;
    SQLite::Statement quarantine_;
    SQLite::Statement released_;
    std::vector<bars::BarFields> waiting_;  // New or changed ones of the stock being written.
    std::int64_t origin_id_;
    std::string found_at_;
    std::map<std::int64_t, int> changed_from_;
    PriceCounts counts_;
};

}  // namespace market_data::store
