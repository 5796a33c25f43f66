#include "features/build.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include <gtest/gtest.h>

#include "backend/features/random_panel.hpp"
#include "features/schema.hpp"

namespace features {
namespace {

using base::TradingDate;

bool finite(std::span<const float> values) {
    return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

std::size_t warm_up(std::size_t feature) {
    return static_cast<std::size_t>(schema()[feature].warmup_sessions);
}

TEST(Build, HasAColumnForEveryFeatureStockAndSession) {
    const auto panel = random_panel({.stocks = 3, .sessions = 10});
    const auto matrix = build(panel, panel.sessions.back());
    EXPECT_EQ(matrix.feature_count(), schema().size());
    EXPECT_EQ(matrix.stock_count(), 3U);
    EXPECT_TRUE(std::ranges::equal(matrix.sessions(), panel.sessions));
}

TEST(Build, GivesTheFirstValueAtTheWarmUpAndOneEverAfter) {
    const auto panel = random_panel({.stocks = 12, .sessions = 300});
    const auto matrix = build(panel, panel.sessions.back());
    for (std::size_t feature = 0; feature < schema().size(); ++feature) {
        for (std::size_t stock = 0; stock < panel.stocks.size(); ++stock) {
            const auto column = matrix.column(feature, stock);
            const std::size_t before = warm_up(feature) - 1;
            EXPECT_TRUE(std::ranges::all_of(column.first(before), [](float value) {
                return std::isnan(value);
            })) << schema()[feature].name;
            EXPECT_TRUE(finite(column.subspan(before))) << schema()[feature].name;
        }
    }
}

// Late listings, missing sessions, no volume: each value is there exactly when the stock has a bar
// that day and has had enough of them. Membership changes too, but never leaves a session without.
TEST(Build, HasNoOtherHolesThanMissingBarsAndWarmUp) {
    const auto panel = random_panel(
        {.stocks = 20, .sessions = 700, .seed = 5, .gaps = true, .all_members = false});
    const auto matrix = build(panel, panel.sessions.back());
    for (std::size_t stock = 0; stock < panel.stocks.size(); ++stock) {
        const auto& series = panel.stocks[stock].series;
        for (std::size_t session = 300; session < panel.sessions.size(); ++session) {
            const auto bar = series.index_of(panel.sessions[session]);
            for (std::size_t feature = 0; feature < schema().size(); ++feature) {
                const bool market = schema()[feature].scope == Scope::Market;
                const bool expected = market || (bar && *bar + 1 >= warm_up(feature));
                ASSERT_EQ(std::isfinite(matrix.value(feature, stock, session)), expected)
                    << schema()[feature].name << " stock " << stock << " session " << session;
            }
        }
    }
}

// To single precision.
bool is_within(const Unit& unit, float value) {
    constexpr float kSlack = 1e-6F;
    return std::isnan(value) || (value >= static_cast<float>(unit.low) * (1 + kSlack) - kSlack &&
                                 value <= static_cast<float>(unit.high) * (1 + kSlack) + kSlack);
}

TEST(Build, KeepsEveryFeatureInTheRangeOfItsUnit) {
    const auto panel = random_panel({.stocks = 20, .sessions = 700, .seed = 9, .gaps = true});
    const auto matrix = build(panel, panel.sessions.back());
    for (std::size_t feature = 0; feature < schema().size(); ++feature) {
        for (std::size_t stock = 0; stock < panel.stocks.size(); ++stock) {
            for (const float value : matrix.column(feature, stock)) {
                ASSERT_TRUE(is_within(schema()[feature].unit, value))
                    << schema()[feature].name << " " << value;
            }
        }
    }
}

bars::Panel flat_panel(double volume_shares) {
    auto panel = random_panel({.stocks = 6, .sessions = 420, .actions = false});
    for (auto& stock : panel.stocks) {
        bars::BarSeries flat;
        for (const auto date : panel.sessions) {
            flat.append(bars::Bar::from({date, 20.0, 20.0, 20.0, 20.0, volume_shares}).value());
        }
        stock.series = flat;
    }
    return panel;
}

double last(const Matrix& matrix, std::string_view feature) {
    return matrix.value(index_of(feature).value(), 0, matrix.session_count() - 1);
}

TEST(Build, HasAValueForConstantPrices) {
    for (const double volume : {1000.0, 0.0}) {
        const auto panel = flat_panel(volume);
        const auto matrix = build(panel, panel.sessions.back());
        for (std::size_t feature = 0; feature < schema().size(); ++feature) {
            EXPECT_TRUE(finite(matrix.column(feature, 0).subspan(warm_up(feature) - 1)))
                << schema()[feature].name << " with volume " << volume;
        }
        for (const auto* middle : {"rsi_14", "stochastic_k_14", "week_rsi_14"}) {
            EXPECT_EQ(last(matrix, middle), 50.0) << middle;
        }
        for (const auto* half : {"bollinger_position_20",
                                 "range_position_60",
                                 "week_range_position_13",
                                 "previous_week_position"}) {
            EXPECT_EQ(last(matrix, half), 0.5) << half;
        }
        for (const auto* one : {"volatility_ratio_20_120",
                                "range_expansion_14",
                                "variance_ratio_5_120",
                                "market_volatility_ratio_20_120"}) {
            EXPECT_EQ(last(matrix, one), 1.0) << one;
        }
        for (const auto* zero : {"return_log_20",
                                 "cci_20",
                                 "adx_14",
                                 "slope_fit_60",
                                 "volatility_60",
                                 "skewness_60",
                                 "kurtosis_60",
                                 "autocorrelation_60",
                                 "efficiency_20",
                                 "return_zscore_60",
                                 "beta_120",
                                 "correlation_market_120",
                                 "market_correlation_60",
                                 "rank_rsi_14",
                                 "sector_rank_beta_120",
                                 "zscore_volatility_60",
                                 "dollar_volume_zscore_60"}) {
            EXPECT_EQ(last(matrix, zero), 0.0) << zero;
        }
    }
}

TEST(Build, SurvivesOneBarAndNone) {
    auto panel = random_panel({.stocks = 3, .sessions = 1});
    panel.stocks[1].series = {};
    const auto matrix = build(panel, panel.sessions.back());
    EXPECT_FALSE(std::isnan(last(matrix, "body_1")));
    EXPECT_TRUE(std::isnan(last(matrix, "return_log_1")));
    EXPECT_TRUE(std::isnan(matrix.value(index_of("body_1").value(), 1, 0)));
    EXPECT_EQ(build({}, TradingDate{2025, 3, 3}).session_count(), 0U);
}

// A stock quoted in other shares is the same stock: a third of the price, three times the volume.
TEST(Build, DoesNotCareInWhichSharesAStockIsQuoted) {
    const auto panel = random_panel({.stocks = 8, .sessions = 420, .gaps = true});
    auto other = panel;
    for (auto& stock : other.stocks) {
        bars::BarSeries series;
        for (std::size_t bar = 0; bar < stock.series.size(); ++bar) {
            auto fields = stock.series.fields(bar);
            for (double* price :
                 {&fields.open_usd, &fields.high_usd, &fields.low_usd, &fields.close_usd}) {
                *price /= 3.0;
            }
            fields.volume_shares *= 3.0;
            series.append(bars::Bar::from(fields).value());
        }
        for (auto action : stock.series.actions()) {
            action.dividend_usd /= 3.0;
            series.append(action);
        }
        stock.series = series;
    }
    const auto one = build(panel, panel.sessions.back());
    const auto two = build(other, other.sessions.back());
    for (std::size_t feature = 0; feature < schema().size(); ++feature) {
        for (std::size_t stock = 0; stock < panel.stocks.size(); ++stock) {
            const double a = one.value(feature, stock, 419);
            const double b = two.value(feature, stock, 419);
            ASSERT_EQ(std::isnan(a), std::isnan(b)) << schema()[feature].name;
            if (!std::isnan(a)) {
                ASSERT_NEAR(a, b, 1e-7 * std::max(1.0, std::abs(a))) << schema()[feature].name;
            }
        }
    }
}

TEST(Build, GivesANonMemberItsOwnValuesAndItsRankAmongMembers) {
    auto panel = random_panel({.stocks = 9, .sessions = 30});
    const auto before = build(panel, panel.sessions.back());
    std::ranges::fill(panel.stocks[4].member, std::uint8_t{0});
    const auto after = build(panel, panel.sessions.back());
    const auto own = index_of("rsi_14").value();
    EXPECT_EQ(before.value(own, 4, 29), after.value(own, 4, 29));
    EXPECT_FALSE(std::isnan(after.value(index_of("rank_rsi_14").value(), 4, 29)));
    const auto market = index_of("market_return_5").value();
    EXPECT_NE(before.value(market, 4, 29), after.value(market, 4, 29));
}

TEST(BuildDeathTest, RefusesWhatIsLaterThanAsOf) {
    const auto panel = random_panel({.stocks = 2, .sessions = 10});
    EXPECT_DEATH(build(panel, panel.sessions[8]), "CHECK");
}

TEST(BuildDeathTest, RefusesABarThatIsOnNoSession) {
    auto panel = random_panel({.stocks = 2, .sessions = 10});
    panel.sessions.erase(panel.sessions.begin() + 4);
    for (auto& stock : panel.stocks) {
        stock.member.pop_back();
    }
    EXPECT_DEATH(build(panel, panel.sessions.back()), "sessions\\[session\\] == date");
}

TEST(BuildDeathTest, RefusesAMembershipThatDoesNotFit) {
    auto panel = random_panel({.stocks = 2, .sessions = 10});
    panel.stocks[1].member.pop_back();
    EXPECT_DEATH(build(panel, panel.sessions.back()), "member");
}

}  // namespace
}  // namespace features
