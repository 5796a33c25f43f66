#include "turbomode/models/samples.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "backend/turbomode/models/small_history.hpp"
#include "bars/calendar.hpp"
#include "turbomode/models/metrics.hpp"

namespace turbomode::models {
namespace {

const History& history() {
    static const History value =
        history_of(random_walks({.stocks = 12, .sessions = 80, .missing_share = 0.02}), noise(1));
    return value;
}

TEST(KnownNights, EndBeforeTheFirstOutcomeThatWasNotYetKnown) {
    for (std::size_t known = 1; known <= history().sessions.size(); ++known) {
        const auto evening = history().sessions[known - 1];
        const auto range = known_nights(history(), 0, known);
        for (std::size_t n = 0; n < history().nights.nights().size(); ++n) {
            const auto session = history().nights.nights()[n].session;
            const auto deadline =
                history().sessions[session].plus_days(history().rule.holding_days_max);
            // Finished when no session is left until the deadline, which may be a holiday.
            const bool is_finished = bars::sessions_in(evening, deadline) == 0;
            EXPECT_EQ(n < range.last, is_finished) << known << " " << n;
        }
    }
}

TEST(KnownNights, HoldNoTradeThatEndedLater) {
    for (const std::size_t known : {20U, 40U, 60U}) {
        const auto range = known_nights(history(), 0, known);
        ASSERT_GT(range.last, 0U);
        for (std::size_t n = range.first; n < range.last; ++n) {
            const Night& night = history().nights.nights()[n];
            for (const auto stock : night.stocks) {
                for (const Side side : kSides) {
                    const auto outcome = history().outcomes.at(side, stock, night.session);
                    EXPECT_TRUE(!outcome || outcome->exit_day <=
                                                history().sessions[known - 1].days_since_1970());
                }
            }
        }
    }
}

TEST(KnownNights, AreNoneBeforeTheFirstOnes) {
    const auto nothing = known_nights(history(), 7, 0);
    EXPECT_EQ(nothing.first, nothing.last);
    const auto too_early = known_nights(history(), 7, 5);
    EXPECT_EQ(too_early.first, 7U);
    EXPECT_EQ(too_early.last, 7U);
}

TEST(SamplesOf, TellWhatTheNightsTradesDid) {
    const auto range = known_nights(history(), 0, history().sessions.size());
    const auto samples = samples_of(history(), Side::Sell, range);
    std::size_t row = 0;
    double rates = 0.0;
    for (std::size_t n = range.first; n < range.last; ++n) {
        const Night& night = history().nights.nights()[n];
        std::vector<double> returns;
        double wins = 0.0;
        for (const auto stock : night.stocks) {
            const auto outcome = history().outcomes.at(Side::Sell, stock, night.session);
            if (outcome && !outcome->cancelled()) {
                returns.push_back(static_cast<double>(outcome->net_return));
                wins += outcome->won() ? 1.0 : 0.0;
            }
        }
        const auto count = static_cast<double>(returns.size());
        rates += wins / count;
        double mean = 0.0;
        for (const double value : returns) {
            mean += value / count;
        }
        for (std::size_t i = 0; i < night.stocks.size(); ++i) {
            const auto outcome = history().outcomes.at(Side::Sell, night.stocks[i], night.session);
            if ((night.stocks[i] + night.session) % kStride != 0 || !outcome ||
                outcome->cancelled()) {
                continue;
            }
            ASSERT_LT(row, samples.wins.size());
            EXPECT_EQ(samples.wins[row], outcome->net_return > 0.0F ? 1.0F : 0.0F);
            EXPECT_NEAR(
                samples.returns[row], static_cast<double>(outcome->net_return) - mean, 1e-6);
            const double share = std::clamp(wins / count, 0.02, 0.98);
            EXPECT_NEAR(samples.offsets[row], logit(share), 1e-5);
            EXPECT_EQ(samples.inputs[row * samples.columns],
                      history().nights.row(night.first_row + i)[0]);
            ++row;
        }
    }
    EXPECT_EQ(row, samples.wins.size());
    EXPECT_EQ(samples.inputs.size(), row * samples.columns);
    EXPECT_NEAR(samples.base_rate, rates / static_cast<double>(range.last - range.first), 1e-12);
}

TEST(SamplesOf, NoNightsAreEmpty) {
    const auto samples = samples_of(history(), Side::Buy, {.first = 3, .last = 3});
    EXPECT_TRUE(samples.wins.empty());
    EXPECT_EQ(samples.base_rate, 0.0);
}

}  // namespace
}  // namespace turbomode::models
