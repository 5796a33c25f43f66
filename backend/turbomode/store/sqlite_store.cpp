#include "turbomode/store/sqlite_store.hpp"

#include <fmt/format.h>

#include "turbomode/store/database.hpp"
#include "turbomode/store/ledger.hpp"

namespace turbomode::store {

using base::Result;
using base::TradingDate;

namespace {

template <typename T>
void bind_optional(SQLite::Statement& statement, int index, const std::optional<T>& value) {
    if (value) {
        statement.bind(index, *value);
    } else {
        statement.bind(index);  // NULL
    }
}

std::optional<int> fill_day(const models::TradeState& trade) {
    return trade.fill ? std::optional{trade.fill->date.days_since_1970()} : std::nullopt;
}

std::optional<double> fill_price(const models::TradeState& trade) {
    return trade.fill ? std::optional{trade.fill->price_usd} : std::nullopt;
}

// Writes the rows of one night inside a transaction that the caller holds.
class NightWriter {
public:
    NightWriter(SQLite::Database& database, const models::ExitRule& rule, TradingDate session)
        : database_(database), rule_(rule), day_(session.days_since_1970()) {}

    void write_run(const Run& run) {
        SQLite::Statement insert(database_,
                                 "INSERT OR REPLACE INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                                 "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        SQLite::bind(insert,
                     day_,
                     std::string{name_of(run.state)},
                     run.message,
                     run.model_id,
                     run.schema_hash,
                     run.data_hash,
                     run.data_source,
                     run.config_hash,
                     run.started_at,
                     run.published_at,
                     run.universe_count,
                     run.fresh_count,
                     run.scored_count,
                     run.signals_opened,
                     run.signals_closed,
                     run.signals_active,
                     run.candidates,
                     run.tier_rule);
        if (run.drift) {
            insert.bind(19, run.drift->statistic);
            insert.bind(20, run.drift->threshold);
            insert.bind(21, run.drift->features);
        }
        insert.exec();
    }

    void write_predictions(const std::vector<Prediction>& predictions) {
        SQLite::Statement insert(database_,
                                 "INSERT INTO prediction VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        for (const auto& [candidate, name, verdict] : predictions) {
            insert.reset();
            SQLite::bind(insert,
                         day_,
                         candidate.ticker.text(),
                         std::string{models::name_of(candidate.side)},
                         name,
                         candidate.sector,
                         std::string{signals::name_of(candidate.tier)},
                         candidate.confidence,
                         candidate.base_rate,
                         candidate.expected_return,
                         candidate.close_usd,
                         std::string{signals::name_of(verdict)});
            insert.exec();
        }
    }

    void write_opened(const std::vector<OpenedSignal>& opened) {
        SQLite::Statement insert(
            database_,
            "INSERT INTO signal (ticker, name, sector, tier, side, confidence, base_rate, "
            "expected_return, entry_date, entry, reasons) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
            "?)");
        for (const auto& [signal, name, reasons] : opened) {
            insert.reset();
            SQLite::bind(insert,
                         signal.ticker.text(),
                         name,
                         signal.sector,
                         std::string{signals::name_of(signal.tier)},
                         std::string{models::name_of(signal.side)},
                         signal.confidence,
                         signal.base_rate,
                         signal.expected_return,
                         signal.entry_date.days_since_1970(),
                         signal.entry_usd,
                         to_text(reasons));
            insert.exec();
        }
    }

    void write_standings(const std::vector<signals::ActiveSignal>& active) {
        SQLite::Statement insert(
            database_, "INSERT INTO standing VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        for (const auto& row : active) {
            const auto& trade = row.trade;
            insert.reset();
            SQLite::bind(insert, day_, id_of(row.signal), row.age_days, row.effective_confidence);
            bind_optional(insert, 5, row.latest_confidence);
            insert.bind(6, trade.split_ratio);
            insert.bind(7, trade.entry_usd);
            insert.bind(8, trade.target_usd);
            insert.bind(9, trade.stop_usd);
            insert.bind(10, trade.dividends_usd);
            bind_optional(insert, 11, fill_day(trade));
            bind_optional(insert, 12, fill_price(trade));
            insert.bind(13, trade.close_usd);
            bind_optional(insert,
                          14,
                          trade.fill ? std::optional{models::net_return_at(
                                           rule_, row.signal.side, trade, trade.close_usd)}
                                     : std::nullopt);
            insert.exec();
        }
    }

    void write_closings(const std::vector<signals::Closed>& closed) {
        SQLite::Statement insert(
            database_,
            "INSERT INTO closing (signal_id, session, reason, exit_date, exit, hold_days, "
            "split_ratio, entry, target, stop, dividends, close, net_return, fill_date, fill) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        for (const auto& row : closed) {
            const auto& trade = row.trade;
            insert.reset();
            SQLite::bind(insert,
                         id_of(row.signal),
                         day_,
                         std::string{signals::name_of(row.reason)},
                         row.exit_date.days_since_1970(),
                         row.exit_usd,
                         row.hold_days,
                         trade.split_ratio,
                         trade.entry_usd,
                         trade.target_usd,
                         trade.stop_usd,
                         trade.dividends_usd,
                         trade.close_usd);
            bind_optional(insert, 13, row.net_return);
            bind_optional(insert, 14, fill_day(trade));
            bind_optional(insert, 15, fill_price(trade));
            insert.exec();
        }
    }

    void write_paper_ends(const std::vector<signals::Closed>& ended) {
        SQLite::Statement update(
            database_,
            "UPDATE closing SET paper_session = ?, paper_reason = ?, paper_date = ?, "
            "paper_exit = ?, paper_net_return = ? WHERE signal_id = ?");
        for (const auto& row : ended) {
            CHECK(row.paper_exit.has_value());
            update.reset();
            SQLite::bind(update,
                         day_,
                         std::string{models::name_of(row.paper_exit->reason)},
                         row.paper_exit->date.days_since_1970(),
                         row.paper_exit->price_usd,
                         row.paper_exit->net_return,
                         id_of(row.signal));
            update.exec();
        }
    }

    void write_outcomes(const std::vector<signals::Outcome>& outcomes) {
        SQLite::Statement insert(database_, "INSERT INTO outcome VALUES (?, ?, ?, ?, ?, ?, ?)");
        for (const auto& outcome : outcomes) {
            insert.reset();
            SQLite::bind(insert,
                         day_,
                         outcome.session.days_since_1970(),
                         outcome.ticker.text(),
                         std::string{models::name_of(outcome.side)},
                         std::string{models::name_of(outcome.reason)},
                         outcome.exit_date.days_since_1970());
            bind_optional(insert, 7, outcome.net_return);
            insert.exec();
        }
    }

    void write_published_at(const std::string& time) {
        SQLite::Statement update(database_, "UPDATE run SET published_at = ? WHERE session = ?");
        SQLite::bind(update, time, day_);
        update.exec();
    }

private:
    std::int64_t id_of(const signals::Signal& signal) {
        SQLite::Statement query(
            database_, "SELECT id FROM signal WHERE ticker = ? AND side = ? AND entry_date = ?");
        SQLite::bind(query,
                     signal.ticker.text(),
                     std::string{models::name_of(signal.side)},
                     signal.entry_date.days_since_1970());
        CHECK(query.executeStep());  // Opened on an earlier night or a moment ago.
        return query.getColumn(0).getInt64();
    }

    SQLite::Database& database_;
    const models::ExitRule& rule_;
    int day_;
};

class SqliteStore final : public SignalStore {
public:
    SqliteStore(std::filesystem::path path,
                std::unique_ptr<SQLite::Database> database,
                const models::ExitRule& rule)
        : path_(std::move(path)), database_(std::move(database)), rule_(rule) {}

