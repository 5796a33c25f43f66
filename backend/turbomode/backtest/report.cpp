#include "turbomode/backtest/report.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/check.hpp"
#include "turbomode/backtest/baselines.hpp"
#include "turbomode/backtest/deflation.hpp"
#include "turbomode/backtest/figures.hpp"
#include "turbomode/backtest/placebo.hpp"
#include "turbomode/backtest/return_metrics.hpp"
#include "turbomode/backtest/sharpe.hpp"
#include "turbomode/backtest/trade_stats.hpp"

namespace turbomode::backtest {

using nlohmann::ordered_json;

namespace {

constexpr std::size_t kBlockSessions = 21;  // A month.
constexpr std::size_t kRollingSessions = 252;
constexpr std::size_t kYearlySessionsMin = 63;

ordered_json interval_json(const std::optional<models::Interval>& interval) {
    return interval ? ordered_json{{"low", interval->low}, {"high", interval->high}}
                    : ordered_json(nullptr);
}

// How a way of investing went; the benchmark's returns are of the same sessions, or there are none.
struct Course {
    std::vector<double> returns;
    std::optional<double> exposure;
    std::optional<double> turnover;
};

// Without what is said of a year where there is less than a quarter of one.
ReturnMetrics yearly_metrics(std::span<const double> returns) {
    auto metrics = return_metrics(returns);
    if (returns.size() < kYearlySessionsMin) {
        for (auto* value : {&metrics.cagr, &metrics.sharpe, &metrics.sortino, &metrics.calmar}) {
            value->reset();
        }
    }
    return metrics;
}

ordered_json metrics_json(const Course& course, std::span<const double> market) {
    const auto metrics = yearly_metrics(course.returns);
    const auto intervals = return_intervals(course.returns, kBlockSessions);
    const auto fit = market.empty() ? std::nullopt : benchmark_fit(course.returns, market);
    return {{"sessions", metrics.sessions},
            {"total_return", metrics.total_return},
            {"cagr", number(metrics.cagr)},
            {"cagr_interval", interval_json(intervals.cagr)},
            {"volatility", number(metrics.volatility)},
            {"sharpe", number(metrics.sharpe)},
            {"sharpe_interval", interval_json(intervals.sharpe)},
            {"sortino", number(metrics.sortino)},
            {"calmar", number(metrics.calmar)},
            {"max_drawdown", metrics.drawdown.depth},
            {"max_drawdown_sessions", metrics.drawdown.length},
            {"tail_ratio", number(metrics.tail_ratio)},
            {"alpha", number(fit ? std::optional{fit->alpha} : std::nullopt)},
            {"beta", number(fit ? std::optional{fit->beta} : std::nullopt)},
            {"exposure", number(course.exposure)},
            {"turnover", number(course.turnover)}};
}

// Means a session, turnover a year and one way.
Course course_of(const Account& account, double capital_usd) {
    Course course{.returns = account.daily_returns(capital_usd), .exposure = {}, .turnover = {}};
    double exposure = 0.0;
    double traded = 0.0;
    for (const auto& day : account.days) {
        exposure += day.long_share + day.short_share;
        traded += day.traded_share;
    }
    const auto sessions = static_cast<double>(account.days.size());
    course.exposure = exposure / sessions;
    course.turnover = traded / sessions * kSessionsAYear / 2.0;
    return course;
}

std::vector<double> curve_of(std::span<const double> returns) {
    const auto equity = equity_curve(returns);
    return {equity.begin() + 1, equity.end()};
}

// The account with flat costs instead of its own.
PortfolioRules at_cost(PortfolioRules rules, double cost_bp) {
    rules.costs = {.commission_bp = cost_bp};
    return rules;
}

ordered_json cost_row(double cost_bp, std::span<const double> returns) {
    const auto summary = summary_of(returns);
    return {{"cost_bp_per_side", cost_bp},
            {"cagr", number(summary.cagr)},
            {"sharpe", number(summary.sharpe)},
            {"max_drawdown", summary.max_drawdown}};
}

class Reporter {
public:
    explicit Reporter(const ReportInputs& inputs)
        : inputs_(inputs), sessions_(sessions_of(inputs.replay)), bars_(inputs.panel, sessions_) {
        if (inputs.market) {
            market_ = bought_and_kept(*inputs.market, sessions_);
            market_returns_ = net_of_costs(market_, 0.0);
        }
        account_ = simulate(inputs.replay, inputs.panel, bars_, inputs.portfolio);
        course_ = course_of(account_, inputs.portfolio.capital_usd);
    }

