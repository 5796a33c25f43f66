#include "turbomode/store/sqlite_store.hpp"

#include <fmt/format.h>

#include "backend/turbomode/platform/temporary_folder.hpp"
#include "backend/turbomode/store/made_nights.hpp"
#include "backend/turbomode/store/store_contract.hpp"
#include "turbomode/store/database.hpp"

namespace turbomode::store {
namespace {

// All rows of all tables, a line each.
std::string dump_of(const std::filesystem::path& path) {
    SQLite::Database database(path.string(), SQLite::OPEN_READONLY);
    std::string text;
    for (const char* table : {"run", "prediction", "signal", "standing", "closing", "outcome"}) {
        SQLite::Statement rows(database, fmt::format("SELECT * FROM {} ORDER BY 1, 2, 3", table));
        while (rows.executeStep()) {
            text += table;
            for (int column = 0; column < rows.getColumnCount(); ++column) {
                const auto value = rows.getColumn(column);
                text += value.isFloat() ? fmt::format("|{}", value.getDouble())
                                        : fmt::format("|{}", value.getString());
            }
            text += "\n";
        }
    }
    return text;
}

class SqliteUnderTest final : public StoreUnderTest {
public:
    SignalStore& store() override {
        if (!store_) {
            auto opened = open_store(path(), {});
            CHECK(opened.ok());
            store_ = std::move(opened).value();
        }
        return *store_;
    }
    SignalViews& views() override {
        if (!views_) {
            auto opened = open_views(path());
            CHECK(opened.ok());
            views_ = std::move(opened).value();
        }
        return *views_;
    }
    std::string dump() override { return dump_of(path()); }
    void while_writing(const std::function<void()>& meanwhile) override {
        SQLite::Database other(path().string(), SQLite::OPEN_READWRITE);
        SQLite::Transaction transaction(other, SQLite::TransactionBehavior::EXCLUSIVE);
        other.exec("DELETE FROM standing");
        other.exec("UPDATE run SET session = session + 1000");
        meanwhile();
    }
    std::filesystem::path path() const { return folder_.path() / "turbomode.db"; }

private:
    platform::TemporaryFolder folder_{"sqlite_store_test"};
    std::unique_ptr<SignalStore> store_;
    std::unique_ptr<SignalViews> views_;
};

INSTANTIATE_TEST_SUITE_P(Sqlite,
                         StoreContract,
                         testing::Values(StoreKind{
                             .name = "Sqlite",
                             .make =
                                 [] {
                                     return std::make_unique<SqliteUnderTest>();
                                 }}),
                         [](const auto& test) { return test.param.name; });

TEST(SqliteStore, KeepsWhatWasPublishedWhenOpenedAgain) {
    const platform::TemporaryFolder folder{"sqlite_store_test_again"};
    const auto path = folder.path() / "turbomode.db";
    ASSERT_TRUE(open_store(path, {})
                    .value()
                    ->publish(night_opening(kMonday, {made_signal("AAA", kMonday)}))
                    .ok());
    const auto again = open_store(path, {});
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again.value()->active_before(kTuesday).value().size(), 1U);
}

TEST(SqliteStore, RefusesTheFileOfAnotherProgram) {
    const platform::TemporaryFolder folder{"sqlite_store_test_other"};
    const auto path = folder.path() / "other.db";
    {
        SQLite::Database other(path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        other.exec("PRAGMA application_id = 1234; CREATE TABLE signal (x)");
    }
    const auto store = open_store(path, {});
    ASSERT_FALSE(store.ok());
    EXPECT_EQ(store.error().code, base::ErrorCode::Refused);
    EXPECT_NE(store.error().message.find("other.db"), std::string::npos);
    const auto views = open_views(path);
    ASSERT_FALSE(views.ok());
    EXPECT_EQ(views.error().code, base::ErrorCode::Refused);
}

TEST(SqliteViews, NeedAFileThatIsThere) {
    const platform::TemporaryFolder folder{"sqlite_store_test_none"};
    const auto views = open_views(folder.path() / "turbomode.db");
    ASSERT_FALSE(views.ok());
    EXPECT_EQ(views.error().code, base::ErrorCode::NotFound);
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "turbomode.db"));
}

// A value somebody wrote into the file by hand.
class SqliteTamperedTest : public testing::Test {
protected:
    SqliteTamperedTest() {
        auto night = night_opening(kMonday, {made_signal("AAA", kMonday)});
        night.predictions = {made_prediction("AAA", models::Side::Buy)};
        CHECK(under_test_.store().publish(night).ok());
    }
    void execute(const char* sql) {
        SQLite::Database(under_test_.path().string(), SQLite::OPEN_READWRITE).exec(sql);
    }
    SqliteUnderTest under_test_;
};

TEST_F(SqliteTamperedTest, UnknownRunStatesAreCorruption) {
    execute("UPDATE run SET state = 'GREAT'");
    const auto run = under_test_.store().run_of(kMonday);
    ASSERT_FALSE(run.ok());
    EXPECT_EQ(run.error().code, base::ErrorCode::Corruption);
    EXPECT_FALSE(under_test_.views().runs(1).ok());
}

TEST_F(SqliteTamperedTest, UnknownVerdictsAreCorruption) {
    execute("UPDATE prediction SET verdict = 'perhaps'");
    EXPECT_EQ(under_test_.views().predictions_on(kMonday).error().code,
              base::ErrorCode::Corruption);
}

TEST_F(SqliteTamperedTest, BrokenReasonsAreCorruption) {
    execute("UPDATE signal SET reasons = '[{]'");
    EXPECT_EQ(under_test_.views().active_on(kMonday).error().code, base::ErrorCode::Corruption);
}

TEST_F(SqliteTamperedTest, UnknownTiersAreAnError) {
    execute("UPDATE signal SET tier = 'huge_cap'");
    EXPECT_FALSE(under_test_.store().active_before(kTuesday).ok());
}

TEST_F(SqliteTamperedTest, AMissingTableIsAnErrorThatNamesTheFile) {
    execute("DROP TABLE closing");
    const auto active = under_test_.store().active_before(kTuesday);
    ASSERT_FALSE(active.ok());
    EXPECT_NE(active.error().message.find("turbomode.db"), std::string::npos);
}

TEST(SqliteStoreDeathTest, DoesNotTakeAStandingOfASignalItNeverOpened) {
    SqliteUnderTest under_test;
    auto night = night_opening(kMonday, {});
    night.active = {made_active(made_signal("AAA", kMonday), kMonday)};
    EXPECT_DEATH((void)under_test.store().publish(night), "CHECK");
}

}  // namespace
}  // namespace turbomode::store
