#include "ml_automation/web/static_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.hpp"

namespace ml_automation::web {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Key;
using testing::UnorderedElementsAre;

class StaticFilesTest : public testing::Test {
protected:
    StaticFilesTest()
        : folder(fs::path{testing::TempDir()} / "ml_static_files" /
                 testing::UnitTest::GetInstance()->current_test_info()->name()) {
        fs::remove_all(folder);
        fs::create_directories(folder / "assets");
    }
    ~StaticFilesTest() override { fs::remove_all(folder); }

    void write(const std::string& name, const std::string& bytes) const {
        ASSERT_TRUE(base::write_file_atomically(folder / name, bytes).ok());
    }

    fs::path folder;
};

TEST_F(StaticFilesTest, AreReadWithTheTypeOfTheirEnding) {
    write("index.html", "<!doctype html>");
    write("icon.svg", "<svg/>");
    write("assets/index-a_1-B.js", "let x;");
    write("assets/index.css", "p {}");
    write("notes.txt", "not for the page");
    const auto files = read_static_files(folder).value();
    EXPECT_THAT(files,
                UnorderedElementsAre(Key("/index.html"),
                                     Key("/icon.svg"),
                                     Key("/assets/index-a_1-B.js"),
                                     Key("/assets/index.css")));
    EXPECT_EQ(files.at("/index.html").content_type, "text/html; charset=utf-8");
    EXPECT_EQ(files.at("/icon.svg").content_type, "image/svg+xml");
    EXPECT_EQ(files.at("/assets/index-a_1-B.js").content_type, "text/javascript; charset=utf-8");
    EXPECT_EQ(files.at("/assets/index.css").content_type, "text/css; charset=utf-8");
    EXPECT_EQ(files.at("/assets/index.css").body, "p {}");
}

TEST_F(StaticFilesTest, SayWhatToDoWhenThereIsNoPage) {
    for (const auto& empty : {folder, folder / "none"}) {
        const auto files = read_static_files(empty);
        ASSERT_FALSE(files.ok());
        EXPECT_EQ(files.error().code, base::ErrorCode::NotFound);
        EXPECT_THAT(files.error().message, HasSubstr(empty.string()));
        EXPECT_THAT(files.error().message, HasSubstr("tools/build_pages.sh"));
    }
}

}  // namespace
}  // namespace ml_automation::web
