#include "base/progress.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

#include "base/file.hpp"

namespace base {
namespace {

class ProgressTest : public testing::Test {
protected:
    ProgressTest() {
        ::setenv("TURBOMODE_PROGRESS", file_.c_str(), 1);
        std::filesystem::remove(file_);
    }
    ~ProgressTest() override {
        ::unsetenv("TURBOMODE_PROGRESS");
        std::filesystem::remove(file_);
    }
    std::string told() const { return read_file(file_).value(); }

    // Tests run side by side, each in a process of its own.
    std::string file_ = testing::TempDir() + "progress_test_" + std::to_string(::getpid());
};

TEST_F(ProgressTest, TellsWhoeverAsksHowFarItIs) {
    Progress progress("training", 200);
    progress.at(84);
    EXPECT_EQ(told(), "42 training\n");
    progress.at(85);  // No whole percent more.
    EXPECT_EQ(told(), "42 training\n");
    progress.at(500);
    EXPECT_EQ(told(), "100 training\n");
}

TEST_F(ProgressTest, OfNothingTellsNothing) {
    Progress progress("training", 0);
    progress.at(0);
    EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(ProgressTest, GoesOnWhereTheFileCannotBeWritten) {
    ::setenv("TURBOMODE_PROGRESS", "/no/such/folder/file", 1);
    Progress progress("training", 2);
    progress.at(1);
}

}  // namespace
}  // namespace base