    Report report() const { return {.parts = parts_json(), .account = account_}; }

private:
    ordered_json parts_json() const {
        return {{"trades", trades_json(inputs_.replay, inputs_.rules.exit)},
                {"random",
                 placebo_json(
                     inputs_.scored, inputs_.replay, inputs_.panel.sessions, inputs_.outcomes)},
                {"portfolio", portfolio_json()},
                {"baselines", baselines_json()},
                {"deflation", deflation_json()}};
    }

    static std::vector<base::TradingDate> sessions_of(const Replay& replay) {
        std::vector<base::TradingDate> sessions;
        for (const auto& night : replay.nights) {
            sessions.push_back(night.session);
        }
        return sessions;
    }

    ordered_json portfolio_json() const {
        ordered_json skipped = ordered_json::array();
        for (const auto skip : kSkips) {
            const auto count = account_.skipped[static_cast<std::size_t>(skip)];
            if (count > 0) {
                skipped.push_back({{"reason", name_of(skip)}, {"count", count}});
            }
        }
        ordered_json months = ordered_json::array();
        for (const auto& month : returns_by_month(course_.returns, sessions_)) {
            months.push_back(
                {{"year", month.year}, {"month", *month.month}, {"return", month.total_return}});
        }
        return {{"metrics", metrics_json(course_, market_returns_)},
                {"years", years_json()},
                {"months", std::move(months)},
                {"curve", curve_json()},
                {"taken", account_.taken},
                {"skipped", std::move(skipped)},
                {"costs_usd", account_.costs_usd},
                {"borrow_usd", account_.borrow_usd},
                {"interest_usd", account_.interest_usd}};
    }

    ordered_json years_json() const {
        ordered_json years = ordered_json::array();
        std::size_t first = 0;
        for (const auto& year : returns_by_year(course_.returns, sessions_)) {
            const auto part = std::span(course_.returns).subspan(first, year.sessions);
            const auto metrics = return_metrics(part);
            ordered_json market = nullptr;
            if (!market_returns_.empty()) {
                market = return_metrics(std::span(market_returns_).subspan(first, year.sessions))
                             .total_return;
            }
            years.push_back({{"year", year.year},
                             {"return", year.total_return},
                             {"volatility", number(metrics.volatility)},
                             {"sharpe", number(metrics.sharpe)},
                             {"max_drawdown", metrics.drawdown.depth},
                             {"benchmark_return", market}});
            first += year.sessions;
        }
        return years;
    }

    ordered_json curve_json() const {
        ordered_json curve{{"dates", ordered_json::array()}};
        std::vector<double> longs;
        std::vector<double> shorts;
        for (const auto& day : account_.days) {
            curve["dates"].push_back(day.session.text());
            longs.push_back(day.long_share);
            shorts.push_back(day.short_share);
        }
        const auto equity = equity_curve(course_.returns);
        const auto falls = drawdowns(equity);
        curve["equity"] = std::vector(equity.begin() + 1, equity.end());
        curve["drawdown"] = std::vector(falls.begin() + 1, falls.end());
        curve["long"] = longs;
        curve["short"] = shorts;
        ordered_json rolling = ordered_json::array();
        for (const auto& value : rolling_sharpe(course_.returns, kRollingSessions)) {
            rolling.push_back(number(value));
        }
        curve["rolling_sharpe"] = std::move(rolling);
        return curve;
    }

