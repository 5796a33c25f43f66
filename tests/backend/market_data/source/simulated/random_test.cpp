#include "market_data/source/simulated/random.hpp"

#include <cmath>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "backend/market_data/source/simulated/statistics.hpp"

namespace market_data::source::simulated {
namespace {

constexpr std::size_t kDraws = 200'000;

template <typename Draw>
std::vector<double> draws(Draw draw) {
    std::vector<double> values(kDraws);
    for (double& x : values) {
        x = draw();
    }
    return values;
}

TEST(Random, DrawsUniformlyBetweenTheEnds) {
    Random random{1, Stream::Returns};
    const auto values = draws([&] { return random.uniform(); });
    for (const double x : values) {
        ASSERT_GT(x, 0.0);
        ASSERT_LT(x, 1.0);
    }
    EXPECT_NEAR(mean_of(values), 0.5, 0.003);
    EXPECT_NEAR(deviation_of(values), std::sqrt(1.0 / 12.0), 0.003);
}

TEST(Random, DrawsNormallyWithTheMomentsOfTheNormal) {
    Random random{1, Stream::Returns};
    const auto values = draws([&] { return random.normal(); });
    std::vector<double> fourth;
    std::vector<double> beyond_two;
    for (const double x : values) {
        fourth.push_back(x * x * x * x);
        beyond_two.push_back(std::abs(x) > 2.0 ? 1.0 : 0.0);
    }
    EXPECT_NEAR(mean_of(values), 0.0, 0.01);
    EXPECT_NEAR(deviation_of(values), 1.0, 0.01);
    EXPECT_NEAR(mean_of(fourth), 3.0, 0.1);
    EXPECT_NEAR(mean_of(beyond_two), 0.0455, 0.002);  // 2 (1 - Phi(2)), any normal table.
}

TEST(Random, NeighbouringNormalsAreUnrelated) {
    Random random{1, Stream::Returns};
    const auto values = draws([&] { return random.normal(); });
    const std::span<const double> all{values};
    EXPECT_NEAR(correlation(all.first(kDraws - 1), all.last(kDraws - 1)), 0.0, 0.01);
}

TEST(Random, BelowReachesEveryNumberAndNoOther) {
    Random random{1, Stream::Index};
    std::vector<int> seen(7, 0);
    for (int i = 0; i < 7000; ++i) {
        ++seen.at(random.below(seen.size()));
    }
    for (const int count : seen) {
        EXPECT_NEAR(count, 1000, 150);
    }
}

TEST(Random, ChanceComesAsOftenAsItSays) {
    Random random{1, Stream::Index};
    const auto values = draws([&] { return random.chance(0.2) ? 1.0 : 0.0; });
    EXPECT_NEAR(mean_of(values), 0.2, 0.005);
}

TEST(Random, SeedAndStreamDecideEverything) {
    Random first{1, Stream::Returns};
    Random same{1, Stream::Returns};
    Random other_seed{2, Stream::Returns};
    Random other_stream{1, Stream::Tape};
    const double draw = first.uniform();
    EXPECT_EQ(draw, same.uniform());
    EXPECT_NE(draw, other_seed.uniform());
    EXPECT_NE(draw, other_stream.uniform());
}

}  // namespace
}  // namespace market_data::source::simulated
