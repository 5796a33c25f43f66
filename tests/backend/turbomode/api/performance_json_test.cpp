#include "turbomode/api/performance_json.hpp"

#include <gtest/gtest.h>

#include "backend/turbomode/api/fakes.hpp"

namespace turbomode::api {
namespace {

// So long ago that all trades have ended by kTonight.
const base::TradingDate kLongAgo = kTonight.plus_days(-21);

class PerformanceTest : public ApiTest {
protected:
    PerformanceTest() { data_.judged = judged_rows(kLongAgo, 40); }
};

TEST_F(PerformanceTest, BothSidesWithTheirFigures) {
    const auto answer = json_of("/turbomode/performance");
    EXPECT_EQ(answer["as_of"], kTonight.text());
    const auto& performance = answer["performance"];
    EXPECT_EQ(performance["nights"], 1);
    EXPECT_EQ(performance["outcomes"], 80);
    EXPECT_EQ(performance["first"], kLongAgo.text());
    ASSERT_EQ(performance["sides"].size(), 2U);
    for (const auto& side : performance["sides"]) {
        EXPECT_EQ(side["all"]["outcomes"], 40);
        EXPECT_EQ(side["all"]["wins"], 20);
        EXPECT_NEAR(side["all"]["win_rate"], 0.5, 1e-12);
        EXPECT_NEAR(side["all"]["base_rate"], 0.45, 1e-12);
        EXPECT_NEAR(side["all"]["avg_return_pct"], 0.5, 1e-9);
        EXPECT_EQ(side["by_market_cap"][0]["market_cap"], "mid_cap");
        EXPECT_EQ(side["by_sector"][0]["sector"], "Energy");
        EXPECT_EQ(side["by_month"][0]["month"], kLongAgo.text().substr(0, 7));
        EXPECT_EQ(side["by_age"][0]["age"], "warm");
        EXPECT_EQ(side["by_model"][0]["model_id"], "tm-1");
        EXPECT_EQ(side["late_entries"].size(), 4U);
    }
    EXPECT_EQ(performance["sides"][0]["signal_type"], "BUY");
    EXPECT_EQ(performance["sides"][1]["signal_type"], "SELL");
}

TEST_F(PerformanceTest, CalibrationHasBinsThatHoldAllOutcomes) {
    const auto sides = json_of("/turbomode/calibration")["calibration"]["sides"];
    for (const auto& side : sides) {
        std::size_t outcomes = 0;
        for (const auto& bin : side["bins"]) {
            outcomes += bin["outcomes"].get<std::size_t>();
        }
        EXPECT_EQ(outcomes, 40U);
    }
}

TEST_F(PerformanceTest, AFewOutcomesAreCountedAndNotJudged) {
    data_.judged = judged_rows(kLongAgo, 29);
    const auto side = json_of("/turbomode/performance")["performance"]["sides"][0];
    EXPECT_EQ(side["all"]["outcomes"], 29);
    EXPECT_TRUE(side["all"]["win_rate"].is_null());
    EXPECT_TRUE(side["all"]["win_rate_low"].is_null());
    EXPECT_TRUE(json_of("/turbomode/calibration")["calibration"]["sides"][0]["bins"].empty());
}

TEST_F(PerformanceTest, IsMadeOnceANight) {
    ask("/turbomode/performance");
    ask("/turbomode/calibration");
    ask("/turbomode/performance");
    EXPECT_EQ(data_.times_judged, 1);
    data_.runs.insert(data_.runs.begin(), run_row(kTonight.plus_days(3)));
    EXPECT_EQ(json_of("/turbomode/performance")["as_of"], kTonight.plus_days(3).text());
    EXPECT_EQ(data_.times_judged, 2);
}

TEST_F(PerformanceTest, AFailedReadingIsNotRemembered) {
    data_.read_error = base::Error{base::ErrorCode::Failed, "disk I/O error"};
    EXPECT_EQ(ask("/turbomode/performance").status, 500);
    data_.read_error.reset();
    EXPECT_EQ(json_of("/turbomode/performance")["performance"]["outcomes"], 80);
}

}  // namespace
}  // namespace turbomode::api
