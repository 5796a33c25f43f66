#include "turbomode/alerts/rules.hpp"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace turbomode::alerts {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr base::TradingDate kSession{2026, 11, 20};
const platform::TimePoint kNow{base::TradingDate{2026, 11, 21}.day() + hours{5}};

// A night after which nothing is wrong.
Facts good() {
    Facts facts;
    facts.now = kNow;
    facts.night = NightFacts{.session = kSession,
                             .waited_since = kNow - hours{1},
                             .run = NightRun{.end = NightEnd::Shown,
                                             .message = "3 signals opened",
                                             .coverage = 0.99,
                                             .fresh_count = 495,
                                             .universe_count = 500}};
    facts.bars = BarFacts{.newest = kSession, .expected = kSession, .sessions_behind = 0};
    facts.scan_time = ScanTimeFacts{.last = seconds{40},
                                    .earlier = std::vector<seconds>(5, seconds{40}),
                                    .limit = minutes{120}};
    const AccuracyFacts accuracy{.outcomes = 200,
                                 .win_rate = 0.56,
                                 .win_rate_low = 0.49,
                                 .win_rate_high = 0.63,
                                 .base_rate = 0.52,
                                 .calibration_error = 0.03,
                                 .calibration_error_allowed = 0.05};
    facts.buy = accuracy;
    facts.sell = accuracy;
    facts.drift = DriftFacts{.statistic = 0.1, .threshold = 0.25, .features = {}};
    facts.model = ModelFacts{.champion = "tm-2026-10-04-0011aabb",
                             .age_days = 47,
                             .stale_after_days = 100,
                             .expired_after_days = 120};
    facts.disk_free_bytes = 50'000'000'000;
    facts.scheduler = SwitchFacts{.is_on = true, .since = kNow - days{30}};
    facts.backup = BackupFacts{.first_night_at = kNow - days{90}, .newest_at = kNow - days{1}};
    return facts;
}

struct Case {
    const char* what;
    std::function<void(Facts&)> change;
    const char* key;
    std::optional<Severity> severity;  // Nothing: not wrong.
    const char* words = "";
};

constexpr std::optional<Severity> kFine;

class RuleTest : public testing::TestWithParam<Case> {};

TEST_P(RuleTest, IsWrongExactlyBeyondItsBorder) {
    const auto& [what, change, key, severity, words] = GetParam();
    auto facts = good();
    change(facts);
    const auto judgement = judge(facts, {});
    if (!severity) {
        EXPECT_THAT(judgement.wrong, IsEmpty()) << what << ": " << judgement.wrong.front().text;
        return;
    }
    ASSERT_EQ(judgement.wrong.size(), 1U) << what;
    const auto& wrong = judgement.wrong.front();
    EXPECT_EQ(wrong.key, key) << what;
    EXPECT_EQ(wrong.severity, *severity) << what;
    EXPECT_THAT(wrong.text, HasSubstr(words)) << what;
}

void end_as(Facts& facts, NightEnd end, const char* message) {
    facts.night->run->end = end;
    facts.night->run->message = message;
}
void no_run(Facts& facts, std::chrono::minutes late, bool is_running = false) {
    facts.night->run.reset();
    facts.night->waited_since = facts.now - late;
    facts.night->is_running = is_running;
}

const Case kNightCases[]{
    {"all is well", [](Facts&) {}, "", kFine},
    {"a failed night",
     [](Facts& facts) { end_as(facts, NightEnd::Failed, "disk full"); },
     "run_state",
     Severity::Critical,
     "2026-11-20 ended as FAILED and the signals before it stay: disk full; see turbomode runs "
     "show 2026-11-20"},
    {"a suspect night",
     [](Facts& facts) { end_as(facts, NightEnd::Suspect, "a learner is constant"); },
     "run_state",
     Severity::Critical,
     "SUSPECT"},
    {"too few prices",
     [](Facts& facts) { end_as(facts, NightEnd::DataIncomplete, "100 of 500"); },
     "run_state",
     Severity::Warning,
     "DATA_INCOMPLETE"},
    {"59 minutes without a record", [](Facts& facts) { no_run(facts, minutes{59}); }, "", kFine},
    {"an hour without a record",
     [](Facts& facts) { no_run(facts, minutes{60}); },
     "run_state",
     Severity::Critical,
     "nothing is recorded of the night of 2026-11-20, 60 min after it was due"},
    {"a night that runs long", [](Facts& facts) { no_run(facts, minutes{90}, true); }, "", kFine},
    {"coverage at the border", [](Facts& facts) { facts.night->run->coverage = 0.97; }, "", kFine},
    {"coverage below it",
     [](Facts& facts) {
         facts.night->run->coverage = 0.968;
         facts.night->run->fresh_count = 484;
     },
     "coverage",
     Severity::Warning,
     "484 of 500 members had a bar of 2026-11-20, 96.8 %, less than 97.0 %"},
};
INSTANTIATE_TEST_SUITE_P(Night, RuleTest, testing::ValuesIn(kNightCases));