    ordered_json baselines_json() const {
        ordered_json rows = ordered_json::array();
        rows.push_back(account_row("turbomode", "this backtest", inputs_.replay, /*is_own=*/true));
        const auto first = static_cast<std::size_t>(
            std::ranges::lower_bound(inputs_.panel.sessions, sessions_.front()) -
            inputs_.panel.sessions.begin());
        rows.push_back(held_row("equal_weight",
                                "every member with the same weight, set right each evening",
                                equal_weight(inputs_.panel, bars_, first, sessions_.size())));
        rows.push_back(
            inputs_.market
                ? held_row("spy", "SPY, bought and kept", market_)
                : missing_row("spy", "SPY: the store has no prices of it for all sessions"));
        constexpr std::array<std::array<const char*, 3>, 3> kRivals{
            {{"momentum_12_1",
              "momentum",
              "the return of twelve months without the last, same rules"},
             {"reversal_5", "reversal", "the return of five sessions turned around, same rules"},
             {"logistic", "linear", "the linear learner alone, calibrated alike, same rules"}}};
        for (const auto& [rival, name, text] : kRivals) {
            const auto found = std::ranges::find(inputs_.scored.rivals, rival);
            if (found == inputs_.scored.rivals.end()) {
                rows.push_back(missing_row(name, text));
                continue;
            }
            const auto scored = scored_by(
                inputs_.scored, static_cast<std::size_t>(found - inputs_.scored.rivals.begin()));
            rows.push_back(account_row(
                name, text, replay(scored, inputs_.panel, inputs_.rules), /*is_own=*/false));
        }
        return rows;
    }

    static ordered_json missing_row(const char* name, const char* text) {
        return {{"name", name},
                {"text", text},
                {"curve", nullptr},
                {"metrics", nullptr},
                {"at_costs", ordered_json::array()}};
    }

    ordered_json held_row(const char* name,
                          const char* text,
                          const std::vector<HeldDay>& days) const {
        ordered_json costs = ordered_json::array();
        for (const double cost : kComparedCostsBp) {
            costs.push_back(cost_row(cost, net_of_costs(days, cost)));
        }
        double traded = 0.0;
        for (const auto& day : days) {
            traded += day.traded_share;
        }
        const Course course{
            .returns = net_of_costs(days, 0.0),
            .exposure = 1.0,
            .turnover = traded / static_cast<double>(days.size()) * kSessionsAYear / 2.0};
        return {{"name", name},
                {"text", text},
                {"curve", curve_of(course.returns)},
                {"metrics", metrics_json(course, market_returns_)},
                {"at_costs", std::move(costs)}};
    }

    ordered_json account_row(const char* name,
                             const char* text,
                             const Replay& replayed,
                             bool is_own) const {
        const double capital = inputs_.portfolio.capital_usd;
        ordered_json costs = ordered_json::array();
        for (const double cost : kComparedCostsBp) {
            const auto account =
                simulate(replayed, inputs_.panel, bars_, at_cost(inputs_.portfolio, cost));
            costs.push_back(cost_row(cost, account.daily_returns(capital)));
        }
        const auto course =
            is_own
                ? course_
                : course_of(simulate(replayed, inputs_.panel, bars_, inputs_.portfolio), capital);
        return {{"name", name},
                {"text", text},
                {"curve", curve_of(course.returns)},
                {"metrics", metrics_json(course, market_returns_)},
                {"at_costs", std::move(costs)}};
    }

    ordered_json deflation_json() const {
        const auto sharpe = sharpe_of(course_.returns, 1);
        auto trials = inputs_.trials;
        std::erase_if(trials, [&](const Trial& trial) {  // The same account again: no other try.
            return sharpe && trial.portfolio_sharpe == sharpe->ratio;
        });
        trials.push_back({.portfolio_sharpe = sharpe ? std::optional{sharpe->ratio} : std::nullopt,
                          .settings_tried = inputs_.settings_tried});
        const auto deflator = deflator_of(trials);
        // Of a single one none was chosen. Of several, how much they differ must be known.
        const auto variance = deflator.trials == 1 ? std::optional{0.0} : deflator.ratio_variance;
        ordered_json deflation{{"sharpe_daily", nullptr},
                               {"sharpe_annual", number(summary_of(course_.returns).sharpe)},
                               {"probabilistic", nullptr},
                               {"trials", deflator.trials},
                               {"expected_best_by_luck", nullptr},
                               {"deflated", nullptr}};
        if (sharpe) {
            deflation["sharpe_daily"] = sharpe->ratio;
            deflation["probabilistic"] = number(probabilistic_sharpe(*sharpe, 0.0));
        }
        if (variance) {
            deflation["expected_best_by_luck"] = expected_max_sharpe(deflator.trials, *variance);
        }
        if (sharpe && variance) {
            deflation["deflated"] = number(deflated_sharpe(*sharpe, deflator.trials, *variance));
        }
        return deflation;
    }

