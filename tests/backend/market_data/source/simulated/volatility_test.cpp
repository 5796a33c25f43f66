#include "market_data/source/simulated/volatility.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "backend/market_data/source/simulated/statistics.hpp"

namespace market_data::source::simulated {
namespace {

constexpr GarchParameters kParameters{.shock = 0.07, .memory = 0.88, .leverage = 0.5};

TEST(RegimeChain, KeepsTheLongRunVarianceAtOne) {
    Random random{1, Stream::Returns};
    RegimeChain chain;
    std::vector<double> market;
    std::vector<double> stock;
    for (int i = 0; i < 500'000; ++i) {
        const RegimeScale scale = chain.step(random);
        market.push_back(scale.market * scale.market);
        stock.push_back(scale.stock * scale.stock);
    }
    EXPECT_NEAR(mean_of(market), 1.0, 0.05);
    EXPECT_NEAR(mean_of(stock), 1.0, 0.05);
}

TEST(RegimeChain, NeverPassesFromCalmStraightIntoACrisis) {
    Random random{2, Stream::Returns};
    RegimeChain chain;
    double before = chain.step(random).market;
    int changes = 0;
    double widest = 0.0;
    for (int i = 0; i < 50'000; ++i) {
        const double now = chain.step(random).market;
        ASSERT_FALSE(before < 1.0 && now > 2.0);
        ASSERT_FALSE(before > 2.0 && now < 1.0);
        changes += now != before ? 1 : 0;
        widest = std::max(widest, now);
        before = now;
    }
    EXPECT_GT(widest, 2.0);
    EXPECT_GT(changes, 100);
    EXPECT_LT(changes, 2500);  // Regimes last for weeks.
}

TEST(Garch, HasALongRunVarianceOfOne) {
    Random random{1, Stream::Returns};
    Garch garch;
    std::vector<double> variances;
    for (int i = 0; i < 500'000; ++i) {
        garch.observe(random.normal(), kParameters);
        variances.push_back(garch.variance());
        ASSERT_GT(variances.back(), 0.0);
    }
    EXPECT_NEAR(mean_of(variances), 1.0, 0.05);
}

TEST(Garch, RisesAfterASurpriseAndFadesAfterwards) {
    Garch garch;
    garch.observe(4.0, kParameters);
    const double high = garch.variance();
    EXPECT_GT(high, 1.3);
    for (int i = 0; i < 10; ++i) {
        garch.observe(1.0, kParameters);
    }
    EXPECT_LT(garch.variance(), high);
}

TEST(Garch, RisesMoreAfterAFallThanAfterARise) {
    Garch fallen;
    Garch risen;
    fallen.observe(-2.0, kParameters);
    risen.observe(2.0, kParameters);
    EXPECT_GT(fallen.variance(), risen.variance());
}

}  // namespace
}  // namespace market_data::source::simulated
