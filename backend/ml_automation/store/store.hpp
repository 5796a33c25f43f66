// Store: the one writer of advanced_ml_system.db. Views: its read-only face, for the page.
//
// Each step is one transaction that replaces any earlier attempt at the same session, so a cycle
// that was cut short is simply run again.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/sqlite.hpp"
#include "ml_automation/store/track_record.hpp"
#include "ml_automation/store/types.hpp"

namespace ml_automation::store {

// For one thread at a time.
class Views {
public:
    // Reads an existing file; NotFound when there is none yet.
    static base::Result<Views> open(const std::filesystem::path& path);

    // Of that session, or the latest; nothing when there is none.
    base::Result<std::optional<Scan>> scan(
        std::optional<base::TradingDate> session = std::nullopt) const;
    base::Result<std::optional<base::TradingDate>> latest_scan() const;
    // Pending and open ones, by decision and ticker.
    base::Result<std::vector<PaperTrade>> held() const;
    // Closed and cancelled ones, last exit first; 0: all.
    base::Result<std::vector<PaperTrade>> settled(std::size_t count_max) const;
    base::Result<std::optional<Learned>> latest_learned() const;
    // Closed trades that were known by that evening, oldest first; what training learns from.
    base::Result<std::vector<PaperTrade>> closed_until(base::TradingDate as_of) const;
    // How many trades became known after that evening.
    base::Result<int> closed_after(base::TradingDate as_of) const;
    // Of the last `count` closed trades; 0: of all.
    base::Result<TrackRecord> track_record(std::size_t count) const;
    // Latest first; 0: all.
    base::Result<std::vector<Training>> trainings(std::size_t count_max) const;
    // The last one that made a model.
    base::Result<std::optional<Training>> latest_training() const;
    base::Result<std::vector<Cycle>> cycles(std::size_t count_max) const;
    // The last session whose cycle was done.
    base::Result<std::optional<base::TradingDate>> last_done() const;
    // Open ones first, then the latest.
    base::Result<std::vector<Alert>> alerts(std::size_t count_max) const;
    base::Result<bool> scheduler_is_on() const;  // On unless it was switched off.

protected:
    explicit Views(std::unique_ptr<SQLite::Database> database) : database_(std::move(database)) {}
    std::unique_ptr<SQLite::Database> database_;
};

class Store : public Views {
public:
    // Opens or makes the file and its folder. Refused when it is another program's.
    static base::Result<std::unique_ptr<Store>> open(const std::filesystem::path& path);
    explicit Store(std::unique_ptr<SQLite::Database> database) : Views(std::move(database)) {}

    // Refused when a later session was scanned already: what was known then cannot be known again.
    base::Result<void> write_scan(const Scan& scan);
    // How all held trades stand, and the new ones. Those decided on that session before, in an
    // attempt that was cut short, are replaced. Refused when a later session was learned from.
    base::Result<void> write_learned(const Learned& learned,
                                     const std::vector<PaperTrade>& updated,
                                     const std::vector<PaperTrade>& opened);
    base::Result<void> write_training(const Training& training);
    base::Result<void> write_cycle(const Cycle& cycle);
    // Raises the rule with that message, once while it is open; or resolves it.
    base::Result<void> set_alert(const std::string& rule,
                                 const std::optional<std::string>& message,
                                 const std::string& now);
    base::Result<void> switch_scheduler(bool is_on);
};

}  // namespace ml_automation::store
