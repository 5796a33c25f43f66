// What each call says of a database with something in it.
#include <gmock/gmock.h>

#include "backend/ml_automation/api/api_test.hpp"

namespace ml_automation::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class AnswersTest : public ApiTest {
protected:
    std::vector<std::string> symbols_of(const std::string& view) const {
        std::vector<std::string> symbols;
        const auto answer = get("/ml-signals", {{"view", view}});
        for (const auto& signal : answer.at("signals")) {
            symbols.push_back(signal.at("symbol"));
        }
        return symbols;
    }
};

TEST_F(AnswersTest, SignalsAreOfTheLatestScanBestScoreFirst) {
    auto with_forecast = stock("B", 80.0, 0.9);
    with_forecast.forecast = analysis::Forecast{.probability = 0.55, .base_rate = 0.4};
    auto scan = scan_of(kWednesday, {stock("A", 40.0, 0.3), with_forecast, stock("C", 60.0, 0.5)});
    scan.model_id = "ml-1";
    ASSERT_TRUE(make_store().write_scan(scan_of(kTuesday, {stock("OLD", 99.0, 1.0)})).ok());
    ASSERT_TRUE(make_store().write_scan(scan).ok());
    const auto answer = get("/ml-signals");
    EXPECT_EQ(answer.at("as_of"), "2025-03-05");
    EXPECT_EQ(answer.at("made_at"), "2025-03-05T23:00:00Z");
    EXPECT_EQ(answer.at("data_source"), "SIMULATED");
    EXPECT_EQ(answer.at("model_id"), "ml-1");
    EXPECT_EQ(answer.at("members"), 5);
    EXPECT_EQ(answer.at("count"), 3);
    EXPECT_THAT(symbols_of("all"), ElementsAre("B", "C", "A"));
    const auto& best = answer.at("signals").at(0);
    EXPECT_EQ(best.at("name"), "B Inc.");
    EXPECT_EQ(best.at("sector"), "Energy");
    EXPECT_EQ(best.at("close"), 101.5);
    EXPECT_EQ(best.at("score"), 80.0);
    EXPECT_EQ(best.at("agreement"), 0.9);
    EXPECT_EQ(best.at("direction"), "BULLISH");
    EXPECT_EQ(best.at("probability"), 0.55);
    EXPECT_EQ(best.at("base_rate"), 0.4);
    const auto& opinions = best.at("opinions");
    EXPECT_EQ(opinions.size(), 4U);
    EXPECT_EQ(opinions.at("rsi").at("direction"), "BEARISH");
    EXPECT_EQ(opinions.at("trend").at("strength"), 1.0);
    EXPECT_TRUE(answer.at("signals").at(1).at("probability").is_null());
    EXPECT_TRUE(answer.at("signals").at(1).at("base_rate").is_null());
}

// The thresholds are those that the user knows: 70 % and 65, 55 % and 55, 40 % and 45.
TEST_F(AnswersTest, AViewKeepsWhatReachesBothItsThresholds) {
    ASSERT_TRUE(make_store()
                    .write_scan(scan_of(kWednesday,
                                        {stock("DAY", 55.0, 0.55),
                                         stock("INTRA", 65.0, 0.70),
                                         stock("LOW", 44.9, 0.90),
                                         stock("MONTH", 45.0, 0.40),
                                         stock("SPLIT", 90.0, 0.39)}))
                    .ok());
    EXPECT_THAT(symbols_of("all"), ElementsAre("SPLIT", "INTRA", "DAY", "MONTH", "LOW"));
    EXPECT_THAT(symbols_of("intraday"), ElementsAre("INTRA"));
    EXPECT_THAT(symbols_of("daily"), ElementsAre("INTRA", "DAY"));
    EXPECT_THAT(symbols_of("monthly"), ElementsAre("INTRA", "DAY", "MONTH"));
    const auto daily = get("/ml-signals", {{"view", "daily"}, {"limit", "1"}});
    EXPECT_EQ(daily.at("view"), "daily");
    EXPECT_EQ(daily.at("agreement_min"), 0.55);
    EXPECT_EQ(daily.at("score_min"), 55.0);
    EXPECT_EQ(daily.at("total"), 2);
    EXPECT_EQ(daily.at("count"), 1);
    EXPECT_EQ(daily.at("signals").size(), 1U);
}

TEST_F(AnswersTest, AViewThatNothingReachesSaysSo) {
    ASSERT_TRUE(make_store().write_scan(scan_of(kWednesday, {stock("A", 50.0, 0.5)})).ok());
    EXPECT_THAT(symbols_of("intraday"), IsEmpty());
    EXPECT_THAT(get("/ml-signals", {{"view", "intraday"}}).at("why").get<std::string>(),
                HasSubstr("none of 1 stocks reaches a score of 65"));
    EXPECT_FALSE(get("/ml-signals").contains("why"));
}

