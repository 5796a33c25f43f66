#include "features/volume/volume.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "backend/features/expect_definition.hpp"
#include "features/volume/volume_kernels.hpp"

namespace features::volume {
namespace {

using In = StockInputs;
using Column = std::vector<double>;

double typical(const In& in, std::size_t i) {
    return (in.high[i] + in.low[i] + in.close[i]) / 3.0;
}

double sum_volume(const In& in, std::size_t t, std::size_t window) {
    return sum_of(t, window, [&](std::size_t i) { return in.volume[i]; });
}

TEST(VolumeRatio, IsTodaysOverTheMean) {
    expect_definition("volume_ratio_20", [](const In& in, std::size_t t) {
        return in.volume[t] / (sum_volume(in, t, 20) / 20.0);
    });
}

TEST(VolumeTrend, IsTheLastWeekOverTheLastQuarter) {
    expect_definition("volume_trend_5_60", [](const In& in, std::size_t t) {
        return (sum_volume(in, t, 5) / 5.0) / (sum_volume(in, t, 60) / 60.0);
    });
}

TEST(DollarVolume, IsMeasuredInItsOwnDeviations) {
    expect_definition("dollar_volume_zscore_60", [](const In& in, std::size_t t) {
        const auto dollars = [&](std::size_t i) {
            return std::log(1.0 + in.dollar_volume[i]);
        };
        const double mean = sum_of(t, 60, dollars) / 60.0;
        const double variance =
            sum_of(t, 60, [&](std::size_t i) { return std::pow(dollars(i) - mean, 2); }) / 60.0;
        return (dollars(t) - mean) / std::sqrt(variance);
    });
}

TEST(DollarVolume, IsAveragedForTheRank) {
    Column values(3);
    log_mean_dollar_volume(Column{1e6, 3e6, 5e6}, 2, values);
    EXPECT_TRUE(std::isnan(values[0]));
    EXPECT_DOUBLE_EQ(values[2], std::log(1.0 + 4e6));
}

TEST(SignedVolume, SetsRisingAgainstFallingSessions) {
    expect_definition("signed_volume_20", [](const In& in, std::size_t t) {
        const double net = sum_of(t, 20, [&](std::size_t i) {
            const double change = in.close[i] - in.close[i - 1];
            return change > 0.0 ? in.volume[i] : (change < 0.0 ? -in.volume[i] : 0.0);
        });
        return net / sum_volume(in, t, 20);
    });
}

TEST(ChaikinMoneyFlow, WeighsVolumeByThePlaceOfTheClose) {
    expect_definition("chaikin_money_flow_20", [](const In& in, std::size_t t) {
        const double flow = sum_of(t, 20, [&](std::size_t i) {
            const double above = in.close[i] - in.low[i];
            const double below = in.high[i] - in.close[i];
            return in.volume[i] * (above - below) / (in.high[i] - in.low[i]);
        });
        return flow / sum_volume(in, t, 20);
    });
}

TEST(ChaikinMoneyFlow, IsOneWhenEveryCloseIsTheHigh) {
    Column values(25);
    const Column high(25, 11.0);
    const Column low(25, 10.0);
    chaikin_money_flow({high, low, high}, Column(25, 100.0), 20, values);
    EXPECT_DOUBLE_EQ(values.back(), 1.0);
}

// By the classic way over the money ratio.
TEST(MoneyFlowIndex, FollowsTheMoneyRatio) {
    expect_definition("money_flow_index_14", [](const In& in, std::size_t t) {
        double positive = 0.0;
        double negative = 0.0;
        for (std::size_t i = t - 13; i <= t; ++i) {
            const double flow = typical(in, i) * in.volume[i];
            positive += typical(in, i) > typical(in, i - 1) ? flow : 0.0;
            negative += typical(in, i) < typical(in, i - 1) ? flow : 0.0;
        }
        return 100.0 - 100.0 / (1.0 + positive / negative);
    });
}

// High and low move apart by the same amount: the typical price stands, in whatever shares.
TEST(MoneyFlowIndex, TakesNoSideWhenTheTypicalPriceStands) {
    for (const double factor : {1.0, 1.1, 0.3, 1.0 / 0.9837}) {
        Column high;
        Column low;
        for (int t = 0; t < 40; ++t) {
            high.push_back((10.1 + 0.1 * (t % 3)) * factor);
            low.push_back((9.9 - 0.1 * (t % 3)) * factor);
        }
        Column values(high.size());
        money_flow_index(
            {high, low, Column(high.size(), 10.0 * factor)}, Column(high.size(), 5.0), 14, values);
        EXPECT_EQ(values.back(), 50.0) << factor;
    }
}

TEST(VolumeReturnCorrelation, IsPearsons) {
    expect_definition("volume_return_correlation_20", [](const In& in, std::size_t t) {
        const double x = sum_of(t, 20, [&](std::size_t i) { return in.return_log[i]; }) / 20.0;
        const double y = sum_volume(in, t, 20) / 20.0;
        double xx = 0.0;
        double yy = 0.0;
        double xy = 0.0;
        for (std::size_t i = t - 19; i <= t; ++i) {
            xx += std::pow(in.return_log[i] - x, 2);
            yy += std::pow(in.volume[i] - y, 2);
            xy += (in.return_log[i] - x) * (in.volume[i] - y);
        }
        return xy / std::sqrt(xx * yy);
    });
}

TEST(VwapDistance, IsFromTheVolumeWeightedPrice) {
    expect_definition("vwap_distance_20", [](const In& in, std::size_t t) {
        const double money =
            sum_of(t, 20, [&](std::size_t i) { return typical(in, i) * in.volume[i]; });
        return std::log(in.close[t] / (money / sum_volume(in, t, 20)));
    });
}

TEST(Amihud, IsTheMoveABillionDollarsMakes) {
    expect_definition("amihud_20", [](const In& in, std::size_t t) {
        double impact = 0.0;
        double sessions = 0.0;
        for (std::size_t i = t - 19; i <= t; ++i) {
            if (in.dollar_volume[i] > 0.0) {
                impact += std::abs(in.return_log[i]) / (in.dollar_volume[i] / 1e9);
                sessions += 1.0;
            }
        }
        return std::log(1.0 + impact / sessions);
    });
}

// Every kernel has a neutral value for a window without a trade.
TEST(Volume, OfNothingIsNeutral) {
    const auto one = random_stock(80);
    auto in = one;
    std::fill(in.volume.begin(), in.volume.end(), 0.0);
    std::fill(in.dollar_volume.begin(), in.dollar_volume.end(), 0.0);
    EXPECT_EQ(column_of("volume_ratio_20", in).back(), 1.0);
    EXPECT_EQ(column_of("volume_trend_5_60", in).back(), 1.0);
    EXPECT_EQ(column_of("dollar_volume_zscore_60", in).back(), 0.0);
    EXPECT_EQ(column_of("signed_volume_20", in).back(), 0.0);
    EXPECT_EQ(column_of("chaikin_money_flow_20", in).back(), 0.0);
    EXPECT_EQ(column_of("money_flow_index_14", in).back(), 50.0);
    EXPECT_EQ(column_of("volume_return_correlation_20", in).back(), 0.0);
    EXPECT_EQ(column_of("amihud_20", in).back(), 0.0);
    const double mean =
        sum_of(in.size() - 1, 20, [&](std::size_t i) { return typical(in, i); }) / 20.0;
    EXPECT_NEAR(column_of("vwap_distance_20", in).back(), std::log(in.close.back() / mean), 1e-12);
}

}  // namespace
}  // namespace features::volume
