#include "turbomode/models/stacking.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "backend/turbomode/models/small_history.hpp"
#include "turbomode/models/ensemble.hpp"
#include "turbomode/models/metrics.hpp"

namespace turbomode::models {
namespace {

// Nights of 100 stocks and four learners: two tell the truth, each with an error of its own, the
// first in units ten times as small; the third says the opposite, the fourth nothing.
std::vector<LearnerNight> made_nights(std::size_t count, std::uint64_t seed) {
    Draws draws(seed);
    std::vector<LearnerNight> nights;
    for (std::size_t n = 0; n < count; ++n) {
        LearnerNight night{.session = n,
                           .base_rate = 0.45,
                           .base_return = 0.0,
                           .level = logit(0.45),
                           .curve = std::vector<double>(100, 0.0)};
        std::vector<double> truth(100);
        for (double& value : truth) {
            value = draws.uniform() - 0.5;
        }
        const auto told = [&](double size, double error) {
            std::vector<double> scores;
            for (const double value : truth) {
                scores.push_back(size * (value + error * (draws.uniform() - 0.5)));
            }
            return centered(std::move(scores));
        };
        night.win_scores = {told(0.1, 1.0), told(1.0, 2.0), told(-1.0, 1.0), told(0.0, 0.0)};
        night.return_scores = night.win_scores;
        for (const double value : truth) {
            const double chance = sigmoid(logit(night.base_rate) + 1.5 * value);
            night.wins.push_back(draws.uniform() < chance ? 1.0F : 0.0F);
            night.net_returns.push_back(0.01 * value);
        }
        nights.push_back(std::move(night));
    }
    return nights;
}

double spread_of(const std::vector<LearnerNight>& nights, std::size_t learner) {
    double squares = 0.0;
    double count = 0.0;
    for (const auto& night : nights) {
        for (const double score : night.win_scores[learner]) {
            squares += score * score;
            count += 1.0;
        }
    }
    return std::sqrt(squares / count);
}

TEST(EqualWeights, BringEveryLearnerToTheSameSpread) {
    const auto nights = made_nights(50, 1);
    const auto weights = equal_weights(nights);
    for (std::size_t k = 0; k < 3; ++k) {
        EXPECT_NEAR(weights.win[k] * spread_of(nights, k), 0.25, 1e-12) << k;
        EXPECT_EQ(weights.gain[k], weights.win[k]);
    }
    EXPECT_EQ(weights.win[3], 0.0) << "what says nothing is not blown up";
}

TEST(StackedWeights, ListenToWhoKnowsMoreAndNeverTurnALearnerAround) {
    const auto nights = made_nights(200, 2);
    const auto equal = equal_weights(nights);
    const auto stacked = stacked_weights(nights);
    EXPECT_GT(stacked.win[0] / equal.win[0], stacked.win[1] / equal.win[1]);
    EXPECT_GT(stacked.win[1], 0.0);
    EXPECT_LT(stacked.win[2] / equal.win[2], stacked.win[1] / equal.win[1]);
    for (const double weight : stacked.win) {
        EXPECT_GE(weight, 0.0);
    }
    EXPECT_EQ(stacked.gain, equal.gain);
}

TEST(StackedWeights, AreBetterOnNightsThatTheyHaveNotSeen) {
    const auto seen = made_nights(200, 3);
    const auto unseen = made_nights(200, 4);
    const auto loss = [&](const LearnerWeights& weights) {
        std::vector<ScoredNight> before;
        for (const auto& night : seen) {
            before.push_back(weighed(night, weights, 0));
        }
        const Slopes slopes = fit_slopes(before);
        JudgedNights judged;
        for (const auto& night : unseen) {
            judged.add(weighed(night, weights, 0), slopes);
        }
        return judged.metrics(10).log_loss;
    };
    EXPECT_LT(loss(stacked_weights(seen)), loss(equal_weights(seen)) - 1e-4);
}

TEST(Weighed, SumsScoresAndKeepsThePlainLearnersOwn) {
    const auto night = made_nights(1, 5).front();
    const auto scored = weighed(night, {.win = {1.0, 2.0, 0.0, 0.0}, .gain = {0, 0, 3.0, 0}}, 1);
    EXPECT_DOUBLE_EQ(scored.win_scores[7], night.win_scores[0][7] + 2.0 * night.win_scores[1][7]);
    EXPECT_DOUBLE_EQ(scored.return_scores[7], 3.0 * night.return_scores[2][7]);
    EXPECT_EQ(scored.linear_scores, night.win_scores[1]);
}

TEST(WinShares, ArePartsOfAllWhateverTheUnits) {
    // Twice, once and not at all as loud as with equal weights; one that says nothing.
    const LearnerWeights equal{.win = {10.0, 0.5, 3.0, 0.0}, .gain = {}};
    const LearnerWeights weights{.win = {20.0, 0.5, 0.0, 0.0}, .gain = {}};
    const auto shares = win_shares(weights, equal);
    ASSERT_EQ(shares.size(), 4U);
    EXPECT_NEAR(shares[0], 2.0 / 3.0, 1e-12);
    EXPECT_NEAR(shares[1], 1.0 / 3.0, 1e-12);
    EXPECT_EQ(shares[2], 0.0);
    EXPECT_EQ(shares[3], 0.0);
    EXPECT_EQ(win_shares({.win = {0.0}, .gain = {}}, {.win = {0.0}, .gain = {}}),
              std::vector<double>{0.0});
}

}  // namespace
}  // namespace turbomode::models