    Result<std::vector<signals::Signal>> active_before(TradingDate session) const override {
        return base::guarded(path_.string(), [&]() -> Result<std::vector<signals::Signal>> {
            SQLite::Statement query(
                *database_,
                fmt::format("SELECT {} FROM signal LEFT JOIN closing ON closing.signal_id = "
                            "signal.id AND closing.session < ?1 WHERE signal.entry_date < ?1 AND "
                            "closing.signal_id IS NULL ORDER BY signal.id",
                            kSignalColumns));
            query.bind(1, session.days_since_1970());
            std::vector<signals::Signal> active;
            while (query.executeStep()) {
                TRY_ASSIGN(auto signal, read_signal(query, 0));
                active.push_back(std::move(signal));
            }
            return active;
        });
    }

    Result<std::vector<signals::Closed>> paper_trades_before(TradingDate session) const override {
        return base::guarded(path_.string(), [&]() -> Result<std::vector<signals::Closed>> {
            SQLite::Statement query(
                *database_,
                fmt::format("SELECT {}, {} FROM closing JOIN signal ON signal.id = signal_id "
                            "WHERE reason = 'REPLACED' AND closing.session < ?1 AND "
                            "ifnull(paper_session, ?1) >= ?1 ORDER BY signal.id",
                            kSignalColumns,
                            kClosingColumns));
            query.bind(1, session.days_since_1970());
            std::vector<signals::Closed> trades;
            while (query.executeStep()) {
                TRY_ASSIGN(auto signal, read_signal(query, 0));
                TRY_ASSIGN(auto closed, read_closed(query, std::move(signal), kSignalColumnCount));
                closed.paper_exit.reset();
                trades.push_back(std::move(closed));
            }
            return trades;
        });
    }

