#include "market_data/store/store.hpp"

#include <cstdint>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "market_data/reader/database.hpp"
#include "market_data/store/origins.hpp"
#include "market_data/store/price_writer.hpp"
#include "market_data/store/snapshot_keeper.hpp"
#include "market_data/store/symbol_ids.hpp"

namespace market_data::store {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

std::optional<std::string> read_setting(SQLite::Database& database, const std::string& key) {
    SQLite::Statement query(database, "SELECT value FROM setting WHERE key = ?");
    query.bind(1, key);
    if (!query.executeStep()) {
        return std::nullopt;
    }
    return query.getColumn(0).getString();
}

void write_setting(SQLite::Database& database, const std::string& key, const std::string& value) {
    SQLite::Statement insert(database, "INSERT OR REPLACE INTO setting VALUES (?, ?)");
    SQLite::bind(insert, key, value);
    insert.exec();
}

// Leaves the log and its index beside the file once the last connection is closed, the log empty:
// a program that may read this folder but not write to it can then read the prices.
//
// Source: SQLite, Write-Ahead Logging, "Read-Only Databases"; SQLITE_FCNTL_PERSIST_WAL.
Result<void> keep_log_for_readers(SQLite::Database& database) {
    return base::guarded("the log of the prices", [&]() -> Result<void> {
        int is_kept = 1;
        ::sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_PERSIST_WAL, &is_kept);
        database.exec("PRAGMA journal_size_limit = 0");
        return {};
    });
}

// Simulated and real prices never share a store.
Result<void> take_source(SQLite::Database& database, const std::string& source) {
    const std::string key{kSettingSource};
    const auto known = read_setting(database, key);
    const auto simulated = [](const std::string& name) {
        return name == kSourceSimulated;
    };
    if (known && simulated(*known) != simulated(source)) {
        return Error{ErrorCode::Refused,
                     fmt::format("this store holds {} prices and takes no {} ones; use another "
                                 "--home",
                                 simulated(*known) ? "simulated" : "real",
                                 simulated(source) ? "simulated" : "real")};
    }
    if (!known) {
        write_setting(database, key, source);
    } else if ((", " + *known + ", ").find(", " + source + ", ") == std::string::npos) {
        write_setting(database, key, *known + ", " + source);
    }
    return {};
}

void write_released(SQLite::Database& database,
                    std::int64_t symbol_id,
                    const bars::BarFields& bar) {
    SQLite::Statement vouch(database,
                            "INSERT OR REPLACE INTO released VALUES (?, ?, ?, ?, ?, ?, ?)");
    SQLite::bind(vouch,
                 symbol_id,
                 bar.date.days_since_1970(),
                 bar.open_usd,
                 bar.high_usd,
                 bar.low_usd,
                 bar.close_usd,
                 bar.volume_shares);
    vouch.exec();
}

// Columns of a kept reply, in the order of kept_reply().
constexpr const char* kReplyColumns =
    "origin.file, origin.kind, origin.url, ifnull(origin.status, 0), "
    "unixepoch(origin.finished_at), "
    "origin.sha256, reply.body, origin.is_comparison";

Result<KeptReply> kept_reply(SQLite::Statement& row) {
    TRY_ASSIGN(auto ticker, base::Ticker::from(row.getColumn(0).getString()));
    TRY_ASSIGN(auto body, decompress(row.getColumn(6).getString()));
    return KeptReply{
        .ticker = std::move(ticker),
        .vendor = row.getColumn(1).getString(),
        .url = row.getColumn(2).getString(),
        .status = row.getColumn(3).getInt(),
        .received_at = std::chrono::system_clock::time_point{std::chrono::seconds{
            row.getColumn(4).getInt64()}},
        .sha256 = row.getColumn(5).getString(),
        .body = std::move(body),
        .use = row.getColumn(7).getInt() != 0 ? ReplyUse::Comparison : ReplyUse::Prices};
}

}  // namespace

struct Store::Implementation {
    std::filesystem::path path;
    std::unique_ptr<SQLite::Database> database;
    SnapshotKeeper snapshots{};

