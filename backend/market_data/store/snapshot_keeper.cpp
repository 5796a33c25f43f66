#include "market_data/store/snapshot_keeper.hpp"

#include <algorithm>

#include "bars/calendar.hpp"
#include "market_data/reader/database.hpp"
#include "market_data/reader/reader.hpp"

namespace market_data::store {

using base::Result;
using base::TradingDate;

namespace {

std::optional<std::string> stored_version(SQLite::Database& database) {
    SQLite::Statement query(database, "SELECT value FROM setting WHERE key = ?");
    query.bind(1, std::string{kSettingPricesVersion});
    return query.executeStep() ? std::optional{query.getColumn(0).getString()} : std::nullopt;
}

std::string new_version(SQLite::Database& database) {
    SQLite::Statement change(
        database,
        "INSERT OR REPLACE INTO setting VALUES (?, lower(hex(randomblob(16)))) "
        "RETURNING value");
    change.bind(1, std::string{kSettingPricesVersion});
    change.executeStep();
    auto version = change.getColumn(0).getString();
    change.executeStep();  // To its end, where a commit that fails is told.
    return version;
}

// `head`, which ends before `tail` begins, and `tail`.
bars::BarSeries joined(bars::BarSeries head, const bars::BarSeries& tail) {
    for (std::size_t i = 0; i < tail.size(); ++i) {
        head.append(bars::Bar::from(tail.fields(i)).value());
    }
    for (const auto& action : tail.actions()) {
        head.append(action);
    }
    return head;
}

}  // namespace

void SnapshotKeeper::note(SQLite::Database& database, const FirstDays& changed) {
    if (changed.empty()) {
        return;
    }
    const auto before = stored_version(database);
    if (!changes_) {
        changes_ = Changes{.version_before = before, .version_after = {}, .first_days = {}};
    } else if (before != changes_->version_after) {
        changes_->is_gapless = false;  // Another wrote, or our transaction came to nothing.
    }
    for (const auto& [symbol_id, day] : changed) {
        auto& first = changes_->first_days.try_emplace(symbol_id, day).first->second;
        first = std::min(first, day);
    }
    changes_->version_after = new_version(database);
}

Result<std::string> SnapshotKeeper::gather(const std::filesystem::path& path,
                                           const std::optional<Snapshot>& before,
                                           SnapshotWriter& snapshot) const {
    // Of what did not change, nothing is read from the rows.
    const auto first_day = [&](std::int64_t symbol_id) {
        if (!before) {
            return bars::kCalendarFirst;
        }
        const auto found = changes_->first_days.find(symbol_id);
        return found == changes_->first_days.end() ? bars::kCalendarLast.plus_days(1)
                                                   : TradingDate::from_days(found->second);
    };
    TRY_ASSIGN(const auto reader, Reader::open(path));
    return reader.each_series(first_day, [&](std::int64_t symbol_id, const auto& rows) {
        snapshot.add(symbol_id,
                     before ? joined(before->series(symbol_id,
                                                    bars::kCalendarFirst,
                                                    first_day(symbol_id).plus_days(-1)),
                                     rows)
                            : rows);
    });
}

Result<void> SnapshotKeeper::refresh(const std::filesystem::path& path,
                                     SQLite::Database& database) {
    auto version = stored_version(database);
    if (!version) {
        version = new_version(database);  // Written by a build without snapshots.
    }
    if (Snapshot::open(path, *version)) {
        return {};
    }
    std::optional<Snapshot> before;
    if (changes_ && changes_->is_gapless && changes_->version_before) {
        before = Snapshot::open(path, *changes_->version_before);
    }
    SnapshotWriter snapshot;
    TRY_ASSIGN(auto read, gather(path, before, snapshot));
    if (before && read != changes_->version_after) {
        snapshot = {};
        TRY_ASSIGN(read, gather(path, std::nullopt, snapshot));
    }
    // Another's newer one is not replaced; nor is anything told of prices without a version.
    if (read.empty() || stored_version(database) != read) {
        return {};
    }
    TRY(snapshot.write(path, read));
    changes_.reset();
    return {};
}

}  // namespace market_data::store
