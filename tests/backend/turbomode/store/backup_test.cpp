#include "turbomode/store/backup.hpp"

#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "backend/turbomode/platform/temporary_folder.hpp"
#include "backend/turbomode/store/made_nights.hpp"
#include "base/file.hpp"
#include "base/file_lock.hpp"
#include "base/sqlite.hpp"
#include "turbomode/store/sqlite_store.hpp"

namespace turbomode::store {
namespace {

using base::ErrorCode;

class BackupTest : public testing::Test {
protected:
    void publish(base::TradingDate session) const {
        const auto store = open_store(database_, {}).value();
        ASSERT_TRUE(store->publish(night_opening(session, {made_signal("AAPL", session)})).ok());
    }
    static std::optional<base::TradingDate> last_night(const std::filesystem::path& database) {
        const auto shown = open_views(database).value()->last_shown().value();
        return shown ? std::optional{shown->session} : std::nullopt;
    }
    std::filesystem::path back_up_at(const std::string& time, std::size_t keep = 9) const {
        return back_up(database_, folder_, time, keep).value();
    }

    platform::TemporaryFolder home_{"backup_test"};
    std::filesystem::path database_ = home_.path() / "turbomode.db";
    std::filesystem::path folder_ = home_.path() / "backups";
};

TEST_F(BackupTest, IsAWholeDatabaseOfItsTime) {
    publish(kMonday);
    const auto open = open_store(database_, {}).value();  // A writer at work does not matter.
    const auto copy = back_up_at("2024-03-05T04:00:00Z");
    EXPECT_EQ(copy.filename(), "turbomode-20240305T040000Z.db");
    EXPECT_EQ(time_of_backup(copy), "2024-03-05T04:00:00Z");
    publish(kTuesday);
    EXPECT_EQ(last_night(copy), kMonday);
    EXPECT_EQ(last_night(database_), kTuesday);
}

TEST_F(BackupTest, RemovesTheHalfCopiesOfThoseThatWereKilledAndNothingElse) {
    publish(kMonday);
    std::filesystem::create_directories(folder_);
    for (const char* name : {"turbomode-20240301T040000Z.db.tmp",
                             "turbomode-20240301T040000Z.db.tmp-journal",
                             "before-restore-20240301T040000Z.db.tmp",
                             "mine.db.tmp"}) {
        ASSERT_TRUE(base::write_file_atomically(folder_ / name, "half").ok());
    }
    {
        // Another one at work: its half is no leftover.
        const auto other = base::FileLock::try_lock(folder_ / ".backup.lock", "backup");
        const auto refused = back_up(database_, folder_, "2024-03-05T04:00:00Z", 9);
        EXPECT_EQ(refused.error().code, base::ErrorCode::Refused);
        EXPECT_TRUE(std::filesystem::exists(folder_ / "turbomode-20240301T040000Z.db.tmp"));
    }
    back_up_at("2024-03-05T04:00:00Z");
    std::set<std::string> left;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
        left.insert(entry.path().filename().string());
    }
    EXPECT_EQ(
        left,
        (std::set<std::string>{".backup.lock", "mine.db.tmp", "turbomode-20240305T040000Z.db"}));
}

TEST_F(BackupTest, OnlyTheNewestAreKept) {
    publish(kMonday);
    for (const char* time :
         {"2024-03-05T04:00:00Z", "2024-03-06T04:00:00Z", "2024-03-07T04:00:00Z"}) {
        back_up_at(time, 2);
    }
    const auto kept = backups_in(folder_);
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_EQ(kept[0].filename(), "turbomode-20240307T040000Z.db");
    EXPECT_EQ(kept[1].filename(), "turbomode-20240306T040000Z.db");
}

TEST_F(BackupTest, NeedsADatabase) {
    const auto copy = back_up(database_, folder_, "2024-03-05T04:00:00Z", 2);
    ASSERT_FALSE(copy.ok());
    EXPECT_EQ(copy.error().code, ErrorCode::NotFound);
    EXPECT_TRUE(backups_in(folder_).empty());
}

TEST_F(BackupTest, IsPutBackWhileOthersReadAndWhatWasThereIsKept) {
    publish(kMonday);
    const auto copy = back_up_at("2024-03-05T04:00:00Z");
    publish(kTuesday);
    const auto reader = open_views(database_).value();
    EXPECT_EQ(reader->last_shown().value()->session, kTuesday);
    const auto before = restore(copy, database_, folder_, "2024-03-06T12:00:00Z").value();
    EXPECT_EQ(before.filename(), "before-restore-20240306T120000Z.db");
    EXPECT_EQ(last_night(before), kTuesday);
    EXPECT_EQ(last_night(database_), kMonday);
    EXPECT_EQ(reader->last_shown().value()->session, kMonday);
    publish(kTuesday);  // Goes on as before.
    EXPECT_EQ(last_night(database_), kTuesday);
}

TEST_F(BackupTest, IsPutBackWhereNothingIsLeft) {
    publish(kMonday);
    const auto copy = back_up_at("2024-03-05T04:00:00Z");
    for (const char* suffix : {"", "-wal", "-shm"}) {
        std::filesystem::remove(database_.string() + suffix);
    }
    EXPECT_EQ(restore(copy, database_, folder_, "2024-03-06T12:00:00Z").value(), "");
    EXPECT_EQ(last_night(database_), kMonday);
}

TEST_F(BackupTest, WhatIsNoSoundDatabaseOfOursIsNotPutBack) {
    publish(kMonday);
    const auto copy = back_up_at("2024-03-05T04:00:00Z");
    publish(kTuesday);
    const auto refused = [&](const std::filesystem::path& file) {
        const auto result = restore(file, database_, folder_, "2024-03-06T12:00:00Z");
        return !result.ok() && last_night(database_) == kTuesday;
    };
    EXPECT_TRUE(refused(home_.path() / "missing.db"));
    std::ofstream(home_.path() / "text.db") << "no database";
    EXPECT_TRUE(refused(home_.path() / "text.db"));
    {
        base::DatabaseKind other{.name = "other", .application_id = 1, .migrations = {}};
        ASSERT_TRUE(
            base::open_database(home_.path() / "other.db", other, base::Durability::Normal).ok());
    }
    EXPECT_TRUE(refused(home_.path() / "other.db"));
    // Half of its pages are nothing.
    std::filesystem::copy(copy, home_.path() / "torn.db");
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(copy));
    std::fstream torn(home_.path() / "torn.db", std::ios::in | std::ios::out | std::ios::binary);
    torn.seekp(size / 2);
    torn << std::string(static_cast<std::size_t>(size / 2), 'x');
    torn.close();
    EXPECT_TRUE(refused(home_.path() / "torn.db"));
}

}  // namespace
}  // namespace turbomode::store
