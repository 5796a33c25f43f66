#include "features/statistics/statistics.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "backend/features/expect_definition.hpp"
#include "features/statistics/statistics_kernels.hpp"

namespace features::statistics {
namespace {

using In = StockInputs;
using Column = std::vector<double>;

// The mean of (value - mean)^power over `window` values up to t.
double central_moment(const Column& values, std::size_t t, std::size_t window, int power) {
    const auto size = static_cast<double>(window);
    const double mean = sum_of(t, window, [&](std::size_t i) { return values[i]; }) / size;
    return sum_of(t, window, [&](std::size_t i) { return std::pow(values[i] - mean, power); }) /
           size;
}

TEST(Skewness, IsTheThirdStandardisedMoment) {
    expect_definition("skewness_60", [](const In& in, std::size_t t) {
        return central_moment(in.return_log, t, 60, 3) /
               std::pow(central_moment(in.return_log, t, 60, 2), 1.5);
    });
}

TEST(Kurtosis, IsTheFourthStandardisedMomentAboveTheNormal) {
    expect_definition("kurtosis_60", [](const In& in, std::size_t t) {
        return central_moment(in.return_log, t, 60, 4) /
                   std::pow(central_moment(in.return_log, t, 60, 2), 2) -
               3.0;
    });
}

TEST(Skewness, IsNegativeAfterACrash) {
    Column returns(61);
    for (std::size_t t = 0; t < returns.size(); ++t) {
        returns[t] = t % 2 == 0 ? 0.01 : -0.01;
    }
    returns[40] = -0.2;
    Column values(61);
    skewness(returns, 60, values);
    EXPECT_LT(values.back(), -3.0);
}

TEST(Autocorrelation, PairsEachReturnWithTheOneBefore) {
    expect_definition("autocorrelation_60", [](const In& in, std::size_t t) {
        const auto& r = in.return_log;
        const double x = sum_of(t, 60, [&](std::size_t i) { return r[i]; }) / 60.0;
        const double y = sum_of(t - 1, 60, [&](std::size_t i) { return r[i]; }) / 60.0;
        const double xy = sum_of(t, 60, [&](std::size_t i) { return (r[i] - x) * (r[i - 1] - y); });
        return xy / 60.0 / std::sqrt(central_moment(r, t, 60, 2) * central_moment(r, t - 1, 60, 2));
    });
}

TEST(Efficiency, IsTheNetMoveOverThePath) {
    expect_definition("efficiency_20", [](const In& in, std::size_t t) {
        const double path =
            sum_of(t, 20, [&](std::size_t i) { return std::abs(in.return_log[i]); });
        return std::abs(in.log_close[t] - in.log_close[t - 20]) / path;
    });
}

TEST(VarianceRatio, ComparesWeeksWithDays) {
    expect_definition("variance_ratio_5_120", [](const In& in, std::size_t t) {
        Column week(in.size(), 0.0);
        for (std::size_t i = 5; i < in.size(); ++i) {
            week[i] = std::log(in.close[i] / in.close[i - 5]);
        }
        return central_moment(week, t, 120, 2) / (5.0 * central_moment(in.return_log, t, 120, 2));
    });
}

TEST(VarianceRatio, IsSmallWhenEveryMoveIsTakenBack) {
    Column log_closes(200);
    for (std::size_t t = 0; t < log_closes.size(); ++t) {
        log_closes[t] = t % 2 == 0 ? 0.0 : 0.01;
    }
    Column values(200);
    variance_ratio(log_closes, 5, 120, values);
    EXPECT_NEAR(values.back(), 0.2, 1e-9);  // A 5-session return is a 1-session one here.
}

TEST(UpShare, CountsRisingSessions) {
    expect_definition("up_share_20", [](const In& in, std::size_t t) {
        return sum_of(t,
                      20,
                      [&](std::size_t i) { return in.close[i] > in.close[i - 1] ? 1.0 : 0.0; }) /
               20.0;
    });
}

TEST(ReturnZscore, MeasuresTodayAgainstTheDaysBefore) {
    expect_definition("return_zscore_60", [](const In& in, std::size_t t) {
        const auto& r = in.return_log;
        const double mean = sum_of(t - 1, 60, [&](std::size_t i) { return r[i]; }) / 60.0;
        const double variance = central_moment(r, t - 1, 60, 2) * 60.0 / 59.0;
        return (r[t] - mean) / std::sqrt(variance);
    });
}

TEST(ReturnMax, IsTheBestDay) {
    expect_definition("return_max_20", [](const In& in, std::size_t t) {
        double best = in.return_log[t];
        for (std::size_t back = 1; back < 20; ++back) {
            best = std::max(best, in.return_log[t - back]);
        }
        return best;
    });
}

}  // namespace
}  // namespace features::statistics
