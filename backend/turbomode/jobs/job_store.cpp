#include "turbomode/jobs/job_store.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

namespace turbomode::jobs {

using base::Error;
using base::ErrorCode;
using base::Result;
using platform::TimePoint;

namespace {

// Times are milliseconds since 1970-01-01 UTC.
constexpr std::array<std::string_view, 1> kMigrations{R"sql(
    CREATE TABLE job (
        number          INTEGER PRIMARY KEY AUTOINCREMENT,
        id              TEXT NOT NULL UNIQUE,
        kind            TEXT NOT NULL,
        key             TEXT NOT NULL,
        cause           TEXT NOT NULL,
        state           TEXT NOT NULL,
        started_at      INTEGER NOT NULL,
        finished_at     INTEGER,
        exit_code       INTEGER,
        message         TEXT NOT NULL,
        pid             INTEGER,
        start_ticks     INTEGER,
        is_cancel_asked INTEGER NOT NULL DEFAULT 0);
    CREATE INDEX job_by_kind ON job (kind, state);

    -- One row at most.
    CREATE TABLE scheduler_switch (
        id    INTEGER PRIMARY KEY CHECK (id = 1),
        is_on INTEGER NOT NULL,
        since INTEGER NOT NULL);
)sql"};

const base::DatabaseKind kDatabaseKind{
    .name = "TurboMode jobs",
    .application_id = 0x54424a30,  // "TBJ0"
    .migrations = kMigrations,
};

constexpr const char* kColumns =
    "id, kind, key, cause, state, started_at, finished_at, exit_code, message";
constexpr int kColumnCount = 9;

std::int64_t to_number(TimePoint time) {
    return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

TimePoint to_time(std::int64_t number) {
    return TimePoint{std::chrono::milliseconds{number}};
}

Result<Job> read_job(SQLite::Statement& row) {
    TRY_ASSIGN(const auto kind, parse_kind(row.getColumn(1).getText()));
    TRY_ASSIGN(const auto cause, parse_cause(row.getColumn(3).getText()));
    TRY_ASSIGN(const auto state, parse_state(row.getColumn(4).getText()));
    const auto finished_at = row.getColumn(6);
    const auto exit_code = row.getColumn(7);
    return Job{.id = row.getColumn(0).getString(),
               .kind = kind,
               .key = row.getColumn(2).getString(),
               .cause = cause,
               .state = state,
               .started_at = to_time(row.getColumn(5).getInt64()),
               .finished_at = finished_at.isNull() ? std::nullopt
                                                   : std::optional{to_time(finished_at.getInt64())},
               .exit_code = exit_code.isNull() ? std::nullopt : std::optional{exit_code.getInt()},
               .message = row.getColumn(8).getString()};
}

// "scan-20261120T230004Z-17"
std::string id_of(Kind kind, TimePoint started_at, std::int64_t number) {
    auto time = platform::rfc3339_utc(started_at);
    std::erase_if(time, [](char character) { return character == '-' || character == ':'; });
    return fmt::format("{}-{}-{}", name_of(kind), time, number);
}

}  // namespace

Result<JobStore> JobStore::open(const std::filesystem::path& path) {
    TRY_ASSIGN(auto database, base::open_database(path, kDatabaseKind, base::Durability::Full));
    return JobStore{path, std::move(database)};
}

Result<JobStore> JobStore::open_read_only(const std::filesystem::path& path) {
    TRY_ASSIGN(auto database, base::open_database_read_only(path, kDatabaseKind));
    return JobStore{path, std::move(database)};
}

Result<Job> JobStore::add(Job job) {
    return base::guarded(path_.string(), [&]() -> Result<Job> {
        SQLite::Transaction transaction(*database_, SQLite::TransactionBehavior::IMMEDIATE);
        SQLite::Statement insert(
            *database_,
            "INSERT INTO job (id, kind, key, cause, state, started_at, message) "
            "VALUES (lower(hex(randomblob(16))), ?, ?, ?, ?, ?, '')");
        SQLite::bind(insert,
                     std::string{name_of(job.kind)},
                     job.key,
                     std::string{name_of(job.cause)},
                     std::string{name_of(job.state)},
                     to_number(job.started_at));
        insert.exec();
        const std::int64_t number = database_->getLastInsertRowid();
        job.id = id_of(job.kind, job.started_at, number);
        SQLite::Statement name(*database_, "UPDATE job SET id = ? WHERE number = ?");
        SQLite::bind(name, job.id, number);
        name.exec();
        transaction.commit();
        return job;
    });
}

Result<void> JobStore::mark_process(const std::string& id, const ProcessMark& mark) {
    return base::guarded(path_.string(), [&]() -> Result<void> {
        SQLite::Statement update(*database_,
                                 "UPDATE job SET pid = ?, start_ticks = ? WHERE id = ?");
        SQLite::bind(update,
                     static_cast<std::int64_t>(mark.pid),
                     static_cast<std::int64_t>(mark.start_ticks),
                     id);
        update.exec();
        return {};
    });
}

Result<void> JobStore::finish(const Job& job) {
    return base::guarded(path_.string(), [&]() -> Result<void> {
        SQLite::Statement update(*database_,
                                 "UPDATE job SET state = ?, message = ?, finished_at = ?, "
                                 "exit_code = ? WHERE id = ?");
        SQLite::bind(update, std::string{name_of(job.state)}, job.message);
        if (job.finished_at) {
            update.bind(3, to_number(*job.finished_at));
        }
        if (job.exit_code) {
            update.bind(4, *job.exit_code);
        }
        update.bind(5, job.id);
        update.exec();
        return {};
    });
}

Result<void> JobStore::ask_to_cancel(const std::string& id) {
    TRY_ASSIGN(const auto job, find(id));
    if (job.state != State::Running) {
        return Error{ErrorCode::Refused,
                     fmt::format("{}: it has ended already: {}", id, name_of(job.state))};
    }
    return base::guarded(path_.string(), [&]() -> Result<void> {
        SQLite::Statement update(*database_, "UPDATE job SET is_cancel_asked = 1 WHERE id = ?");
        update.bind(1, id);
        update.exec();
        return {};
    });
}

Result<bool> JobStore::is_cancel_asked(const std::string& id) const {
    return base::guarded(path_.string(), [&]() -> Result<bool> {
        SQLite::Statement query(*database_, "SELECT is_cancel_asked FROM job WHERE id = ?");
        query.bind(1, id);
        return query.executeStep() && query.getColumn(0).getInt() != 0;
    });
}

Result<Job> JobStore::find(const std::string& id) const {
    return base::guarded(path_.string(), [&]() -> Result<Job> {
        SQLite::Statement query(*database_,
                                fmt::format("SELECT {} FROM job WHERE id = ?", kColumns));
        query.bind(1, id);
        if (!query.executeStep()) {
            return Error{ErrorCode::NotFound, fmt::format("{}: there is no such job", id)};
        }
        return read_job(query);
    });
}

Result<std::vector<Job>> JobStore::read(const std::string& condition,
                                        std::int64_t parameter) const {
    return base::guarded(path_.string(), [&]() -> Result<std::vector<Job>> {
        SQLite::Statement query(*database_,
                                fmt::format("SELECT {} FROM job {}", kColumns, condition));
        query.bind(1, parameter);
        std::vector<Job> jobs;
        while (query.executeStep()) {
            TRY_ASSIGN(auto job, read_job(query));
            jobs.push_back(std::move(job));
        }
        return jobs;
    });
}

Result<std::vector<Job>> JobStore::latest(std::size_t limit) const {
    return read("ORDER BY number DESC LIMIT ?", static_cast<std::int64_t>(limit));
}

Result<std::vector<Job>> JobStore::since(TimePoint time) const {
    return read("WHERE started_at >= ? ORDER BY number DESC", to_number(time));
}

Result<std::vector<std::pair<Job, std::optional<ProcessMark>>>> JobStore::running() const {
    using Rows = std::vector<std::pair<Job, std::optional<ProcessMark>>>;
    return base::guarded(path_.string(), [&]() -> Result<Rows> {
        SQLite::Statement query(
            *database_,
            fmt::format("SELECT {}, pid, start_ticks FROM job WHERE state = 'RUNNING'", kColumns));
        Rows rows;
        while (query.executeStep()) {
            TRY_ASSIGN(auto job, read_job(query));
            std::optional<ProcessMark> mark;
            if (!query.getColumn(kColumnCount).isNull()) {
                mark = {.pid = query.getColumn(kColumnCount).getInt(),
                        .start_ticks = static_cast<std::uint64_t>(
                            query.getColumn(kColumnCount + 1).getInt64())};
            }
            rows.emplace_back(std::move(job), mark);
        }
        return rows;
    });
}

Result<std::vector<Job>> JobStore::forget_before(TimePoint time) {
    TRY_ASSIGN(auto old, read("WHERE finished_at < ? ORDER BY number", to_number(time)));
    return base::guarded(path_.string(), [&]() -> Result<std::vector<Job>> {
        SQLite::Statement remove(*database_, "DELETE FROM job WHERE finished_at < ?");
        remove.bind(1, to_number(time));
        remove.exec();
        return std::move(old);
    });
}

Result<std::optional<Switch>> JobStore::scheduler_switch() const {
    return base::guarded(path_.string(), [&]() -> Result<std::optional<Switch>> {
        SQLite::Statement query(*database_, "SELECT is_on, since FROM scheduler_switch");
        if (!query.executeStep()) {
            return std::optional<Switch>{};
        }
        return std::optional{Switch{.is_on = query.getColumn(0).getInt() != 0,
                                    .since = to_time(query.getColumn(1).getInt64())}};
    });
}

Result<void> JobStore::set_scheduler_switch(const Switch& to) {
    return base::guarded(path_.string(), [&]() -> Result<void> {
        SQLite::Statement write(*database_,
                                "INSERT OR REPLACE INTO scheduler_switch VALUES (1, ?, ?)");
        SQLite::bind(write, to.is_on ? 1 : 0, to_number(to.since));
        write.exec();
        return {};
    });
}

}  // namespace turbomode::jobs
