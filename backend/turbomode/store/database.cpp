#include "turbomode/store/database.hpp"

#include <array>

#include <nlohmann/json.hpp>

namespace turbomode::store {

using base::Result;
using base::TradingDate;

namespace {

// Dates are days since 1970-01-01, prices US dollars.
constexpr std::array<std::string_view, 3> kMigrations{
    R"sql(
    -- One row a session: how its run ended.
    CREATE TABLE run (
        session        INTEGER PRIMARY KEY,
        state          TEXT NOT NULL,
        message        TEXT NOT NULL,
        model_id       TEXT NOT NULL,
        schema_hash    TEXT NOT NULL,
        data_hash      TEXT NOT NULL,
        data_source    TEXT NOT NULL,
        config_hash    TEXT NOT NULL,
        started_at     TEXT NOT NULL,
        published_at   TEXT NOT NULL,
        universe_count INTEGER NOT NULL,
        fresh_count    INTEGER NOT NULL,
        scored_count   INTEGER NOT NULL,
        signals_opened INTEGER NOT NULL,
        signals_closed INTEGER NOT NULL,
        signals_active INTEGER NOT NULL,
        candidates     INTEGER NOT NULL,
        tier_rule      TEXT NOT NULL);

    CREATE TABLE prediction (
        session         INTEGER NOT NULL REFERENCES run(session),
        ticker          TEXT NOT NULL,
        side            TEXT NOT NULL,
        name            TEXT NOT NULL,
        sector          TEXT NOT NULL,
        tier            TEXT NOT NULL,
        confidence      REAL NOT NULL,
        base_rate       REAL NOT NULL,
        expected_return REAL NOT NULL,
        close           REAL NOT NULL,
        verdict         TEXT NOT NULL,
        PRIMARY KEY (session, ticker, side)) WITHOUT ROWID;
    CREATE INDEX prediction_by_ticker ON prediction (ticker, session);

    -- What was decided on the evening of entry_date; never changes afterwards.
    CREATE TABLE signal (
        id              INTEGER PRIMARY KEY,
        ticker          TEXT NOT NULL,
        name            TEXT NOT NULL,
        sector          TEXT NOT NULL,
        tier            TEXT NOT NULL,
        side            TEXT NOT NULL,
        confidence      REAL NOT NULL,
        base_rate       REAL NOT NULL,
        expected_return REAL NOT NULL,
        entry_date      INTEGER NOT NULL,
        entry           REAL NOT NULL,
        reasons         TEXT NOT NULL,
        UNIQUE (ticker, side, entry_date));

    -- How an active signal stood on a night; prices in shares of that night.
    CREATE TABLE standing (
        session              INTEGER NOT NULL,
        signal_id            INTEGER NOT NULL REFERENCES signal(id),
        age_days             INTEGER NOT NULL,
        effective_confidence REAL NOT NULL,
        latest_confidence    REAL,
        split_ratio          REAL NOT NULL,
        entry                REAL NOT NULL,
        target               REAL NOT NULL,
        stop                 REAL NOT NULL,
        dividends            REAL NOT NULL,
        fill_date            INTEGER,
        fill                 REAL,
        close                REAL NOT NULL,
        net_return           REAL,
        PRIMARY KEY (session, signal_id)) WITHOUT ROWID;

    -- How a signal left the list, on the night of `session`; prices in shares of the exit date.
    -- paper_*: how the trade of a replaced one went on to end.
    CREATE TABLE closing (
        signal_id        INTEGER PRIMARY KEY REFERENCES signal(id),
        session          INTEGER NOT NULL,
        reason           TEXT NOT NULL,
        exit_date        INTEGER NOT NULL,
        exit             REAL NOT NULL,
        net_return       REAL,
        hold_days        INTEGER NOT NULL,
        split_ratio      REAL NOT NULL,
        entry            REAL NOT NULL,
        target           REAL NOT NULL,
        stop             REAL NOT NULL,
        dividends        REAL NOT NULL,
        fill_date        INTEGER,
        fill             REAL,
        close            REAL NOT NULL,
        paper_session    INTEGER,
        paper_reason     TEXT,
        paper_date       INTEGER,
        paper_exit       REAL,
        paper_net_return REAL);
)sql",
    R"sql(
    -- What was published, sealed; see ledger.hpp.
    CREATE TABLE ledger (
        number   INTEGER PRIMARY KEY,
        session  INTEGER NOT NULL,
        record   TEXT NOT NULL,
        previous TEXT NOT NULL,
        seal     TEXT NOT NULL);
    CREATE INDEX ledger_by_session ON ledger (session);
    CREATE TRIGGER ledger_keeps BEFORE UPDATE ON ledger
        BEGIN SELECT raise(ABORT, 'the ledger is only added to'); END;
    CREATE TRIGGER ledger_holds BEFORE DELETE ON ledger
        BEGIN SELECT raise(ABORT, 'the ledger is only added to'); END;
)sql",
    R"sql(
    -- How the trade that a prediction speaks of ended, found on the night of `resolved`.
    -- net_return is NULL when it was cancelled.
    CREATE TABLE outcome (
        resolved   INTEGER NOT NULL,
        session    INTEGER NOT NULL,
        ticker     TEXT NOT NULL,
        side       TEXT NOT NULL,
        reason     TEXT NOT NULL,
        exit_date  INTEGER NOT NULL,
        net_return REAL,
        PRIMARY KEY (resolved, session, ticker, side),
        UNIQUE (session, ticker, side)) WITHOUT ROWID;
    -- NULL: the night was not scored, or by an earlier build.
    ALTER TABLE run ADD COLUMN drift_statistic REAL;
    ALTER TABLE run ADD COLUMN drift_threshold REAL;
    ALTER TABLE run ADD COLUMN drift_features TEXT;
    -- What one night did, without a walk through all nights.
    CREATE INDEX signal_by_entry_date ON signal (entry_date);
    CREATE INDEX closing_by_session ON closing (session);
    CREATE INDEX closing_by_paper_session ON closing (paper_session);
)sql"};

