#include "base/file.hpp"

#include <csignal>
#include <cstdlib>
#include <sstream>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace base {
namespace {

class FileTest : public testing::Test {
protected:
    FileTest()
        : folder_(std::filesystem::temp_directory_path() /
                  ("file_test_" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(folder_);
    }
    ~FileTest() override { std::filesystem::remove_all(folder_); }
    std::filesystem::path folder_;
};

TEST_F(FileTest, ReplacesAFileAndLeavesNothingBeside) {
    ASSERT_TRUE(write_file_atomically(folder_ / "a", "one").ok());
    ASSERT_TRUE(write_file_atomically(folder_ / "a", "two").ok());
    EXPECT_EQ(read_file(folder_ / "a").value(), "two");
    const auto entries = std::distance(std::filesystem::directory_iterator(folder_), {});
    EXPECT_EQ(entries, 1);
}

TEST_F(FileTest, NamesTheFileThatIsNotThere) {
    const auto missing = read_file(folder_ / "missing");
    ASSERT_FALSE(missing.ok());
    EXPECT_NE(missing.error().message.find("missing"), std::string::npos);
}

TEST_F(FileTest, SaysWhenItCannotWrite) {
    EXPECT_FALSE(write_file_atomically(folder_ / "no_such_folder" / "a", "one").ok());
}

TEST_F(FileTest, AppendsLinesOneAfterTheOther) {
    ASSERT_TRUE(append_line(folder_ / "a", "one").ok());
    ASSERT_TRUE(append_line(folder_ / "a", "two").ok());
    EXPECT_EQ(read_file(folder_ / "a").value(), "one\ntwo\n");
}

TEST_F(FileTest, EndsHalfALineBeforeItAppends) {
    ASSERT_TRUE(write_file_atomically(folder_ / "a", "one\ntw").ok());
    ASSERT_TRUE(append_line(folder_ / "a", "three").ok());
    EXPECT_EQ(read_file(folder_ / "a").value(), "one\ntw\nthree\n");
}

TEST_F(FileTest, AppendsWholeLinesWhenManyDoSoAtOnce) {
    constexpr std::string_view kWriters = "abcdefgh";
    constexpr std::size_t kLines = 20;
    const auto append_some = [&](char letter) {
        for (std::size_t i = 0; i < kLines; ++i) {
            EXPECT_TRUE(append_line(folder_ / "a", std::string(1000, letter)).ok());
        }
    };
    std::vector<std::jthread> writers;
    for (const char letter : kWriters) {
        writers.emplace_back(append_some, letter);
    }
    writers.clear();  // Joins.
    std::istringstream lines(read_file(folder_ / "a").value());
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        EXPECT_EQ(line, std::string(1000, line.front()));
    }
    EXPECT_EQ(count, kWriters.size() * kLines);
}

TEST_F(FileTest, SaysWhenItCannotAppend) {
    const auto appended = append_line(folder_ / "no_such_folder" / "a", "one");
    ASSERT_FALSE(appended.ok());
    EXPECT_NE(appended.error().message.find("no_such_folder"), std::string::npos);
    EXPECT_FALSE(append_line(folder_, "one").ok());
}

// Appends where files may have no more than eight bytes, which stands in for a full disk. Ends the
// process, with 0 when that was told.
[[noreturn]] void append_to_full_disk(const std::filesystem::path& path) {
    const rlimit eight{.rlim_cur = 8, .rlim_max = 8};
    std::signal(SIGXFSZ, SIG_IGN);
    const bool is_limited = ::setrlimit(RLIMIT_FSIZE, &eight) == 0;
    std::_Exit(is_limited && !append_line(path, "two three").ok() ? 0 : 1);
}

TEST_F(FileTest, LeavesTheFileAsItWasWhenTheDiskIsFull) {
    ASSERT_TRUE(append_line(folder_ / "a", "one").ok());
    EXPECT_EXIT(append_to_full_disk(folder_ / "a"), testing::ExitedWithCode(0), "");
    EXPECT_EQ(read_file(folder_ / "a").value(), "one\n");
}

}  // namespace
}  // namespace base
