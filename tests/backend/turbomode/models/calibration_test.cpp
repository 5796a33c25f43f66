#include "turbomode/models/calibration.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "backend/turbomode/models/small_history.hpp"
#include "turbomode/models/ensemble.hpp"
#include "turbomode/models/metrics.hpp"

namespace turbomode::models {
namespace {

struct Truth {
    double win_slope;     // Log-odds a unit of score.
    double return_slope;  // Net return a unit of return score.
    double score_scale = 1.0;
    double curve_slope = 0.0;
};

// Nights whose outcomes follow the scores as `truth` says, around a base rate of 0.4.
std::vector<ScoredNight> nights_with(const Truth& truth,
                                     std::uint64_t seed,
                                     std::size_t count = 200) {
    Draws draws(seed);
    std::vector<ScoredNight> nights;
    for (std::size_t n = 0; n < count; ++n) {
        ScoredNight night{.session = n, .base_rate = 0.4, .base_return = 0.0, .level = logit(0.4)};
        const double drift = 0.02 * draws.normal();  // All stocks of a night move together.
        for (int i = 0; i < 100; ++i) {
            const double score = truth.score_scale * draws.normal();
            const double curve = draws.uniform() - 0.5;
            night.curve.push_back(curve);
            night.win_scores.push_back(score);
            night.linear_scores.push_back(-score);
            night.return_scores.push_back(score);
            const double chance =
                sigmoid(logit(0.4) + truth.curve_slope * curve + truth.win_slope * score);
            night.wins.push_back(draws.uniform() < chance ? 1.0F : 0.0F);
            night.net_returns.push_back(drift + truth.return_slope * score + 0.02 * draws.normal());
        }
        nights.push_back(std::move(night));
    }
    return nights;
}

TEST(FitSlopes, RecoversTheSlopeThatMadeTheOutcomes) {
    const auto slopes = fit_slopes(nights_with({.win_slope = 0.8, .return_slope = 0.03}, 1));
    EXPECT_NEAR(slopes.win.score, 0.8, 0.06);
    EXPECT_NEAR(slopes.gain, 0.03, 0.003);
}

TEST(FitSlopes, BelievesTheCurveAsFarAsOutcomesFollowIt) {
    const auto slopes = fit_slopes(
        nights_with({.win_slope = 0.8, .return_slope = 0.03, .curve_slope = 0.6}, 10, 400));
    EXPECT_NEAR(slopes.win.curve, 0.6, 0.15);
    EXPECT_NEAR(slopes.win.score, 0.8, 0.05);
    EXPECT_NEAR(slopes.linear.curve, 0.5, 0.2);  // Beside a score that is left out.
}

TEST(FitSlopes, LeavesOutAScoreThatPointsTheWrongWay) {
    const auto slopes = fit_slopes(nights_with({.win_slope = 0.8, .return_slope = -0.03}, 2));
    EXPECT_EQ(slopes.linear.score, 0.0);  // Its scores are those of the ensemble, turned around.
    EXPECT_EQ(slopes.gain, 0.0);
}

TEST(FitSlopes, FindsHardlyAnyInNoise) {
    const auto slopes = fit_slopes(nights_with({.win_slope = 0.0, .return_slope = 0.0}, 3));
    EXPECT_LT(slopes.win.score, 0.05);
    EXPECT_LT(slopes.gain, 0.001);
}

TEST(FitSlopes, IsNotThrownOffByScoresOfAnotherScale) {
    // Scores hundreds of units wide: a plain Newton step from the flat tail never comes back.
    const auto slopes =
        fit_slopes(nights_with({.win_slope = 0.02, .return_slope = 0.0, .score_scale = 300.0}, 4));
    EXPECT_NEAR(slopes.win.score, 0.02, 0.002);
}

TEST(FitSlopes, StopsAtItsLimitWhenScoresAreFarTooTimid) {
    const auto slopes =
        fit_slopes(nights_with({.win_slope = 50.0, .return_slope = 50.0, .score_scale = 0.02}, 5));
    EXPECT_NEAR(slopes.win.score, 3.0, 1e-6);
    EXPECT_EQ(slopes.gain, 3.0);
}

TEST(FitSlopes, GivesNoSlopeToScoresThatAreAllAlike) {
    auto nights = nights_with({.win_slope = 0.0, .return_slope = 0.0, .score_scale = 0.0}, 6, 5);
    const auto slopes = fit_slopes(nights);
    EXPECT_EQ(slopes.win.score, 0.0);
    EXPECT_EQ(slopes.gain, 0.0);
}

TEST(ConfidencesOf, AreTheBaseRateWithoutASlopeAndRiseWithTheScoreWithOne) {
    const auto night = nights_with({.win_slope = 1.0, .return_slope = 0.0}, 7, 1).front();
    const WinSlopes none{.curve = 0.0, .score = 0.0};
    for (const double confidence : confidences_of(night, night.win_scores, none)) {
        EXPECT_NEAR(confidence, 0.4, 1e-12);
    }
    const std::vector<double> scores{-1.0, 0.0, 1.0};
    const auto confidences = confidences_of(night, scores, {.curve = 2.0, .score = 0.5});
    for (std::size_t i = 0; i < scores.size(); ++i) {
        EXPECT_NEAR(
            confidences[i], sigmoid(logit(0.4) + 2.0 * night.curve[i] + 0.5 * scores[i]), 1e-12);
    }
}

// Whatever slopes come out of a fit, also one on scores that point the wrong way: of two stocks
// with the same level and curve, the one with the higher score has no lower confidence.
TEST(ConfidencesOf, NeverFallAsTheScoreRises) {
    std::vector<double> scores;
    for (const double size : {1e-6, 1e-3, 0.1, 1.0, 30.0, 1e4}) {
        for (int i = -200; i <= 200; ++i) {
            scores.push_back(size * static_cast<double>(i) / 200.0);
        }
    }
    std::ranges::sort(scores);
    for (const double truth : {-50.0, -0.8, 0.0, 0.1, 0.8, 50.0}) {
        const auto slopes =
            fit_slopes(nights_with({.win_slope = truth, .return_slope = 0.0}, 11, 40));
        for (const double level : {-40.0, -3.0, 0.0, 3.0, 40.0}) {
            for (const double curve : {-2.0, 0.0, 2.0}) {
                const ScoredNight night{.session = 0,
                                        .level = level,
                                        .curve = std::vector<double>(scores.size(), curve)};
                for (const auto& slope : {slopes.win, slopes.linear}) {
                    const auto confidences = confidences_of(night, scores, slope);
                    EXPECT_TRUE(std::ranges::is_sorted(confidences)) << truth << ' ' << level;
                    EXPECT_GE(confidences.front(), 0.0);
                    EXPECT_LE(confidences.back(), 1.0);
                }
            }
        }
        // And rises where the scores had something to say.
        const auto rising = confidence_of(0.0, 0.0, 1.0, slopes.win);
        EXPECT_EQ(rising > 0.5, truth > 0.0) << truth;
    }
}

TEST(JudgedNights, MeasureWhatTheirNightsShow) {
    const Truth truth{.win_slope = 0.8, .return_slope = 0.03};
    const Slopes slopes = fit_slopes(nights_with(truth, 8));
    JudgedNights judged;
    for (const auto& night : nights_with(truth, 9)) {
        judged.add(night, slopes);
    }
    const auto metrics = judged.metrics(10);
    EXPECT_EQ(metrics.nights, 200U);
    EXPECT_EQ(metrics.outcomes, 20000U);
    EXPECT_LT(metrics.log_loss, metrics.log_loss_base_rate - 0.03);
    EXPECT_EQ(slopes.linear.score, 0.0);
    EXPECT_NEAR(metrics.log_loss_linear, metrics.log_loss_base_rate, 1e-4);  // The curve is noise.
    EXPECT_GT(metrics.auc, 0.65);
    EXPECT_LT(metrics.calibration_error, 0.02);
    EXPECT_GT(metrics.rank_ic, 0.5);
    EXPECT_GT(metrics.rank_ic_t, 10.0);
    EXPECT_GT(metrics.win_rate, 0.4);
    EXPECT_LT(metrics.win_rate, 0.5);
    // Confidences were fitted on the same truth: every bin keeps what it says, about.
    ASSERT_EQ(metrics.reliability.size(), kReliabilityBins);
    for (const auto& bin : metrics.reliability) {
        EXPECT_EQ(bin.outcomes, 2000U);
        EXPECT_NEAR(bin.won, bin.confidence, 0.04);
        EXPECT_LT(bin.won_high - bin.won_low, 0.1);
    }
}

TEST(JudgedNights, TellEachNightsLossesWhichMeanTheWhole) {
    const auto nights = nights_with({.win_slope = 0.8, .return_slope = 0.03}, 8, 40);
    const Slopes slopes = fit_slopes(nights);
    JudgedNights judged;
    for (const auto& night : nights) {
        judged.add(night, slopes);
    }
    std::vector<base::TradingDate> sessions;
    for (int day = 0; day < 40; ++day) {
        sessions.push_back(base::TradingDate(2024, 1, 1).plus_days(day));
    }
    const auto losses = judged.losses(sessions);
    ASSERT_EQ(losses.size(), 40U);
    double own = 0.0;
    double base_rate = 0.0;
    for (std::size_t n = 0; n < losses.size(); ++n) {
        EXPECT_EQ(losses[n].date, sessions[n]);
        EXPECT_EQ(losses[n].outcomes, 100U);
        own += losses[n].log_loss / 40.0;
        base_rate += losses[n].log_loss_base_rate / 40.0;
    }
    EXPECT_NEAR(own, judged.metrics(10).log_loss, 1e-12);
    EXPECT_NEAR(base_rate, judged.metrics(10).log_loss_base_rate, 1e-12);
    EXPECT_NE(losses[0].log_loss, losses[1].log_loss);
}

}  // namespace
}  // namespace turbomode::models
