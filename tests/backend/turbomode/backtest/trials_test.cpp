#include "turbomode/backtest/trials.hpp"

#include <gtest/gtest.h>

#include "backend/turbomode/platform/temporary_folder.hpp"
#include "base/file.hpp"

namespace turbomode::backtest {
namespace {

using models::Side;
using nlohmann::ordered_json;

// What an evaluation reports, as far as a trial looks.
ordered_json report_with(double buy_sharpe) {
    const ordered_json buy{{"nights", 250},
                           {"outcomes", 100000},
                           {"log_loss", 0.6917},
                           {"log_loss_base_rate", 0.6937},
                           {"calibration_error", 0.0107},
                           {"rank_ic", 0.022},
                           {"rank_ic_t", 2.3},
                           {"top20_win_rate_over_all", 0.034},
                           {"top20_net_return_over_all", 0.0001},
                           {"sharpe", buy_sharpe},
                           {"sharpe_blocks", 25},
                           {"sharpe_skewness", -0.5},
                           {"sharpe_kurtosis", 4.0}};
    return {{"about",
             {{"from", "2024-01-02"},
              {"to", "2024-12-31"},
              {"refit", "yearly"},
              {"profile", "full"},
              {"data_source", "SIMULATED"},
              {"data_hash", "d"},
              {"config_hash", "c"},
              {"build", "0.1.0"},
              {"seed", 7},
              {"survivorship", nullptr}}},
            {"pooled", {{"BUY", buy}, {"SELL", {{"nights", 0}, {"outcomes", 0}}}}},
            {"years", ordered_json::array()}};
}

Trial trial_with(double buy_sharpe, const std::string& when = "2025-01-01T00:00:00Z") {
    return trial_of(report_with(buy_sharpe), "evaluate", when).value();
}

TEST(TrialOf, TakesWhatTheReportSaysOfEachSide) {
    const auto trial = trial_with(0.125);
    EXPECT_EQ(trial.when, "2025-01-01T00:00:00Z");
    EXPECT_EQ(trial.kind, "evaluate");
    EXPECT_EQ(trial.from, "2024-01-02");
    EXPECT_EQ(trial.refit, "yearly");
    EXPECT_EQ(trial.data_source, "SIMULATED");
    EXPECT_EQ(trial.seed, 7);
    EXPECT_EQ(trial.sides[0].nights, 250U);
    EXPECT_EQ(trial.sides[0].log_loss, 0.6917);
    EXPECT_EQ(trial.sides[0].top20_net_return_over_all, 0.0001);
    EXPECT_EQ(trial.sides[0].sharpe, 0.125);
    EXPECT_EQ(trial.sides[0].sharpe_blocks, 25U);
    EXPECT_EQ(trial.sides[1].nights, 0U);
    EXPECT_FALSE(trial.sides[1].log_loss.has_value());
}

TEST(TrialOf, RefusesWhatIsNoReport) {
    for (const auto& other : {ordered_json::object(),
                              ordered_json::array(),
                              ordered_json{{"about", 1}, {"pooled", 2}},
                              ordered_json{{"about", {{"seed", 1}}}, {"pooled", {{"BUY", 3}}}}}) {
        const auto trial = trial_of(other, "evaluate", "now");
        ASSERT_FALSE(trial.ok()) << other;
        EXPECT_EQ(trial.error().code, base::ErrorCode::Failed);
    }
}

class LedgerTest : public testing::Test {
protected:
    platform::TemporaryFolder folder_{"trials_test"};
    std::filesystem::path path_ = folder_.path() / kTrialsFile;
};

TEST_F(LedgerTest, IsEmptyBeforeTheFirstTrial) {
    const auto ledger = read_trials(path_);
    ASSERT_TRUE(ledger.ok());
    EXPECT_TRUE(ledger.value().trials.empty());
    EXPECT_TRUE(ledger.value().warnings.empty());
}

TEST_F(LedgerTest, GivesBackWhatWasAddedNewestLast) {
    const std::vector<Trial> added{trial_with(0.1, "a"), trial_with(1.0 / 3.0, "b")};
    for (const auto& trial : added) {
        ASSERT_TRUE(append_trial(path_, trial).ok());
    }
    const auto ledger = read_trials(path_).value();
    ASSERT_EQ(ledger.trials.size(), 2U);
    EXPECT_TRUE(ledger.warnings.empty());
    for (std::size_t i = 0; i < added.size(); ++i) {
        EXPECT_EQ(ledger.trials[i].when, added[i].when);
        EXPECT_TRUE(ledger.trials[i].repeats(added[i]));
    }
}

TEST_F(LedgerTest, LeavesOutALineThatIsTornWhereverItIsCut) {
    const std::string whole = to_json(trial_with(0.1)).dump();
    for (const std::size_t length : {whole.size() - 1, whole.size() / 2, std::size_t{1}}) {
        ASSERT_TRUE(
            base::write_file_atomically(path_, whole + "\n" + whole.substr(0, length)).ok());
        const auto torn = read_trials(path_).value();
        EXPECT_EQ(torn.trials.size(), 1U) << length;
        ASSERT_EQ(torn.warnings.size(), 1U) << length;
        EXPECT_NE(torn.warnings.front().find("trials.jsonl:2:"), std::string::npos);
        // The next one to add is not spoiled by it.
        ASSERT_TRUE(append_trial(path_, trial_with(0.2)).ok());
        const auto more = read_trials(path_).value();
        ASSERT_EQ(more.trials.size(), 2U) << length;
        EXPECT_EQ(more.trials.back().sides[0].sharpe, 0.2);
        EXPECT_EQ(more.warnings.size(), 1U);
    }
}

TEST_F(LedgerTest, TakesALastLineThatOnlyMissesItsEnd) {
    ASSERT_TRUE(base::write_file_atomically(path_, to_json(trial_with(0.1)).dump()).ok());
    EXPECT_EQ(read_trials(path_).value().trials.size(), 1U);
}

TEST(ParseTrials, LeavesOutWhatIsNoTrial) {
    const auto ledger = parse_trials(
        "5\n"
        "\n"
        R"({"when": "w", "kind": "evaluate"})"
        "\n"
        R"({"when": 3, "kind": "evaluate", "sides": {}})"
        "\n"
        R"({"when": "w", "kind": "evaluate", "sides": 3})"
        "\n"
        R"({"when": "w", "kind": "evaluate", "sides": {"BUY": {"log_loss": "low"}}})"
        "\n",
        "ledger");
    EXPECT_TRUE(ledger.trials.empty());
    ASSERT_EQ(ledger.warnings.size(), 6U);
    EXPECT_TRUE(ledger.warnings[2].starts_with("ledger:3:"));
}

TEST(ParseTrials, KnowsOtherKindsWithOtherFields) {
    const auto ledger = parse_trials(
        R"({"when": "w", "kind": "backtest", "rules": 1, "sides": {"BUY": {"sharpe": 0.5}}})",
        "ledger");
    ASSERT_EQ(ledger.trials.size(), 1U);
    EXPECT_EQ(ledger.trials[0].kind, "backtest");
    EXPECT_EQ(ledger.trials[0].sides[0].sharpe, 0.5);
    EXPECT_FALSE(ledger.trials[0].sides[0].log_loss.has_value());
}

TEST(Distinct, CountsTheSameWorkOnce) {
    auto elsewhere = trial_with(0.1, "later");
    elsewhere.data_hash = "other";
    auto otherwise = trial_with(0.1, "later");
    otherwise.kind = "backtest";
    auto reseeded = trial_with(0.1, "later");
    reseeded.seed = 8;
    const auto found = distinct({trial_with(0.1, "first"),
                                 trial_with(0.1, "again"),
                                 trial_with(0.2, "later"),
                                 elsewhere,
                                 otherwise,
                                 reseeded});
    EXPECT_EQ(found.size(), 5U);
    EXPECT_EQ(found.front().when, "first");
}

TEST(SharpeVariance, IsTheSampleVarianceOfThoseThereAre) {
    // 0.1, 0.2, 0.6: mean 0.3, squares 0.04 + 0.01 + 0.09 = 0.14, over 2.
    auto without = trial_with(0.0);
    without.sides[0].sharpe.reset();
    const std::vector<Trial> trials{trial_with(0.1), without, trial_with(0.2), trial_with(0.6)};
    EXPECT_NEAR(sharpe_variance(trials, Side::Buy).value(), 0.07, 1e-12);
    EXPECT_FALSE(sharpe_variance(trials, Side::Sell).has_value());
    EXPECT_FALSE(sharpe_variance({trial_with(0.1), without}, Side::Buy).has_value());
    EXPECT_FALSE(sharpe_variance({}, Side::Buy).has_value());
}

}  // namespace
}  // namespace turbomode::backtest
