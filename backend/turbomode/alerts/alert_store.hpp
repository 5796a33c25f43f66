// AlertStore: the alerts there are and were, and what of them is still to be sent. In a database of
// its own: whoever looks is its one writer, pages read it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/sqlite.hpp"
#include "turbomode/alerts/alert.hpp"
#include "turbomode/alerts/life_cycle.hpp"

namespace turbomode::alerts {

// A message that a channel has not taken yet.
struct Outgoing {
    std::int64_t id;
    Message message;
    int attempts;  // That failed.
};

// Not for use by two threads at once; several processes may each have one.
class AlertStore {
public:
    static base::Result<AlertStore> open(const std::filesystem::path& path);
    // NotFound when there is no such file: nobody has looked yet.
    static base::Result<AlertStore> open_read_only(const std::filesystem::path& path);

    // Critical ones first, then by key.
    base::Result<std::vector<Alert>> open_alerts() const;
    // Open ones as above, then the resolved, latest first.
    base::Result<std::vector<Alert>> all_alerts() const;

    // Writes what a look led to in one transaction: the alerts, and each message once for each
    // channel. Of resolved alerts the newest `keep_resolved` stay.
    base::Result<void> record(const Advanced& advanced,
                              std::span<const std::string> channels,
                              std::size_t keep_resolved);

    // The oldest first.
    base::Result<std::vector<Outgoing>> outgoing(const std::string& channel) const;
    base::Result<void> forget_outgoing(std::int64_t id);
    base::Result<void> count_attempt(std::int64_t id);
    // Gives up what no channel has taken since `time`; so many.
    base::Result<int> forget_outgoing_before(platform::TimePoint time);

private:
    AlertStore(std::filesystem::path path, std::unique_ptr<SQLite::Database> database)
        : path_(std::move(path)), database_(std::move(database)) {}
    base::Result<std::vector<Alert>> read(const std::string& condition) const;
    void write(const Alert& alert);
    void queue(const Message& message, const std::string& channel);

    std::filesystem::path path_;
    std::unique_ptr<SQLite::Database> database_;
};

}  // namespace turbomode::alerts
