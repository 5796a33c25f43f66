#include "turbomode/backtest/replay.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "backend/turbomode/backtest/small_nights.hpp"
#include "backend/turbomode/platform/temporary_folder.hpp"
#include "bars/adjustment.hpp"
#include "turbomode/backtest/grid.hpp"
#include "turbomode/backtest/report.hpp"
#include "turbomode/backtest/trade_stats.hpp"
#include "turbomode/signals/trades_csv.hpp"

namespace turbomode::backtest {
namespace {

constexpr std::size_t kSessions = 120;

const bars::Panel& panel() {
    static const bars::Panel value = models::random_walks({.stocks = 24,
                                                           .sessions = kSessions,
                                                           .seed = 3,
                                                           .missing_share = 0.01,
                                                           .split_share = 0.01});
    return value;
}

const signals::PublishingRules kRules{.min_confidence = {.buy = 0.55, .sell = 0.55}, .capacity = 3};

std::vector<base::TradingDate> sessions_of(const Replay& replay) {
    std::vector<base::TradingDate> sessions;
    for (const auto& night : replay.nights) {
        sessions.push_back(night.session);
    }
    return sessions;
}

Account account_of(const Replay& replay, const bars::Panel& prices, const PortfolioRules& rules) {
    return simulate(replay, prices, SessionBars(prices, sessions_of(replay)), rules);
}

// What was known on the evening of session `last`.
bars::Panel cut(const bars::Panel& whole, std::size_t last) {
    bars::Panel part{.sessions = {whole.sessions.begin(),
                                  whole.sessions.begin() + static_cast<std::ptrdiff_t>(last) + 1},
                     .stocks = {}};
    for (const auto& stock : whole.stocks) {
        part.stocks.push_back(
            {.ticker = stock.ticker,
             .sector = stock.sector,
             .series = stock.series.until(whole.sessions[last]),
             .member = {stock.member.begin(),
                        stock.member.begin() + static_cast<std::ptrdiff_t>(last) + 1}});
    }
    return part;
}

TEST(Replay, KeepsWithinCapacityAndClosesWhatItOpened) {
    const auto result = replay(random_nights(panel(), 5, 1), panel(), kRules);
    ASSERT_EQ(result.nights.size(), kSessions - 5);
    EXPECT_GT(result.signals.size(), 100U);
    int open = 0;
    for (const auto& night : result.nights) {
        open += night.opened - night.closed;
        EXPECT_EQ(open, night.active);
        EXPECT_LE(night.active, 6 * kRules.capacity);
    }
}

TEST(Replay, ACutOffFutureChangesNothingBefore) {
    constexpr std::size_t kLast = 80;
    const auto scored = random_nights(panel(), 0, 2);
    auto known = scored;
    known.nights.erase(known.nights.begin() + kLast + 1, known.nights.end());
    const auto part = cut(panel(), kLast);
    const auto whole = replay(scored, panel(), kRules);
    const auto before = replay(known, part, kRules);
    std::size_t closed = 0;
    ASSERT_GT(before.signals.size(), 50U);
    for (std::size_t i = 0; i < before.signals.size(); ++i) {
        EXPECT_EQ(before.signals[i].signal.ticker, whole.signals[i].signal.ticker);
        if (before.signals[i].closed) {
            ++closed;
            EXPECT_EQ(before.signals[i].left_on, whole.signals[i].left_on);
            EXPECT_EQ(before.signals[i].closed->net_return, whole.signals[i].closed->net_return);
        }
    }
    EXPECT_GT(closed, 30U);
    const PortfolioRules rules{.slots = 18, .borrow_rate = 0.01, .costs = {.spread_bp_at_1m = 10}};
    const auto all_days = account_of(whole, panel(), rules).days;
    const auto days = account_of(before, part, rules).days;
    for (std::size_t day = 0; day < days.size(); ++day) {
        EXPECT_DOUBLE_EQ(days[day].equity_usd, all_days[day].equity_usd) << day;
    }
}

TEST(Replay, ANightWithAnObjectionLeavesTheListAsItWas) {
    auto scored = random_nights(panel(), 0, 2);
    scored.nights[40].objection = "too little spread";
    const auto result = replay(scored, panel(), kRules);
    EXPECT_FALSE(result.nights[40].is_decided);
    EXPECT_EQ(result.nights[40].opened + result.nights[40].closed, 0);
    EXPECT_EQ(result.nights[40].active, result.nights[39].active);
}

// One stock, levels out of reach, no costs: from the first fill on nothing but the stock itself.
TEST(Portfolio, AlwaysLongWithoutCostsIsBuyAndHold) {
    const auto prices =
        models::random_walks({.stocks = 1, .sessions = kSessions, .seed = 9, .split_share = 0.03});
    auto scored = random_nights(prices, 0, 1);
    for (auto& night : scored.nights) {
        night.stocks.front().sides[0] = {
            .confidence = 0.9, .base_rate = 0.5, .expected_return = 0.05};
        night.stocks.front().sides[1] = {
            .confidence = 0.1, .base_rate = 0.5, .expected_return = -0.05};
    }
    signals::PublishingRules rules = kRules;
    rules.exit = {
        .buy = {.target = 9.9, .stop = 0.99}, .holding_days_max = 365, .cost_per_side = 0};
    const auto result = replay(scored, prices, rules);
    ASSERT_EQ(result.signals.size(), 1U);
    const auto account =
        account_of(result, prices, {.slots = 1, .position_share_max = 1.0, .costs = {}});
    const auto& series = prices.stocks.front().series;
    const auto shares = bars::growth_factors(series, bars::Adjustment::Split);
    double value = series.close_usd().back() * shares.back() / shares[1];
    for (const auto& action : series.actions()) {
        if (action.ex_date > series.dates()[1]) {
            const auto bar = series.index_of(action.ex_date);
            ASSERT_TRUE(bar.has_value());
            value += action.dividend_usd * shares[*bar] / shares[1];
        }
    }
    const double held = value / series.open_usd()[1];
    EXPECT_NEAR(account.days.back().equity_usd, 100'000.0 * held, 1e-6);
}

TEST(Portfolio, KeepsItsLimitsAndSaysWhatItLeftOut) {
    const auto result = replay(random_nights(panel(), 0, 4), panel(), kRules);
    const auto account =
        account_of(result,
                   panel(),
                   {.slots = 4, .position_share_max = 1.0, .sells = false, .new_per_day_max = 1});
    EXPECT_GT(account.skipped[static_cast<std::size_t>(Skip::SideIsOff)], 0U);
    EXPECT_GT(account.skipped[static_cast<std::size_t>(Skip::EnoughToday)], 0U);
    for (const auto& day : account.days) {
        EXPECT_LE(day.positions, 5);
        EXPECT_EQ(day.short_share, 0.0);
    }
    EXPECT_GT(account.taken, 0U);
}

TEST(Portfolio, CostsAreWhatIsPaid) {
    const auto result = replay(random_nights(panel(), 0, 4), panel(), kRules);
    const auto free = account_of(result, panel(), {.slots = 18});
    const auto dear = account_of(result, panel(), {.slots = 18, .costs = {.commission_bp = 20}});
    EXPECT_EQ(free.costs_usd, 0.0);
    EXPECT_GT(dear.costs_usd, 0.0);
    EXPECT_LT(dear.days.back().equity_usd, free.days.back().equity_usd);
}

TEST(ScoredNights, AreTheSameFromTheirFileAndRefusedWhenDamaged) {
    const platform::TemporaryFolder folder("scored_nights");
    const auto path = folder.path() / "kept.nights";
    const auto scored = random_nights(panel(), 0, 6);
    ASSERT_TRUE(save(path, "key", scored).ok());
    const auto read = load(path, "key");
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(signals::trades_csv(replay(read.value(), panel(), kRules).closed()),
              signals::trades_csv(replay(scored, panel(), kRules).closed()));
    EXPECT_EQ(load(path, "other").error().code, base::ErrorCode::Refused);
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(3000);
    file.put('\x7f');
    file.close();
    EXPECT_EQ(load(path, "key").error().code, base::ErrorCode::Corruption);
}

TEST(Report, FindsNoEdgeWhereNothingIsKnown) {
    const auto scored = random_nights(panel(), 0, 8);
    const auto result = replay(scored, panel(), kRules);
    const auto outcomes = models::Outcomes::of(panel(), kRules.exit, 1);
    const std::vector<Trial> none;
    const auto report = report_of({.scored = scored,
                                   .replay = result,
                                   .panel = panel(),
                                   .outcomes = outcomes,
                                   .rules = kRules,
                                   .portfolio = {.slots = 18},
                                   .market = panel().stocks.front().series,
                                   .trials = none});
    for (const auto& side : report.parts["random"]["sides"]) {
        EXPECT_GT(side["better_than_share"].get<double>(), 0.01) << side.dump();
        EXPECT_LT(side["better_than_share"].get<double>(), 0.99) << side.dump();
    }
    EXPECT_EQ(report.parts["baselines"].size(), 6U);
    EXPECT_EQ(report.parts["portfolio"]["curve"]["equity"].size(), kSessions);
    const auto& costs = report.parts["trades"]["at_costs"];
    EXPECT_NEAR(costs[0]["mean_net_return"].get<double>() - 0.0040,
                costs[3]["mean_net_return"].get<double>(),
                1e-12);
}

// Of several tries whose ratios nobody knows, nothing can be told.
TEST(Report, DeflatesByWhatWasTriedAndByNothingElse) {
    const auto scored = random_nights(panel(), 0, 8);
    const auto result = replay(scored, panel(), kRules);
    const auto outcomes = models::Outcomes::of(panel(), kRules.exit, 1);
    const auto deflation = [&](const std::vector<Trial>& trials) {
        return report_of({.scored = scored,
                          .replay = result,
                          .panel = panel(),
                          .outcomes = outcomes,
                          .rules = kRules,
                          .portfolio = {.slots = 18},
                          .market = {},
                          .trials = trials})
            .parts["deflation"];
    };
    const auto alone = deflation({});
    EXPECT_EQ(alone["trials"], 1);
    EXPECT_EQ(alone["deflated"], alone["probabilistic"]);
    const double own = alone["sharpe_daily"];
    const auto again = deflation({{.kind = "backtest", .portfolio_sharpe = own}});
    EXPECT_EQ(again, alone);
    const auto third = deflation({{.kind = "backtest", .portfolio_sharpe = own - 0.1},
                                  {.kind = "backtest", .portfolio_sharpe = own + 0.1}});
    EXPECT_EQ(third["trials"], 3);
    EXPECT_LT(third["deflated"], alone["probabilistic"]);
    const auto unknown = deflation({{.kind = "backtest"}});
    EXPECT_EQ(unknown["trials"], 2);
    EXPECT_TRUE(unknown["deflated"].is_null());
}

TEST(Grid, HasTheDefaultAmongItsCellsAndRefusesWhatIsNoSetting) {
    const auto scored = random_nights(panel(), 0, 8);
    const auto axis = parse_axis("capacity=2,3");
    ASSERT_TRUE(axis.ok());
    const auto grid = sensitivity_json({axis.value(), parse_axis("stop=0.05,0.08").value()},
                                       {.scored = scored,
                                        .panel = panel(),
                                        .rules = kRules,
                                        .portfolio = {.slots = 18},
                                        .threads = 2,
                                        .on_cell = [] {
                                        }});
    ASSERT_TRUE(grid.ok());
    ASSERT_EQ(grid.value()["cells"].size(), 4U);
    const auto& cell = grid.value()["cells"][2];  // capacity 3, stop 0.05
    EXPECT_TRUE(cell["is_default"].get<bool>());
    const auto own = summary_of(replay(scored, panel(), kRules));
    EXPECT_EQ(cell["trades"], own.count);
    EXPECT_EQ(cell["mean_net_return"], *own.mean_net_return);
    for (const auto* text : {"capacity", "capacity=", "capacity=2.5", "stop=2", "colour=1"}) {
        EXPECT_EQ(parse_axis(text).error().code, base::ErrorCode::Usage) << text;
    }
}

}  // namespace
}  // namespace turbomode::backtest
