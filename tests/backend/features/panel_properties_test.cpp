// What the features of the market and of a stock against it are in panels of plain paths, worked
// out by hand from their definitions.
#include <array>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "backend/features/known_paths.hpp"
#include "features/build.hpp"
#include "features/schema.hpp"

namespace features {
namespace {

constexpr double kSingle = 3e-6;  // The matrix keeps single precision.
constexpr std::array kSteps{0.001, 0.002, 0.003, 0.004, -0.001, -0.003};
constexpr double kMean = 0.001;        // Of all.
constexpr double kMeanEnergy = 0.002;  // Of the first three; the others are of another sector.
const double kYear = std::sqrt(252.0);

// A market of six stocks, one path each, members all along; and its features.
class Market {
public:
    explicit Market(const std::function<bars::BarSeries(double step)>& path) {
        bars::Panel panel;
        for (std::size_t i = 0; i < kSteps.size(); ++i) {
            const std::string name{static_cast<char>('A' + i)};
            panel.stocks.push_back({.ticker = base::Ticker::from(name).value(),
                                    .sector = i < 3 ? "Energy" : "Utilities",
                                    .series = path(kSteps[i]),
                                    .member = {}});
        }
        const auto dates = panel.stocks[0].series.dates();
        panel.sessions.assign(dates.begin(), dates.end());
        for (auto& stock : panel.stocks) {
            stock.member.assign(panel.sessions.size(), 1);
        }
        matrix_.emplace(build(panel, panel.sessions.back()));
    }

