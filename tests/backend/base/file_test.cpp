#include "base/file.hpp"

#include <unistd.h>

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

}  // namespace
}  // namespace base
