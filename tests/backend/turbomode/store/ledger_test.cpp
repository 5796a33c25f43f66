#include "turbomode/store/ledger.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/turbomode/platform/temporary_folder.hpp"
#include "backend/turbomode/store/made_nights.hpp"
#include "base/hash.hpp"
#include "base/sqlite.hpp"
#include "turbomode/store/sqlite_store.hpp"

namespace turbomode::store {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class LedgerTest : public testing::Test {
protected:
    // Three nights: two signals open, one of them closes, the other is replaced.
    void publish_all() {
        const auto store = open_store(path_, {}).value();
        const auto apple = made_signal("AAPL", kMonday);
        const auto boeing = made_signal("BA", kMonday, models::Side::Sell);
        auto monday = night_opening(kMonday, {apple, boeing});
        monday.predictions = {made_prediction("AAPL", models::Side::Buy),
                              made_prediction("BA", models::Side::Sell)};
        ASSERT_TRUE(store->publish(monday).ok());
        auto tuesday = night_opening(kTuesday, {made_signal("XOM", kTuesday)});
        tuesday.active.push_back(made_active(boeing, kTuesday));
        tuesday.closed = {made_closed(apple, kTuesday)};
        ASSERT_TRUE(store->publish(tuesday).ok());
        auto wednesday = night_opening(kWednesday, {});
        wednesday.closed = {made_closed(boeing, kWednesday, signals::ListReason::Replaced)};
        wednesday.outcomes = {made_outcome("AAPL", kMonday, kWednesday)};
        ASSERT_TRUE(store->publish(wednesday).ok());
    }
    std::vector<std::string> faults(const std::string& seal = "") const {
        return verify_ledger(path_, seal, 2).value().faults;
    }
    void change(const std::string& sql) const {
        SQLite::Database database(path_.string(), SQLite::OPEN_READWRITE);
        EXPECT_GT(database.exec(sql), 0) << sql;
    }
    std::vector<LedgerEntry> entries() const {
        std::vector<LedgerEntry> all;
        EXPECT_TRUE(
            each_entry(path_, [&](const LedgerEntry& entry) { all.push_back(entry); }).ok());
        return all;
    }
    // Past the guards, as somebody who means it would.
    void change_ledger(const std::string& sql) const {
        SQLite::Database database(path_.string(), SQLite::OPEN_READWRITE);
        database.exec("DROP TRIGGER ledger_keeps; DROP TRIGGER ledger_holds");
        EXPECT_GT(database.exec(sql), 0) << sql;
    }

    platform::TemporaryFolder folder_{"ledger_test"};
    std::filesystem::path path_ = folder_.path() / "turbomode.db";
};

TEST_F(LedgerTest, HoldsARecordANightEachSealedWithTheOneBefore) {
    publish_all();
    const auto all = entries();
    ASSERT_EQ(all.size(), 3U);
    std::string previous(64, '0');
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(all[i].number, static_cast<int>(i) + 1);
        EXPECT_EQ(all[i].previous, previous);
        EXPECT_EQ(all[i].seal, base::sha256_hex(previous + "\n" + all[i].record));
        previous = all[i].seal;
    }
    EXPECT_EQ(all[1].session, kTuesday);
    EXPECT_THAT(all[0].record, HasSubstr(R"("ticker":"AAPL")"));
    const auto check = verify_ledger(path_, "", 2).value();
    EXPECT_THAT(check.faults, IsEmpty());
    EXPECT_EQ(check.records, 3);
    EXPECT_EQ(check.nights, 3);
    EXPECT_EQ(check.nights_older, 0);
    EXPECT_EQ(check.head, previous);
}