    // On the last session.
    double value(std::string_view feature, std::size_t stock) const {
        return matrix_->column(index_of(feature).value(), stock).back();
    }
    void expect(std::string_view feature, double expected) const {
        EXPECT_NEAR(value(feature, 0), expected, kSingle * std::max(1.0, std::abs(expected)))
            << feature;
    }
    void expect_each(std::string_view feature, const OnPath& expected) const {
        for (std::size_t i = 0; i < kSteps.size(); ++i) {
            const double wanted = expected(kSteps[i]);
            EXPECT_NEAR(value(feature, i), wanted, kSingle * std::max(1.0, std::abs(wanted)))
                << feature << " of " << kSteps[i];
        }
    }

private:
    std::optional<Matrix> matrix_;
};

double log_mean(double g, double n) {
    return std::log((1.0 - std::exp(-g * n)) / (1.0 - std::exp(-g)) / n);
}
double mean_log_mean(std::span<const double> steps, double n) {
    double sum = 0.0;
    for (const double g : steps) {
        sum += log_mean(g, n);
    }
    return sum / static_cast<double>(steps.size());
}

TEST(PanelProperties, InSteadyTrends) {
    const Market market(trend);
    for (const int n : {1, 5, 20, 60, 120}) {
        market.expect("market_return_" + std::to_string(n), n * kMean);
    }
    for (const std::string name : {"market_volatility_20",
                                   "market_volatility_60",
                                   "market_skewness_60",
                                   "market_correlation_60",
                                   "market_drawdown_250"}) {
        market.expect(name, 0.0);
    }
    market.expect("market_volatility_ratio_20_120", 1.0);
    market.expect("market_distance_mean_50", -log_mean(kMean, 50));
    market.expect("market_distance_mean_200", -log_mean(kMean, 200));
    market.expect("market_rsi_14", 100.0);
    // Four of six rise; the two that fall are 2 % below their high within 20 sessions.
    for (const std::string name : {"market_up_share_1",
                                   "market_up_share_20",
                                   "market_breadth_20",
                                   "market_breadth_50",
                                   "market_breadth_200",
                                   "market_high_share_250"}) {
        market.expect(name, 4.0 / 6.0);
    }
    double squares = 0.0;
    for (const double g : kSteps) {
        squares += (g - kMean) * (g - kMean) / 6.0;
    }
    market.expect("market_dispersion_1", std::sqrt(squares));
    market.expect("market_dispersion_20", 20.0 * std::sqrt(squares));
    market.expect("market_volume_trend", 1.0);
}

TEST(PanelProperties, OfAStockAgainstOthersInSteadyTrends) {
    const Market market(trend);
    const auto sector_mean = [](double g) {
        return g == 0.001 || g == 0.002 || g == 0.003 ? kMeanEnergy : 0.0;
    };
    for (const int n : {1, 5, 20, 60}) {
        const auto name = std::to_string(n);
        market.expect_each("sector_return_" + name, [&](double g) { return n * sector_mean(g); });
        market.expect_each("return_less_sector_" + name,
                           [&](double g) { return n * (g - sector_mean(g)); });
    }
    const auto sector_distance = [](double g) {
        const std::span all{kSteps};
        const bool is_energy = g == 0.001 || g == 0.002 || g == 0.003;
        return -mean_log_mean(is_energy ? all.first(3) : all.last(3), 50);
    };
    market.expect_each("sector_distance_mean_50", sector_distance);
    market.expect_each("distance_mean_50_less_sector",
                       [&](double g) { return -log_mean(g, 50) - sector_distance(g); });
    // A market that never changes its pace explains nothing.
    for (const std::string name :
         {"beta_60", "beta_120", "downside_beta_120", "correlation_market_120"}) {
        market.expect_each(name, [](double) { return 0.0; });
    }
    for (const int n : {5, 20, 60}) {
        market.expect_each("residual_return_" + std::to_string(n), [n](double g) { return n * g; });
    }
    market.expect_each("residual_volatility_120", [](double) { return 0.0; });
}

// Every stock moves by its step times +1, -1, +2, -2, ...: the market by the mean step.
bars::BarSeries two_waves(double step) {
    return path(
        [step](std::size_t t) { return t % 2 == 0 ? 0.0 : step * (t % 4 == 1 ? 1.0 : 2.0); },
        [](std::size_t /*t*/) { return 1000.0; });
}

TEST(PanelProperties, WhenAllMoveInProportion) {
    const Market market(two_waves);
    for (const std::string name : {"beta_60", "beta_120", "downside_beta_120"}) {
        market.expect_each(name, [](double step) { return step / kMean; });
    }
    market.expect_each("correlation_market_120", [](double step) { return step > 0 ? 1.0 : -1.0; });
    for (const std::string name : {"residual_return_5",
                                   "residual_return_20",
                                   "residual_return_60",
                                   "residual_volatility_120"}) {
        market.expect_each(name, [](double) { return 0.0; });
    }
    // Mean square (1 + 1 + 4 + 4) / 4 about a mean of 0; as many falls as rises of each size.
    market.expect("market_volatility_60", kMean * std::sqrt(2.5 * 60.0 / 59.0) * kYear);
    market.expect("market_volatility_20", kMean * std::sqrt(2.5 * 20.0 / 19.0) * kYear);
    market.expect("market_volatility_ratio_20_120", std::sqrt(20.0 / 19.0 * 119.0 / 120.0));
    market.expect("market_skewness_60", 0.0);
    double squares = 0.0;
    for (const double step : kSteps) {
        squares += step * step / 6.0;
    }
    market.expect("market_correlation_60", kMean * kMean / squares);
}

// The last session of the paths is Thursday, 2020-04-30, the 22nd weekday of its month; 21 weekdays
// of May and 22 of June follow.
TEST(PanelProperties, OfTheCalendar) {
    const base::TradingDate last = trend(0.001).dates().back();
    ASSERT_EQ(last, (base::TradingDate{2020, 4, 30}));
    const Market market(trend);
    market.expect("day_of_week", 3.0);
    market.expect("weekdays_since_month_start", 21.0);
    market.expect("weekdays_to_month_end", 0.0);
    market.expect("weekdays_to_quarter_end", 43.0);
    market.expect("turn_of_quarter", 0.0);
    const double angle = 2.0 * std::acos(-1.0) * 120.0 / 365.25;
    market.expect("year_sine", std::sin(angle));
    market.expect("year_cosine", std::cos(angle));
}

}  // namespace
}  // namespace features
