#include "turbomode/backtest/judged.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace turbomode::backtest {
namespace {

// Two stocks; sums by hand. Confidences 0.6 and 0.4, base rate 0.5; the first wins. Expected
// returns point the other way, and so does the rival.
NightResult sure_of_the_winner() {
    return {.base_rates = {0.5, 0.5},
            .expected_returns = {0.01, 0.03},
            .net_returns = {0.09, -0.05},
            .thirds = {0, 0},
            .rankings = {{.name = kEnsemble, .scores = {0.6, 0.4}, .confidences = {0.6, 0.4}},
                         {.name = "rival", .scores = {1.0, 2.0}, .confidences = {}}}};
}

Judged four_nights() {
    Judged judged;
    for (int night = 0; night < 4; ++night) {
        add_night(sure_of_the_winner(), judged);
    }
    return judged;
}

TEST(Judged, ReportsEachMeasureBesideTheBaseRates) {
    const auto report = four_nights().report();
    EXPECT_EQ(report["nights"], 4);
    EXPECT_EQ(report["outcomes"], 8);
    EXPECT_DOUBLE_EQ(report["win_rate"], 0.5);
    EXPECT_DOUBLE_EQ(report["mean_confidence"], 0.5);
    EXPECT_NEAR(report["mean_net_return"], 0.02, 1e-12);
    // Every outcome was given 0.6: -ln 0.6. The base rate's: ln 2.
    EXPECT_NEAR(report["log_loss"], 0.510826, 1e-6);
    EXPECT_NEAR(report["log_loss_base_rate"], 0.693147, 1e-6);
    EXPECT_NEAR(report["log_loss_gain"], 0.182322, 1e-6);
    EXPECT_NEAR(report["brier"], 0.16, 1e-12);
    EXPECT_NEAR(report["brier_base_rate"], 0.25, 1e-12);
    EXPECT_DOUBLE_EQ(report["auc"], 1.0);
    // Said 0.6, came 1; said 0.4, came 0: off by 0.4 either way. The base rate was right.
    EXPECT_NEAR(report["calibration_error"], 0.4, 1e-9);
    EXPECT_NEAR(report["calibration_error_base_rate"], 0.0, 1e-12);
    EXPECT_DOUBLE_EQ(report["rank_ic"], 1.0);
    EXPECT_TRUE(report["rank_ic_low"].is_null()) << "four nights cannot tell";
    EXPECT_DOUBLE_EQ(report["rank_ic_expected_return"], -1.0);
    // Both stocks are among the top 20.
    EXPECT_NEAR(report["top20_win_rate_over_all"], 0.0, 1e-12);
}

TEST(Judged, ReportsRivalsAndWhatWouldBePublishedBeside) {
    const auto beside = four_nights().report()["beside"];
    EXPECT_DOUBLE_EQ(beside["rival"]["rank_ic"], -1.0);
    EXPECT_FALSE(beside["rival"].contains("log_loss")) << "it gives no probability";
    // Only the loser is expected to return more than the night's mean.
    EXPECT_NEAR(beside["published"]["top20_win_rate_over_all"], -0.5, 1e-12);
    EXPECT_NEAR(beside["published"]["top20_net_return_over_all"], -0.07, 1e-12);
}

TEST(Judged, ReportsTheSharpeRatioOfWhatTheTopEarnsOverAll) {
    // Twenty-one winners of a size third beside one loser: a night that ranks the loser last earns
    // what the loser cost, one that ranks it first does not.
    const auto night = [](bool is_right) {
        NightResult result{.rankings = {{.name = kEnsemble, .scores = {}, .confidences = {}}}};
        for (int stock = 0; stock < 21; ++stock) {
            const double confidence = (stock == 0) == is_right ? 0.4 : 0.6;
            result.base_rates.push_back(0.5);
            result.expected_returns.push_back(0.01);
            result.net_returns.push_back(stock == 0 ? -0.05 : 0.09);
            result.thirds.push_back(0);
            result.rankings[0].scores.push_back(confidence);
            result.rankings[0].confidences.push_back(confidence);
        }
        return result;
    };
    Judged judged;
    for (int n = 0; n < 40; ++n) {
        add_night(night(n < 20), judged);
    }
    const auto report = judged.report();
    // Means of four blocks of ten nights: a, a, b, b. Their mean over their sample deviation.
    const double a = 0.14 / 21.0;      // 0.09 less (20 x 0.09 - 0.05) / 21
    const double b = a - 0.14 / 20.0;  // One of the twenty is the loser.
    EXPECT_EQ(report["sharpe_blocks"], 4);
    EXPECT_NEAR(report["sharpe"], (a + b) / 2.0 / ((a - b) / std::sqrt(3.0)), 1e-9);
    EXPECT_NEAR(report["sharpe_skewness"], 0.0, 1e-9);
    EXPECT_NEAR(report["sharpe_kurtosis"], 1.0, 1e-9);  // Two values, equally often.
    EXPECT_TRUE(four_nights().report()["sharpe"].is_null()) << "four nights are no block";
}

TEST(Judged, NothingToPublishIsNoNumber) {
    auto night = sure_of_the_winner();
    night.expected_returns = {0.01, 0.01};
    Judged judged;
    add_night(night, judged);
    EXPECT_TRUE(judged.report()["beside"]["published"]["top20_win_rate_over_all"].is_null());
}

TEST(Judged, NothingMeasuredIsNoNumber) {
    EXPECT_EQ(Judged{}.report(), (nlohmann::ordered_json{{"nights", 0}, {"outcomes", 0}}));
}

TEST(Judged, PooledIsTheSameAsAllAtOnce) {
    auto twice = four_nights();
    twice.append(four_nights());
    auto eight = four_nights();
    for (int night = 0; night < 4; ++night) {
        add_night(sure_of_the_winner(), eight);
    }
    EXPECT_EQ(twice.report(), eight.report());
}

TEST(ThirdOf, KeepsTheStocksOfOneSizeThird) {
    auto night = sure_of_the_winner();
    night.thirds = {2, 1};
    const auto part = third_of(night, 1);
    EXPECT_EQ(part.net_returns, std::vector<double>{-0.05});
    EXPECT_EQ(part.rankings[0].confidences, std::vector<double>{0.4});
    EXPECT_EQ(part.rankings[1].scores, std::vector<double>{2.0});
    EXPECT_TRUE(part.rankings[1].confidences.empty());
    EXPECT_TRUE(third_of(night, 0).net_returns.empty());
}

}  // namespace
}  // namespace turbomode::backtest