const Case kPriceCases[]{
    {"no bar",
     [](Facts& facts) { facts.bars->newest.reset(); },
     "data_freshness",
     Severity::Critical,
     "no prices"},
    {"one session behind",
     [](Facts& facts) {
         facts.bars->newest = base::TradingDate{2026, 11, 19};
         facts.bars->sessions_behind = 1;
     },
     "data_freshness",
     Severity::Warning,
     "of 2026-11-19, 1 session before 2026-11-20"},
    {"two behind",
     [](Facts& facts) { facts.bars->sessions_behind = 2; },
     "data_freshness",
     Severity::Warning,
     "2 sessions"},
    {"three behind",
     [](Facts& facts) { facts.bars->sessions_behind = 3; },
     "data_freshness",
     Severity::Critical},
};
INSTANTIATE_TEST_SUITE_P(Prices, RuleTest, testing::ValuesIn(kPriceCases));

const Case kRunTimeCases[]{
    // Three times 40 s, and a minute more than 40 s: 120 s is the border.
    {"three times as long", [](Facts& facts) { facts.scan_time->last = seconds{120}; }, "", kFine},
    {"longer",
     [](Facts& facts) { facts.scan_time->last = seconds{121}; },
     "run_time",
     Severity::Warning,
     "took 2 min, and 40 s is usual"},
    {"too few earlier ones",
     [](Facts& facts) {
         facts.scan_time->last = seconds{121};
         facts.scan_time->earlier.pop_back();
     },
     "",
     kFine},
    {"many times nothing",
     [](Facts& facts) {
         facts.scan_time->earlier.assign(5, seconds{1});
         facts.scan_time->last = seconds{61};
     },
     "",
     kFine},
    {"one slow night does not make it usual",
     [](Facts& facts) {
         facts.scan_time->earlier = {
             seconds{40}, seconds{900}, seconds{40}, seconds{40}, seconds{900}};
         facts.scan_time->last = seconds{300};
     },
     "run_time",
     Severity::Warning,
     "40 s is usual"},
    {"just below the limit",
     [](Facts& facts) {
         facts.scan_time->earlier.clear();
         facts.scan_time->last = seconds{5759};
     },
     "",
     kFine},
    {"four fifths of the limit",
     [](Facts& facts) {
         facts.scan_time->is_running = true;
         facts.scan_time->last = seconds{5760};
     },
     "run_time",
     Severity::Critical,
     "has been running for 96 min of the 2 h"},
};
INSTANTIATE_TEST_SUITE_P(RunTime, RuleTest, testing::ValuesIn(kRunTimeCases));

