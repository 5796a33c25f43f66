#include "turbomode/store/ledger.hpp"

#include <algorithm>
#include <future>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

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

Json value_of(const SQLite::Column& column) {
    if (column.isNull()) {
        return nullptr;
    }
    if (column.isInteger()) {
        return column.getInt64();
    }
    return column.isFloat() ? Json(column.getDouble()) : Json(column.getString());
}

Json rows_of(SQLite::Database& database, const char* sql, TradingDate session) {
    SQLite::Statement query(database, sql);
    query.bind(1, session.days_since_1970());
    Json rows = Json::array();
    while (query.executeStep()) {
        Json row = Json::object();
        for (int column = 0; column < query.getColumnCount(); ++column) {
            row[query.getColumnName(column)] = value_of(query.getColumn(column));
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

// SHA-256 over all values, each with its kind and, where it has one, its length.
std::string hash_of(SQLite::Database& database, const char* sql, TradingDate session) {
    SQLite::Statement query(database, sql);
    query.bind(1, session.days_since_1970());
    std::string bytes;
    const auto put = [&](char kind, const void* value, std::size_t size) {
        bytes += kind;
        bytes.append(static_cast<const char*>(value), size);
    };
    while (query.executeStep()) {
        for (int i = 0; i < query.getColumnCount(); ++i) {
            const auto column = query.getColumn(i);
            if (column.isNull()) {
                bytes += 'n';
            } else if (column.isInteger()) {
                const std::int64_t value = column.getInt64();
                put('i', &value, sizeof value);
            } else if (column.isFloat()) {
                const double value = column.getDouble();
                put('f', &value, sizeof value);
            } else {
                const auto size = static_cast<std::uint32_t>(column.getBytes());
                put('t', &size, sizeof size);
                bytes.append(column.getText(), size);
            }
        }
    }
    return base::sha256_hex(bytes);
}

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

// The chain alone: numbers, links, seals. Fills in the last record of each session.
Result<std::map<TradingDate, std::string>> check_chain(const std::filesystem::path& path,
                                                       const std::string& seal,
                                                       LedgerCheck& check) {
    std::map<TradingDate, std::string> last;
    std::string previous = kFirstPrevious;
    bool is_seal_found = seal.empty();
    TRY(each_entry(path, [&](const LedgerEntry& entry) {
        ++check.records;
        const auto fault = [&](std::string_view what) {
            check.faults.push_back(
                fmt::format("record {} of {}: {}", entry.number, entry.session.text(), what));
        };
        if (entry.number != check.records) {
            fault(fmt::format("should have the number {}: records are missing", check.records));
            check.records = entry.number;
        }
        if (entry.previous != previous) {
            fault("does not follow the record before it");
        }
        if (seal_of(entry.previous, entry.record) != entry.seal) {
            fault("is not what was sealed");
        }
        is_seal_found = is_seal_found || entry.seal == seal;
        previous = entry.seal;
        last[entry.session] = entry.record;
    }));
    check.head = check.records > 0 ? previous : "";
    if (!is_seal_found) {
        check.faults.push_back(fmt::format("no record has the seal {}", seal));
    }
    return last;
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
        for (const auto& night : nights) {
            if (night.record == nullptr) {
                faults.push_back(
                    fmt::format("{}: is published, but not in the ledger", night.session.text()));
                continue;
            }
            const auto present = record_of(*database, night.session);
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
    const auto run = rows_of(database, kRunRow, session);
    const Json record{{"session", session.text()},
                      {"run", run.empty() ? Json(nullptr) : run.front()},
                      {"opened", rows_of(database, kOpenedRows, session)},
                      {"closed", rows_of(database, kClosingRows, session)},
                      {"paper_ended", rows_of(database, kPaperRows, session)},
                      {"predictions", hash_of(database, kPredictionRows, session)},
                      {"standings", hash_of(database, kStandingRows, session)}};
    // A name from outside may not be UTF-8; the same bytes give the same text all the same.
    return record.dump(-1, ' ', false, Json::error_handler_t::replace);
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
    TRY_ASSIGN(const auto last, check_chain(database, seal, check));
    TRY_ASSIGN(const auto sessions, published_sessions(database));
    std::vector<RecordedNight> nights;
    for (const auto session : sessions) {
        const auto record = last.find(session);
        if (record == last.end() && (last.empty() || session < last.begin()->first)) {
            ++check.nights_older;
            continue;
        }
        nights.push_back({session, record == last.end() ? nullptr : &record->second});
    }
    for (const auto& [session, record] : last) {
        if (!std::ranges::binary_search(sessions, session)) {
            check.faults.push_back(
                fmt::format("{}: was published, and its run is gone", session.text()));
        }
    }
    check.nights = static_cast<int>(nights.size());
    std::vector<std::future<Result<std::vector<std::string>>>> parts;
    const std::size_t count = std::max(1U, threads);
    for (std::size_t part = 0; part < count; ++part) {
        const std::size_t first = nights.size() * part / count;
        const std::size_t end = nights.size() * (part + 1) / count;
        parts.push_back(std::async(std::launch::async, [&database, &nights, first, end] {
            return check_nights(database, std::span(nights).subspan(first, end - first));
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
                        const std::function<void(const LedgerEntry&)>& take) {
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