TradingDate date_at(SQLite::Statement& row, int column) {
    return TradingDate::from_days(row.getColumn(column).getInt());
}

Result<models::ExitReason> parse_exit_reason(const std::string& name) {
    for (const auto reason : {models::ExitReason::TargetHit,
                              models::ExitReason::StopHit,
                              models::ExitReason::Expired,
                              models::ExitReason::Cancelled,
                              models::ExitReason::Delisted}) {
        if (models::name_of(reason) == name) {
            return reason;
        }
    }
    return base::Error{base::ErrorCode::Corruption, "'" + name + "' is no exit reason"};
}

}  // namespace

const base::DatabaseKind kDatabaseKind{
    .name = "TurboMode",
    .application_id = 0x5442304d,  // "TB0M"
    .migrations = kMigrations,
};

Result<Run> read_run(SQLite::Statement& row) {
    int column = 0;
    const auto text = [&] {
        return row.getColumn(column++).getString();
    };
    const auto number = [&] {
        return row.getColumn(column++).getInt();
    };
    Run run{.session = TradingDate::from_days(number())};
    TRY_ASSIGN(run.state, parse_run_state(text()));
    for (std::string* field : {&run.message,
                               &run.model_id,
                               &run.schema_hash,
                               &run.data_hash,
                               &run.data_source,
                               &run.config_hash,
                               &run.started_at,
                               &run.published_at}) {
        *field = text();
    }
    for (int* field : {&run.universe_count,
                       &run.fresh_count,
                       &run.scored_count,
                       &run.signals_opened,
                       &run.signals_closed,
                       &run.signals_active,
                       &run.candidates}) {
        *field = number();
    }
    run.tier_rule = text();
    if (!row.getColumn(column).isNull()) {
        run.drift = Drift{.statistic = row.getColumn(column).getDouble(),
                          .threshold = row.getColumn(column + 1).getDouble(),
                          .features = row.getColumn(column + 2).getString()};
    }
    return run;
}

Result<signals::Signal> read_signal(SQLite::Statement& row, int first) {
    TRY_ASSIGN(auto ticker, base::Ticker::from(row.getColumn(first).getText()));
    TRY_ASSIGN(const auto tier, signals::parse_tier(row.getColumn(first + 2).getText()));
    TRY_ASSIGN(const auto side, signals::parse_side(row.getColumn(first + 3).getText()));
    return signals::Signal{.ticker = std::move(ticker),
                           .sector = row.getColumn(first + 1).getString(),
                           .tier = tier,
                           .side = side,
                           .confidence = row.getColumn(first + 4).getDouble(),
                           .base_rate = row.getColumn(first + 5).getDouble(),
                           .expected_return = row.getColumn(first + 6).getDouble(),
                           .entry_date = date_at(row, first + 7),
                           .entry_usd = row.getColumn(first + 8).getDouble()};
}

