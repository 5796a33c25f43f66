#include "turbomode/jobs/job_store.hpp"

#include <gtest/gtest.h>

#include "backend/turbomode/platform/temporary_folder.hpp"

namespace turbomode::jobs {
namespace {

using base::ErrorCode;
using std::chrono::hours;

class JobStoreTest : public testing::Test {
protected:
    Job add(Kind kind, const std::string& key, platform::TimePoint started_at) {
        Job job;
        job.kind = kind;
        job.key = key;
        job.started_at = started_at;
        return store_.add(job).value();
    }

    platform::TemporaryFolder folder_{"job_store_test"};
    JobStore store_ = JobStore::open(folder_.path() / "jobs.db").value();
    const platform::TimePoint start_{base::TradingDate{2024, 3, 9}.day() + hours{4}};
};

TEST_F(JobStoreTest, KeepsWhatItIsTold) {
    auto job = add(Kind::Train, "2024-03-10", start_);
    EXPECT_EQ(job.id, "train-20240309T040000Z-1");
    job.state = State::Failed;
    job.finished_at = start_ + hours{1};
    job.exit_code = 3;
    job.message = "not promoted";
    ASSERT_TRUE(store_.finish(job).ok());
    const auto again = JobStore::open(folder_.path() / "jobs.db").value().find(job.id).value();
    EXPECT_EQ(again.kind, Kind::Train);
    EXPECT_EQ(again.key, "2024-03-10");
    EXPECT_EQ(again.cause, Cause::Hand);
    EXPECT_EQ(again.state, State::Failed);
    EXPECT_EQ(again.started_at, start_);
    EXPECT_EQ(again.finished_at, start_ + hours{1});
    EXPECT_EQ(again.exit_code, 3);
    EXPECT_EQ(again.message, "not promoted");
    EXPECT_EQ(store_.find("train-1").error().code, ErrorCode::NotFound);
}

TEST_F(JobStoreTest, ListsTheNewestFirst) {
    for (int i = 0; i < 3; ++i) {
        add(Kind::Scan, std::to_string(i), start_ + hours{i});
    }
    const auto latest = store_.latest(2).value();
    ASSERT_EQ(latest.size(), 2U);
    EXPECT_EQ(latest[0].key, "2");
    EXPECT_EQ(latest[1].key, "1");
    EXPECT_EQ(store_.since(start_ + hours{1}).value().size(), 2U);
}

TEST_F(JobStoreTest, ARunningJobHasAProcessAndCanBeAskedToEnd) {
    auto job = add(Kind::Scan, "", start_);
    EXPECT_FALSE(store_.running().value().front().second.has_value());
    ASSERT_TRUE(store_.mark_process(job.id, {.pid = 123, .start_ticks = 456}).ok());
    const auto mark = store_.running().value().front().second;
    EXPECT_EQ(mark->pid, 123);
    EXPECT_EQ(mark->start_ticks, 456U);
    EXPECT_FALSE(store_.is_cancel_asked(job.id).value());
    ASSERT_TRUE(store_.ask_to_cancel(job.id).ok());
    EXPECT_TRUE(store_.is_cancel_asked(job.id).value());
    job.state = State::Cancelled;
    ASSERT_TRUE(store_.finish(job).ok());
    EXPECT_TRUE(store_.running().value().empty());
    EXPECT_EQ(store_.ask_to_cancel(job.id).error().code, ErrorCode::Refused);
    EXPECT_EQ(store_.ask_to_cancel("scan-9").error().code, ErrorCode::NotFound);
}

TEST_F(JobStoreTest, ForgetsWhatEndedLongAgo) {
    auto old = add(Kind::Scan, "", start_);
    old.state = State::Done;
    old.finished_at = start_;
    ASSERT_TRUE(store_.finish(old).ok());
    add(Kind::Scan, "", start_);  // Runs still.
    const auto gone = store_.forget_before(start_ + hours{1}).value();
    ASSERT_EQ(gone.size(), 1U);
    EXPECT_EQ(gone.front().id, old.id);
    EXPECT_EQ(store_.latest(9).value().size(), 1U);
}

TEST_F(JobStoreTest, TheSwitchIsNobodysUntilItIsTurned) {
    EXPECT_FALSE(store_.scheduler_switch().value().has_value());
    ASSERT_TRUE(store_.set_scheduler_switch({.is_on = true, .since = start_}).ok());
    ASSERT_TRUE(store_.set_scheduler_switch({.is_on = false, .since = start_ + hours{1}}).ok());
    const auto turned = store_.scheduler_switch().value();
    EXPECT_FALSE(turned->is_on);
    EXPECT_EQ(turned->since, start_ + hours{1});
}

TEST_F(JobStoreTest, CanBeLookedAtWithoutWriting) {
    const auto job = add(Kind::Backup, "2024-03-08", start_);
    auto looking = JobStore::open_read_only(folder_.path() / "jobs.db").value();
    EXPECT_EQ(looking.latest(9).value().front().id, job.id);
    EXPECT_EQ(looking.add(Job{}).error().code, ErrorCode::Failed);
    const auto nowhere = JobStore::open_read_only(folder_.path() / "nowhere.db");
    EXPECT_EQ(nowhere.error().code, ErrorCode::NotFound);
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "nowhere.db"));
}

}  // namespace
}  // namespace turbomode::jobs