TEST_F(AnswersTest, TheHeatMapIsBySector) {
    ASSERT_TRUE(
        make_store()
            .write_scan(scan_of(
                kWednesday,
                {stock("A", 70.0, 0.5, "Utilities"), stock("B", 20.0, 0.4), stock("C", 60.0, 0.3)}))
            .ok());
    const auto answer = get("/ml-heatmap-data");
    EXPECT_EQ(answer.at("as_of"), "2025-03-05");
    const auto& sectors = answer.at("sectors");
    ASSERT_EQ(sectors.size(), 2U);
    EXPECT_EQ(sectors.at(0).at("sector"), "Energy");
    EXPECT_EQ(sectors.at(0).at("stocks").size(), 2U);
    EXPECT_EQ(sectors.at(0).at("stocks").at(0).at("symbol"), "B");
    EXPECT_EQ(sectors.at(0).at("stocks").at(0).at("score"), 20.0);
    EXPECT_EQ(sectors.at(0).at("stocks").at(0).at("direction"), "BEARISH");
    EXPECT_EQ(sectors.at(1).at("sector"), "Utilities");
}

TEST_F(AnswersTest, ThePortfolioTellsWhatIsHeldAndWhatCameOfTheOthers) {
    auto promised = trade("OPEN", kMonday);
    promised.forecast = analysis::Forecast{.probability = 0.6, .base_rate = 0.4};
    learn(kMonday, {}, {promised, trade("GONE", kMonday)});
    learn(kWednesday,
          {opened(promised, kTuesday, 0.039), closed(trade("GONE", kMonday), kTuesday, -0.051)},
          {trade("WAIT", kWednesday)});
    const auto answer = get("/ml-portfolio");
    EXPECT_EQ(answer.at("as_of"), "2025-03-05");
    EXPECT_EQ(answer.at("positions_max"), 30);
    const auto& held = answer.at("held");
    ASSERT_EQ(held.size(), 2U);
    EXPECT_EQ(held.at(0).at("symbol"), "OPEN");
    EXPECT_EQ(held.at(0).at("state"), "OPEN");
    EXPECT_EQ(held.at(0).at("net_return"), 0.039);
    EXPECT_EQ(held.at(0).at("days_left"), 13);  // Filled on the 4th, so until the 18th.
    EXPECT_EQ(held.at(0).at("last_day"), "2025-03-18");
    EXPECT_EQ(held.at(0).at("probability"), 0.6);
    EXPECT_EQ(held.at(0).at("base_rate"), 0.4);
    EXPECT_EQ(held.at(1).at("state"), "PENDING");
    for (const auto* none : {"fill_price", "net_return", "days_left", "probability", "base_rate"}) {
        EXPECT_TRUE(held.at(1).at(none).is_null()) << none;
    }
    ASSERT_EQ(answer.at("settled").size(), 1U);
    EXPECT_EQ(answer.at("settled").at(0).at("exit_reason"), "STOP_HIT");
    EXPECT_EQ(answer.at("settled").at(0).at("exit_date"), "2025-03-04");
    EXPECT_EQ(answer.at("settled").at(0).at("net_return"), -0.051);
}

TEST_F(AnswersTest, OnlySoManySettledTradesAreTold) {
    std::vector<store::PaperTrade> bought{
        trade("A", kMonday), trade("B", kMonday), trade("C", kMonday)};
    learn(kMonday, {}, bought);
    learn(kTuesday, {closed(bought[0], kTuesday, 0.1), closed(bought[1], kTuesday, 0.1)}, {});
    learn(kWednesday, {closed(bought[2], kWednesday, 0.1)}, {});
    const auto answer = get("/ml-portfolio", {{"limit", "1"}});
    ASSERT_EQ(answer.at("settled").size(), 1U);
    EXPECT_EQ(answer.at("settled").at(0).at("symbol"), "C");  // The last to leave.
}

class StatsTest : public ApiTest {
protected:
    // Closes `count` trades that had a forecast of 0.7, of which the first `won` won.
    void close_trades(int won, int count) {
        std::vector<store::PaperTrade> bought;
        std::vector<store::PaperTrade> left;
        for (int i = 0; i < count; ++i) {
            auto one = trade("T" + std::to_string(i), kMonday);
            one.forecast = analysis::Forecast{.probability = 0.7, .base_rate = 0.4};
            bought.push_back(one);
            left.push_back(closed(one, kTuesday, i < won ? 0.10 : -0.05));
        }
        learn(kMonday, {}, bought);
        learn(kTuesday, left, {});
    }
};

TEST_F(StatsTest, OfFewerThanThirtyOutcomesNoRateIsTold) {
    close_trades(18, 29);
    const auto answer = get("/ml-stats");
    EXPECT_EQ(answer.at("closed"), 29);
    EXPECT_EQ(answer.at("won"), 18);
    EXPECT_EQ(answer.at("outcomes_min"), 30);
    for (const auto* none : {"win_rate",
                             "win_rate_low",
                             "win_rate_high",
                             "mean_return",
                             "mean_win",
                             "mean_loss",
                             "promised",
                             "kept"}) {
        EXPECT_TRUE(answer.at(none).is_null()) << none;
    }
}

