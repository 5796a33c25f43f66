#include "turbomode/models/reliability.hpp"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "backend/turbomode/models/small_history.hpp"

namespace turbomode::models {
namespace {

struct Made {
    std::vector<double> confidences;
    std::vector<float> wins;
    std::vector<std::size_t> night_sizes;

    std::vector<ReliabilityBin> bins(std::size_t block_nights) const {
        return reliability({.confidences = confidences, .wins = wins, .night_sizes = night_sizes},
                           block_nights);
    }
};

// Nights of `stocks` confidences spread over 0.3..0.6 that come true as said, but for a drift that
// a night's stocks share.
Made made_nights(std::size_t nights, std::size_t stocks, double drift, std::uint64_t seed) {
    Draws draws(seed);
    Made made;
    for (std::size_t n = 0; n < nights; ++n) {
        const double shared = drift * draws.normal();
        for (std::size_t i = 0; i < stocks; ++i) {
            const double said = 0.3 + 0.3 * draws.uniform();
            made.confidences.push_back(said);
            made.wins.push_back(draws.uniform() < said + shared ? 1.0F : 0.0F);
        }
        made.night_sizes.push_back(stocks);
    }
    return made;
}

TEST(Reliability, CountsEachBinByHand) {
    // Twenty confidences in two nights, two a bin: 0.00 and 0.01, 0.02 and 0.03, ...
    Made made{.confidences = {}, .wins = {}, .night_sizes = {12, 8}};
    for (int i = 0; i < 20; ++i) {
        made.confidences.push_back(0.01 * ((7 * i) % 20));  // In no order.
        made.wins.push_back((7 * i) % 20 >= 17 ? 1.0F : 0.0F);
    }
    const auto bins = made.bins(1);
    ASSERT_EQ(bins.size(), 10U);
    for (std::size_t b = 0; b < bins.size(); ++b) {
        EXPECT_EQ(bins[b].outcomes, 2U);
        EXPECT_NEAR(bins[b].confidence, 0.005 + 0.02 * static_cast<double>(b), 1e-12);
        // 0.17 won of 0.16 and 0.17; both 0.18 and 0.19.
        EXPECT_EQ(bins[b].won, b == 9 ? 1.0 : b == 8 ? 0.5 : 0.0);
        EXPECT_EQ(bins[b].won_low, 0.0) << "two nights cannot tell";
        EXPECT_EQ(bins[b].won_high, 1.0);
    }
}

TEST(Reliability, KeepsEqualConfidencesInOneBin) {
    Made made{.confidences = std::vector<double>(30, 0.4),
              .wins = std::vector<float>(30, 0.0F),
              .night_sizes = {30}};
    made.wins[3] = 1.0F;
    auto bins = made.bins(10);
    ASSERT_EQ(bins.size(), 1U);
    EXPECT_EQ(bins[0].outcomes, 30U);
    EXPECT_NEAR(bins[0].won, 1.0 / 30.0, 1e-12);
    made.confidences[3] = 0.5;
    bins = made.bins(10);
    ASSERT_EQ(bins.size(), 2U);
    EXPECT_EQ(bins[1].outcomes, 1U);
    EXPECT_EQ(bins[1].won, 1.0);
}

TEST(Reliability, IsNothingOfNothing) {
    EXPECT_TRUE(Made{}.bins(10).empty());
}

TEST(Reliability, HoldsWhatWasSaidWithinItsIntervalsWhenItCameTrue) {
    const auto bins = made_nights(200, 100, 0.0, 5).bins(10);
    ASSERT_EQ(bins.size(), 10U);
    int held = 0;
    for (const auto& bin : bins) {
        EXPECT_LE(bin.won_low, bin.won);
        EXPECT_GE(bin.won_high, bin.won);
        held += bin.won_low <= bin.confidence && bin.confidence <= bin.won_high ? 1 : 0;
        // 2,000 outcomes: sqrt(0.45 x 0.55 / 2,000) = 0.011; twice 1.96 of that.
        EXPECT_NEAR(bin.won_high - bin.won_low, 0.043, 0.02);
    }
    EXPECT_GE(held, 8);
    EXPECT_EQ(std::accumulate(bins.begin(),
                              bins.end(),
                              std::size_t{0},
                              [](std::size_t sum, const auto& bin) { return sum + bin.outcomes; }),
              20'000U);
}

TEST(Reliability, IsLessSureWhenStocksOfANightWinTogether) {
    const auto alone = made_nights(200, 100, 0.0, 5).bins(10);
    const auto together = made_nights(200, 100, 0.2, 5).bins(10);
    for (std::size_t b = 0; b < alone.size(); ++b) {
        EXPECT_GT(together[b].won_high - together[b].won_low,
                  1.3 * (alone[b].won_high - alone[b].won_low));
    }
}

TEST(Reliability, SaysTheSameEachTime) {
    const auto made = made_nights(60, 20, 0.1, 6);
    const auto one = made.bins(10);
    const auto two = made.bins(10);
    for (std::size_t b = 0; b < one.size(); ++b) {
        EXPECT_EQ(one[b].won_low, two[b].won_low);
        EXPECT_EQ(one[b].won_high, two[b].won_high);
    }
}

}  // namespace
}  // namespace turbomode::models