TEST_F(LedgerTest, TheSameNightAgainIsNoNewRecordAndAnotherOneIs) {
    publish_all();
    const auto store = open_store(path_, {}).value();
    auto wednesday = night_opening(kWednesday, {});
    wednesday.closed = {made_closed(
        made_signal("BA", kMonday, models::Side::Sell), kWednesday, signals::ListReason::Replaced)};
    wednesday.outcomes = {made_outcome("AAPL", kMonday, kWednesday)};
    wednesday.run.published_at = "2024-03-07T05:00:00Z";
    ASSERT_TRUE(store->publish(wednesday).ok());
    EXPECT_EQ(entries().size(), 3U);
    wednesday.run.data_hash = "corrected prices";
    ASSERT_TRUE(store->publish(wednesday).ok());
    EXPECT_EQ(entries().size(), 4U);
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(LedgerTest, APaperTradesEndChangesNoEarlierRecord) {
    publish_all();
    const auto store = open_store(path_, {}).value();
    auto thursday = night_opening(kThursday, {});
    thursday.paper_ended = {
        made_paper_end(made_closed(made_signal("BA", kMonday, models::Side::Sell),
                                   kWednesday,
                                   signals::ListReason::Replaced),
                       kThursday)};
    ASSERT_TRUE(store->publish(thursday).ok());
    EXPECT_THAT(faults(), IsEmpty());
    EXPECT_THAT(entries().back().record, HasSubstr("paper_net_return"));
}

TEST_F(LedgerTest, EveryChangedRowIsNamed) {
    const std::vector<std::pair<std::string, std::string>> changes{
        {"UPDATE signal SET confidence = 0.99 WHERE ticker = 'BA'",
         "2024-03-04: opened: BA SELL: confidence: was "},
        {"UPDATE signal SET reasons = '[]' WHERE ticker = 'XOM'",
         "2024-03-05: opened: XOM BUY: reasons: was "},
        {"UPDATE run SET model_id = 'better' WHERE session = 19786",
         "2024-03-04: run: model_id: was "},
        {"UPDATE run SET state = 'NO_EDGE' WHERE session = 19787", "2024-03-05: run: state: was "},
        {"UPDATE closing SET net_return = 0.1 WHERE reason = 'TARGET_HIT'",
         "2024-03-05: closed: AAPL BUY: net_return: was "},
        {"DELETE FROM closing WHERE reason = 'REPLACED'", "2024-03-06: closed: BA SELL is gone"},
        {"UPDATE prediction SET confidence = 0.7 WHERE ticker = 'AAPL'",
         "2024-03-04: predictions are not those that were published"},
        {"UPDATE standing SET age_days = 7 WHERE session = 19787",
         "2024-03-05: standings are not those that were published"},
        {"UPDATE outcome SET net_return = 0.1",
         "2024-03-06: outcomes are not those that were published"},
        {"UPDATE outcome SET resolved = 19787",
         "2024-03-05: outcomes are not those that were published"},
        {"DELETE FROM outcome", "2024-03-06: outcomes are not those that were published"},
        {"UPDATE run SET state = 'FAILED' WHERE session = 19788",
         "2024-03-06: was published, and its run is gone"},
        {"UPDATE run SET session = 19789 WHERE session = 19788",
         "2024-03-07: is published, but not in the ledger"}};
    publish_all();
    for (const auto& [sql, fault] : changes) {
        platform::TemporaryFolder folder("ledger_change");
        const auto original = path_;
        path_ = folder.path() / "turbomode.db";
        std::filesystem::copy(original, path_);
        {
            // Foreign keys are off in a connection that does not ask for them.
            change(sql);
        }
        const auto found = faults();
        ASSERT_FALSE(found.empty()) << sql;
        EXPECT_THAT(fmt::format("{}", fmt::join(found, "\n")), HasSubstr(fault)) << sql;
        path_ = original;
    }
}

TEST_F(LedgerTest, KeepsWhatItHolds) {
    publish_all();
    for (const char* sql : {"UPDATE ledger SET record = ''", "DELETE FROM ledger"}) {
        SQLite::Database database(path_.string(), SQLite::OPEN_READWRITE);
        EXPECT_THROW(database.exec(sql), SQLite::Exception) << sql;
    }
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(LedgerTest, AChangedRecordIsFoundThoughItsNightWasChangedAlike) {
    publish_all();
    change("UPDATE signal SET confidence = 0.99 WHERE ticker = 'XOM'");
    SQLite::Database database(path_.string(), SQLite::OPEN_READONLY);
    const auto record = record_of(database, kTuesday);
    change_ledger("UPDATE ledger SET record = '' WHERE number = 2");
    SQLite::Database again(path_.string(), SQLite::OPEN_READWRITE);
    SQLite::Statement forge(again, "UPDATE ledger SET record = ? WHERE number = 2");
    forge.bind(1, record);
    forge.exec();
    EXPECT_THAT(faults(), ElementsAre("record 2 of 2024-03-05: is not what was sealed"));
    // Sealed anew: then the next one does not follow.
    const auto seal = base::sha256_hex(entries()[0].seal + "\n" + record);
    again.exec(fmt::format("UPDATE ledger SET seal = '{}' WHERE number = 2", seal));
    EXPECT_THAT(faults(),
                ElementsAre("record 3 of 2024-03-06: does not follow the record before it"));
}

TEST_F(LedgerTest, TheQuickCheckLooksAtTheNewestRecordAndNight) {
    EXPECT_EQ(verify_ledger_head(path_).error().code, base::ErrorCode::NotFound);
    publish_all();
    const auto head = verify_ledger_head(path_).value();
    EXPECT_TRUE(head.faults.empty());
    EXPECT_EQ(head.records, 3);
    EXPECT_EQ(head.head, entries().back().seal);
    // The newest night's rows, then the newest record, then what it follows.
    change("UPDATE closing SET exit = exit + 1 WHERE session = " +
           std::to_string(kWednesday.days_since_1970()));
    EXPECT_EQ(verify_ledger_head(path_).value().faults.size(), 1U);
    change("UPDATE closing SET exit = exit - 1 WHERE session = " +
           std::to_string(kWednesday.days_since_1970()));
    change_ledger("UPDATE ledger SET seal = 'no' WHERE number = 2");
    ASSERT_EQ(verify_ledger_head(path_).value().faults.size(), 1U);
    EXPECT_NE(verify_ledger_head(path_).value().faults[0].find("record 3"), std::string::npos);
}

TEST_F(LedgerTest, AMissingRecordIsFound) {
    publish_all();
    change_ledger("DELETE FROM ledger WHERE number = 2");
    EXPECT_THAT(fmt::format("{}", fmt::join(faults(), "\n")),
                HasSubstr("should have the number 2: records are missing"));
}

TEST_F(LedgerTest, AnEndThatWasCutOffIsFoundByASealThatSomebodyNoted) {
    publish_all();
    const auto head = entries().back().seal;
    EXPECT_THAT(faults(head), IsEmpty());
    change_ledger("DELETE FROM ledger WHERE number = 3");
    ASSERT_TRUE(forget_from(path_, kWednesday).ok());
    EXPECT_THAT(faults(), IsEmpty());
    EXPECT_THAT(faults(head), ElementsAre("no record has the seal " + head));
}

TEST_F(LedgerTest, NightsFromBeforeItBeganAreCounted) {
    publish_all();
    change_ledger("DELETE FROM ledger");
    const auto store = open_store(path_, {}).value();
    ASSERT_TRUE(store->publish(night_opening(kThursday, {})).ok());
    const auto check = verify_ledger(path_, "", 1).value();
    EXPECT_THAT(check.faults, IsEmpty());
    EXPECT_EQ(check.nights_older, 3);
    EXPECT_EQ(check.nights, 1);
}

TEST_F(LedgerTest, ANightRepeatedOnACopyGivesTheSameRecord) {
    publish_all();
    const auto then = last_record(path_, kWednesday).value();
    ASSERT_TRUE(forget_from(path_, kWednesday).ok());
    const auto store = open_store(path_, {}).value();
    auto wednesday = night_opening(kWednesday, {});
    wednesday.closed = {made_closed(
        made_signal("BA", kMonday, models::Side::Sell), kWednesday, signals::ListReason::Replaced)};
    wednesday.outcomes = {made_outcome("AAPL", kMonday, kWednesday)};
    ASSERT_TRUE(store->publish(wednesday).ok());
    EXPECT_THAT(differences_of(then, last_record(path_, kWednesday).value()), IsEmpty());
    EXPECT_EQ(last_record(path_, kThursday).error().code, ErrorCode::NotFound);
}

}  // namespace
}  // namespace turbomode::store