// The interval: Wilson's formula worked out by hand for 18 of 30 and z = 1.96.
TEST_F(StatsTest, OfThirtyOutcomesTheRateComesWithItsInterval) {
    close_trades(18, 30);
    const auto answer = get("/ml-stats");
    EXPECT_EQ(answer.at("win_rate"), 0.6);
    EXPECT_NEAR(answer.at("win_rate_low").get<double>(), 0.4232, 5e-5);
    EXPECT_NEAR(answer.at("win_rate_high").get<double>(), 0.7541, 5e-5);
    EXPECT_NEAR(answer.at("mean_return").get<double>(), (18 * 0.10 - 12 * 0.05) / 30, 1e-12);
    EXPECT_NEAR(answer.at("mean_win").get<double>(), 0.10, 1e-12);
    EXPECT_NEAR(answer.at("mean_loss").get<double>(), -0.05, 1e-12);
    EXPECT_EQ(answer.at("with_forecast"), 30);
    EXPECT_NEAR(answer.at("promised").get<double>(), 0.7, 1e-12);
    EXPECT_EQ(answer.at("kept"), 0.6);
}

class TrainingTest : public ApiTest {
protected:
    void train(base::TradingDate as_of, const std::string& model_id) {
        store::Training training{.as_of = as_of};
        training.ended_at = "2025-03-03T23:00:00Z";
        training.why = "no model yet";
        training.model_id = model_id;
        training.message = model_id.empty() ? "too few samples" : "";
        training.samples = 1'200;
        training.base_rate = 0.4;
        training.log_loss = 0.66;
        training.log_loss_base = 0.67;
        training.auc = 0.56;
        ASSERT_TRUE(make_store().write_training(training).ok());
    }
};

TEST_F(TrainingTest, TheNextIsAfterSoManyTradesOrDays) {
    train(kMonday, "ml-1");
    learn(kMonday, {}, {trade("A", kMonday), trade("B", kMonday)});
    learn(kTuesday, {closed(trade("A", kMonday), kTuesday, 0.1)}, {});
    const auto answer = get("/ml-training-progress");
    EXPECT_EQ(answer.at("closed_since"), 1);
    EXPECT_EQ(answer.at("due_after_trades"), 25);
    EXPECT_EQ(answer.at("trades_left"), 24);
    EXPECT_EQ(answer.at("days_since"), 2);  // It is the evening of the 5th.
    EXPECT_EQ(answer.at("due_after_days"), 7);
    EXPECT_EQ(answer.at("days_left"), 5);
    EXPECT_EQ(answer.at("is_due"), false);
    const auto& latest = answer.at("latest");
    EXPECT_EQ(latest.at("model_id"), "ml-1");
    EXPECT_EQ(latest.at("has_edge"), false);
    EXPECT_EQ(latest.at("base_rate"), 0.4);
    EXPECT_EQ(latest.at("log_loss"), 0.66);
    EXPECT_EQ(latest.at("log_loss_base"), 0.67);
    EXPECT_EQ(latest.at("auc"), 0.56);
    EXPECT_EQ(latest.at("samples"), 1'200);
}

TEST_F(TrainingTest, IsDueAfterAWeekOrEnoughTrades) {
    train(kWednesday.plus_days(-7), "ml-1");
    EXPECT_EQ(get("/ml-training-progress").at("is_due"), true);
    EXPECT_EQ(get("/ml-training-progress").at("days_left"), 0);
    train(kMonday, "ml-2");
    EXPECT_EQ(get("/ml-training-progress").at("is_due"), false);
    options.config.training.due_after_trades = 1;
    learn(kMonday, {}, {trade("A", kMonday)});
    learn(kTuesday, {closed(trade("A", kMonday), kTuesday, 0.1)}, {});
    EXPECT_EQ(get("/ml-training-progress").at("is_due"), true);
    EXPECT_EQ(get("/ml-training-progress").at("trades_left"), 0);
}

TEST_F(TrainingTest, OneThatFailedIsToldButIsNotTheLatest) {
    train(kMonday, "ml-1");
    train(kTuesday, "");
    const auto answer = get("/ml-training-progress");
    EXPECT_EQ(answer.at("latest").at("model_id"), "ml-1");
    const auto& failed = answer.at("trainings").at(0);
    EXPECT_TRUE(failed.at("model_id").is_null());
    EXPECT_EQ(failed.at("message"), "too few samples");
    EXPECT_FALSE(failed.contains("auc"));
    EXPECT_EQ(answer.at("trainings").size(), 2U);
}

}  // namespace
}  // namespace ml_automation::api