    // One transaction around `work`, rolled back when it fails.
    template <typename Work>
    Result<void> in_transaction(Work&& work) {
        return base::guarded(path.string(), [&]() -> Result<void> {
            SQLite::Transaction transaction(*database, SQLite::TransactionBehavior::IMMEDIATE);
            TRY(std::forward<Work>(work)());
            transaction.commit();
            return {};
        });
    }
};

Store::Store(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(const std::filesystem::path& path) {
    TRY_ASSIGN(auto database, base::open_database(path, kDatabaseKind, base::Durability::Normal));
    TRY(keep_log_for_readers(*database));
    auto implementation = std::make_unique<Implementation>();
    implementation->path = path;
    implementation->database = std::move(database);
    return Store{std::move(implementation)};
}

Result<void> Store::claim(const std::string& source) {
    return implementation_->in_transaction(
        [&]() -> Result<void> { return take_source(*implementation_->database, source); });
}

Result<void> Store::refuse_simulated() const {
    TRY_ASSIGN(const auto source, setting(std::string{kSettingSource}));
    if (source == kSourceSimulated) {
        return Error{ErrorCode::Refused,
                     fmt::format("{}: holds a simulated market and takes no real prices; use "
                                 "another --home",
                                 implementation_->path.string())};
    }
    return {};
}

Result<PriceCounts> Store::write_prices(const std::vector<StockUpdate>& stocks,
                                        const std::string& source,
                                        const Provenance& provenance,
                                        const std::function<void(std::size_t)>& progress) {
    SQLite::Database& database = *implementation_->database;
    PriceCounts counts;
    TRY(implementation_->in_transaction([&]() -> Result<void> {
        TRY(take_source(database, source));
        std::size_t rows = 0;
        for (const auto& stock : stocks) {
            rows += stock.bars.size();
        }
        const auto origin = record_origin(database, provenance, rows);
        PriceWriter writer(database, origin, rfc3339_utc(provenance.recorded_at));
        std::size_t done = 0;
        for (const auto& stock : stocks) {
            writer.write(stock);
            progress(++done);
        }
        counts = writer.counts();
        implementation_->snapshots.note(database, writer.changed_from());
        return {};
    }));
    return counts;
}

Result<PriceCounts> Store::write_reply(const StockUpdate& stock,
                                       const std::string& source,
                                       const PackedReply& reply) {
    SQLite::Database& database = *implementation_->database;
    PriceCounts counts;
    TRY(implementation_->in_transaction([&]() -> Result<void> {
        TRY(take_source(database, source));
        const auto origin = record_reply(database, stock.ticker, reply);
        PriceWriter writer(database, origin, rfc3339_utc(reply.received_at));
        writer.write(stock);
        counts = writer.counts();
        implementation_->snapshots.note(database, writer.changed_from());
        return {};
    }));
    return counts;
}

Result<void> Store::keep_reply(const base::Ticker& ticker, const PackedReply& reply) {
    return implementation_->in_transaction([&]() -> Result<void> {
        record_reply(*implementation_->database, ticker, reply);
        return {};
    });
}

Result<bool> Store::has_file(const std::string& file, const std::string& sha256) const {
    return base::guarded(implementation_->path.string(), [&]() -> Result<bool> {
        SQLite::Statement latest(*implementation_->database,
                                 "SELECT sha256 FROM origin WHERE kind = 'prices' AND file = ? "
                                 "ORDER BY id DESC LIMIT 1");
        latest.bind(1, file);
        if (!latest.executeStep() || latest.getColumn(0).getString() != sha256) {
            return false;
        }
        SQLite::Statement held(*implementation_->database,
                               "SELECT 1 FROM quarantine WHERE origin = ?1 OR "
                               "substr(origin, 1, length(?1) + 1) = ?1 || ':'");
        held.bind(1, file);
        return !held.executeStep();
    });
}

Result<void> Store::release(const base::Ticker& ticker,
                            base::TradingDate date,
                            std::chrono::system_clock::time_point now) {
    SQLite::Database& database = *implementation_->database;
    const auto none = [&](std::string_view what) {
        return Error{ErrorCode::NotFound,
                     fmt::format("{} {}: {}", ticker.text(), date.text(), what)};
    };
    return implementation_->in_transaction([&]() -> Result<void> {
        SQLite::Statement held(
            database,
            "SELECT symbol_id, open, high, low, close, volume FROM quarantine "
            "JOIN symbol ON symbol.id = symbol_id WHERE ticker = ? AND date = ?");
        SQLite::bind(held, ticker.text(), date.days_since_1970());
        if (!held.executeStep()) {
            return none("no bar of that day is in quarantine");
        }
        for (int column = 1; column <= 5; ++column) {
            if (held.getColumn(column).isNull()) {
                return none("its numbers are not complete; correct the file and import it again");
            }
        }
        const auto bar = bars::Bar::from({.date = date,
                                          .open_usd = held.getColumn(1).getDouble(),
                                          .high_usd = held.getColumn(2).getDouble(),
                                          .low_usd = held.getColumn(3).getDouble(),
                                          .close_usd = held.getColumn(4).getDouble(),
                                          .volume_shares = held.getColumn(5).getDouble()});
        if (!bar.ok()) {
            return Error{bar.error().code,
                         fmt::format("{} {}", ticker.text(), bar.error().message)};
        }
        if (!bars::is_session(date)) {
            return Error{ErrorCode::Refused,
                         fmt::format("{} {}: not an NYSE session ({}); no bar of it is stored",
                                     ticker.text(),
                                     date.text(),
                                     bars::closure_reason(date))};
        }
        write_released(database, held.getColumn(0).getInt64(), bar.value().fields());
        const auto origin = record_origin(
            database,
            {.kind = "released", .file = ticker.text(), .sha256 = "", .recorded_at = now},
            1);
        PriceWriter writer(database, origin, rfc3339_utc(now));
        writer.write({.ticker = ticker, .bars = {bar.value()}, .actions = {}, .quarantined = {}});
        implementation_->snapshots.note(database, writer.changed_from());
        return {};
    });
}

Result<void> Store::vouch(const base::Ticker& ticker, const bars::BarFields& bar) {
    SQLite::Database& database = *implementation_->database;
    return implementation_->in_transaction([&]() -> Result<void> {
        SymbolIds ids(database);
        write_released(database, ids.of(ticker), bar);
        return {};
    });
}

Result<KeptReply> Store::reply_of(const base::Ticker& ticker, base::TradingDate date) const {
    return base::guarded(implementation_->path.string(), [&]() -> Result<KeptReply> {
        SQLite::Statement query(
            *implementation_->database,
            fmt::format("SELECT {} FROM bar JOIN symbol ON symbol.id = symbol_id "
                        "JOIN origin ON origin.id = origin_id "
                        "JOIN reply ON reply.sha256 = origin.sha256 WHERE ticker = ? AND date = ?",
                        kReplyColumns));
        SQLite::bind(query, ticker.text(), date.days_since_1970());
        if (!query.executeStep()) {
            return Error{ErrorCode::NotFound,
                         fmt::format("{} {}: no reply of a vendor is kept for this bar",
                                     ticker.text(),
                                     date.text())};
        }
        return kept_reply(query);
    });
}

Result<void> Store::each_reply(const std::function<Result<void>(const KeptReply&)>& each) const {
    return base::guarded(implementation_->path.string(), [&]() -> Result<void> {
        SQLite::Statement query(*implementation_->database,
                                fmt::format("SELECT {} FROM origin JOIN reply ON reply.sha256 = "
                                            "origin.sha256 ORDER BY origin.id",
                                            kReplyColumns));
        while (query.executeStep()) {
            TRY_ASSIGN(const auto reply, kept_reply(query));
            TRY(each(reply));
        }
        return {};
    });
}

Result<std::size_t> Store::prune_replies(base::TradingDate before) {
    SQLite::Database& database = *implementation_->database;
    std::size_t pruned = 0;
    TRY(implementation_->in_transaction([&]() -> Result<void> {
        SQLite::Statement forget(database,
                                 "DELETE FROM reply WHERE NOT EXISTS (SELECT 1 FROM origin WHERE "
                                 "origin.sha256 = reply.sha256 AND known_on >= ?)");
        forget.bind(1, before.days_since_1970());
        pruned = static_cast<std::size_t>(forget.exec());
        return {};
    }));
    return pruned;
}

Result<void> Store::write_spells(const std::vector<Spell>& spells, const Provenance& provenance) {
    SQLite::Database& database = *implementation_->database;
    return implementation_->in_transaction([&]() -> Result<void> {
        SQLite::Statement drop(database, "DELETE FROM spell WHERE source = ?");
        drop.bind(1, provenance.file);
        drop.exec();
        SymbolIds ids(database);
        SQLite::Statement insert(database, "INSERT OR REPLACE INTO spell VALUES (?, ?, ?, ?)");
        for (const auto& spell : spells) {
            insert.reset();
            insert.bind(1, provenance.file);
            insert.bind(2, ids.of(spell.ticker));
            insert.bind(3, spell.first.days_since_1970());
            if (spell.end) {
                insert.bind(4, spell.end->days_since_1970());
            } else {
                insert.bind(4);  // NULL
            }
            insert.exec();
        }
        record_origin(database, provenance, spells.size());
        return {};
    });
}

Result<void> Store::change_membership(const std::vector<MembershipChange>& changes,
                                      const Provenance& provenance) {
    SQLite::Database& database = *implementation_->database;
    return implementation_->in_transaction([&]() -> Result<void> {
        SymbolIds ids(database);
        SQLite::Statement join(database, "INSERT OR REPLACE INTO spell VALUES (?, ?, ?, NULL)");
        SQLite::Statement drop(database,
                               "DELETE FROM spell WHERE symbol_id = ? AND first_date >= ?");
        SQLite::Statement end(database,
                              "UPDATE spell SET end_date = ?2 WHERE symbol_id = ?1 AND "
                              "(end_date IS NULL OR end_date > ?2)");
        for (const auto& change : changes) {
            const auto id = ids.of(change.ticker);
            const int day = change.date.days_since_1970();
            if (change.joins) {
                join.reset();
                SQLite::bind(join, provenance.file, id, day);
                join.exec();
                continue;
            }
            for (auto* statement : {&drop, &end}) {
                statement->reset();
                SQLite::bind(*statement, id, day);
                statement->exec();
            }
        }
        record_origin(database, provenance, changes.size());
        return {};
    });
}

Result<void> Store::write_profiles(const std::vector<Profile>& profiles,
                                   const Provenance& provenance) {
    SQLite::Database& database = *implementation_->database;
    return implementation_->in_transaction([&]() -> Result<void> {
        SymbolIds ids(database);
        SQLite::Statement update(database,
                                 "UPDATE symbol SET name = ifnull(nullif(?, ''), name), "
                                 "sector = ifnull(nullif(?, ''), sector) WHERE id = ?");
        for (const auto& profile : profiles) {
            update.reset();
            SQLite::bind(update, profile.name, profile.sector, ids.of(profile.ticker));
            update.exec();
        }
        record_origin(database, provenance, profiles.size());
        return {};
    });
}

Result<void> Store::write_caps(const std::vector<Cap>& caps, const Provenance& provenance) {
    SQLite::Database& database = *implementation_->database;
    return implementation_->in_transaction([&]() -> Result<void> {
        SymbolIds ids(database);
        SQLite::Statement insert(database, "INSERT OR REPLACE INTO cap VALUES (?, ?, ?)");
        for (const auto& cap : caps) {
            insert.reset();
            SQLite::bind(insert, ids.of(cap.ticker), cap.as_of.days_since_1970(), cap.usd);
            insert.exec();
        }
        record_origin(database, provenance, caps.size());
        return {};
    });
}

Result<void> Store::refresh_snapshot() {
    auto& self = *implementation_;
    return base::guarded(self.path.string(),
                         [&] { return self.snapshots.refresh(self.path, *self.database); });
}

Result<void> Store::set(const std::string& key, const std::string& value) {
    return implementation_->in_transaction([&]() -> Result<void> {
        write_setting(*implementation_->database, key, value);
        return {};
    });
}

Result<std::optional<std::string>> Store::setting(const std::string& key) const {
    return base::guarded(implementation_->path.string(),
                         [&]() -> Result<std::optional<std::string>> {
                             return read_setting(*implementation_->database, key);
                         });
}

}  // namespace market_data::store