    Result<std::vector<signals::PredictedTrade>> unresolved_before(
        TradingDate session, std::size_t nights) const override {
        using Trades = std::vector<signals::PredictedTrade>;
        return base::guarded(path_.string(), [&]() -> Result<Trades> {
            SQLite::Statement query(
                *database_,
                "SELECT session, ticker, side, close FROM prediction WHERE session IN "
                "(SELECT session FROM run WHERE state IN ('PUBLISHED', 'NO_EDGE') AND "
                "session < ?1 ORDER BY session DESC LIMIT ?2) AND NOT EXISTS "
                "(SELECT 1 FROM outcome WHERE outcome.session = prediction.session AND "
                "outcome.ticker = prediction.ticker AND outcome.side = prediction.side AND "
                "resolved < ?1) ORDER BY session, ticker, side");
            SQLite::bind(query, session.days_since_1970(), static_cast<std::int64_t>(nights));
            Trades trades;
            while (query.executeStep()) {
                TRY_ASSIGN(auto ticker, base::Ticker::from(query.getColumn(1).getText()));
                TRY_ASSIGN(const auto side, signals::parse_side(query.getColumn(2).getText()));
                trades.push_back({.session = TradingDate::from_days(query.getColumn(0).getInt()),
                                  .ticker = std::move(ticker),
                                  .side = side,
                                  .close_usd = query.getColumn(3).getDouble()});
            }
            return trades;
        });
    }

    Result<void> publish(const Night& night) override {
        return base::guarded(path_.string(), [&]() -> Result<void> {
            SQLite::Transaction transaction(*database_, SQLite::TransactionBehavior::IMMEDIATE);
            TRY_ASSIGN(const auto earlier, run_of(night.run.session));
            // What an earlier attempt at this session wrote.
            forget_nights(*database_, night.run.session, night.run.session);
            NightWriter writer(*database_, rule_, night.run.session);
            writer.write_run(night.run);
            writer.write_predictions(night.predictions);
            writer.write_opened(night.opened);
            writer.write_standings(night.active);
            writer.write_closings(night.closed);
            writer.write_paper_ends(night.paper_ended);
            writer.write_outcomes(night.outcomes);
            const bool is_new = append_record(*database_, night.run.session);
            if (!is_new && earlier && shows_signals(earlier->state)) {
                writer.write_published_at(earlier->published_at);
            }
            transaction.commit();
            return {};
        });
    }

    Result<void> record(const Run& run) override {
        return base::guarded(path_.string(), [&]() -> Result<void> {
            SQLite::Transaction transaction(*database_, SQLite::TransactionBehavior::IMMEDIATE);
            TRY_ASSIGN(const auto earlier, run_of(run.session));
            if (!earlier || !shows_signals(earlier->state)) {
                NightWriter(*database_, rule_, run.session).write_run(run);
            }
            transaction.commit();
            return {};
        });
    }

    Result<std::optional<Run>> run_of(TradingDate session) const override {
        return one_run("session = ?", session.days_since_1970());
    }

    Result<std::optional<Run>> last_shown() const override {
        return one_run(
            "state IN ('PUBLISHED', 'NO_EDGE') AND session > ? "
            "ORDER BY session DESC LIMIT 1",
            0);
    }

private:
    Result<std::optional<Run>> one_run(const char* condition, int day) const {
        return base::guarded(path_.string(), [&]() -> Result<std::optional<Run>> {
            SQLite::Statement query(
                *database_, fmt::format("SELECT {} FROM run WHERE {}", kRunColumns, condition));
            query.bind(1, day);
            if (!query.executeStep()) {
                return std::optional<Run>{};
            }
            TRY_ASSIGN(auto run, read_run(query));
            return std::optional{std::move(run)};
        });
    }

    std::filesystem::path path_;
    std::unique_ptr<SQLite::Database> database_;
    models::ExitRule rule_;
};

}  // namespace

Result<std::unique_ptr<SignalStore>> open_store(const std::filesystem::path& path,
                                                const models::ExitRule& rule) {
    TRY_ASSIGN(auto database, base::open_database(path, kDatabaseKind, base::Durability::Full));
    return std::unique_ptr<SignalStore>{
        std::make_unique<SqliteStore>(path, std::move(database), rule)};
}

}  // namespace turbomode::store
