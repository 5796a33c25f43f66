#include "ml_automation/store/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ml_automation::store {
namespace {

namespace fs = std::filesystem;
using base::TradingDate;
using testing::ElementsAre;
using testing::HasSubstr;

const TradingDate kMonday{2025, 3, 3};
const TradingDate kTuesday{2025, 3, 4};

base::Ticker ticker(const std::string& text) {
    return base::Ticker::from(text).value();
}

analysis::Inputs inputs_with(float first) {
    analysis::Inputs inputs(analysis::input_names().size(), 0.25F);
    inputs[0] = first;
    return inputs;
}

ScannedStock stock(const std::string& name, double score) {
    return {.ticker = ticker(name),
            .name = name + " Inc.",
            .sector = "Energy",
            .close_usd = 101.5,
            .opinions = {analysis::Opinion{.direction = analysis::Direction::Bearish,
                                           .strength = 0.5,
                                           .confidence = 0.75},
                         {},
                         {},
                         {.direction = analysis::Direction::Bullish,
                          .strength = 1.0,
                          .confidence = 0.5}},
            .agreement = 0.6,
            .rule_score = 0.55,
            .score = score,
            .direction = analysis::Direction::Bullish,
            .forecast = analysis::Forecast{.probability = 0.45, .base_rate = 0.4},
            .inputs = inputs_with(0.125F)};
}

Scan scan_of(TradingDate session, std::vector<ScannedStock> stocks) {
    return {.session = session,
            .made_at = "2025-03-03T23:00:00Z",
            .data_source = "SIMULATED",
            .model_id = "ml-1",
            .inputs_hash = analysis::inputs_hash(),
            .members = 3,
            .stocks = std::move(stocks)};
}

PaperTrade trade(const std::string& name, TradingDate decided_on) {
    return {.ticker = ticker(name),
            .name = name + " Inc.",
            .sector = "Energy",
            .decided_on = decided_on,
            .score = 70.0,
            .agreement = 0.8,
            .forecast = std::nullopt,
            .model_id = "",
            .inputs_hash = analysis::inputs_hash(),
            .inputs = inputs_with(0.5F),
            .standing = {}};
}

PaperTrade closed(PaperTrade one, double net_return, TradingDate known_on) {
    one.standing = {.state = paper::State::Closed,
                    .fill = paper::Fill{.date = kTuesday, .price_usd = 100.0},
                    .target_usd = 110.0,
                    .stop_usd = 95.0,
                    .close_usd = 104.0,
                    .net_return = net_return,
                    .exit = paper::Exit{.reason = paper::ExitReason::Expired,
                                        .date = known_on,
                                        .price_usd = 104.0,
                                        .known_on = known_on}};
    return one;
}

class StoreTest : public testing::Test {
protected:
    StoreTest()
        : folder(fs::path{testing::TempDir()} / "ml_store" /
                 testing::UnitTest::GetInstance()->current_test_info()->name()),
          path(folder / "deep" / "advanced_ml_system.db") {
        fs::remove_all(folder);
        store = Store::open(path).value();
    }
    ~StoreTest() override {
        store.reset();
        fs::remove_all(folder);
    }

    void learn(TradingDate session,
               const std::vector<PaperTrade>& updated,
               const std::vector<PaperTrade>& opened) {
        ASSERT_TRUE(
            store
                ->write_learned(
                    {.session = session, .ended_at = "", .opened = 0, .closed = 0}, updated, opened)
                .ok());
    }
    std::vector<std::string> held() const {
        std::vector<std::string> names;
        const auto trades = store->held().value();
        for (const auto& one : trades) {
            names.push_back(one.ticker.text());
        }
        return names;
    }

