// Market, sector and beta features against a plain reading of their definitions on whole panels.
#include "features/market/market.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "backend/features/expect_definition.hpp"
#include "backend/features/random_panel.hpp"
#include "features/market/beta.hpp"

namespace features::market {
namespace {

using base::TradingDate;
using Column = std::vector<double>;

// The matrix keeps single precision.
constexpr double kSingle = 2e-7;

// A panel with gaps, listings and changing membership, and its features.
struct Built {
    bars::Panel panel;
    Matrix matrix;

    double value(std::string_view feature, std::size_t stock, std::size_t session) const {
        return matrix.value(index_of(feature).value(), stock, session);
    }
    // The feature of each member of the session that has it.
    Column of_members(std::string_view feature, std::size_t session) const {
        Column values;
        for (std::size_t stock = 0; stock < panel.stocks.size(); ++stock) {
            const double x = value(feature, stock, session);
            if (panel.stocks[stock].member[session] != 0 && !std::isnan(x)) {
                values.push_back(x);
            }
        }
        return values;
    }
};

const Built& built() {
    static const Built kBuilt = [] {
        auto panel = random_panel(
            {.stocks = 25, .sessions = 500, .seed = 3, .gaps = true, .all_members = false});
        auto matrix = build(panel, panel.sessions.back());
        return Built{std::move(panel), std::move(matrix)};
    }();
    return kBuilt;
}

double mean(const Column& values) {
    return sum_of(values.size() - 1, values.size(), [&](std::size_t i) { return values[i]; }) /
           static_cast<double>(values.size());
}

double deviation(const Column& values, double less) {
    const double middle = mean(values);
    double squares = 0.0;
    for (const double value : values) {
        squares += (value - middle) * (value - middle);
    }
    return std::sqrt(squares / (static_cast<double>(values.size()) - less));
}

double share_positive(const Column& values) {
    return static_cast<double>(
               std::ranges::count_if(values, [](double value) { return value > 0.0; })) /
           static_cast<double>(values.size());
}

// Stock 0 is a member all along.
void expect_market(std::string_view feature, const std::function<double(std::size_t)>& definition) {
    const auto first =
        static_cast<std::size_t>(schema()[index_of(feature).value()].warmup_sessions - 1);
    for (std::size_t session = 0; session < built().panel.sessions.size(); ++session) {
        const double value = built().value(feature, 0, session);
        if (session < first) {
            ASSERT_TRUE(std::isnan(value)) << feature << " at " << session;
        } else {
            ASSERT_NEAR(value, definition(session), kSingle) << feature << " at " << session;
        }
    }
}

TEST(Market, AveragesTheReturnsOfItsMembers) {
    for (const std::string horizon : {"1", "5", "20", "60"}) {
        expect_market("market_return_" + horizon, [&](std::size_t session) {
            return mean(built().of_members("return_log_" + horizon, session));
        });
    }
}

TEST(Market, BreadthIsAShareOfItsMembers) {
    expect_market("market_up_share_1", [](std::size_t session) {
        return share_positive(built().of_members("return_log_1", session));
    });
    expect_market("market_breadth_50", [](std::size_t session) {
        return share_positive(built().of_members("distance_mean_50", session));
    });
    expect_market("market_breadth_200", [](std::size_t session) {
        return share_positive(built().of_members("distance_mean_200", session));
    });
}

// A mean of equal prices may miss them by a last digit.
TEST(Market, DoesNotCountAPriceThatStandsAsAboveItsMean) {
    auto panel = random_panel({.stocks = 3, .sessions = 60, .actions = false});
    for (auto& stock : panel.stocks) {
        bars::BarSeries flat;
        for (const auto date : panel.sessions) {
            flat.append(bars::Bar::from({date, 0.7, 0.7, 0.7, 0.7, 1.0}).value());
        }
        stock.series = flat;
    }
    const auto matrix = build(panel, panel.sessions.back());
    for (std::size_t session = 49; session < 60; ++session) {
        EXPECT_EQ(matrix.value(index_of("market_breadth_50").value(), 0, session), 0.0);
    }
}

TEST(Market, DispersionIsTheirDeviation) {
    expect_market("market_dispersion_1", [](std::size_t session) {
        return deviation(built().of_members("return_log_1", session), 0.0);
    });
    expect_market("market_dispersion_20", [](std::size_t session) {
        return deviation(built().of_members("return_log_20", session), 0.0);
    });
}

Column market_returns(std::size_t session, std::size_t count) {
    Column returns;
    for (std::size_t back = 0; back < count; ++back) {
        returns.push_back(mean(built().of_members("return_log_1", session - back)));
    }
    return returns;
}

TEST(Market, VolatilityIsThatOfTheMean) {
    expect_market("market_volatility_20", [](std::size_t session) {
        return std::sqrt(252.0) * deviation(market_returns(session, 20), 1.0);
    });
    expect_market("market_volatility_ratio_20_120", [](std::size_t session) {
        return deviation(market_returns(session, 20), 1.0) /
               deviation(market_returns(session, 120), 1.0);
    });
}

TEST(Market, CorrelationIsTheShareOfVarianceThatIsCommon) {
    expect_market("market_correlation_60", [](std::size_t session) {
        auto variances = built().of_members("volatility_60", session);
        for (double& value : variances) {
            value = value * value / 252.0;
        }
        return std::pow(deviation(market_returns(session, 60), 1.0), 2) / mean(variances);
    });
}

// ln(index) of the equal-weight market, 0 on the first session.
Column market_levels(std::size_t session) {
    Column levels(session + 1, 0.0);
    for (std::size_t s = 1; s <= session; ++s) {
        levels[s] = levels[s - 1] + mean(built().of_members("return_log_1", s));
    }
    return levels;
}

TEST(Market, IndexIsChainedFromItsReturns) {
    const auto levels = market_levels(built().panel.sessions.size() - 1);
    expect_market("market_drawdown_250", [&](std::size_t session) {
        const auto end = levels.begin() + static_cast<std::ptrdiff_t>(session + 1);
        return levels[session] - *std::max_element(end - 250, end);
    });
    expect_market("market_distance_mean_50", [&](std::size_t session) {
        const double sum = sum_of(session, 50, [&](std::size_t s) { return std::exp(levels[s]); });
        return levels[session] - std::log(sum / 50.0);
    });
}

TEST(Market, IsTheSameForAllStocksOfASession) {
    for (std::size_t feature = 0; feature < schema().size(); ++feature) {
        if (schema()[feature].scope != Scope::Market) {
            continue;
        }
        for (std::size_t stock = 1; stock < built().panel.stocks.size(); ++stock) {
            const auto first = built().matrix.column(feature, 0);
            const auto other = built().matrix.column(feature, stock);
            EXPECT_TRUE(std::ranges::equal(first, other, [](double a, double b) {
                return a == b || (std::isnan(a) && std::isnan(b));
            })) << schema()[feature].name;
        }
    }
}

TEST(Calendar, CountsFromMondayAndToTheEndOfTheMonth) {
    bars::Panel panel;
    panel.sessions = {TradingDate{2025, 2, 26}, TradingDate{2025, 2, 28}, TradingDate{2025, 3, 3}};
    panel.stocks.push_back({base::Ticker::from("A").value(), "Energy", {}, {1, 1, 1}});
    const auto matrix = build(panel, panel.sessions.back());
    const auto day = matrix.column(index_of("day_of_week").value(), 0);
    EXPECT_EQ(Column(day.begin(), day.end()), (Column{2, 4, 0}));
    const auto left = matrix.column(index_of("weekdays_to_month_end").value(), 0);
    EXPECT_EQ(Column(left.begin(), left.end()), (Column{2, 0, 20}));
}

TEST(Market, IsUnknownWithoutAMember) {
    auto panel = random_panel({.stocks = 3, .sessions = 30});
    for (auto& stock : panel.stocks) {
        std::fill(stock.member.begin() + 10, stock.member.begin() + 20, 0);
    }
    const auto matrix = build(panel, panel.sessions.back());
    const auto market = matrix.column(index_of("market_return_1").value(), 0);
    EXPECT_FALSE(std::isnan(market[9]));
    EXPECT_TRUE(std::isnan(market[10]));
    EXPECT_TRUE(std::isnan(market[19]));
    EXPECT_FALSE(std::isnan(market[20]));
    EXPECT_FALSE(std::isnan(matrix.value(index_of("return_log_1").value(), 0, 10)));
    EXPECT_TRUE(std::isnan(matrix.value(index_of("rank_return_log_1").value(), 0, 10)));
}

TEST(Sector, AveragesTheMembersOfTheStocksSector) {
    const auto& panel = built().panel;
    std::size_t fallbacks = 0;
    for (std::size_t session = 70; session < 500; session += 17) {
        for (std::size_t stock = 0; stock < panel.stocks.size(); ++stock) {
            const double own = built().value("return_log_20", stock, session);
            Column sector;
            for (std::size_t other = 0; other < panel.stocks.size(); ++other) {
                const double x = built().value("return_log_20", other, session);
                if (panel.stocks[other].sector == panel.stocks[stock].sector && !std::isnan(x) &&
                    panel.stocks[other].member[session] != 0) {
                    sector.push_back(x);
                }
            }
            const bool alone = panel.stocks[stock].sector == "Unknown" || sector.size() < 3;
            fallbacks += alone ? 1 : 0;
            const double expected =
                mean(alone ? built().of_members("return_log_20", session) : sector);
            const double value = built().value("sector_return_20", stock, session);
            ASSERT_EQ(std::isnan(value), std::isnan(own));
            if (!std::isnan(own)) {
                ASSERT_NEAR(value, expected, kSingle);
                const double less = built().value("return_less_sector_20", stock, session);
                ASSERT_NEAR(less, own - expected, kSingle);
            }
        }
    }
    EXPECT_GT(fallbacks, 0U);
}

TEST(Sector, OfTwoMembersGivesWayToTheUniverse) {
    auto panel = random_panel({.stocks = 8, .sessions = 30, .sectors = 2});
    panel.stocks[1].sector = panel.stocks[3].sector = "Small";
    const auto matrix = build(panel, panel.sessions.back());
    EXPECT_EQ(matrix.value(index_of("sector_return_5").value(), 1, 29),
              matrix.value(index_of("market_return_5").value(), 1, 29));
    EXPECT_EQ(matrix.value(index_of("sector_rank_return_log_5").value(), 1, 29),
              matrix.value(index_of("rank_return_log_5").value(), 1, 29));
}

struct Regression {
    double beta, correlation, residual_deviation;
};

Regression regression(const Column& market, const Column& stock) {
    const double x = mean(market);
    const double y = mean(stock);
    double xx = 0.0;
    double yy = 0.0;
    double xy = 0.0;
    for (std::size_t i = 0; i < market.size(); ++i) {
        xx += (market[i] - x) * (market[i] - x);
        yy += (stock[i] - y) * (stock[i] - y);
        xy += (market[i] - x) * (stock[i] - y);
    }
    double residuals = 0.0;
    for (std::size_t i = 0; i < market.size(); ++i) {
        residuals += std::pow(stock[i] - y - xy / xx * (market[i] - x), 2);
    }
    return {xy / xx,
            xy / std::sqrt(xx * yy),
            std::sqrt(residuals / (static_cast<double>(market.size()) - 2.0))};
}

// Stock 3 is listed late; all stocks miss sessions.
TEST(Beta, IsTheSlopeOfReturnsOverTheSameDays) {
    const auto levels = market_levels(499);
    for (const std::size_t stock : {0U, 3U}) {
        Column market;
        Column returns;
        std::size_t before = 0;
        for (std::size_t session = 0; session < 500; ++session) {
            const double own = built().value("return_log_1", stock, session);
            const bool bar = !std::isnan(built().value("body_1", stock, session));
            if (!std::isnan(own)) {
                market.push_back(levels[session] - levels[before]);
                returns.push_back(own);
            }
            before = bar ? session : before;
            if (!bar || returns.size() < 120) {
                ASSERT_TRUE(std::isnan(built().value("beta_120", stock, session)));
                continue;
            }
            const Column x(market.end() - 120, market.end());
            const Column y(returns.end() - 120, returns.end());
            const auto expected = regression(x, y);
            ASSERT_NEAR(built().value("beta_120", stock, session), expected.beta, kSingle);
            ASSERT_NEAR(built().value("correlation_market_120", stock, session),
                        expected.correlation,
                        kSingle);
            ASSERT_NEAR(built().value("residual_volatility_120", stock, session),
                        std::sqrt(252.0) * expected.residual_deviation,
                        kSingle);
            double residual = 0.0;
            for (std::size_t i = 100; i < 120; ++i) {
                residual += y[i] - expected.beta * x[i];
            }
            ASSERT_NEAR(built().value("residual_return_20", stock, session), residual, kSingle);
        }
    }
}

TEST(Beta, IsTwoForAStockThatMovesTwiceAsMuch) {
    Column market(130);
    Column stock(130);
    for (std::size_t t = 0; t < market.size(); ++t) {
        market[t] = 0.01 * std::sin(static_cast<double>(t));
        stock[t] = 2.0 * market[t] + 0.001;
    }
    Column values(130);
    const ReturnPairs pairs{stock, market};
    std::vector<Comoments> fits(130);
    fit(pairs, 120, fits);
    beta(fits, values);
    const Column betas = values;
    EXPECT_TRUE(std::isnan(values[119]));
    EXPECT_NEAR(values[120], 2.0, 1e-12);
    residual_volatility(fits, values);
    EXPECT_NEAR(values[120], 0.0, 1e-6);
    residual_return(pairs, betas, 20, values);
    EXPECT_NEAR(values[120], 0.02, 1e-12);
    beta(pairs, 120, values);
    EXPECT_EQ(values[125], betas[125]);
}

TEST(Beta, OfAFlatMarketIsZero) {
    const Column market(130, 0.0);
    Column values(130);
    const Column stock(130, 0.01);
    std::vector<Comoments> fits(130);
    fit({stock, market}, 120, fits);
    beta(fits, values);
    EXPECT_EQ(values[125], 0.0);
    correlation(fits, values);
    EXPECT_EQ(values[125], 0.0);
}

}  // namespace
}  // namespace features::market
