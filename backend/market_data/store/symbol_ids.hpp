// Ids of tickers in the table `symbol`, made on first sight.
#pragma once

#include <cstdint>

#include "base/sqlite.hpp"
#include "base/units.hpp"

namespace market_data::store {

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

}  // namespace market_data::store
