#include "turbomode/store/ledger.hpp"

#include <algorithm>
#include <cstring>
#include <future>
#include <map>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>

#include "bars/calendar.hpp"
#include "base/hash.hpp"
#include "turbomode/store/database.hpp"

namespace turbomode::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;
using Json = nlohmann::ordered_json;

namespace {

const std::string kFirstPrevious(64, '0');
constexpr std::size_t kFaultsMax = 50;

// What a night wrote, each with the session as its one parameter. Reasons are JSON already.
constexpr const char* kRunRow =
    "SELECT state, message, model_id, schema_hash, data_hash, data_source, config_hash, "
    "universe_count, fresh_count, scored_count, signals_opened, signals_closed, signals_active, "
    "candidates, tier_rule FROM run WHERE session = ?";
constexpr const char* kOpenedRows =
    "SELECT ticker, side, tier, name, sector, confidence, base_rate, expected_return, entry, "
    "reasons FROM signal WHERE entry_date = ? ORDER BY ticker, side";
constexpr const char* kClosingRows =
    "SELECT ticker, side, signal.entry_date AS opened, reason, exit_date, exit, net_return, "
    "hold_days, split_ratio, closing.entry, target, stop, dividends, fill_date, fill, close "
    "FROM closing JOIN signal ON signal.id = signal_id WHERE session = ? "
    "ORDER BY ticker, side, opened";
constexpr const char* kPaperRows =
    "SELECT ticker, side, signal.entry_date AS opened, paper_reason, paper_date, paper_exit, "
    "paper_net_return FROM closing JOIN signal ON signal.id = signal_id WHERE paper_session = ? "
    "ORDER BY ticker, side, opened";
// By the tables' own order, which needs no sorting.
constexpr const char* kPredictionRows =
    "SELECT ticker, side, name, sector, tier, confidence, base_rate, expected_return, close, "
    "verdict FROM prediction WHERE session = ? ORDER BY ticker, side";
constexpr const char* kStandingRows =
    "SELECT ticker, side, signal.entry_date, age_days, effective_confidence, latest_confidence, "
    "split_ratio, standing.entry, target, stop, dividends, fill_date, fill, close, net_return "
    "FROM standing JOIN signal ON signal.id = signal_id WHERE session = ? "
    "ORDER BY ticker, side, signal.entry_date";

constexpr const char* kOutcomeRows =
    "SELECT session, ticker, side, reason, exit_date, net_return FROM outcome "
    "WHERE resolved = ? ORDER BY session, ticker, side";

// A query with the session as its one parameter, prepared once for all nights. By the interface of
// SQLite itself: ten years of predictions are fifty million values, and an object a value would
// take most of the time.
class NightQuery {
public:
    NightQuery(SQLite::Database& database, const char* sql) {
        sqlite3_stmt* statement = nullptr;
        if (::sqlite3_prepare_v2(database.getHandle(), sql, -1, &statement, nullptr) != SQLITE_OK) {
            throw SQLite::Exception(database.getHandle());
        }
        statement_.reset(statement);
    }

