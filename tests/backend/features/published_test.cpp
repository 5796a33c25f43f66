// The worked examples of S. Achelis, Technical Analysis from A to Z (2nd edition 2000) and of its
// companion spreadsheets, in other windows than our features have: the kernels take any. Prices are
// printed to four digits (12.1562 for 12 5/32), results too: equal to what such rounding leaves.
#include "backend/features/published.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "features/frame/frame_kernels.hpp"
#include "features/momentum/oscillators.hpp"
#include "features/momentum/returns.hpp"
#include "features/trend/trend_kernels.hpp"
#include "features/volatility/volatility_kernels.hpp"

namespace features {
namespace {

Column logs(const Column& values) {
    Column result(values.size());
    std::ranges::transform(values, result.begin(), [](double x) { return std::log(x); });
    return result;
}

// The companion spreadsheet on Wilder's system, 50 days, windows of 14. It starts with sums of 13
// movements and ranges, Wilder and we with 14: a day before that has neither makes them the same.
struct WilderDays {
    Column high{94.1875, 94.1875, 94.5,    93.5,    92.75,   92.875,  90.75,   89.875,  89.125,
                90.4375, 90,      88.5,    87.75,   87.0625, 85.8125, 86.5625, 90.375,  91.375,
                92.25,   93.375,  92.0625, 92.875,  93.9375, 95.25,   97.125,  97.1875, 94.875,
                94.3125, 93.3125, 94.125,  96.9375, 101.125, 108.75,  115,     117.125, 115,
                116.625, 118,     119.25,  119.25,  118.812, 118.375, 119.938, 117.75,  118.625,
                117.125, 116.375, 113.875, 112.25,  113.688, 114.25};
    Column low{92.125,  92.125,  91.9375, 91.5,    90.3125, 90.5,    84.375,  86.4375, 86.4375,
               88.25,   87.0625, 86.9375, 85.875,  85,      84.5,    84.375,  88.4375, 88.375,
               89.5,    91,      89.5,    89.5625, 90.875,  92.875,  95.7344, 94.75,   92.875,
               91.6875, 91.4375, 92.25,   92.75,   95.3125, 98.5,    108.938, 113.625, 111.188,
               110.625, 115.125, 116.75,  116.125, 117.062, 116.812, 117.125, 116.25,  112,
               112.25,  109.375, 108.375, 107.312, 111.375, 108.688};
    Column close{92.375,  92.375,  92.5625, 92,      91.75,   91.5625, 89.9375, 88.875,  87.125,
                 89.625,  89.1875, 87,      87.3125, 85,      84.9375, 86,      89.8125, 89.625,
                 91.6875, 91.125,  90.1875, 91.0469, 93.1875, 94.8125, 96.125,  95.4375, 93,
                 91.75,   92.75,   93.875,  96.625,  98.6875, 108.438, 113.688, 115.25,  112.75,
                 115.875, 117.562, 117.438, 119.125, 117.5,   117.938, 117.625, 116.75,  116.562,
                 112.625, 113.812, 110,     111.438, 112.25,  109.375};
    Column plus_di{4.7619,  6.5404,  15.7975, 17.1685, 18.2181, 20.0392, 18.6830, 19.1863,
                   20.4108, 22.5670, 26.1316, 24.4414, 22.7738, 21.1796, 20.0974, 21.3093,
                   26.4203, 32.9361, 41.7807, 48.6368, 49.4654, 45.5589, 43.4969, 43.7326,
                   44.0367, 41.3368, 39.6102, 38.3048, 39.3410, 38.0298, 32.8260, 29.6147,
                   25.7233, 23.1495, 21.1075, 22.8568, 20.5857};
    Column minus_di{31.2925, 29.4074, 26.0300, 23.9950, 22.2758, 20.8841, 23.4324, 21.4148,
                    19.7238, 18.5036, 17.3764, 18.8646, 22.5699, 24.1567, 23.6037, 22.3726,
                    19.8789, 17.0398, 13.4042, 11.6853, 10.8837, 14.7622, 13.1147, 12.4005,
                    11.7988, 12.3016, 11.7878, 11.9265, 11.2104, 12.7810, 19.8102, 17.8722,
                    20.9206, 20.6465, 20.7242, 19.8413, 22.6700};
};

TEST(Published, DirectionalMovement) {
    const WilderDays days;
    const auto& [high, low, close, up, down] = days;
    Column range(high.size(), 0.0);
    for (std::size_t t = 2; t < range.size(); ++t) {
        range[t] = std::max(high[t], close[t - 1]) - std::min(low[t], close[t - 1]);
    }
    Column rises(high.size());
    Column falls(high.size());
    trend::directional_movement({high, low, close}, 14, rises, falls);
    const trend::Movement movement{rises, falls};
    const auto index = [&](const Column& moved) {
        return computed(range.size(), [&](Output out) {
            trend::directional_index(moved, range, days.close, 14, out);
        });
    };
    Column balance(up.size());
    std::ranges::transform(
        up, down, balance.begin(), [](double u, double d) { return (u - d) / (u + d); });
    expect_ends_with(index(rises), up, 1e-3);
    expect_ends_with(index(falls), down, 1e-3);
    expect_ends_with(
        computed(range.size(),
                 [&](Output out) { trend::directional_balance(movement, days.close, out); }),
        balance,
        1e-4);
    expect_ends_with(
        computed(range.size(), [&](Output out) { trend::adx(movement, days.close, 14, out); }),
        {18.4798, 17.7329, 16.6402, 16.4608, 17.5570, 19.9758, 22.9245, 25.8535,
         27.6536, 29.5118, 31.3907, 33.2726, 34.7625, 36.1460, 37.3151, 38.6246,
         39.4151, 38.3660, 37.3919, 35.4565, 33.3321, 31.0167, 29.3056, 27.5566},
        5e-4);
}

// Page 67, windows of 5: Aroon up less Aroon down.
TEST(Published, Aroon) {
    const Column high{27.5,   28.125, 29,     30.313, 29.75,  28.563, 29.831,
                      30.969, 30.594, 31.125, 32.5,   33.844, 34.469, 34.719,
                      33.031, 33.625, 34,     33.813, 33.156, 32.969, 33.813};
    const Column low{26.219, 26.313, 26.906, 29.188, 29.188, 26.594, 27.875,
                     30.25,  29.75,  29.813, 30.406, 32.844, 33.813, 32.688,
                     32.281, 32.281, 32.938, 32.688, 31.5,   31.375, 32.656};
    const auto ours =
        computed(high.size(), [&](Output out) { trend::aroon_oscillator(high, low, 5, out); });
    const Column down{0, 0, 60, 40, 20, 0, 0, 20, 0, 0, 0, 80, 60, 100, 100, 80};
    const Column up{60, 40, 100, 80, 100, 100, 100, 100, 100, 80, 60, 40, 20, 0, 40, 20};
    Column book(up.size());
    std::ranges::transform(up, down, book.begin(), std::minus{});
    expect_ends_with(ours, book, 1e-9);
}

// Page 70, average true range of 4.
TEST(Published, AverageTrueRange) {
    const Column range{.125,  .0938, .125,  .1562, .25,   .0938, .125, .1875, .2188, .2813,
                       .0938, .125,  .0938, .125,  .4062, .1874, .25,  .4063, .3437, .1875};
    const Column ones(range.size(), 1.0);
    expect_ends_with(
        computed(range.size(), [&](Output out) { volatility::atr_ratio(range, ones, 4, out); }),
        {.125,
         .1563,
         .1406,
         .1367,
         .1494,
         .1668,
         .1954,
         .17,
         .1587,
         .1425,
         .1381,
         .2052,
         .2007,
         .213,
         .2614,
         .2819,
         .2583},
        1e-4);
}

// Page 73, bands of 5: lower, middle, upper.
struct Bands {
    Column close{31.875,  32.125,  32.3125, 32.125,  31.875, 32.3125, 32.25,   32.4375,
                 32.8125, 32.375,  32.5,    32.4375, 32.75,  33.1875, 33.0625, 33.0625,
                 33.125,  33.0625, 32.8125, 32.875,  33.25,  33.125};
    Column lower{31.7271,
                 31.8279,
                 31.8452,
                 31.8176,
                 31.7323,
                 32.0422,
                 32.0992,
                 32.2023,
                 32.2268,
                 32.0552,
                 32.1927,
                 32.3546,
                 32.7354,
                 33.0,
                 32.8071,
                 32.7451,
                 32.7029,
                 32.7029};
    Column mean{32.0625,
                32.15,
                32.175,
                32.2,
                32.3375,
                32.4375,
                32.475,
                32.5125,
                32.575,
                32.65,
                32.7875,
                32.9,
                33.0375,
                33.1,
                33.025,
                32.9875,
                33.025,
                33.025};
    Column upper{32.3979,
                 32.4721,
                 32.5048,
                 32.5824,
                 32.9427,
                 32.8328,
                 32.8508,
                 32.8227,
                 32.9232,
                 33.2448,
                 33.3823,
                 33.4454,
                 33.3396,
                 33.2,
                 33.2429,
                 33.2299,
                 33.3471,
                 33.3471};
};

TEST(Published, BollingerBands) {
    const auto [close, lower, mean, upper] = Bands{};
    Column width(mean.size());
    Column position(mean.size());
    for (std::size_t i = 0; i < mean.size(); ++i) {
        width[i] = (upper[i] - lower[i]) / mean[i];
        position[i] = (close[i + 4] - lower[i]) / (upper[i] - lower[i]);
    }
    const auto n = close.size();
    const Column& closes = close;
    const auto deviations = computed(n, [&](Output out) { volatility::deviation(closes, 5, out); });
    Column means(n, kMissing);
    std::ranges::copy(mean, means.begin() + 4);
    const volatility::Bands bands{means, deviations};
    expect_ends_with(
        computed(n, [&](Output out) { volatility::bollinger_width(bands, out); }), width, 1e-5);
    expect_ends_with(
        computed(n, [&](Output out) { volatility::bollinger_position(closes, bands, out); }),
        position,
        5e-4);
    Column distance(mean.size());
    for (std::size_t i = 0; i < mean.size(); ++i) {
        distance[i] = std::log(close[i + 4] / mean[i]);
    }
    expect_ends_with(
        computed(n, [&](Output out) { trend::distance_from_mean(close, 5, out); }), distance, 1e-8);
}

// Page 105, windows of 5.
TEST(Published, CommodityChannelIndex) {
    const Column high{15.125,
                      15.052,
                      14.8173,
                      14.69,
                      14.7967,
                      14.794,
                      14.093,
                      14.7,
                      14.5255,
                      14.6579,
                      14.7842,
                      14.8273};
    const Column low{14.936,
                     14.6267,
                     14.5557,
                     14.46,
                     14.5483,
                     13.9347,
                     13.8223,
                     14.02,
                     14.2652,
                     14.3773,
                     14.5527,
                     14.3309};
    const Column close{14.936,
                       14.752,
                       14.5857,
                       14.6,
                       14.6983,
                       13.946,
                       13.9827,
                       14.45,
                       14.3452,
                       14.4197,
                       14.5727,
                       14.4773};
    expect_ends_with(computed(high.size(),
                              [&](Output out) {
                                  momentum::cci({high, low, close}, 5, out);
                              }),
                     {18.089, 84.4605, 109.1186, 46.654},
                     0.01);
}

// Page 102, Chande's momentum oscillator of 5: twice the distance from 50 of an index of strength
// by plain sums. Each day counts as a week of its own, after as many of standing still as make sure
// that six weeks have begun.
TEST(Published, StrengthByPlainSums) {
    const Column days{
        51.0625, 50.125, 52.3125, 52.1875, 53.1875, 53.0625, 54.0625, 53.5, 51.5625, 51.5};
    Column close(warm_up_of(Period::Week, 6), days.front());
    close.insert(close.end(), days.begin(), days.end());
    std::vector<base::TradingDate> dates;
    for (int week = 0; week < static_cast<int>(close.size()); ++week) {
        dates.push_back(base::TradingDate{2015, 3, 4}.plus_days(7 * week));
    }
    Periods weeks;
    weeks.assign(dates, Period::Week, close, close);
    auto ours =
        computed(close.size(), [&](Output out) { frame::rsi_cutler(weeks, close, 5, out); });
    for (double& value : ours) {
        value = 2.0 * (value - 50.0);
    }
    expect_ends_with(ours, {45.7143, 88.7324, 42.2222, -13.5135, -45.7627}, 1e-4);
}

// Companion spreadsheet: 30 days. In its first swing it is a step of acceleration ahead of Wilder;
// from the first turn on nothing of that is left.
TEST(Published, ParabolicStop) {
    const Column high{45.3125, 46.3125, 46.9375, 47,      47.5312, 47.5938, 47.5,    47.1562,
                      46.5625, 46.1172, 44.9062, 44,      44.625,  46.1875, 46.5625, 46.9375,
                      46.7812, 47.625,  45.8125, 45.4375, 47,      47.0938, 47.25,   46.75,
                      46.375,  46.4375, 45.375,  44.9375, 44.5625, 45.2188};
    const Column low{44.1562, 45.125,  44.75,   46.0312, 46.3438, 46.0625, 47.0625, 46.1875,
                     45.1562, 44.8438, 43.6562, 42.5312, 42.625,  45.125,  45.25,   45.875,
                     45.5625, 46.1328, 44.8438, 44.6562, 45.625,  46.0625, 45.9688, 45.75,
                     45.1562, 45.25,   42.1875, 43.2188, 43.2188, 44.125};
    const Column book{47.5938,    47.545048,   47.43699808, 47.2101502,  46.83583418, 46.49146345,
                      42.5312,    42.611826,   42.78485296, 42.95095884, 43.23140131, 43.49501723,
                      43.7428162, 43.97574723, 44.19470239, 44.40052025, 44.59398903, 44.77584969,
                      47.625,     47.51625,    47.409675,   47.3052315};
    auto ours = computed(high.size(), [&](Output out) {
        trend::parabolic_distance({high, low, low}, {}, out);
    });
    for (std::size_t t = 1; t < ours.size(); ++t) {
        ours[t] = low[t] * (1.0 - ours[t]);  // Given as a distance from the close.
    }
    expect_ends_with(ours, book, 1e-4);
}

// Page 197, the ratio to the close 12 days before.
TEST(Published, RateOfChange) {
    const Column close{13,
                       12.6667,
                       12.6667,
                       12.6667,
                       13.0833,
                       14,
                       14.1667,
                       15.3333,
                       15.25,
                       14.1667,
                       14.1667,
                       14,
                       13.8333,
                       13.8333,
                       14.3333,
                       15.1667};
    auto ours = computed(close.size(),
                         [&](Output out) { momentum::return_between(logs(close), 12, 0, out); });
    std::ranges::transform(ours, ours.begin(), [](double x) { return std::exp(x); });
    expect_ends_with(ours, {1.0641, 1.0921, 1.131573, 1.197368}, 1e-4);
}

// Page 299, windows of 5.
TEST(Published, RelativeStrength) {
    const Column close{37.875, 39.5,    38.75,  39.8125, 40,      39.875,  40.1875,
                       41.25,  41.125,  41.625, 41.25,   40.1875, 39.9375, 39.9375,
                       40.5,   41.9375, 42.25,  42.25,   41.875,  41.875};
    expect_ends_with(computed(close.size(), [&](Output out) { momentum::rsi(close, 5, out); }),
                     {76.6667,
                      78.8679,
                      84.9158,
                      81.4863,
                      84.5968,
                      73.0851,
                      49.3173,
                      45.0119,
                      45.0119,
                      57.9252,
                      75.9596,
                      78.4676,
                      78.4676,
                      65.6299,
                      65.6299},
                     1e-4);
}

// Page 325, %K of 5 smoothed by 3, as Tulip Indicators works it out again with a plain mean.
TEST(Published, StochasticOscillator) {
    const Column high{34.3750, 34.7500, 34.2188, 33.8281, 33.4375, 33.4688, 34.3750, 34.7188,
                      34.6250, 34.9219, 34.9531, 35.0625, 34.7812, 34.3438, 34.5938, 34.3125,
                      34.2500, 34.1875, 33.7812, 33.8125, 33.9688, 33.8750, 34.0156, 33.5312};
    const Column low{33.5312, 33.9062, 33.6875, 33.2500, 33.0000, 32.9375, 33.2500, 34.0469,
                     33.9375, 34.0625, 34.4375, 34.5938, 33.7656, 33.2188, 33.9062, 32.6562,
                     32.7500, 33.1562, 32.8594, 33.0000, 33.2969, 33.2812, 33.0312, 33.0156};
    const Column close{34.3125, 34.1250, 33.7500, 33.6406, 33.0156, 33.0469, 34.2969, 34.1406,
                       34.5469, 34.3281, 34.8281, 34.8750, 33.7812, 34.2031, 34.4844, 32.6719,
                       34.0938, 33.2969, 33.0625, 33.7969, 33.3281, 33.8750, 33.1094, 33.1875};
    expect_ends_with(computed(high.size(),
                              [&](Output out) {
                                  momentum::stochastic_d({high, low, close}, 5, 3, out);
                              }),
                     {84.1524,
                      75.9890,
                      84.3623,
                      82.0235,
                      59.0655,
                      45.9745,
                      41.0782,
                      40.8947,
                      45.6496,
                      33.7903,
                      40.5626,
                      40.9688,
                      42.7932,
                      61.2935,
                      45.5442,
                      38.8516},
                     2e-3);
}

// Companion spreadsheet, windows of 7, 14 and 28.
TEST(Published, UltimateOscillator) {
    const Column high{24.4375, 24.3125, 24.8125, 24.8750, 24.3125, 24.5000, 25.7500, 25.5000,
                      26.3750, 26.8750, 26.2500, 26.1250, 25.2500, 25.6250, 25.7500, 25.6875,
                      24.6875, 24.3125, 24.0000, 23.0000, 23.2500, 22.6250, 23.1875, 22.5000,
                      22.5000, 22.3750, 21.8750, 21.5625, 21.0000, 19.7500, 21.9375, 22.8750,
                      23.1875, 22.7500, 22.0625, 22.1875, 21.7500, 21.4375, 22.3750, 23.5000};
    const Column low{23.7500, 23.2500, 23.6250, 24.1250, 23.8125, 23.7500, 24.4375, 24.5625,
                     25.3750, 26.0625, 25.6875, 24.5625, 23.8750, 24.7500, 25.2500, 24.5000,
                     23.1250, 23.0625, 23.0000, 21.2500, 22.1250, 20.5625, 21.7500, 21.4375,
                     21.8750, 21.6875, 20.4375, 20.6875, 20.3125, 18.6875, 19.6875, 22.0000,
                     22.3750, 22.2500, 20.3750, 20.5000, 20.8125, 20.8125, 20.8750, 22.5000};
    const Column close{23.8750, 23.8125, 24.6250, 24.3125, 23.9375, 24.4375, 25.0000, 24.8750,
                       26.3750, 26.1875, 25.9375, 24.6875, 24.7500, 25.3125, 25.4375, 24.5625,
                       23.6875, 23.2500, 23.0000, 22.2500, 22.7500, 21.2500, 22.4375, 21.8750,
                       22.4375, 22.0625, 21.1250, 21.0000, 20.5625, 19.3125, 21.9375, 22.1250,
                       22.8750, 22.5000, 21.9375, 20.7500, 21.0000, 21.3750, 22.1875, 22.8125};
    expect_ends_with(computed(high.size(),
                              [&](Output out) {
                                  momentum::ultimate_oscillator({high, low, close}, {}, out);
                              }),
                     {46.4410,
                      42.7170,
                      55.0644,
                      51.8299,
                      54.2715,
                      54.7001,
                      58.6161,
                      54.9119,
                      54.5148,
                      48.9728,
                      55.3561,
                      53.7807},
                     1e-4);
}

// Page 371, Williams' %R of 5: %K less 100.
TEST(Published, WilliamsR) {
    const Column high{631.34,
                      627.11,
                      628.49,
                      630.89,
                      632.85,
                      633.26,
                      634.65,
                      633.56,
                      624.84,
                      621.62,
                      614.01,
                      615.36,
                      620.51,
                      624.33};
    const Column low{624.81,
                     623.59,
                     621.33,
                     622.2,
                     630.21,
                     629.64,
                     632.34,
                     616.31,
                     618.98,
                     609.84,
                     602.56,
                     609.71,
                     615.36,
                     620.21};
    const Column close{626.01,
                       626.44,
                       622.2,
                       630.8,
                       632.85,
                       633.06,
                       633.56,
                       622.11,
                       620.34,
                       611.6,
                       609.89,
                       615.36,
                       620.44,
                       623.66};
    auto ours = computed(high.size(), [&](Output out) {
        momentum::stochastic_k({high, low, close}, 5, out);
    });
    for (double& value : ours) {
        value -= 100.0;
    }
    expect_ends_with(
        ours,
        {0, -1.676, -8.183, -68.375, -78.026, -92.906, -77.158, -58.710, -19.749, -3.078},
        1e-3);
}

}  // namespace
}  // namespace features
