#include "turbomode/store/file_version.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "backend/turbomode/platform/temporary_folder.hpp"

namespace turbomode::store {
namespace {

namespace fs = std::filesystem;

class FileVersionTest : public testing::Test {
protected:
    // Writes and says that it was so many seconds ago.
    void write(const fs::path& path, const std::string& bytes, int seconds_ago) const {
        std::ofstream(path) << bytes;
        fs::last_write_time(path,
                            fs::file_time_type::clock::now() - std::chrono::seconds{seconds_ago});
    }

    platform::TemporaryFolder folder_{"file_version_test"};
    const fs::path database_ = folder_.path() / "turbomode.db";
    const fs::path log_ = folder_.path() / "turbomode.db-wal";
};

TEST_F(FileVersionTest, ChangesWithTheFileAndWithItsLog) {
    EXPECT_FALSE(file_version(database_));
    write(database_, "a", 60);
    const auto first = file_version(database_);
    ASSERT_TRUE(first);
    EXPECT_EQ(file_version(database_), first);
    write(log_, "b", 50);
    const auto second = file_version(database_);
    EXPECT_NE(second, first);
    write(log_, "c", 40);
    EXPECT_NE(file_version(database_), second);
    fs::remove(log_);
    EXPECT_EQ(file_version(database_), first);
}

TEST_F(FileVersionTest, IsUnknownWhileTheLastWriteIsFresh) {
    write(database_, "a", 60);
    write(log_, "b", 0);
    EXPECT_FALSE(file_version(database_));
}

}  // namespace
}  // namespace turbomode::store