Result<signals::Closed> read_closed(SQLite::Statement& row, signals::Signal signal, int first) {
    const auto real = [&](int column) {
        return row.getColumn(first + column).getDouble();
    };
    const auto missing = [&](int column) {
        return row.getColumn(first + column).isNull();
    };
    TRY_ASSIGN(const auto reason, signals::parse_list_reason(row.getColumn(first).getText()));
    signals::Closed closed{
        .signal = std::move(signal),
        .reason = reason,
        .exit_date = date_at(row, first + 1),
        .exit_usd = real(2),
        .net_return = missing(3) ? std::nullopt : std::optional{real(3)},
        .hold_days = row.getColumn(first + 4).getInt(),
        .trade = {.split_ratio = real(5),
                  .entry_usd = real(6),
                  .target_usd = real(7),
                  .stop_usd = real(8),
                  .dividends_usd = real(9),
                  .fill = missing(10) ? std::nullopt
                                      : std::optional{models::Fill{.date = date_at(row, first + 10),
                                                                   .price_usd = real(11)}},
                  .exit = {},
                  .close_usd = real(12)},
        .paper_exit = {}};
    if (!missing(13)) {
        TRY_ASSIGN(const auto paper, parse_exit_reason(row.getColumn(first + 13).getString()));
        closed.paper_exit = models::Exit{.reason = paper,
                                         .date = date_at(row, first + 14),
                                         .price_usd = real(15),
                                         .net_return = real(16)};
    }
    return closed;
}

void forget_nights(SQLite::Database& database, TradingDate first, TradingDate last) {
    for (const char* sql :
         {"UPDATE closing SET paper_session = NULL, paper_reason = NULL, paper_date = NULL, "
          "paper_exit = NULL, paper_net_return = NULL WHERE paper_session BETWEEN ? AND ?",
          "DELETE FROM outcome WHERE resolved BETWEEN ? AND ?",
          "DELETE FROM closing WHERE session BETWEEN ? AND ?",
          "DELETE FROM standing WHERE session BETWEEN ? AND ?",
          "DELETE FROM prediction WHERE session BETWEEN ? AND ?",
          "DELETE FROM signal WHERE entry_date BETWEEN ? AND ?",
          "DELETE FROM run WHERE session BETWEEN ? AND ?"}) {
        SQLite::Statement statement(database, sql);
        SQLite::bind(statement, first.days_since_1970(), last.days_since_1970());
        statement.exec();
    }
}

std::string to_text(const std::vector<Reason>& reasons) {
    auto rows = nlohmann::ordered_json::array();
    for (const auto& reason : reasons) {
        rows.push_back({{"feature", reason.feature},
                        {"text", reason.text},
                        {"contribution", reason.contribution}});
    }
    // A name from outside may not be UTF-8; the rest of the text is worth keeping.
    return rows.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

Result<std::vector<Reason>> reasons_in(const std::string& text) {
    try {
        std::vector<Reason> reasons;
        for (const auto& row : nlohmann::json::parse(text)) {
            reasons.push_back({.feature = row.at("feature"),
                               .text = row.at("text"),
                               .contribution = row.at("contribution")});
        }
        return reasons;
    } catch (const nlohmann::json::exception& exception) {
        return base::Error{base::ErrorCode::Corruption,
                           std::string{"the reasons of a signal: "} + exception.what()};
    }
}

Result<signals::Verdict> parse_verdict(const std::string& name) {
    using enum signals::Verdict;
    for (const auto verdict :
         {Unfamiliar, BelowConfidence, NoGain, OtherSideBetter, AlreadyActive, NoPlace, Opened}) {
        if (signals::name_of(verdict) == name) {
            return verdict;
        }
    }
    return base::Error{base::ErrorCode::Corruption, "'" + name + "' is no verdict"};
}

}  // namespace turbomode::store