    // Calls `take` with each row.
    template <typename Take>
    void each(TradingDate session, const Take& take) {
        ::sqlite3_bind_int(statement_.get(), 1, session.days_since_1970());
        int result = ::sqlite3_step(statement_.get());
        for (; result == SQLITE_ROW; result = ::sqlite3_step(statement_.get())) {
            take(statement_.get());
        }
        if (result != SQLITE_DONE) {
            throw SQLite::Exception(::sqlite3_db_handle(statement_.get()), result);
        }
        ::sqlite3_reset(statement_.get());
    }

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { ::sqlite3_finalize(statement); }
    };
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

std::string_view text_of(sqlite3_value* value) {
    // As a blob, which is where it is: as a text it would be copied to end with a 0.
    const auto* text = static_cast<const char*>(::sqlite3_value_blob(value));
    return {text, static_cast<std::size_t>(::sqlite3_value_bytes(value))};
}

bool needs_escapes(std::string_view text) {
    return std::ranges::any_of(text, [](char c) {
        return c < ' ' || c == '"' || c == '\\' || static_cast<unsigned char>(c) > '~';
    });
}

// A name from outside may not be UTF-8; the same bytes give the same text all the same.
std::string dumped(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void put_json(sqlite3_value* value, std::string& json) {
    switch (::sqlite3_value_type(value)) {
        case SQLITE_NULL:
            json += "null";
            return;
        case SQLITE_INTEGER:
            fmt::format_to(std::back_inserter(json), "{}", ::sqlite3_value_int64(value));
            return;
        case SQLITE_FLOAT:
            json += dumped(::sqlite3_value_double(value));
            return;
        default: {
            const auto text = text_of(value);
            if (needs_escapes(text)) {
                json += dumped(std::string{text});
                return;
            }
            json += '"';
            json += text;
            json += '"';
        }
    }
}

// Values one after the other, each with its kind and, where it has one, its length.
class ValueBytes {
public:
    void clear() { size_ = 0; }
    std::string_view view() const { return {bytes_.data(), size_}; }

    void add(sqlite3_value* value) {
        switch (::sqlite3_value_type(value)) {
            case SQLITE_NULL:
                make_room(1);
                bytes_[size_++] = 'n';
                return;
            case SQLITE_INTEGER:
                add('i', std::int64_t{::sqlite3_value_int64(value)}, {});
                return;
            case SQLITE_FLOAT:
                add('f', ::sqlite3_value_double(value), {});
                return;
            default: {
                const auto text = text_of(value);
                add('t', static_cast<std::uint32_t>(text.size()), text);
            }
        }
    }

private:
    template <typename Number>
    void add(char kind, Number number, std::string_view text) {
        make_room(1 + sizeof number + text.size());
        bytes_[size_] = kind;
        std::memcpy(&bytes_[size_ + 1], &number, sizeof number);
        std::ranges::copy(text, &bytes_[size_ + 1 + sizeof number]);
        size_ += 1 + sizeof number + text.size();
    }
    void make_room(std::size_t more) {
        if (bytes_.size() < size_ + more) {
            bytes_.resize(2 * (size_ + more));
        }
    }

    std::vector<char> bytes_;  // Of which the first `size_` are used.
    std::size_t size_ = 0;
};

// Makes the records of nights as the tables have them.
class Recorder {
public:
    explicit Recorder(SQLite::Database& database)
        : run_(database, kRunRow),
          opened_(database, kOpenedRows),
          closed_(database, kClosingRows),
          paper_(database, kPaperRows),
          predictions_(database, kPredictionRows),
          standings_(database, kStandingRows),
          outcomes_(database, kOutcomeRows) {}

    // Written as it goes, because a tree of ten years' values takes longer than reading them.
    std::string record_of(TradingDate session) {
        const auto run = rows_of(run_, session);
        return fmt::format(R"({{"session":"{}","run":{},"opened":{},"closed":{},"paper_ended":{},)"
                           R"("predictions":"{}","standings":"{}","outcomes":"{}"}})",
                           session.text(),
                           run == "[]" ? "null" : run.substr(1, run.size() - 2),
                           rows_of(opened_, session),
                           rows_of(closed_, session),
                           rows_of(paper_, session),
                           hash_of(predictions_, session),
                           hash_of(standings_, session),
                           hash_of(outcomes_, session));
    }

private:
    // A JSON list of objects; the names of columns need no escapes.
    static std::string rows_of(NightQuery& query, TradingDate session) {
        std::string json = "[";
        query.each(session, [&](sqlite3_stmt* found) {
            json += json.size() > 1 ? ",{" : "{";
            for (int column = 0; column < ::sqlite3_column_count(found); ++column) {
                json += column > 0 ? ",\"" : "\"";
                json += ::sqlite3_column_name(found, column);
                json += "\":";
                put_json(::sqlite3_column_value(found, column), json);
            }
            json += '}';
        });
        json += ']';
        return json;
    }

    // BLAKE2b over all values.
    std::string hash_of(NightQuery& query, TradingDate session) {
        bytes_.clear();
        query.each(session, [&](sqlite3_stmt* row) {
            const int columns = ::sqlite3_column_count(row);
            for (int column = 0; column < columns; ++column) {
                bytes_.add(::sqlite3_column_value(row, column));
            }
        });
        return base::blake2b_hex(bytes_.view());
    }

    NightQuery run_, opened_, closed_, paper_, predictions_, standings_, outcomes_;
    ValueBytes bytes_;
};

std::string seal_of(std::string_view previous, std::string_view record) {
    base::Sha256 hash;
    hash.update(previous);
    hash.update("\n");
    hash.update(record);
    return hash.hex();
}

LedgerEntry entry_in(SQLite::Statement& row) {
    return {.number = row.getColumn(0).getInt(),
            .session = TradingDate::from_days(row.getColumn(1).getInt()),
            .record = row.getColumn(2).getString(),
            .previous = row.getColumn(3).getString(),
            .seal = row.getColumn(4).getString()};
}

constexpr const char* kEntries =
    "SELECT number, session, record, previous, seal FROM ledger ORDER BY number";

std::string name_of_row(const Json& row) {
    std::string name;
    for (const char* part : {"ticker", "side"}) {
        if (row.contains(part) && row[part].is_string()) {
            name += name.empty() ? "" : " ";
            name += row[part].get<std::string>();
        }
    }
    return name;
}

void compare_fields(const std::string& place,
                    const Json& then,
                    const Json& now,
                    std::vector<std::string>& found) {
    for (const auto& [name, value] : then.items()) {
        const Json present = now.contains(name) ? now[name] : Json(nullptr);
        if (present != value) {
            found.push_back(
                fmt::format("{}{}: was {}, is {}", place, name, value.dump(), present.dump()));
        }
    }
}

// Rows of the same stock and side are one row.
void compare_rows(const std::string& list,
                  const Json& then,
                  const Json& now,
                  std::vector<std::string>& found) {
    const auto by_name = [](const Json& rows) {
        std::map<std::string, Json> named;
        for (const auto& row : rows) {
            named.emplace(name_of_row(row), row);
        }
        return named;
    };
    const auto before = by_name(then);
    const auto after = by_name(now);
    for (const auto& [name, row] : before) {
        const auto other = after.find(name);
        if (other == after.end()) {
            found.push_back(fmt::format("{}: {} is gone", list, name));
        } else {
            compare_fields(fmt::format("{}: {}: ", list, name), row, other->second, found);
        }
    }
    for (const auto& [name, row] : after) {
        if (!before.contains(name)) {
            found.push_back(fmt::format("{}: {} was not published", list, name));
        }
    }
}

std::string fault_of(const LedgerEntry& entry, std::string_view what) {
    return fmt::format("record {} of {}: {}", entry.number, entry.session.text(), what);
}

// All entries, their numbers and links checked, but not their seals.
Result<std::vector<LedgerEntry>> read_chain(const std::filesystem::path& path,
                                            const std::string& seal,
                                            LedgerCheck& check) {
    std::vector<LedgerEntry> entries;
    std::string previous = kFirstPrevious;
    bool is_seal_found = seal.empty();
    TRY(each_entry(path, [&](LedgerEntry entry) {
        ++check.records;
        if (entry.number != check.records) {
            check.faults.push_back(fault_of(
                entry,
                fmt::format("should have the number {}: records are missing", check.records)));
            check.records = entry.number;
        }
        if (entry.previous != previous) {
            check.faults.push_back(fault_of(entry, "does not follow the record before it"));
        }
        is_seal_found = is_seal_found || entry.seal == seal;
        previous = entry.seal;
        entries.push_back(std::move(entry));
    }));
    check.head = check.records > 0 ? previous : "";
    if (!is_seal_found) {
        check.faults.push_back(fmt::format("no record has the seal {}", seal));
    }
    return entries;
}

std::vector<std::string> check_seals(std::span<const LedgerEntry> entries) {
    std::vector<std::string> faults;
    for (const auto& entry : entries) {
        if (seal_of(entry.previous, entry.record) != entry.seal) {
            faults.push_back(fault_of(entry, "is not what was sealed"));
        }
    }
    return faults;
}

// The `part`-th of `count` parts of `all`.
template <typename Value>
std::span<const Value> part_of(const std::vector<Value>& all, std::size_t part, std::size_t count) {
    const std::size_t first = all.size() * part / count;
    return std::span(all).subspan(first, all.size() * (part + 1) / count - first);
}

struct RecordedNight {
    TradingDate session;
    const std::string* record;  // Null: none.
};

// The tables of these nights against their records.
Result<std::vector<std::string>> check_nights(const std::filesystem::path& path,
                                              std::span<const RecordedNight> nights) {
    TRY_ASSIGN(const auto database, base::open_database_read_only(path, kDatabaseKind));
    return base::guarded(path.string(), [&]() -> Result<std::vector<std::string>> {
        std::vector<std::string> faults;
        Recorder recorder(*database);
        for (const auto& night : nights) {
            if (night.record == nullptr) {
                faults.push_back(
                    fmt::format("{}: is published, but not in the ledger", night.session.text()));
                continue;
            }
            const auto present = recorder.record_of(night.session);
            if (present == *night.record) {
                continue;
            }
            for (const auto& difference : differences_of(*night.record, present)) {
                faults.push_back(fmt::format("{}: {}", night.session.text(), difference));
            }
        }
        return faults;
    });
}

Result<std::vector<TradingDate>> published_sessions(const std::filesystem::path& path) {
    TRY_ASSIGN(const auto database, base::open_database_read_only(path, kDatabaseKind));
    return base::guarded(path.string(), [&]() -> Result<std::vector<TradingDate>> {
        SQLite::Statement query(
            *database,
            "SELECT session FROM run WHERE state IN ('PUBLISHED', 'NO_EDGE') ORDER BY session");
        std::vector<TradingDate> sessions;
        while (query.executeStep()) {
            sessions.push_back(TradingDate::from_days(query.getColumn(0).getInt()));
        }
        return sessions;
    });
}

}  // namespace

std::string record_of(SQLite::Database& database, TradingDate session) {
    return Recorder(database).record_of(session);
}

bool append_record(SQLite::Database& database, TradingDate session) {
    const auto record = record_of(database, session);
    SQLite::Statement same(
        database, "SELECT record FROM ledger WHERE session = ? ORDER BY number DESC LIMIT 1");
    same.bind(1, session.days_since_1970());
    if (same.executeStep() && same.getColumn(0).getString() == record) {
        return false;
    }
    SQLite::Statement last(database,
                           "SELECT number, seal FROM ledger ORDER BY number DESC LIMIT 1");
    const bool is_first = !last.executeStep();
    const int number = is_first ? 1 : last.getColumn(0).getInt() + 1;
    const std::string previous = is_first ? kFirstPrevious : last.getColumn(1).getString();
    SQLite::Statement insert(database, "INSERT INTO ledger VALUES (?, ?, ?, ?, ?)");
    SQLite::bind(
        insert, number, session.days_since_1970(), record, previous, seal_of(previous, record));
    insert.exec();
    return true;
}

Result<LedgerCheck> verify_ledger(const std::filesystem::path& database,
                                  const std::string& seal,
                                  unsigned threads) {
    LedgerCheck check;
    TRY_ASSIGN(const auto entries, read_chain(database, seal, check));
    std::map<TradingDate, const std::string*> last;  // The last record of each session.
    for (const auto& entry : entries) {
        last[entry.session] = &entry.record;
    }
    TRY_ASSIGN(const auto sessions, published_sessions(database));
    std::vector<RecordedNight> nights;
    for (const auto session : sessions) {
        const auto record = last.find(session);
        if (record == last.end() && (last.empty() || session < last.begin()->first)) {
            ++check.nights_older;
            continue;
        }
        nights.push_back({session, record == last.end() ? nullptr : record->second});
    }
    for (const auto& [session, record] : last) {
        if (!std::ranges::binary_search(sessions, session)) {
            check.faults.push_back(
                fmt::format("{}: was published, and its run is gone", session.text()));
        }
    }
    check.nights = static_cast<int>(nights.size());
    using Faults = std::vector<std::string>;
    std::vector<std::future<Result<Faults>>> parts;
    const std::size_t count = std::max(1U, threads);
    for (std::size_t part = 0; part < count; ++part) {
        parts.push_back(std::async(std::launch::async, [&, part]() -> Result<Faults> {
            Faults faults = check_seals(part_of(entries, part, count));
            TRY_ASSIGN(const auto found, check_nights(database, part_of(nights, part, count)));
            faults.insert(faults.end(), found.begin(), found.end());
            return faults;
        }));
    }
    for (auto& part : parts) {
        auto found = part.get();
        if (!found.ok()) {
            return found.error();
        }
        check.faults.insert(check.faults.end(), found.value().begin(), found.value().end());
    }
    if (check.faults.size() > kFaultsMax) {
        const auto more = check.faults.size() - kFaultsMax;
        check.faults.resize(kFaultsMax);
        check.faults.push_back(fmt::format("and {} more", more));
    }
    return check;
}

Result<LedgerCheck> verify_ledger_head(const std::filesystem::path& path) {
    TRY_ASSIGN(const auto database, base::open_database_read_only(path, kDatabaseKind));
    LedgerCheck check;
    TRY_ASSIGN(const auto sessions, published_sessions(path));
    const auto entries = base::guarded(path.string(), [&]() -> Result<std::vector<LedgerEntry>> {
        SQLite::Statement query(*database,
                                "SELECT number, session, record, previous, seal FROM ledger "
                                "ORDER BY number DESC LIMIT 2");
        std::vector<LedgerEntry> newest;
        while (query.executeStep()) {
            newest.push_back(entry_in(query));
        }
        return newest;
    });
    if (!entries.ok()) {
        return entries.error();
    }
    if (entries.value().empty()) {
        return check;  // Nothing was published since the ledger began.
    }
    const auto& head = entries.value().front();
    check.records = head.number;
    check.head = head.seal;
    const auto& before = entries.value().back();
    const bool is_linked = entries.value().size() == 2
                               ? before.seal == head.previous && before.number + 1 == head.number
                               : head.previous == kFirstPrevious && head.number == 1;
    if (!is_linked || seal_of(head.previous, head.record) != head.seal) {
        check.faults.push_back(fmt::format(
            "record {} of {}: is not what was sealed", head.number, head.session.text()));
    }
    if (sessions.empty()) {
        check.faults.push_back(
            fmt::format("{}: was published, and its run is gone", head.session.text()));
        return check;
    }
    const auto record = last_record(path, sessions.back());
    const std::vector<RecordedNight> newest{
        {sessions.back(), record.ok() ? &record.value() : nullptr}};
    TRY_ASSIGN(const auto found, check_nights(path, newest));
    check.nights = 1;
    check.faults.insert(check.faults.end(), found.begin(), found.end());
    return check;
}

Result<void> each_entry(const std::filesystem::path& database,
                        const std::function<void(LedgerEntry)>& take) {
    TRY_ASSIGN(const auto opened, base::open_database_read_only(database, kDatabaseKind));
    return base::guarded(database.string(), [&]() -> Result<void> {
        SQLite::Statement query(*opened, kEntries);
        while (query.executeStep()) {
            take(entry_in(query));
        }
        return {};
    });
}

std::vector<std::string> differences_of(std::string_view then, std::string_view now) {
    std::vector<std::string> found;
    if (then == now) {
        return found;
    }
    const Json before = Json::parse(then, nullptr, false);
    const Json after = Json::parse(now, nullptr, false);
    if (!before.is_object() || !after.is_object()) {
        return {"its record cannot be read"};
    }
    for (const auto& [name, value] : before.items()) {
        const Json present = after.contains(name) ? after[name] : Json(nullptr);
        if (value.is_array() && present.is_array()) {
            compare_rows(name, value, present, found);
        } else if (value.is_object() && present.is_object()) {
            compare_fields(name + ": ", value, present, found);
        } else if (value != present) {
            found.push_back(fmt::format("{} are not those that were published", name));
        }
    }
    return found.empty() ? std::vector<std::string>{"its rows are in another order"} : found;
}

Result<void> forget_from(const std::filesystem::path& database, TradingDate session) {
    TRY_ASSIGN(const auto opened,
               base::open_database(database, kDatabaseKind, base::Durability::Normal));
    return base::guarded(database.string(), [&]() -> Result<void> {
        SQLite::Transaction transaction(*opened);
        forget_nights(*opened, session, bars::kCalendarLast);
        transaction.commit();
        return {};
    });
}

Result<std::string> last_record(const std::filesystem::path& database, TradingDate session) {
    TRY_ASSIGN(const auto opened, base::open_database_read_only(database, kDatabaseKind));
    return base::guarded(database.string(), [&]() -> Result<std::string> {
        SQLite::Statement query(
            *opened, "SELECT record FROM ledger WHERE session = ? ORDER BY number DESC LIMIT 1");
        query.bind(1, session.days_since_1970());
        if (!query.executeStep()) {
            return Error{ErrorCode::NotFound,
                         fmt::format("{}: there is no such night in the ledger", session.text())};
        }
        return query.getColumn(0).getString();
    });
}

}  // namespace turbomode::store
