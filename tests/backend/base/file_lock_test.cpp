#include "base/file_lock.hpp"

#include <array>
#include <csignal>
#include <optional>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <gtest/gtest.h>

#include "backend/turbomode/platform/temporary_folder.hpp"
#include "base/file.hpp"

namespace base {
namespace {

class FileLockTest : public testing::Test {
protected:
    turbomode::platform::TemporaryFolder folder_{"file_lock_test"};
    std::filesystem::path path_ = folder_.path() / "scan.lock";
};

TEST_F(FileLockTest, RefusesASecondHolderAndSaysWhoHoldsIt) {
    const auto first = FileLock::try_lock(path_, "scan 2026-11-20\nsince 23:00:04");
    ASSERT_TRUE(first.ok()) << first.error().message;
    const auto second = FileLock::try_lock(path_, "train");
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().code, base::ErrorCode::Refused);
    EXPECT_EQ(second.error().message,
              path_.string() + ": locked by pid " + std::to_string(::getpid()) +
                  ", scan 2026-11-20 since 23:00:04");
}

TEST_F(FileLockTest, ARefusedOneLeavesTheHoldersText) {
    const auto holder = FileLock::try_lock(path_, "scan");
    ASSERT_FALSE(FileLock::try_lock(path_, "train").ok());
    EXPECT_NE(base::read_file(path_).value().find("scan"), std::string::npos);
    EXPECT_EQ(FileLock::try_lock(path_, "train").error().code, base::ErrorCode::Refused);
}

TEST_F(FileLockTest, IsFreeAgainWhenItsHolderLetsGo) {
    {
        const auto lock = FileLock::try_lock(path_, "a long description of the first");
        ASSERT_TRUE(lock.ok());
    }
    EXPECT_EQ(base::read_file(path_).value(), "");
    const auto again = FileLock::try_lock(path_, "second");
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(base::read_file(path_).value(), "pid " + std::to_string(::getpid()) + ", second");
}

TEST_F(FileLockTest, ALookNamesTheHolderAndTakesNothing) {
    EXPECT_EQ(FileLock::holder(path_), std::nullopt);  // No file.
    {
        const auto lock = FileLock::try_lock(path_, "scan");
        EXPECT_EQ(FileLock::holder(path_), "pid " + std::to_string(::getpid()) + ", scan");
        EXPECT_FALSE(FileLock::try_lock(path_, "train").ok());
    }
    EXPECT_EQ(FileLock::holder(path_), std::nullopt);
    // What a killed holder has left is no holder.
    ASSERT_TRUE(write_file_atomically(path_, "pid 1, scan").ok());
    EXPECT_EQ(FileLock::holder(path_), std::nullopt);
    EXPECT_TRUE(FileLock::try_lock(path_, "train").ok());
}

TEST_F(FileLockTest, MovesWithItsOwner) {
    auto lock = FileLock::try_lock(path_, "scan");
    std::optional<FileLock> owner{std::move(lock).value()};
    EXPECT_FALSE(FileLock::try_lock(path_, "train").ok());
    auto other = FileLock::try_lock(folder_.path() / "other.lock", "other");
    *owner = std::move(other).value();  // Lets go of the first.
    EXPECT_TRUE(FileLock::try_lock(path_, "train").ok());
    EXPECT_FALSE(FileLock::try_lock(folder_.path() / "other.lock", "train").ok());
}

TEST_F(FileLockTest, DiesWithItsProcess) {
    std::array<int, 2> ready{};
    ASSERT_EQ(::pipe(ready.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto lock = FileLock::try_lock(path_, "scan");
        const char held = lock.ok() ? 'y' : 'n';
        [[maybe_unused]] const auto written = ::write(ready[1], &held, 1);
        ::pause();
        ::_exit(0);
    }
    char held = 'n';
    ASSERT_EQ(::read(ready[0], &held, 1), 1);
    ASSERT_EQ(held, 'y');
    const auto refused = FileLock::try_lock(path_, "train");
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().message.find("pid " + std::to_string(child) + ", scan"),
              std::string::npos);
    ::kill(child, SIGKILL);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    EXPECT_TRUE(FileLock::try_lock(path_, "train").ok());
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST_F(FileLockTest, SaysWhenTheFileCannotBeMade) {
    const auto lock = FileLock::try_lock(folder_.path() / "no_folder" / "a.lock", "scan");
    ASSERT_FALSE(lock.ok());
    EXPECT_EQ(lock.error().code, base::ErrorCode::Failed);
    EXPECT_NE(lock.error().message.find("no_folder/a.lock"), std::string::npos);
}

}  // namespace
}  // namespace base
