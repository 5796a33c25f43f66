#include "turbomode/alerts/alert_store.hpp"

#include <array>
#include <chrono>

#include <fmt/format.h>

namespace turbomode::alerts {

using base::Result;
using platform::TimePoint;

namespace {

// Times are milliseconds since 1970-01-01 UTC.
constexpr std::array<std::string_view, 1> kMigrations{R"sql(
    CREATE TABLE alert (
        id           INTEGER PRIMARY KEY AUTOINCREMENT,
        key          TEXT NOT NULL,
        severity     TEXT NOT NULL,
        text         TEXT NOT NULL,
        raised_at    INTEGER NOT NULL,
        seen_at      INTEGER NOT NULL,
        last_said_at INTEGER NOT NULL,
        resolved_at  INTEGER,
        count        INTEGER NOT NULL);
    CREATE UNIQUE INDEX alert_open ON alert (key) WHERE resolved_at IS NULL;

    -- What a channel has not taken yet.
    CREATE TABLE outgoing (
        id        INTEGER PRIMARY KEY AUTOINCREMENT,
        channel   TEXT NOT NULL,
        event     TEXT NOT NULL,
        key       TEXT NOT NULL,
        severity  TEXT NOT NULL,
        text      TEXT NOT NULL,
        raised_at INTEGER NOT NULL,
        said_at   INTEGER NOT NULL,
        attempts  INTEGER NOT NULL DEFAULT 0);
)sql"};

const base::DatabaseKind kDatabaseKind{
    .name = "TurboMode alerts",
    .application_id = 0x54424130,  // "TBA0"
    .migrations = kMigrations,
};

std::int64_t to_number(TimePoint time) {
    return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

TimePoint to_time(std::int64_t number) {
    return TimePoint{std::chrono::milliseconds{number}};
}

Result<Alert> read_alert(SQLite::Statement& row) {
    TRY_ASSIGN(const auto severity, parse_severity(row.getColumn(2).getText()));
    const auto resolved_at = row.getColumn(7);
    return Alert{.id = row.getColumn(0).getInt64(),
                 .key = row.getColumn(1).getString(),
                 .severity = severity,
                 .text = row.getColumn(3).getString(),
                 .raised_at = to_time(row.getColumn(4).getInt64()),
                 .seen_at = to_time(row.getColumn(5).getInt64()),
                 .last_said_at = to_time(row.getColumn(6).getInt64()),
                 .resolved_at = resolved_at.isNull()
                                    ? std::nullopt
                                    : std::optional{to_time(resolved_at.getInt64())},
                 .count = row.getColumn(8).getInt()};
}

Result<Outgoing> read_outgoing(SQLite::Statement& row) {
    TRY_ASSIGN(const auto event, parse_event(row.getColumn(1).getText()));
    TRY_ASSIGN(const auto severity, parse_severity(row.getColumn(3).getText()));
    return Outgoing{.id = row.getColumn(0).getInt64(),
                    .message = {.event = event,
                                .key = row.getColumn(2).getString(),
                                .severity = severity,
                                .text = row.getColumn(4).getString(),
                                .raised_at = to_time(row.getColumn(5).getInt64()),
                                .said_at = to_time(row.getColumn(6).getInt64())},
                    .attempts = row.getColumn(7).getInt()};
}

}  // namespace

Result<AlertStore> AlertStore::open(const std::filesystem::path& path) {
    TRY_ASSIGN(auto database, base::open_database(path, kDatabaseKind, base::Durability::Normal));
    return AlertStore{path, std::move(database)};
}

Result<AlertStore> AlertStore::open_read_only(const std::filesystem::path& path) {
    TRY_ASSIGN(auto database, base::open_database_read_only(path, kDatabaseKind));
    return AlertStore{path, std::move(database)};
}

Result<std::vector<Alert>> AlertStore::read(const std::string& condition) const {
    return base::guarded(path_.string(), [&]() -> Result<std::vector<Alert>> {
        SQLite::Statement query(
            *database_,
            fmt::format("SELECT id, key, severity, text, raised_at, seen_at, last_said_at, "
                        "resolved_at, count FROM alert {}",
                        condition));
        std::vector<Alert> alerts;
        while (query.executeStep()) {
            TRY_ASSIGN(auto alert, read_alert(query));
            alerts.push_back(std::move(alert));
        }
        return alerts;
    });
}

Result<std::vector<Alert>> AlertStore::open_alerts() const {
    return read("WHERE resolved_at IS NULL ORDER BY severity, key");  // "critical" < "warning"
}

Result<std::vector<Alert>> AlertStore::all_alerts() const {
    TRY_ASSIGN(auto alerts, open_alerts());
    TRY_ASSIGN(auto resolved,
               read("WHERE resolved_at IS NOT NULL ORDER BY resolved_at DESC, id DESC"));
    alerts.insert(alerts.end(),
                  std::make_move_iterator(resolved.begin()),
                  std::make_move_iterator(resolved.end()));
    return alerts;
}

Result<void> AlertStore::record(const Advanced& advanced,
                                std::span<const std::string> channels,
                                std::size_t keep_resolved) {
    if (advanced.alerts.empty()) {
        return {};
    }
    return base::guarded(path_.string(), [&]() -> Result<void> {
        SQLite::Transaction transaction(*database_, SQLite::TransactionBehavior::IMMEDIATE);
        for (const auto& alert : advanced.alerts) {
            write(alert);
        }
        for (const auto& message : advanced.messages) {
            for (const auto& channel : channels) {
                queue(message, channel);
            }
        }
        SQLite::Statement prune(*database_,
                                "DELETE FROM alert WHERE id IN (SELECT id FROM alert WHERE "
                                "resolved_at IS NOT NULL ORDER BY resolved_at DESC, id DESC "
                                "LIMIT -1 OFFSET ?)");
        prune.bind(1, static_cast<std::int64_t>(keep_resolved));
        prune.exec();
        transaction.commit();
        return {};
    });
}

void AlertStore::write(const Alert& alert) {
    SQLite::Statement statement(
        *database_,
        alert.id == 0 ? "INSERT INTO alert (severity, text, seen_at, last_said_at, resolved_at, "
                        "count, key, raised_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                      : "UPDATE alert SET severity = ?, text = ?, seen_at = ?, last_said_at = ?, "
                        "resolved_at = ?, count = ? WHERE id = ?");
    statement.bind(1, std::string{name_of(alert.severity)});
    statement.bind(2, alert.text);
    statement.bind(3, to_number(alert.seen_at));
    statement.bind(4, to_number(alert.last_said_at));
    if (alert.resolved_at) {
        statement.bind(5, to_number(*alert.resolved_at));
    }
    statement.bind(6, alert.count);
    if (alert.id == 0) {
        statement.bind(7, alert.key);
        statement.bind(8, to_number(alert.raised_at));
    } else {
        statement.bind(7, alert.id);
    }
    statement.exec();
}

void AlertStore::queue(const Message& message, const std::string& channel) {
    SQLite::Statement insert(*database_,
                             "INSERT INTO outgoing (channel, event, key, severity, text, "
                             "raised_at, said_at) VALUES (?, ?, ?, ?, ?, ?, ?)");
    SQLite::bind(insert,
                 channel,
                 std::string{name_of(message.event)},
                 message.key,
                 std::string{name_of(message.severity)},
                 message.text,
                 to_number(message.raised_at),
                 to_number(message.said_at));
    insert.exec();
}

Result<std::vector<Outgoing>> AlertStore::outgoing(const std::string& channel) const {
    return base::guarded(path_.string(), [&]() -> Result<std::vector<Outgoing>> {
        SQLite::Statement query(*database_,
                                "SELECT id, event, key, severity, text, raised_at, said_at, "
                                "attempts FROM outgoing WHERE channel = ? ORDER BY id");
        query.bind(1, channel);
        std::vector<Outgoing> rows;
        while (query.executeStep()) {
            TRY_ASSIGN(auto row, read_outgoing(query));
            rows.push_back(std::move(row));
        }
        return rows;
    });
}

Result<void> AlertStore::forget_outgoing(std::int64_t id) {
    return base::guarded(path_.string(), [&]() -> Result<void> {
        SQLite::Statement remove(*database_, "DELETE FROM outgoing WHERE id = ?");
        remove.bind(1, id);
        remove.exec();
        return {};
    });
}

Result<void> AlertStore::count_attempt(std::int64_t id) {
    return base::guarded(path_.string(), [&]() -> Result<void> {
        SQLite::Statement update(*database_,
                                 "UPDATE outgoing SET attempts = attempts + 1 WHERE id = ?");
        update.bind(1, id);
        update.exec();
        return {};
    });
}

Result<int> AlertStore::forget_outgoing_before(TimePoint time) {
    return base::guarded(path_.string(), [&]() -> Result<int> {
        SQLite::Statement remove(*database_, "DELETE FROM outgoing WHERE said_at < ?");
        remove.bind(1, to_number(time));
        return remove.exec();
    });
}

}  // namespace turbomode::alerts