const Case kMachineCases[]{
    {"room to the byte", [](Facts& facts) { facts.disk_free_bytes = 2'000'000'000; }, "", kFine},
    {"a byte less",
     [](Facts& facts) { facts.disk_free_bytes = 1'999'999'999; },
     "disk",
     Severity::Warning,
     "2.00 GB are free"},
    {"a quarter",
     [](Facts& facts) { facts.disk_free_bytes = 500'000'000; },
     "disk",
     Severity::Warning},
    {"less than a quarter",
     [](Facts& facts) { facts.disk_free_bytes = 499'999'999; },
     "disk",
     Severity::Critical},
    {"off for 59 minutes",
     [](Facts& facts) {
         facts.scheduler = SwitchFacts{false, facts.now - minutes{59}};
     },
     "",
     kFine},
    {"off for an hour",
     [](Facts& facts) {
         facts.scheduler = SwitchFacts{false, facts.now - hours{1}};
     },
     "scheduler",
     Severity::Warning,
     "switched off for 60 min"},
    {"a backup of four days",
     [](Facts& facts) { facts.backup->newest_at = facts.now - days{4}; },
     "",
     kFine},
    {"an older one",
     [](Facts& facts) { facts.backup->newest_at = facts.now - days{4} - seconds{1}; },
     "backup",
     Severity::Warning,
     "4 days old: run turbomode backup"},
    {"signals and no backup",
     [](Facts& facts) { facts.backup->newest_at.reset(); },
     "backup",
     Severity::Warning,
     "since 90 days and no backup"},
    {"nothing to back up", [](Facts& facts) { facts.backup = BackupFacts{}; }, "", kFine},
    {"a database that is damaged",
     [](Facts& facts) { facts.unreadable = {"turbomode.db: malformed"}; },
     "unreadable",
     Severity::Critical,
     "cannot be read: turbomode.db: malformed; turbomode restore"},
};
INSTANTIATE_TEST_SUITE_P(Machine, RuleTest, testing::ValuesIn(kMachineCases));

const Case kModelCases[]{
    {"no champion",
     [](Facts& facts) { facts.model->champion.reset(); },
     "model_age",
     Severity::Critical,
     "run turbomode train"},
    {"a day before stale", [](Facts& facts) { facts.model->age_days = 99; }, "", kFine},
    {"stale",
     [](Facts& facts) { facts.model->age_days = 100; },
     "model_age",
     Severity::Warning,
     "is 100 days old, stale from 100 on, and refuses to score after 120"},
    {"its last day",
     [](Facts& facts) { facts.model->age_days = 120; },
     "model_age",
     Severity::Warning},
    {"expired",
     [](Facts& facts) { facts.model->age_days = 121; },
     "model_age",
     Severity::Critical,
     "refuses to score"},
    {"drift at the border", [](Facts& facts) { facts.drift->statistic = 0.25; }, "", kFine},
    {"drift",
     [](Facts& facts) {
         facts.drift = DriftFacts{0.251, 0.25, "return_log_20, beta_63"};
     },
     "drift",
     Severity::Warning,
     "0.25 are usual; by return_log_20, beta_63; if prices are right"},
    {"as many as win anyway", [](Facts& facts) { facts.buy->win_rate_high = 0.52; }, "", kFine},
    {"certainly fewer",
     [](Facts& facts) {
         facts.buy->win_rate = 0.44;
         facts.buy->win_rate_low = 0.37;
         facts.buy->win_rate_high = 0.519;
     },
     "accuracy_buy",
     Severity::Critical,
     "44.0 % of 200 BUY predictions won (95 %: 37.0 to 51.9 %), certainly fewer than the 52.0 %"},
    {"too few outcomes to tell",
     [](Facts& facts) {
         facts.sell->outcomes = 29;
         facts.sell->win_rate_high = 0.1;
         facts.sell->calibration_error = 0.5;
     },
     "",
     kFine},
    {"enough",
     [](Facts& facts) {
         facts.sell->outcomes = 30;
         facts.sell->win_rate_high = 0.1;
     },
     "accuracy_sell",
     Severity::Critical,
     "SELL"},
    {"calibration at the border",
     [](Facts& facts) { facts.sell->calibration_error = 0.05; },
     "",
     kFine},
    {"promises that are off",
     [](Facts& facts) { facts.sell->calibration_error = 0.061; },
     "calibration_sell",
     Severity::Warning,
     "6.1 points apart, and 5.0 are allowed"},
};
INSTANTIATE_TEST_SUITE_P(Model, RuleTest, testing::ValuesIn(kModelCases));

TEST(Rules, AnAccuracyThatWasAskedForIsHeldAgainstTheSideItIsFor) {
    Thresholds thresholds;
    thresholds.accuracy_buy_min = 0.56;
    EXPECT_THAT(judge(good(), thresholds).wrong, IsEmpty());
    thresholds.accuracy_buy_min = 0.561;
    const auto wrong = judge(good(), thresholds).wrong;
    ASSERT_EQ(wrong.size(), 1U);
    EXPECT_EQ(wrong.front().key, "accuracy_buy");
    EXPECT_EQ(wrong.front().severity, Severity::Warning);
    EXPECT_THAT(wrong.front().text, HasSubstr("fewer than the 56.1 %"));
}

TEST(Rules, WhatIsNotKnownIsNeitherWrongNorFine) {
    Facts nothing;
    nothing.now = kNow;
    const auto judgement = judge(nothing, {});
    EXPECT_THAT(judgement.wrong, IsEmpty());
    EXPECT_THAT(judgement.unknown,
                testing::UnorderedElementsAre("run_state",
                                              "coverage",
                                              "data_freshness",
                                              "run_time",
                                              "accuracy_buy",
                                              "accuracy_sell",
                                              "calibration_buy",
                                              "calibration_sell",
                                              "drift",
                                              "model_age",
                                              "disk",
                                              "scheduler",
                                              "backup"));
    auto failed = good();
    failed.night->run = NightRun{.end = NightEnd::Failed, .message = "no champion"};
    EXPECT_THAT(judge(failed, {}).unknown, Contains("coverage"));
}

}  // namespace
}  // namespace turbomode::alerts
