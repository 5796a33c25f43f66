#include "base/sqlite.hpp"

#include <fmt/format.h>

namespace base {

namespace {

constexpr int kBusyTimeoutMs = 30'000;

std::int32_t pragma_number(SQLite::Database& database, const std::string& name) {
    return database.execAndGet("PRAGMA " + name).getInt();
}

Result<void> refuse_stranger(SQLite::Database& database, const std::filesystem::path& path,
                             const DatabaseKind& kind) {
    const std::int32_t stamp = pragma_number(database, "application_id");
    if (stamp == kind.application_id) {
        return {};
    }
    return Error{ErrorCode::Refused,
                 fmt::format("{}: not a {} database (application_id {:#x}, expected {:#x})",
                             path.string(), kind.name, static_cast<std::uint32_t>(stamp),
                             static_cast<std::uint32_t>(kind.application_id))};
}

Error newer_error(const std::filesystem::path& path, int version, std::size_t known) {
    return Error{ErrorCode::Refused,
                 fmt::format("{}: its tables have version {}, this build knows {}; use the "
                             "program that wrote it or a newer one",
                             path.string(), version, known)};
}

Result<void> migrate(SQLite::Database& database, const std::filesystem::path& path,
                     const DatabaseKind& kind) {
    const int version = pragma_number(database, "user_version");
    if (static_cast<std::size_t>(version) > kind.migrations.size()) {
        return newer_error(path, version, kind.migrations.size());
    }
    for (auto next = static_cast<std::size_t>(version); next < kind.migrations.size(); ++next) {
        SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
        // Another process may have migrated while this one waited for the lock.
        if (static_cast<std::size_t>(pragma_number(database, "user_version")) > next) {
            continue;
        }
        database.exec(std::string{kind.migrations[next]});
        database.exec(fmt::format("PRAGMA user_version = {}", next + 1));
        transaction.commit();
    }
    return {};
}

bool is_empty(SQLite::Database& database) {
    return database.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0;
}

}  // namespace

Result<std::unique_ptr<SQLite::Database>> open_database(const std::filesystem::path& path,
                                                        const DatabaseKind& kind,
                                                        Durability durability) {
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    if (error) {
        return Error{ErrorCode::Failed, fmt::format("{}: cannot be made: {}",
                                                    path.parent_path().string(), error.message())};
    }
    return guarded(path.string(), [&]() -> Result<std::unique_ptr<SQLite::Database>> {
        auto database = std::make_unique<SQLite::Database>(
            path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kBusyTimeoutMs);
        if (pragma_number(*database, "application_id") == 0 && is_empty(*database)) {
            database->exec(fmt::format("PRAGMA application_id = {}", kind.application_id));
        }
        TRY(refuse_stranger(*database, path, kind));
        database->exec("PRAGMA journal_mode = WAL");
        database->exec(durability == Durability::Full ? "PRAGMA synchronous = FULL"
                                                      : "PRAGMA synchronous = NORMAL");
        database->exec("PRAGMA foreign_keys = ON");
        TRY(migrate(*database, path, kind));
        return database;
    });
}

Result<std::unique_ptr<SQLite::Database>> open_database_read_only(
    const std::filesystem::path& path, const DatabaseKind& kind) {
    std::error_code hidden;  // A folder that may not be looked into: opening says so.
    if (!std::filesystem::exists(path, hidden) && !hidden) {
        return Error{ErrorCode::NotFound,
                     fmt::format("{}: there is no {} database", path.string(), kind.name)};
    }
    return guarded(path.string(), [&]() -> Result<std::unique_ptr<SQLite::Database>> {
        auto database = std::make_unique<SQLite::Database>(
            path.string(), SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX, kBusyTimeoutMs);
        TRY(refuse_stranger(*database, path, kind));
        const int version = pragma_number(*database, "user_version");
        if (static_cast<std::size_t>(version) > kind.migrations.size()) {
            return newer_error(path, version, kind.migrations.size());
        }
        if (static_cast<std::size_t>(version) < kind.migrations.size()) {
            return Error{ErrorCode::Refused,
                         fmt::format("{}: its tables have version {}, this build needs {}; run "
                                     "the program that owns it once",
                                     path.string(), version, kind.migrations.size())};
        }
        return database;
    });
}

Result<std::vector<std::string>> integrity_faults(const std::filesystem::path& path) {
    std::vector<std::string> faults;
    const auto checked = guarded(path.string(), [&]() -> Result<void> {
        SQLite::Database database(path.string(), SQLite::OPEN_READONLY, kBusyTimeoutMs);
        SQLite::Statement query(database, "PRAGMA integrity_check");
        while (query.executeStep()) {
            if (auto line = query.getColumn(0).getString(); line != "ok") {
                faults.push_back(std::move(line));
            }
        }
        return {};
    });
    if (!checked.ok() && checked.error().code != ErrorCode::Corruption) {
        return checked.error();
    }
    if (!checked.ok()) {
        faults.push_back(checked.error().message);
    }
    return faults;
}

}  // namespace base
