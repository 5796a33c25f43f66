#include "turbomode/platform/machine.hpp"

#include <gtest/gtest.h>

#include "backend/turbomode/platform/temporary_folder.hpp"

namespace turbomode::platform {
namespace {

TEST(Machine, HasProcessorsAndMemory) {
    EXPECT_GE(processors(), 1U);
    EXPECT_LE(processors(), 4096U);
    EXPECT_GT(memory_bytes(), std::uint64_t{1} << 26U);
}

TEST(Machine, AFolderThatCanBeWrittenToIsLeftAsItWas) {
    const TemporaryFolder folder{"machine_test"};
    EXPECT_TRUE(try_writing(folder.path()).ok());
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Machine, AFolderThatIsNotThereOrIsAFileIsNamed) {
    const TemporaryFolder folder{"machine_test"};
    for (const auto& path : {folder.path() / "nowhere", std::filesystem::path{"/proc/version"}}) {
        const auto written = try_writing(path);
        ASSERT_FALSE(written.ok());
        EXPECT_EQ(written.error().code, base::ErrorCode::Failed);
        EXPECT_NE(written.error().message.find(path.string()), std::string::npos);
    }
}

}  // namespace
}  // namespace turbomode::platform