    const ReportInputs& inputs_;
    std::vector<base::TradingDate> sessions_;
    SessionBars bars_;
    std::vector<HeldDay> market_;
    std::vector<double> market_returns_;  // Empty when there is no market series.
    Account account_;
    Course course_;
};

}  // namespace

CourseSummary summary_of(std::span<const double> daily_returns) {
    const auto metrics = yearly_metrics(daily_returns);
    return {.cagr = metrics.cagr, .sharpe = metrics.sharpe, .max_drawdown = metrics.drawdown.depth};
}

Report report_of(const ReportInputs& inputs) {
    CHECK(!inputs.replay.nights.empty());
    return Reporter(inputs).report();
}

ordered_json nights_json(const ScoredNights& scored, const Replay& replay) {
    std::size_t published = 0;
    std::size_t no_edge = 0;
    for (const auto& night : replay.nights) {
        published += night.is_decided && night.has_edge ? 1U : 0U;
        no_edge += night.is_decided && !night.has_edge ? 1U : 0U;
    }
    std::size_t incomplete = 0;
    std::size_t suspect = 0;
    for (const auto& night : scored.nights) {
        incomplete += night.is_incomplete ? 1U : 0U;
        suspect += !night.objection.empty() && !night.is_incomplete ? 1U : 0U;
    }
    return {{"sessions", replay.nights.size()},
            {"published", published},
            {"no_edge", no_edge},
            {"suspect", suspect},
            {"incomplete", incomplete},
            {"not_scored", replay.nights.size() - scored.nights.size()}};
}

ordered_json rules_json(const signals::PublishingRules& rules) {
    return {{"buy_target", rules.exit.buy.target},
            {"buy_stop", rules.exit.buy.stop},
            {"sell_target", rules.exit.sell.target},
            {"sell_stop", rules.exit.sell.stop},
            {"holding_days_max", rules.exit.holding_days_max},
            {"cost_per_side", rules.exit.cost_per_side},
            {"min_confidence_buy", rules.min_confidence.buy},
            {"min_confidence_sell", rules.min_confidence.sell},
            {"capacity", rules.capacity},
            {"decay_days", rules.decay.days},
            {"decay_loss", rules.decay.loss}};
}

ordered_json portfolio_json(const PortfolioRules& rules) {
    return {{"capital_usd", rules.capital_usd},
            {"sizing", name_of(rules.sizing)},
            {"slots", rules.slots},
            {"fraction", rules.fraction},
            {"risk_per_day", rules.risk_per_day},
            {"position_share_max", rules.position_share_max},
            {"sides",
             rules.buys && rules.sells ? "both"
             : rules.buys              ? "long"
                                       : "short"},
            {"leverage", rules.leverage},
            {"sector_share_max", rules.sector_share_max},
            {"new_per_day_max", rules.new_per_day_max},
            {"cash_rate", rules.cash_rate},
            {"margin_rate", rules.margin_rate},
            {"borrow_rate", rules.borrow_rate},
            {"commission_bp", rules.costs.commission_bp},
            {"slippage_bp", rules.costs.slippage_bp},
            {"spread_bp_at_1m", rules.costs.spread_bp_at_1m},
            {"spread_bp_min", rules.costs.spread_bp_min}};
}

std::string equity_csv(const Account& account) {
    std::string text = "date,equity_usd,long_share,short_share,positions,traded_share\n";
    for (const auto& day : account.days) {
        text += fmt::format("{},{:.4f},{:.6f},{:.6f},{},{:.6f}\n",
                            day.session.text(),
                            day.equity_usd,
                            day.long_share,
                            day.short_share,
                            day.positions,
                            day.traded_share);
    }
    return text;
}

}  // namespace turbomode::backtest
