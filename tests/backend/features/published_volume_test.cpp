// The worked examples on volume of S. Achelis, Technical Analysis from A to Z (2nd edition 2000),
// and of its companion spreadsheets; see published_test.cpp.
#include <cmath>
#include <numeric>

#include "backend/features/published.hpp"
#include "features/volume/volume_kernels.hpp"

namespace features {
namespace {

// Page 50, Chaikin's accumulation/distribution line.
struct Accumulation {
    Column high{8.625, 8.875, 9.375, 10.125, 9.375, 10.125, 10.,   9.75,  9.5,   9.625,
                10.,   9.75,  9.125, 9.25,   9.375, 9.375,  9.375, 8.625, 8.625, 8.625};
    Column low{8.25,  8.375, 8.375, 8.75,  8.75, 9.25,  9.125, 9.375, 9,    8.875,
               9.375, 8.75,  8.75,  9.125, 9.25, 9.125, 8.625, 8.25,  8.25, 7.875};
    Column close{8.625, 8.375, 9.375, 8.75,  9.375, 9.875, 9.375, 9.625, 9.125, 9.25,
                 9.75,  8.875, 8.875, 9.125, 9.375, 9.25,  8.625, 8.5,   8.5,   7.875};
    Column volume{19194, 10768, 20032, 55218, 13172, 22245, 15987, 9646, 10848, 14470,
                  14973, 15799, 16860, 6568,  8312,  5573,  11480, 6366, 8394,  12616};
    Column line{19194,      8426,       28458,      -26760,     -13588,     -4054.429,  -10906,
                -7690.666,  -13114.666, -13114.666, -10120.066, -21969.316, -27589.316, -34157.316,
                -25845.316, -25845.316, -37325.316, -35203.316, -32405.316, -45021.316};
};

TEST(Published, ChaikinMoneyFlowIsTheChangeOfTheLine) {
    const Accumulation bars;
    constexpr std::size_t kWindow = 5;
    Column book;
    for (std::size_t t = kWindow; t < bars.line.size(); ++t) {
        const auto from = bars.volume.begin() + static_cast<std::ptrdiff_t>(t - kWindow + 1);
        book.push_back((bars.line[t] - bars.line[t - kWindow]) /
                       std::accumulate(from, from + kWindow, 0.0));
    }
    expect_ends_with(computed(bars.high.size(),
                              [&](Output out) {
                                  volume::chaikin_money_flow(
                                      {bars.high, bars.low, bars.close}, bars.volume, kWindow, out);
                              }),
                     book,
                     1e-6);
}

// Page 231.
TEST(Published, OnBalanceVolume) {
    const Column close{
        20.5625, 20.375, 20.0625, 19.5, 19.8125, 19.8125, 20.0625, 20.0625, 20.375, 20.75};
    const Column volume{27802, 16178, 22766, 46074, 22904, 20428, 29260, 30652, 38332, 40054};
    const Column obv{0, -16178, -38944, -85018, -62114, -62114, -32854, -32854, 5478, 45532};
    constexpr std::size_t kWindow = 4;
    Column distance;
    Column change;
    for (std::size_t t = kWindow; t < obv.size(); ++t) {
        double all = 0.0;
        double mean = 0.0;
        for (std::size_t i = t + 1 - kWindow; i <= t; ++i) {
            all += volume[i];
            mean += obv[i] / static_cast<double>(kWindow);
        }
        distance.push_back((obv[t] - mean) / all);
        change.push_back((obv[t] - obv[t - kWindow]) / all);
    }
    const auto returns = log_returns(close);
    const auto n = close.size();
    expect_ends_with(
        computed(n, [&](Output out) { volume::obv_distance(returns, volume, kWindow, out); }),
        distance,
        1e-12);
    expect_ends_with(
        computed(n, [&](Output out) { volume::signed_volume(returns, volume, kWindow, out); }),
        change,
        1e-12);
}

// Page 216, the negative volume index: it moves by the return of days with less volume.
TEST(Published, NegativeVolumeIndex) {
    const Column close{6.5313, 6.5625, 6.4688, 6.4375, 6.2188, 6.25,   6.125,  6.1563,
                       6.25,   6.3125, 6.4688, 6.2813, 6.125,  6.1875, 6.1563, 6.2813,
                       6.2188, 6.1563, 6.1875, 6.375,  6.2813, 6.2813};
    const Column volume{10500, 6492,  6540, 8924, 5416, 4588, 16236, 2864, 3080, 5312, 12456,
                        3020,  12228, 5248, 6632, 4104, 4464, 6212,  3836, 7640, 3544, 4660};
    const Column nvi{1000,        1004.776997, 1004.776997, 1004.776997, 970.6418934, 975.5116475,
                     975.5116475, 980.4967111, 980.4967111, 980.4967111, 980.4967111, 952.0767362,
                     952.0767362, 961.791805,  961.791805,  981.320414,  981.320414,  981.320414,
                     986.2937254, 986.2937254, 971.7971415, 971.7971415};
    constexpr std::size_t kWindow = 6;
    Column less;
    Column more;
    for (std::size_t t = kWindow; t < nvi.size(); ++t) {
        less.push_back(std::log(nvi[t] / nvi[t - kWindow]));
        more.push_back(std::log(close[t] / close[t - kWindow]) - less.back());
    }
    const auto returns = log_returns(close);
    const auto on = [&](volume::VolumeChange change) {
        return computed(close.size(), [&](Output out) {
            volume::return_on_volume(returns, volume, kWindow, change, out);
        });
    };
    expect_ends_with(on(volume::VolumeChange::Less), less, 1e-8);
    expect_ends_with(on(volume::VolumeChange::More), more, 1e-8);  // No two volumes are equal.
}

// Companion spreadsheet, 14 days: its last seven.
TEST(Published, MoneyFlowIndex) {
    const Column high{7.0938, 7.125,  7.0938, 7.0625, 6.9688, 6.8125, 6.9063,
                      7,      7.1563, 7.0938, 6.9063, 6.7813, 6.875,  6.6563,
                      6.8438, 7.0313, 7.125,  6.9688, 6.875,  6.7188, 6.5625};
    const Column low{6.8438, 6.875,  6.8438, 6.9063, 6.8125, 6.6094, 6.6563,
                     6.8125, 7,      6.8125, 6.6563, 6.6406, 6.5938, 6.5,
                     6.5313, 6.7188, 6.625,  6.6875, 6.625,  6.5625, 6.2813};
    const Column close{7.0156, 6.9219, 7.0938, 6.9375, 6.875,  6.7188, 6.8281,
                       7,      7.0625, 6.875,  6.75,   6.7344, 6.6563, 6.5781,
                       6.8438, 7,      6.9531, 6.8125, 6.6719, 6.5938, 6.3125};
    const Column volume{267688, 309576, 201232, 222544, 265312, 471880, 228848,
                        227720, 288504, 214800, 377800, 207088, 224048, 290576,
                        219064, 320664, 676728, 407496, 295040, 235416, 496544};
    expect_ends_with(
        computed(high.size(),
                 [&](Output out) {
                     volume::money_flow_index({high, low, close}, volume, 14, out);
                 }),
        {31.47216519, 40.03727743, 30.65263995, 29.40339517, 29.25111331, 30.88944957, 24.11626391},
        1e-6);
}

// Page 360, the volume oscillator of 2 and 5: the percent by which one mean is above the other.
TEST(Published, VolumeOscillator) {
    const Column volume{17604, 18918, 21030, 13854, 10866, 14580};
    expect_ends_with(
        computed(volume.size(), [&](Output out) { volume::volume_trend(volume, 2, 5, out); }),
        {1.0 - 0.24883, 1.0 - 0.19727},
        1e-5);
}

}  // namespace
}  // namespace features
