#include "turbomode/models/samples.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>

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

// What is drawn of a night, and where its rows begin among the samples.
struct DrawnNight {
    const Night* night;
    std::size_t first_row;
    std::vector<std::size_t> drawn;   // Rows of the night.
    std::vector<double> net_returns;  // Of all its stocks with an outcome.
    std::vector<double> drawn_returns;
    double wins = 0.0;  // Share.
};

std::vector<DrawnNight> drawn_nights(Side side, NightRange range) {
    std::vector<DrawnNight> nights;
    std::size_t row = 0;
    for (std::size_t n = range.first; n < range.last; ++n) {
        const Night& night = history().nights.nights()[n];
        DrawnNight drawn{.night = &night, .first_row = row};
        for (std::size_t i = 0; i < night.stocks.size(); ++i) {
            const auto outcome = history().outcomes.at(side, night.stocks[i], night.session);
            if (!outcome || outcome->cancelled()) {
                continue;
            }
            drawn.net_returns.push_back(static_cast<double>(outcome->net_return));
            drawn.wins += outcome->won() ? 1.0 : 0.0;
            if ((night.stocks[i] + night.session) % kStride == 0) {
                drawn.drawn.push_back(i);
                drawn.drawn_returns.push_back(drawn.net_returns.back());
                ++row;
            }
        }
        drawn.wins /= static_cast<double>(drawn.net_returns.size());
        nights.push_back(std::move(drawn));
    }
    return nights;
}

TEST(SamplesOf, TellWhatTheNightsTradesDid) {
    const auto range = known_nights(history(), 0, history().sessions.size());
    const auto samples = samples_of(history(), Side::Sell, range);
    double rates = 0.0;
    std::size_t rows = 0;
    const auto nights = drawn_nights(Side::Sell, range);
    for (const auto& drawn : nights) {
        rates += drawn.wins;
        double mean = 0.0;
        for (const double net : drawn.net_returns) {
            mean += net / static_cast<double>(drawn.net_returns.size());
        }
        const Inputs inputs{.values = history().nights.rows_of(*drawn.night),
                            .columns = samples.columns};
        const double curve_mean = mean_log_odds(samples.level.curve, inputs);
        for (std::size_t i = 0; i < drawn.drawn.size(); ++i) {
            const std::size_t row = drawn.first_row + i;
            ASSERT_LT(row, samples.wins.size());
            const double net = drawn.drawn_returns[i];
            EXPECT_EQ(samples.wins[row], net > 0.0 ? 1.0F : 0.0F);
            EXPECT_NEAR(samples.returns[row], net - mean, 1e-6);
            const auto values = inputs.row(drawn.drawn[i]);
            const double curve = samples.level.curve.log_odds(movement_of(values)) - curve_mean;
            EXPECT_NEAR(
                samples.offsets[row], logit(std::clamp(drawn.wins, 0.02, 0.98)) + curve, 1e-5);
            EXPECT_EQ(samples.inputs[row * samples.columns], values[0]);
        }
        rows += drawn.drawn.size();
    }
    EXPECT_EQ(rows, samples.wins.size());
    EXPECT_EQ(samples.inputs.size(), rows * samples.columns);
    EXPECT_NEAR(samples.level.base_rate, rates / static_cast<double>(nights.size()), 1e-12);
}

TEST(SamplesOf, WeighATradeByHowMuchOfItsTimeIsItsOwn) {
    const auto range = known_nights(history(), 0, history().sessions.size());
    const auto samples = samples_of(history(), Side::Buy, range);
    // By the book: of every trade's sessions, the mean of 1 / trades of the stock that run then.
    struct Trade {
        std::size_t row, first, last;
    };
    std::map<std::uint32_t, std::vector<Trade>> trades;
    const auto nights = drawn_nights(Side::Buy, range);
    for (const auto& drawn : nights) {
        for (std::size_t i = 0; i < drawn.drawn.size(); ++i) {
            const auto stock = drawn.night->stocks[drawn.drawn[i]];
            const auto outcome = history().outcomes.at(Side::Buy, stock, drawn.night->session);
            std::size_t last = drawn.night->session + 1;
            while (history().sessions[last].days_since_1970() < outcome->exit_day) {
                ++last;
            }
            trades[stock].push_back({drawn.first_row + i, drawn.night->session + 1, last});
        }
    }
    std::vector<double> expected(samples.wins.size());
    for (const auto& [stock, list] : trades) {
        for (const auto& trade : list) {
            double sum = 0.0;
            for (std::size_t s = trade.first; s <= trade.last; ++s) {
                sum += 1.0 / static_cast<double>(std::ranges::count_if(list, [&](const Trade& t) {
                           return t.first <= s && s <= t.last;
                       }));
            }
            expected[trade.row] = sum / static_cast<double>(trade.last - trade.first + 1);
        }
    }
    double least = 1.0;
    for (const auto& drawn : nights) {
        const auto part = std::span(expected).subspan(drawn.first_row, drawn.drawn.size());
        double mean = 0.0;
        for (const double weight : part) {
            mean += weight / static_cast<double>(part.size());
        }
        for (std::size_t i = 0; i < part.size(); ++i) {
            EXPECT_NEAR(samples.weights[drawn.first_row + i], part[i] / mean, 1e-5);
            least = std::min(least, part[i]);
        }
    }
    EXPECT_LT(least, 0.5) << "some trades must overlap, or nothing was tested";
}

TEST(SamplesOf, NoNightsAreEmpty) {
    const auto samples = samples_of(history(), Side::Buy, {.first = 3, .last = 3});
    EXPECT_TRUE(samples.wins.empty());
    EXPECT_EQ(samples.level.base_rate, 0.0);
}

}  // namespace
}  // namespace turbomode::models
