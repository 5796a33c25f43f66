// NightRecorder: what the tables say of a night, as the ledger seals it.
#pragma once

#include <memory>
#include <string>

#include "base/date.hpp"

namespace SQLite {
class Database;
}  // namespace SQLite

namespace turbomode::store {

// Prepares its queries once for all nights. Throws the library's exceptions.
class NightRecorder {
public:
    // `database` outlives this object.
    explicit NightRecorder(SQLite::Database& database);
    NightRecorder(const NightRecorder&) = delete;
    NightRecorder& operator=(const NightRecorder&) = delete;
    NightRecorder(NightRecorder&&) = delete;
    NightRecorder& operator=(NightRecorder&&) = delete;
    ~NightRecorder();

    // JSON: see ledger.hpp.
    std::string record_of(base::TradingDate session);

private:
    struct Queries;
    std::unique_ptr<Queries> queries_;
};

}  // namespace turbomode::store
