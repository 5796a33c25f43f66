#include "market_data/store/store.hpp"

#include <cstdint>
#include <map>
#include <set>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "market_data/reader/database.hpp"

namespace market_data::store {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

std::string utc_now() {
    return fmt::format(
        "{:%Y-%m-%dT%H:%M:%SZ}",
        fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
}

// Ids of tickers, made on first sight.
class SymbolIds {
public:
    explicit SymbolIds(SQLite::Database& database)
        : insert_(database, "INSERT OR IGNORE INTO symbol (ticker) VALUES (?)"),
          select_(database, "SELECT id FROM symbol WHERE ticker = ?") {}

    std::int64_t of(const base::Ticker& ticker) {
        insert_.reset();
        insert_.bind(1, ticker.text());
        insert_.exec();
        select_.reset();
        select_.bind(1, ticker.text());
        select_.executeStep();
        return select_.getColumn(0).getInt64();
    }

private:
    SQLite::Statement insert_;
    SQLite::Statement select_;
};

// Writes the bars of one stock after the other, counting what changed.
class PriceWriter {
public:
    explicit PriceWriter(SQLite::Database& database)
        : ids_(database),
          known_(database,
                 "SELECT date, open, high, low, close, volume FROM bar "
                 "WHERE symbol_id = ? ORDER BY date"),
          bar_(database, "INSERT OR REPLACE INTO bar VALUES (?, ?, ?, ?, ?, ?, ?)"),
          drop_bar_(database, "DELETE FROM bar WHERE symbol_id = ? AND date = ?"),
          action_(database, "INSERT OR REPLACE INTO action VALUES (?, ?, ?, ?)"),
          release_(database, "DELETE FROM quarantine WHERE symbol_id = ? AND date = ?"),
          held_(database, "SELECT DISTINCT date FROM quarantine WHERE symbol_id = ?"),
          quarantine_(database, "INSERT OR REPLACE INTO quarantine VALUES (?, ?, ?, ?, ?)"),
          now_(utc_now()) {}

    void write(const StockUpdate& stock) {
        const std::int64_t id = ids_.of(stock.ticker);
        write_bars(id, stock.bars);
        release_replaced(id, stock.bars);
        for (const auto& action : stock.actions) {
            action_.reset();
            SQLite::bind(action_,
                         id,
                         action.ex_date.days_since_1970(),
                         action.dividend_usd,
                         action.split_ratio);
            action_.exec();
        }
        counts_.actions += stock.actions.size();
        for (const auto& item : stock.quarantined) {
            drop_bar_.reset();
            SQLite::bind(drop_bar_, id, item.date.days_since_1970());
            drop_bar_.exec();
            release(id, item.date.days_since_1970());  // One entry a bar: the latest.
            quarantine_.reset();
            SQLite::bind(
                quarantine_, id, item.date.days_since_1970(), item.reason, item.origin, now_);
            quarantine_.exec();
        }
        counts_.quarantined += stock.quarantined.size();
    }

    const PriceCounts& counts() const { return counts_; }

private:
    void release(std::int64_t id, int day) {
        release_.reset();
        SQLite::bind(release_, id, day);
        release_.exec();
    }

    // A sound bar of the same day ends a quarantine.
    void release_replaced(std::int64_t id, const std::vector<bars::Bar>& new_bars) {
        std::set<int> held;
        held_.reset();
        held_.bind(1, id);
        while (held_.executeStep()) {
            held.insert(held_.getColumn(0).getInt());
        }
        if (held.empty()) {
            return;
        }
        for (const auto& bar : new_bars) {
            if (held.contains(bar.date().days_since_1970())) {
                release(id, bar.date().days_since_1970());
            }
        }
    }

    std::map<int, bars::BarFields> known_bars(std::int64_t id) {
        std::map<int, bars::BarFields> known;
        known_.reset();
        known_.bind(1, id);
        while (known_.executeStep()) {
            const int day = known_.getColumn(0).getInt();
            known.emplace_hint(known.end(),
                               day,
                               bars::BarFields{.date = base::TradingDate::from_days(day),
                                               .open_usd = known_.getColumn(1).getDouble(),
                                               .high_usd = known_.getColumn(2).getDouble(),
                                               .low_usd = known_.getColumn(3).getDouble(),
                                               .close_usd = known_.getColumn(4).getDouble(),
                                               .volume_shares = known_.getColumn(5).getDouble()});
        }
        return known;
    }

    static bool same(const bars::BarFields& a, const bars::BarFields& b) {
        return a.open_usd == b.open_usd && a.high_usd == b.high_usd && a.low_usd == b.low_usd &&
               a.close_usd == b.close_usd && a.volume_shares == b.volume_shares;
    }

    void write_bars(std::int64_t id, const std::vector<bars::Bar>& new_bars) {
        const auto known = known_bars(id);
        for (const auto& bar : new_bars) {
            const int day = bar.date().days_since_1970();
            const auto old = known.find(day);
            if (old != known.end() && same(old->second, bar.fields())) {
                ++counts_.bars_unchanged;
                continue;
            }
            ++(old == known.end() ? counts_.bars_new : counts_.bars_changed);
            bar_.reset();
            SQLite::bind(bar_,
                         id,
                         day,
                         bar.open_usd(),
                         bar.high_usd(),
                         bar.low_usd(),
                         bar.close_usd(),
                         bar.volume_shares());
            bar_.exec();
        }
    }

    SymbolIds ids_;
    SQLite::Statement known_;
    SQLite::Statement bar_;
    SQLite::Statement drop_bar_;
    SQLite::Statement action_;
    SQLite::Statement release_;
    SQLite::Statement held_;
    SQLite::Statement quarantine_;
    std::string now_;
    PriceCounts counts_;
};

void record(SQLite::Database& database, const Provenance& provenance, std::size_t rows) {
    SQLite::Statement insert(database,
                             "INSERT INTO import (finished_at, kind, file, sha256, rows) "
                             "VALUES (?, ?, ?, ?, ?)");
    SQLite::bind(insert,
                 utc_now(),
                 provenance.kind,
                 provenance.file,
                 provenance.sha256,
                 static_cast<std::int64_t>(rows));
    insert.exec();
}

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

}  // namespace

struct Store::Implementation {
    std::filesystem::path path;
    std::unique_ptr<SQLite::Database> database;

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
    auto implementation = std::make_unique<Implementation>();
    implementation->path = path;
    implementation->database = std::move(database);
    return Store{std::move(implementation)};
}

Result<void> Store::claim(const std::string& source) {
    return implementation_->in_transaction(
        [&]() -> Result<void> { return take_source(*implementation_->database, source); });
}

Result<PriceCounts> Store::write_prices(const std::vector<StockUpdate>& stocks,
                                        const std::string& source,
                                        const Provenance& provenance,
                                        const std::function<void(std::size_t)>& progress) {
    SQLite::Database& database = *implementation_->database;
    PriceCounts counts;
    TRY(implementation_->in_transaction([&]() -> Result<void> {
        TRY(take_source(database, source));
        PriceWriter writer(database);
        std::size_t done = 0;
        for (const auto& stock : stocks) {
            writer.write(stock);
            progress(++done);
        }
        counts = writer.counts();
        record(database, provenance, counts.bars_new + counts.bars_changed + counts.bars_unchanged);
        return {};
    }));
    return counts;
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
        record(database, provenance, spells.size());
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
        record(database, provenance, changes.size());
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
        record(database, provenance, profiles.size());
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
        record(database, provenance, caps.size());
        return {};
    });
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
