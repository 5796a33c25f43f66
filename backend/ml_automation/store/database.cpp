#include "ml_automation/store/database.hpp"

#include <array>

namespace ml_automation::store {

namespace {

// Dates are days since 1970-01-01, prices US dollars, `inputs` float32 values in the machine's
// order, `opinions` strength, confidence and direction (-1, 0, 1) of each analyser in turn.
constexpr std::array<std::string_view, 1> kMigrations{
    R"sql(
    CREATE TABLE scan (
        session     INTEGER PRIMARY KEY,
        made_at     TEXT NOT NULL,
        data_source TEXT NOT NULL,
        model_id    TEXT NOT NULL,
        inputs_hash TEXT NOT NULL,
        members     INTEGER NOT NULL);

    CREATE TABLE scanned_stock (
        session     INTEGER NOT NULL REFERENCES scan(session),
        ticker      TEXT NOT NULL,
        name        TEXT NOT NULL,
        sector      TEXT NOT NULL,
        close       REAL NOT NULL,
        opinions    BLOB NOT NULL,
        agreement   REAL NOT NULL,
        rule_score  REAL NOT NULL,
        score       REAL NOT NULL,
        direction   TEXT NOT NULL,
        probability REAL,
        base_rate   REAL,
        inputs      BLOB NOT NULL,
        PRIMARY KEY (session, ticker)) WITHOUT ROWID;

    -- What was known on decided_on never changes; the rest is how it stands.
    CREATE TABLE paper_trade (
        decided_on  INTEGER NOT NULL,
        ticker      TEXT NOT NULL,
        name        TEXT NOT NULL,
        sector      TEXT NOT NULL,
        score       REAL NOT NULL,
        agreement   REAL NOT NULL,
        probability REAL,
        base_rate   REAL,
        model_id    TEXT NOT NULL,
        inputs_hash TEXT NOT NULL,
        inputs      BLOB NOT NULL,
        state       TEXT NOT NULL,
        fill_date   INTEGER,
        fill        REAL,
        target      REAL NOT NULL,
        stop        REAL NOT NULL,
        close       REAL NOT NULL,
        net_return  REAL NOT NULL,
        exit_reason TEXT,
        exit_date   INTEGER,
        exit        REAL,
        known_on    INTEGER,
        PRIMARY KEY (decided_on, ticker)) WITHOUT ROWID;
    CREATE INDEX paper_trade_by_state ON paper_trade (state);

    CREATE TABLE learned (
        session  INTEGER PRIMARY KEY,
        ended_at TEXT NOT NULL,
        opened   INTEGER NOT NULL,
        closed   INTEGER NOT NULL);

    CREATE TABLE training (
        id            INTEGER PRIMARY KEY,
        as_of         INTEGER NOT NULL,
        ended_at      TEXT NOT NULL,
        why           TEXT NOT NULL,
        model_id      TEXT NOT NULL,
        message       TEXT NOT NULL,
        samples       INTEGER NOT NULL,
        paper_trades  INTEGER NOT NULL,
        has_edge      INTEGER NOT NULL,
        base_rate     REAL NOT NULL,
        log_loss      REAL NOT NULL,
        log_loss_base REAL NOT NULL,
        auc           REAL NOT NULL);

    CREATE TABLE cycle (
        session    INTEGER PRIMARY KEY,
        state      TEXT NOT NULL,
        started_at TEXT NOT NULL,
        ended_at   TEXT NOT NULL,
        message    TEXT NOT NULL);

    CREATE TABLE alert (
        id          INTEGER PRIMARY KEY,
        rule        TEXT NOT NULL,
        message     TEXT NOT NULL,
        raised_at   TEXT NOT NULL,
        resolved_at TEXT NOT NULL);

    -- What the page may switch: one row, "scheduler" with 1 or 0.
    CREATE TABLE switch (
        name  TEXT PRIMARY KEY,
        is_on INTEGER NOT NULL);
    )sql",
};

}  // namespace

const base::DatabaseKind kDatabaseKind{
    .name = "ML Automation",
    .application_id = 0x4d4c4130,  // "MLA0"
    .migrations = kMigrations,
};

}  // namespace ml_automation::store
