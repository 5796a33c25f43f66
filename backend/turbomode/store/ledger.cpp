#include "turbomode/store/ledger.hpp"

#include <algorithm>
#include <future>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bars/calendar.hpp"
#include "base/hash.hpp"
#include "turbomode/store/database.hpp"
#include "turbomode/store/night_record.hpp"

namespace turbomode::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;
using Json = nlohmann::ordered_json;

namespace {

const std::string kFirstPrevious(64, '0');
constexpr std::size_t kFaultsMax = 50;

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
        NightRecorder recorder(*database);
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
    return NightRecorder(database).record_of(session);
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
