// The layout of market_data.db: whose file it is and how its tables came to be. The reader and the
// store (the only writer) share it.
#pragma once

#include <array>
#include <string_view>

#include "base/sqlite.hpp"

namespace market_data {

// Dates are days since 1970-01-01. Prices are raw US dollars, volumes raw shares.
inline constexpr std::array<std::string_view, 3> kMigrations{R"sql(
    CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

    CREATE TABLE symbol (
        id     INTEGER PRIMARY KEY,
        ticker TEXT NOT NULL UNIQUE,
        name   TEXT NOT NULL DEFAULT '',
        sector TEXT NOT NULL DEFAULT 'Unknown');

    CREATE TABLE bar (
        symbol_id INTEGER NOT NULL REFERENCES symbol(id),
        date      INTEGER NOT NULL,
        open REAL NOT NULL, high REAL NOT NULL, low REAL NOT NULL, close REAL NOT NULL,
        volume REAL NOT NULL,
        PRIMARY KEY (symbol_id, date)) WITHOUT ROWID;

    -- dividend: USD a share as traded on the ex-date; split: new shares for one old.
    CREATE TABLE action (
        symbol_id INTEGER NOT NULL REFERENCES symbol(id),
        date      INTEGER NOT NULL,
        dividend  REAL NOT NULL,
        split     REAL NOT NULL,
        PRIMARY KEY (symbol_id, date)) WITHOUT ROWID;

    -- In the index from first_date on, no longer on end_date; NULL: still a member.
    CREATE TABLE spell (
        source     TEXT NOT NULL,
        symbol_id  INTEGER NOT NULL REFERENCES symbol(id),
        first_date INTEGER NOT NULL,
        end_date   INTEGER,
        PRIMARY KEY (source, symbol_id, first_date)) WITHOUT ROWID;

    CREATE TABLE cap (
        symbol_id INTEGER NOT NULL REFERENCES symbol(id),
        as_of     INTEGER NOT NULL,
        usd       REAL NOT NULL,
        PRIMARY KEY (symbol_id, as_of)) WITHOUT ROWID;

    CREATE TABLE quarantine (
        symbol_id INTEGER NOT NULL REFERENCES symbol(id),
        date      INTEGER NOT NULL,
        reason    TEXT NOT NULL,
        origin    TEXT NOT NULL,
        found_at  TEXT NOT NULL,
        PRIMARY KEY (symbol_id, date, origin)) WITHOUT ROWID;

    CREATE TABLE import (
        id          INTEGER PRIMARY KEY,
        finished_at TEXT NOT NULL,
        kind        TEXT NOT NULL,
        file        TEXT NOT NULL,
        sha256      TEXT NOT NULL,
        rows        INTEGER NOT NULL);
)sql",
                                                             R"sql(
    -- What brought or changed values: a file, a vendor's reply, the user. known_on: New York's date
    -- when it was written. url, status: of a reply, without secrets; its kind is the vendor's name,
    -- its file the ticker. is_comparison: the reply was only held against another vendor's. Row 0
    -- stands for what was there before origins were kept.
    ALTER TABLE import RENAME TO origin;
    ALTER TABLE origin ADD COLUMN known_on INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE origin ADD COLUMN url TEXT NOT NULL DEFAULT '';
    ALTER TABLE origin ADD COLUMN status INTEGER;
    ALTER TABLE origin ADD COLUMN is_comparison INTEGER NOT NULL DEFAULT 0;
    UPDATE origin SET known_on = CAST(julianday(substr(finished_at, 1, 10)) - 2440587.5 AS INTEGER);
    INSERT INTO origin (id, finished_at, kind, file, sha256, rows)
        VALUES (0, '', 'unknown', '', '', 0);
    CREATE INDEX origin_sha256 ON origin (sha256);

    -- A vendor's reply, whole, compressed with zstd.
    CREATE TABLE reply (sha256 TEXT PRIMARY KEY, body BLOB NOT NULL);

    ALTER TABLE bar ADD COLUMN origin_id INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE action ADD COLUMN origin_id INTEGER NOT NULL DEFAULT 0;

    -- What a later origin replaced or took away.
    CREATE TABLE bar_version (
        symbol_id   INTEGER NOT NULL REFERENCES symbol(id),
        date        INTEGER NOT NULL,
        origin_id   INTEGER NOT NULL,
        replaced_by INTEGER NOT NULL,
        open REAL NOT NULL, high REAL NOT NULL, low REAL NOT NULL, close REAL NOT NULL,
        volume REAL NOT NULL,
        PRIMARY KEY (symbol_id, date, replaced_by)) WITHOUT ROWID;
    CREATE TABLE action_version (
        symbol_id   INTEGER NOT NULL REFERENCES symbol(id),
        date        INTEGER NOT NULL,
        origin_id   INTEGER NOT NULL,
        replaced_by INTEGER NOT NULL,
        dividend REAL NOT NULL, split REAL NOT NULL,
        PRIMARY KEY (symbol_id, date, replaced_by)) WITHOUT ROWID;

    -- Which rule held a bar back, and its numbers where it has five.
    ALTER TABLE quarantine ADD COLUMN rule TEXT NOT NULL DEFAULT '';
    ALTER TABLE quarantine ADD COLUMN open REAL;
    ALTER TABLE quarantine ADD COLUMN high REAL;
    ALTER TABLE quarantine ADD COLUMN low REAL;
    ALTER TABLE quarantine ADD COLUMN close REAL;
    ALTER TABLE quarantine ADD COLUMN volume REAL;

    -- Bars that the user vouched for: with these numbers no rule holds them back again.
    CREATE TABLE released (
        symbol_id INTEGER NOT NULL REFERENCES symbol(id),
        date      INTEGER NOT NULL,
        open REAL NOT NULL, high REAL NOT NULL, low REAL NOT NULL, close REAL NOT NULL,
        volume REAL NOT NULL,
        PRIMARY KEY (symbol_id, date)) WITHOUT ROWID;
)sql",
                                                             R"sql(
    -- Builds that do not know this change bars without changing the version of the prices, of which
    -- snapshots are made (reader/snapshot.hpp): from here on they are refused.
    DELETE FROM setting WHERE key = 'prices_version';
)sql"};

inline constexpr base::DatabaseKind kDatabaseKind{
    .name = "market data",
    .application_id = 0x544d4d44,  // "TMMD"
    .migrations = kMigrations,
};

// Keys of the table `setting`.
inline constexpr std::string_view kSettingSource = "source";  // Where the prices come from.
// Another text whenever bars or actions have changed; missing in a store that no build with
// snapshots has written to.
inline constexpr std::string_view kSettingPricesVersion = "prices_version";
inline constexpr std::string_view kSourceSimulated = "SIMULATED";

}  // namespace market_data