    fs::path folder;
    fs::path path;
    std::unique_ptr<Store> store;
};

TEST_F(StoreTest, AScanIsReadBackAsItWasWritten) {
    EXPECT_FALSE(store->scan().value());
    ASSERT_TRUE(store->write_scan(scan_of(kMonday, {stock("A", 61.0), stock("B", 40.0)})).ok());
    const auto views = Views::open(path).value();
    const auto scan = views.scan().value().value();
    EXPECT_EQ(scan.session, kMonday);
    EXPECT_EQ(scan.data_source, "SIMULATED");
    EXPECT_EQ(scan.members, 3);
    ASSERT_EQ(scan.stocks.size(), 2U);
    const auto& a = scan.stocks[0];
    EXPECT_EQ(a.ticker, ticker("A"));
    EXPECT_EQ(a.name, "A Inc.");
    EXPECT_EQ(a.score, 61.0);
    EXPECT_EQ(a.opinions[0].direction, analysis::Direction::Bearish);
    EXPECT_EQ(a.opinions[0].confidence, 0.75);
    EXPECT_EQ(a.opinions[1].direction, analysis::Direction::Neutral);
    EXPECT_EQ(a.opinions[3].direction, analysis::Direction::Bullish);
    EXPECT_EQ(a.forecast->probability, 0.45);
    EXPECT_EQ(a.forecast->base_rate, 0.4);
    EXPECT_EQ(a.inputs, inputs_with(0.125F));
}

TEST_F(StoreTest, ASecondScanOfASessionReplacesTheFirst) {
    ASSERT_TRUE(store->write_scan(scan_of(kMonday, {stock("A", 61.0), stock("B", 40.0)})).ok());
    ASSERT_TRUE(store->write_scan(scan_of(kMonday, {stock("C", 50.0)})).ok());
    EXPECT_EQ(store->scan(kMonday).value()->stocks.size(), 1U);
}

TEST_F(StoreTest, NothingIsScannedOrLearnedAfterALaterSession) {
    ASSERT_TRUE(store->write_scan(scan_of(kTuesday, {stock("A", 61.0)})).ok());
    const auto scan = store->write_scan(scan_of(kMonday, {stock("A", 61.0)}));
    EXPECT_EQ(scan.error().code, base::ErrorCode::Refused);
    EXPECT_THAT(scan.error().message, HasSubstr("2025-03-03 comes before 2025-03-04"));
    learn(kTuesday, {}, {});
    EXPECT_FALSE(store->write_learned({.session = kMonday}, {}, {}).ok());
    EXPECT_EQ(store->latest_scan().value(), kTuesday);
}

TEST_F(StoreTest, TradesAreHeldUntilTheyAreClosed) {
    learn(kMonday, {}, {trade("A", kMonday), trade("B", kMonday)});
    EXPECT_THAT(held(), ElementsAre("A", "B"));
    const auto pending = store->held().value().front();
    EXPECT_FALSE(pending.standing.fill);
    EXPECT_EQ(pending.inputs, inputs_with(0.5F));
    learn(kTuesday, {closed(pending, 0.04, kTuesday)}, {trade("C", kTuesday)});
    EXPECT_THAT(held(), ElementsAre("B", "C"));
    const auto settled = store->settled(0).value();
    ASSERT_EQ(settled.size(), 1U);
    EXPECT_EQ(settled[0].standing.exit->reason, paper::ExitReason::Expired);
    EXPECT_EQ(settled[0].standing.exit->date, kTuesday);
    EXPECT_EQ(settled[0].standing.fill->price_usd, 100.0);
    EXPECT_EQ(store->closed_until(kMonday).value().size(), 0U);
    EXPECT_EQ(store->closed_until(kTuesday).value().size(), 1U);
    EXPECT_EQ(store->closed_after(kMonday).value(), 1);
}

TEST_F(StoreTest, LearningFromASessionAgainReplacesWhatItBought) {
    learn(kMonday, {}, {trade("A", kMonday), trade("B", kMonday)});
    learn(kMonday, {}, {trade("C", kMonday)});
    EXPECT_THAT(held(), ElementsAre("C"));
}

TEST_F(StoreTest, TheTrackRecordIsOfTheLastTrades) {
    EXPECT_EQ(store->track_record(0).value().closed, 0);
    auto promised = trade("A", kMonday);
    promised.forecast = analysis::Forecast{.probability = 0.6, .base_rate = 0.4};
    learn(kMonday, {}, {promised, trade("B", kMonday), trade("C", kMonday)});
    learn(kTuesday,
          {closed(promised, 0.10, kTuesday),
           closed(trade("B", kMonday), -0.05, kTuesday),
           closed(trade("C", kMonday), 0.02, kTuesday.plus_days(1))},
          {});
    const auto all = store->track_record(0).value();
    EXPECT_EQ(all.closed, 3);
    EXPECT_EQ(all.won, 2);
    EXPECT_NEAR(all.mean_return, 0.07 / 3.0, 1e-12);
    EXPECT_NEAR(all.mean_win, 0.06, 1e-12);
    EXPECT_NEAR(all.mean_loss, -0.05, 1e-12);
    EXPECT_EQ(all.with_forecast, 1);
    EXPECT_EQ(all.won_with_forecast, 1);
    EXPECT_EQ(all.promised, 0.6);
    EXPECT_NEAR(store->track_record(1).value().mean_return, 0.02, 1e-12);
}

TEST_F(StoreTest, AnAlertIsRaisedOnceAndResolvedOnce) {
    ASSERT_TRUE(store->set_alert("failed", "first", "t1").ok());
    ASSERT_TRUE(store->set_alert("failed", "again", "t2").ok());
    ASSERT_EQ(store->alerts(0).value().size(), 1U);
    EXPECT_EQ(store->alerts(0).value()[0].message, "again");
    EXPECT_EQ(store->alerts(0).value()[0].raised_at, "t1");
    ASSERT_TRUE(store->set_alert("failed", std::nullopt, "t3").ok());
    EXPECT_EQ(store->alerts(0).value()[0].resolved_at, "t3");
    ASSERT_TRUE(store->set_alert("failed", "new", "t4").ok());
    EXPECT_EQ(store->alerts(0).value().size(), 2U);
    EXPECT_EQ(store->alerts(1).value()[0].message, "new");
}

TEST_F(StoreTest, CyclesTrainingsAndTheSwitchAreKept) {
    EXPECT_FALSE(store->last_done().value());
    ASSERT_TRUE(store->write_cycle({kMonday, CycleState::Done, "a", "b", "scanned"}).ok());
    ASSERT_TRUE(store->write_cycle({kTuesday, CycleState::Failed, "a", "b", "no"}).ok());
    EXPECT_EQ(store->last_done().value(), kMonday);
    EXPECT_EQ(store->cycles(1).value()[0].state, CycleState::Failed);
    EXPECT_FALSE(store->latest_training().value());
    Training training{.as_of = kMonday};
    training.model_id = "ml-1";
    training.has_edge = true;
    training.auc = 0.625;
    ASSERT_TRUE(store->write_training(training).ok());
    Training failed{.as_of = kTuesday};
    failed.message = "too few";
    ASSERT_TRUE(store->write_training(failed).ok());
    EXPECT_EQ(store->latest_training().value()->auc, 0.625);
    EXPECT_EQ(store->trainings(0).value()[0].message, "too few");
    EXPECT_TRUE(store->scheduler_is_on().value());
    ASSERT_TRUE(store->switch_scheduler(false).ok());
    EXPECT_FALSE(store->scheduler_is_on().value());
}

TEST_F(StoreTest, RefusesAnotherProgramsDatabaseAndOneThatIsNotThere) {
    const auto other = folder / "turbomode.db";
    SQLite::Database(other.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec("PRAGMA application_id = 1413623885; CREATE TABLE t (x)");
    EXPECT_EQ(Store::open(other).error().code, base::ErrorCode::Refused);
    EXPECT_EQ(Views::open(other).error().code, base::ErrorCode::Refused);
    EXPECT_EQ(Views::open(folder / "none.db").error().code, base::ErrorCode::NotFound);
}

}  // namespace
}  // namespace ml_automation::store
