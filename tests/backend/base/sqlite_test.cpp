#include "base/sqlite.hpp"

#include <unistd.h>

#include <array>
#include <fstream>

#include <gtest/gtest.h>

namespace base {
namespace {

constexpr std::array<std::string_view, 2> kMigrations{
    "CREATE TABLE first (x INTEGER)", "CREATE TABLE second (x INTEGER)"};
constexpr DatabaseKind kOld{"test", 0x1234, std::span(kMigrations).first(1)};
constexpr DatabaseKind kNew{"test", 0x1234, kMigrations};
constexpr DatabaseKind kStranger{"other", 0x4321, kMigrations};

class SqliteTest : public testing::Test {
protected:
    SqliteTest()
        : path_(std::filesystem::temp_directory_path() /
                ("sqlite_test_" + std::to_string(::getpid())) / "test.db") {}
    ~SqliteTest() override { std::filesystem::remove_all(path_.parent_path()); }
    std::filesystem::path path_;
};

TEST_F(SqliteTest, RunsTheMissingMigrationsOnce) {
    ASSERT_TRUE(open_database(path_, kOld, Durability::Normal).ok());
    ASSERT_TRUE(open_database(path_, kNew, Durability::Normal).ok());
    auto again = open_database(path_, kNew, Durability::Normal);
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again.value()->execAndGet("PRAGMA user_version").getInt(), 2);
    EXPECT_STREQ(again.value()->execAndGet("PRAGMA journal_mode").getText(), "wal");
}

TEST_F(SqliteTest, RefusesTheFileOfAnotherProgram) {
    ASSERT_TRUE(open_database(path_, kNew, Durability::Full).ok());
    for (const auto& opened : {open_database(path_, kStranger, Durability::Full),
                               open_database_read_only(path_, kStranger)}) {
        ASSERT_FALSE(opened.ok());
        EXPECT_EQ(opened.error().code, ErrorCode::Refused);
        EXPECT_NE(opened.error().message.find("not a other database"), std::string::npos);
    }
}

TEST_F(SqliteTest, RefusesTablesNewerOrOlderThanItKnows) {
    ASSERT_TRUE(open_database(path_, kNew, Durability::Normal).ok());
    EXPECT_FALSE(open_database(path_, kOld, Durability::Normal).ok());
    EXPECT_FALSE(open_database_read_only(path_, kOld).ok());
    std::filesystem::remove_all(path_.parent_path());
    ASSERT_TRUE(open_database(path_, kOld, Durability::Normal).ok());
    EXPECT_FALSE(open_database_read_only(path_, kNew).ok());
}

TEST_F(SqliteTest, ReadOnlyDoesNotCreateAFile) {
    const auto opened = open_database_read_only(path_, kNew);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::NotFound);
    EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(SqliteTest, CallsAFileThatIsNoDatabaseCorrupt) {
    std::filesystem::create_directories(path_.parent_path());
    std::ofstream(path_) << std::string(4096, 'x');
    const auto opened = open_database_read_only(path_, kNew);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::Corruption);
}

TEST_F(SqliteTest, TurnsExceptionsIntoErrorsThatSayWhere) {
    auto database = open_database(path_, kNew, Durability::Normal);
    const auto result = guarded("reading nothing", [&]() -> Result<int> {
        return database.value()->execAndGet("SELECT x FROM nowhere").getInt();
    });
    ASSERT_FALSE(result.ok());
    EXPECT_NE(result.error().message.find("reading nothing"), std::string::npos);
}

TEST_F(SqliteTest, TellsWhetherAFileIsWhole) {
    EXPECT_EQ(integrity_faults(path_).error().code, ErrorCode::Failed);  // There is none.
    {
        const auto database = open_database(path_, kNew, Durability::Full).value();
        database->exec("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 9999) "
                       "INSERT INTO first SELECT x FROM n");
    }
    EXPECT_TRUE(integrity_faults(path_).value().empty());
    std::filesystem::resize_file(path_, std::filesystem::file_size(path_) / 2);
    EXPECT_FALSE(integrity_faults(path_).value().empty());
}

}  // namespace
}  // namespace base
