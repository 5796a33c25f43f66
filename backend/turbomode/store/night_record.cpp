#include "turbomode/store/night_record.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>

#include "base/hash.hpp"

namespace turbomode::store {

using base::TradingDate;
using Json = nlohmann::ordered_json;

namespace {

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
// In no order: sorted here, by its first three columns, which is half the work of SQLite's sorting.
constexpr const char* kStandingRows =
    "SELECT ticker, side, signal.entry_date, age_days, effective_confidence, latest_confidence, "
    "split_ratio, standing.entry, target, stop, dividends, fill_date, fill, close, net_return "
    "FROM standing JOIN signal ON signal.id = signal_id WHERE session = ?";

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

}  // namespace

struct NightRecorder::Queries {
    explicit Queries(SQLite::Database& database)
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
                           hash_of_standings(session),
                           hash_of(outcomes_, session));
    }

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

    // The same, ordered by ticker, side and date of entry.
    std::string hash_of_standings(TradingDate session) {
        bytes_.clear();
        rows_.clear();
        standings_.each(session, [&](sqlite3_stmt* row) {
            const std::size_t begin = bytes_.view().size();
            const int columns = ::sqlite3_column_count(row);
            std::string key{text_of(::sqlite3_column_value(row, 0))};
            key += '\0';
            key += text_of(::sqlite3_column_value(row, 1));
            const auto entered = ::sqlite3_column_int64(row, 2);
            for (int column = 0; column < columns; ++column) {
                bytes_.add(::sqlite3_column_value(row, column));
            }
            rows_.push_back({std::move(key), entered, begin, bytes_.view().size() - begin});
        });
        std::ranges::sort(rows_, {}, [](const Row& row) { return std::tie(row.key, row.entered); });
        std::string ordered;
        for (const auto& row : rows_) {
            ordered += bytes_.view().substr(row.begin, row.size);
        }
        return base::blake2b_hex(ordered);
    }

    // A row among the bytes.
    struct Row {
        std::string key;  // Ticker and side.
        std::int64_t entered;
        std::size_t begin, size;
    };

    NightQuery run_, opened_, closed_, paper_, predictions_, standings_, outcomes_;
    ValueBytes bytes_;
    std::vector<Row> rows_;
};

NightRecorder::NightRecorder(SQLite::Database& database)
    : queries_(std::make_unique<Queries>(database)) {}

NightRecorder::~NightRecorder() = default;

std::string NightRecorder::record_of(TradingDate session) {
    return queries_->record_of(session);
}

}  // namespace turbomode::store
