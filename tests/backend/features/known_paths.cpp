#include "backend/features/known_paths.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "backend/features/expect_definition.hpp"
#include "bars/calendar.hpp"

namespace features {

namespace {

constexpr base::TradingDate kFirst{2015, 3, 4};

void expect_on(const bars::BarSeries& series,
               const Property& property,
               const OnPath& expected,
               double parameter) {
    StockInputs in;
    in.assign(series);
    const double wanted = expected(parameter);
    EXPECT_NEAR(
        column_of(property.feature, in).back(), wanted, 1e-9 * std::max(1.0, std::abs(wanted)))
        << property.feature << " at " << parameter;
}

}  // namespace

bars::BarSeries path(const OnBar& move, const OnBar& volume) {
    const auto sessions = bars::sessions_between(kFirst, kFirst.plus_days(7 * 300));
    CHECK(sessions.size() >= kPathBars);
    bars::BarSeries series;
    for (std::size_t t = 0; t < kPathBars; ++t) {
        const double close = 100.0 * std::exp(move(t));
        const double open = t == 0 ? close : series.close_usd()[t - 1];
        series.append(bars::Bar::from({.date = sessions[t],
                                       .open_usd = open,
                                       .high_usd = std::max(open, close),
                                       .low_usd = std::min(open, close),
                                       .close_usd = close,
                                       .volume_shares = volume(t)})
                          .value());
    }
    return series;
}

bars::BarSeries trend(double g) {
    return path([g](std::size_t t) { return g * static_cast<double>(t); },
                [](std::size_t /*t*/) { return 1000.0; });
}

bars::BarSeries zigzag(double s) {
    static_assert(kPathBars % 2 == 0, "the last bar has an odd number");
    return path([s](std::size_t t) { return t % 2 == 1 ? s : 0.0; },
                [](std::size_t t) { return t % 2 == 1 ? 2000.0 : 1000.0; });
}

void expect_properties(std::span<const Property> properties) {
    for (const auto& property : properties) {
        ASSERT_TRUE(property.in_a_trend || property.in_a_zigzag) << property.feature;
        for (const double g : {0.003, -0.002}) {
            if (property.in_a_trend) {
                expect_on(trend(g), property, property.in_a_trend, g);
            }
        }
        for (const double s : {0.01, 0.04}) {
            if (property.in_a_zigzag) {
                expect_on(zigzag(s), property, property.in_a_zigzag, s);
            }
        }
    }
}

}  // namespace features
