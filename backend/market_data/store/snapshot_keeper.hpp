// SnapshotKeeper: gives the prices another version whenever they change, and makes the snapshot of
// them for readers anew (reader/snapshot.hpp), from the one before and what changed since.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "base/sqlite.hpp"
#include "market_data/reader/snapshot.hpp"

namespace market_data::store {

class SnapshotKeeper {
public:
    // By stock, the first day on which something changed, in days since 1970-01-01.
    using FirstDays = std::map<std::int64_t, int>;

    // Changes of prices, told inside the transaction that makes them.
    void note(SQLite::Database& database, const FirstDays& changed);
    // REQUIRES: no transaction is open.
    base::Result<void> refresh(const std::filesystem::path& path, SQLite::Database& database);

private:
    // What was noted leads from the version before to the one after, with nobody else's in between.
    struct Changes {
        std::optional<std::string> version_before;
        std::string version_after;
        FirstDays first_days;
        bool is_gapless = true;
    };

    base::Result<std::string> gather(const std::filesystem::path& path,
                                     const std::optional<Snapshot>& before,
                                     SnapshotWriter& snapshot) const;

    std::optional<Changes> changes_;
};

}  // namespace market_data::store
