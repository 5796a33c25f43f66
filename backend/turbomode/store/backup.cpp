#include "turbomode/store/backup.hpp"

#include <SQLiteCpp/Backup.h>
#include <algorithm>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/file_lock.hpp"
#include "base/sqlite.hpp"
#include "turbomode/store/database.hpp"

namespace turbomode::store {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::string_view kPrefix = "turbomode-";
constexpr std::string_view kRestorePrefix = "before-restore-";
constexpr std::string_view kSuffix = ".db";
constexpr std::string_view kAside = ".db.tmp";
constexpr std::string_view kLockFile = ".backup.lock";
constexpr int kAllPages = -1;

// "20261120T230004Z"
std::string compact(std::string time) {
    std::erase_if(time, [](char character) { return character == '-' || character == ':'; });
    return time;
}

Result<void> check_soundness(SQLite::Database& database, const std::filesystem::path& path) {
    const auto said = database.execAndGet("PRAGMA integrity_check").getString();
    if (said != "ok") {
        return Error{ErrorCode::Corruption, fmt::format("{}: {}", path.string(), said)};
    }
    return {};
}

// Half copies of backups that were killed, with SQLite's journals of them. REQUIRES: the lock.
void remove_leftovers(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> left;
    std::error_code ignored;  // The next backup tries again.
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
        const auto name = entry.path().filename().string();
        const bool is_ours = name.starts_with(kPrefix) || name.starts_with(kRestorePrefix);
        if (is_ours && name.find(kAside) != std::string::npos) {
            left.push_back(entry.path());
        }
    }
    for (const auto& path : left) {
        std::filesystem::remove(path, ignored);
    }
}

// A checked copy at `path`, written aside.
Result<void> copy_to(const std::filesystem::path& database, const std::filesystem::path& path) {
    auto aside = path;
    aside += ".tmp";
    const auto folder = path.parent_path();
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    if (error) {
        return Error{
            ErrorCode::Failed,
            fmt::format("{}: cannot be made: {}", path.parent_path().string(), error.message())};
    }
    TRY_ASSIGN(const auto source, base::open_database_read_only(database, kDatabaseKind));
    TRY_ASSIGN(const auto lock,
               base::FileLock::try_lock(folder / kLockFile,
                                        fmt::format("backup {}", path.filename().string())));
    remove_leftovers(folder);
    const auto copied = base::guarded(path.string(), [&]() -> Result<void> {
        SQLite::Database target(aside.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        {
            SQLite::Backup backup(target, *source);
            backup.executeStep(kAllPages);
        }
        target.exec("PRAGMA journal_mode = DELETE");  // One file, without a companion.
        return check_soundness(target, path);
    });
    if (!copied.ok()) {
        remove_leftovers(folder);
        return copied.error();
    }
    std::filesystem::rename(aside, path, error);
    if (error) {
        return Error{ErrorCode::Failed,
                     fmt::format("{}: cannot be renamed: {}", aside.string(), error.message())};
    }
    return base::sync_folder(path.parent_path());
}

}  // namespace

std::vector<std::filesystem::path> backups_in(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> found;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
        const auto name = entry.path().filename().string();
        if (name.starts_with(kPrefix) && name.ends_with(kSuffix)) {
            found.push_back(entry.path());
        }
    }
    std::ranges::sort(found, std::ranges::greater{});  // Names hold their time.
    return found;
}

std::string time_of_backup(const std::filesystem::path& backup) {
    // "20261120T230512Z"
    auto time = backup.stem().string().substr(kPrefix.size());
    for (const auto& [at, mark] : {std::pair{4, '-'}, {7, '-'}, {13, ':'}, {16, ':'}}) {
        time.insert(std::min<std::size_t>(static_cast<std::size_t>(at), time.size()), 1, mark);
    }
    return time;
}

Result<std::filesystem::path> back_up(const std::filesystem::path& database,
                                      const std::filesystem::path& folder,
                                      const std::string& time,
                                      std::size_t keep) {
    auto path = folder / fmt::format("{}{}{}", kPrefix, compact(time), kSuffix);
    TRY(copy_to(database, path));
    const auto all = backups_in(folder);
    for (std::size_t i = std::max<std::size_t>(keep, 1); i < all.size(); ++i) {
        std::error_code ignored;  // The next backup tries again.
        std::filesystem::remove(all[i], ignored);
    }
    return path;
}

Result<std::filesystem::path> restore(const std::filesystem::path& backup,
                                      const std::filesystem::path& database,
                                      const std::filesystem::path& folder,
                                      const std::string& time) {
    TRY_ASSIGN(const auto source, base::open_database_read_only(backup, kDatabaseKind));
    TRY(base::guarded(backup.string(), [&] { return check_soundness(*source, backup); }));
    std::filesystem::path before;
    if (std::filesystem::exists(database)) {
        before = folder / fmt::format("{}{}{}", kRestorePrefix, compact(time), kSuffix);
        TRY(copy_to(database, before));
    }
    TRY_ASSIGN(const auto target,
               base::open_database(database, kDatabaseKind, base::Durability::Full));
    TRY(base::guarded(database.string(), [&]() -> Result<void> {
        SQLite::Backup copy(*target, *source);
        copy.executeStep(kAllPages);
        return {};
    }));
    TRY(base::guarded(database.string(), [&]() -> Result<void> {
        target->exec("PRAGMA journal_mode = WAL");
        return check_soundness(*target, database);
    }));
    return before;
}

}  // namespace turbomode::store
