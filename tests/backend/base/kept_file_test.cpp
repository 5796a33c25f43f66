#include "base/kept_file.hpp"

#include <unistd.h>

#include <gtest/gtest.h>

#include "base/file.hpp"
#include "base/file_lock.hpp"

namespace base {
namespace {

class KeptFileTest : public testing::Test {
protected:
    KeptFileTest()
        : folder_(std::filesystem::temp_directory_path() /
                  ("kept_file_test_" + std::to_string(::getpid()))) {}
    ~KeptFileTest() override { std::filesystem::remove_all(folder_); }

    static Result<void> write_two(const Sink& sink) {
        TRY(sink("one "));
        return sink("two");
    }

    std::filesystem::path folder_;
    std::filesystem::path path_ = folder_ / "kept";
};

TEST_F(KeptFileTest, MakesItsFolderAndMapsWhatWasWritten) {
    EXPECT_FALSE(MappedFile::open(path_).has_value());
    ASSERT_TRUE(replace_kept_file(path_, write_two).ok());
    const auto mapped = MappedFile::open(path_);
    ASSERT_TRUE(mapped.has_value());
    EXPECT_EQ(mapped->bytes(), "one two");
}

TEST_F(KeptFileTest, AMapHoldsWhatItMappedWhileTheFileIsReplaced) {
    ASSERT_TRUE(replace_kept_file(path_, write_two).ok());
    const auto before = MappedFile::open(path_);
    ASSERT_TRUE(before.has_value());
    ASSERT_TRUE(replace_kept_file(path_, [](const Sink& sink) { return sink("three"); }).ok());
    EXPECT_EQ(before->bytes(), "one two");
    EXPECT_EQ(MappedFile::open(path_)->bytes(), "three");
}

TEST_F(KeptFileTest, WhatFailsHalfWayLeavesTheOldFile) {
    ASSERT_TRUE(replace_kept_file(path_, write_two).ok());
    const auto failed = replace_kept_file(path_, [](const Sink& sink) -> Result<void> {
        TRY(sink("half"));
        return Error{ErrorCode::Failed, "no more"};
    });
    ASSERT_FALSE(failed.ok());
    EXPECT_EQ(failed.error().message, "no more");
    EXPECT_EQ(read_file(path_).value(), "one two");
    EXPECT_FALSE(std::filesystem::exists(folder_ / "kept.new"));
}

TEST_F(KeptFileTest, OneWritesAtATime) {
    std::filesystem::create_directories(folder_);
    const auto held = FileLock::try_lock(folder_ / "kept.lock", "another").value();
    const auto refused = replace_kept_file(path_, write_two);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::Refused);
    EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(KeptFileTest, WhatAKilledOneLeftIsOverwritten) {
    std::filesystem::create_directories(folder_);
    ASSERT_TRUE(write_file_atomically(folder_ / "kept.new", "much longer than what comes").ok());
    ASSERT_TRUE(replace_kept_file(path_, write_two).ok());
    EXPECT_EQ(read_file(path_).value(), "one two");
}

}  // namespace
}  // namespace base
