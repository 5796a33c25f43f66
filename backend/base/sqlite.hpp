// Opening a SQLite file safely: whose file it is (application_id), which version its tables have
// (migrations), WAL so that readers never wait for the writer.
//
// SQLiteCpp throws; `guarded` turns what it throws into an Error at the place that called it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>
#include <sqlite3.h>

#include "base/result.hpp"

namespace base {

// What a database file must be to be accepted.
struct DatabaseKind {
    std::string_view name;        // For messages: "market data".
    std::int32_t application_id;  // Stamped into the file; another stamp is refused.
    // SQL scripts, oldest first; the file's user_version counts how many have run.
    std::span<const std::string_view> migrations;
};

// How safe a commit is against power loss. Either way a killed process loses nothing committed.
enum class Durability { Normal, Full };

// Opens or creates the file, refuses another program's, runs missing migrations.
Result<std::unique_ptr<SQLite::Database>> open_database(const std::filesystem::path& path,
                                                        const DatabaseKind& kind,
                                                        Durability durability);

// Opens an existing file for reading only. Refuses another program's file and one whose tables
// are older or newer than this build knows.
Result<std::unique_ptr<SQLite::Database>> open_database_read_only(
    const std::filesystem::path& path, const DatabaseKind& kind);

// What SQLite's own check finds wrong with an existing file; empty when it is sound. Damage so bad
// that the check cannot go on is a finding too. Whose file it is does not matter.
Result<std::vector<std::string>> integrity_faults(const std::filesystem::path& path);

// Runs `work` and returns its Result; an SQLite exception becomes an Error that says `where`:
// Corruption when the file is damaged or no database, else Failed.
template <typename Work>
std::invoke_result_t<Work> guarded(std::string_view where, Work&& work) {
    try {
        return std::forward<Work>(work)();
    } catch (const SQLite::Exception& exception) {
        const int code = exception.getErrorCode();
        const bool damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
        return Error{damaged ? ErrorCode::Corruption : ErrorCode::Failed,
                     std::string{where} + ": " + exception.what()};
    }
}

}  // namespace base
