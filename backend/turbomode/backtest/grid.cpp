#include "turbomode/backtest/grid.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "turbomode/backtest/deflation.hpp"
#include "turbomode/backtest/figures.hpp"
#include "turbomode/backtest/overfitting.hpp"
#include "turbomode/backtest/report.hpp"
#include "turbomode/backtest/sharpe.hpp"
#include "turbomode/backtest/trade_stats.hpp"
#include "turbomode/models/parallel.hpp"

namespace turbomode::backtest {

using base::Error;
using base::ErrorCode;
using base::Result;
using nlohmann::ordered_json;
using signals::PublishingRules;

namespace {

// A name, what it may be, and where its value goes.
struct Parameter {
    const char* name;
    double min;
    double max;
    bool is_whole;
    void (*set)(PublishingRules& rules, double value);
    double (*get)(const PublishingRules& rules);
};

constexpr std::array kParameters{
    Parameter{"target",
              0.001,
              0.99,
              false,
              [](PublishingRules& rules, double value) {
                  rules.exit.buy.target = value;
                  rules.exit.sell.target = value;
              },
              [](const PublishingRules& rules) {
                  return rules.exit.buy.target;
              }},
    Parameter{"stop",
              0.001,
              0.99,
              false,
              [](PublishingRules& rules, double value) {
                  rules.exit.buy.stop = value;
                  rules.exit.sell.stop = value;
              },
              [](const PublishingRules& rules) {
                  return rules.exit.buy.stop;
              }},
    Parameter{"buy_target",
              0.001,
              10.0,
              false,
              [](PublishingRules& rules, double value) { rules.exit.buy.target = value; },
              [](const PublishingRules& rules) {
                  return rules.exit.buy.target;
              }},
    Parameter{"buy_stop",
              0.001,
              0.99,
              false,
              [](PublishingRules& rules, double value) { rules.exit.buy.stop = value; },
              [](const PublishingRules& rules) {
                  return rules.exit.buy.stop;
              }},
    Parameter{"sell_target",
              0.001,
              0.99,
              false,
              [](PublishingRules& rules, double value) { rules.exit.sell.target = value; },
              [](const PublishingRules& rules) {
                  return rules.exit.sell.target;
              }},
    Parameter{"sell_stop",
              0.001,
              10.0,
              false,
              [](PublishingRules& rules, double value) { rules.exit.sell.stop = value; },
              [](const PublishingRules& rules) {
                  return rules.exit.sell.stop;
              }},
    Parameter{"holding_days_max",
              7.0,
              365.0,
              true,
              [](PublishingRules& rules, double value) {
                  rules.exit.holding_days_max = static_cast<int>(value);
              },
              [](const PublishingRules& rules) {
                  return static_cast<double>(rules.exit.holding_days_max);
              }},
    Parameter{"min_confidence_buy",
              0.0,
              1.0,
              false,
              [](PublishingRules& rules, double value) { rules.min_confidence.buy = value; },
              [](const PublishingRules& rules) {
                  return rules.min_confidence.buy;
              }},
    Parameter{"min_confidence_sell",
              0.0,
              1.0,
              false,
              [](PublishingRules& rules, double value) { rules.min_confidence.sell = value; },
              [](const PublishingRules& rules) {
                  return rules.min_confidence.sell;
              }},
    Parameter{"decay_loss",
              0.0,
              1.0,
              false,
              [](PublishingRules& rules, double value) { rules.decay.loss = value; },
              [](const PublishingRules& rules) {
                  return rules.decay.loss;
              }},
    Parameter{
        "capacity",
        1.0,
        500.0,
        true,
        [](PublishingRules& rules, double value) { rules.capacity = static_cast<int>(value); },
        [](const PublishingRules& rules) {
            return static_cast<double>(rules.capacity);
        }}};

const Parameter& parameter_of(const std::string& name) {
    return *std::ranges::find(kParameters, name, &Parameter::name);
}

std::string names() {
    std::string text;
    for (const auto& parameter : kParameters) {
        text += fmt::format("{}{}", text.empty() ? "" : ", ", parameter.name);
    }
    return text;
}

Result<double> parse_value(std::string_view text, const Parameter& parameter) {
    double value = 0.0;
    const auto end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    const bool is_number = read.ec == std::errc{} && read.ptr == end;
    if (!is_number || !(value >= parameter.min && value <= parameter.max) ||
        (parameter.is_whole && value != std::floor(value))) {
        return Error{ErrorCode::Usage,
                     fmt::format("--grid {}: '{}' is no {} from {} to {}",
                                 parameter.name,
                                 text,
                                 parameter.is_whole ? "whole number" : "number",
                                 parameter.min,
                                 parameter.max)};
    }
    return value;
}

struct Cell {
    std::vector<double> values;  // One an axis.
    TradeSummary trades;
    std::vector<double> returns;  // Of the account, a day each.
};

Result<void> check(const std::vector<GridAxis>& axes) {
    std::size_t cells = 1;
    for (std::size_t i = 0; i < axes.size(); ++i) {
        cells *= axes[i].values.size();
        for (std::size_t other = 0; other < i; ++other) {
            if (axes[other].name == axes[i].name) {
                return Error{ErrorCode::Usage, fmt::format("--grid {}: given twice", axes[i].name)};
            }
        }
        if (cells > kGridCellsMax) {
            return Error{ErrorCode::Usage,
                         fmt::format("--grid: more than {} combinations", kGridCellsMax)};
        }
    }
    return axes.empty() ? Result<void>{Error{ErrorCode::Usage, "--grid: nothing to vary"}}
                        : Result<void>{};
}

// Every combination, the last axis fastest.
std::vector<Cell> cells_of(const std::vector<GridAxis>& axes) {
    std::vector<Cell> cells(1);
    for (const auto& axis : axes) {
        std::vector<Cell> wider;
        for (const auto& cell : cells) {
            for (const double value : axis.values) {
                wider.push_back(cell);
                wider.back().values.push_back(value);
            }
        }
        cells = std::move(wider);
    }
    return cells;
}

ordered_json cells_json(const std::vector<GridAxis>& axes,
                        const std::vector<Cell>& cells,
                        const PublishingRules& rules) {
    ordered_json rows = ordered_json::array();
    for (const auto& cell : cells) {
        bool is_default = true;
        for (std::size_t i = 0; i < axes.size(); ++i) {
            is_default = is_default && parameter_of(axes[i].name).get(rules) == cell.values[i];
        }
        const auto account = summary_of(cell.returns);
        rows.push_back({{"values", cell.values},
                        {"is_default", is_default},
                        {"trades", cell.trades.count},
                        {"win_rate", number(cell.trades.win_rate)},
                        {"mean_net_return", number(cell.trades.mean_net_return)},
                        {"cagr", number(account.cagr)},
                        {"sharpe", number(account.sharpe)},
                        {"max_drawdown", account.max_drawdown}});
    }
    return rows;
}

// How the cell with the highest Sharpe ratio looks once it is known for the best of so many.
void judge_best(const std::vector<Cell>& cells, std::size_t trials, ordered_json& grid) {
    std::optional<std::size_t> best;
    std::optional<Sharpe> best_sharpe;
    std::vector<double> ratios;
    std::vector<double> returns;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const auto sharpe = sharpe_of(cells[i].returns, 1);
        if (!sharpe) {
            continue;
        }
        ratios.push_back(sharpe->ratio);
        if (!best || sharpe->ratio > best_sharpe->ratio) {
            best = i;
            best_sharpe = sharpe;
        }
    }
    const std::size_t days = cells.front().returns.size();
    for (std::size_t day = 0; day < days; ++day) {
        for (const auto& cell : cells) {
            returns.push_back(cell.returns[day]);
        }
    }
    const auto variance = variance_of(ratios);
    const auto overfitting = backtest_overfitting(returns, cells.size());
    grid["trials"] = trials;
    grid["best"] = best ? ordered_json(*best) : ordered_json(nullptr);
    grid["deflated"] = best_sharpe && variance
                           ? number(deflated_sharpe(*best_sharpe, trials, *variance))
                           : ordered_json(nullptr);
    grid["overfitting_probability"] =
        overfitting ? ordered_json(overfitting->probability) : ordered_json(nullptr);
}

}  // namespace

Result<GridAxis> parse_axis(const std::string& text) {
    const auto equals = text.find('=');
    GridAxis axis{.name = text.substr(0, equals), .values = {}};
    const auto parameter = std::ranges::find(kParameters, axis.name, &Parameter::name);
    if (equals == std::string::npos || parameter == kParameters.end()) {
        return Error{
            ErrorCode::Usage,
            fmt::format("--grid {}: write NAME=VALUE,VALUE with one of {}", text, names())};
    }
    std::string_view rest = std::string_view(text).substr(equals + 1);
    while (true) {
        const auto comma = std::min(rest.find(','), rest.size());
        TRY_ASSIGN(const double value, parse_value(rest.substr(0, comma), *parameter));
        axis.values.push_back(value);
        if (comma == rest.size()) {
            return axis;
        }
        rest.remove_prefix(comma + 1);
    }
}

Result<ordered_json> sensitivity_json(const std::vector<GridAxis>& axes, const GridInputs& inputs) {
    TRY(check(axes));
    auto cells = cells_of(axes);
    std::vector<base::TradingDate> sessions = bars::sessions_between(
        inputs.scored.nights.front().session, inputs.scored.nights.back().session);
    const SessionBars bars(inputs.panel, sessions);
    models::parallel_for(cells.size(), inputs.threads, [&](std::size_t i) {
        auto rules = inputs.rules;
        for (std::size_t axis = 0; axis < axes.size(); ++axis) {
            parameter_of(axes[axis].name).set(rules, cells[i].values[axis]);
        }
        const auto replayed = replay(inputs.scored, inputs.panel, rules);
        cells[i].trades = summary_of(replayed);
        cells[i].returns = simulate(replayed, inputs.panel, bars, inputs.portfolio)
                               .daily_returns(inputs.portfolio.capital_usd);
        inputs.on_cell();
    });
    ordered_json parameters = ordered_json::array();
    for (const auto& axis : axes) {
        parameters.push_back({{"name", axis.name}, {"values", axis.values}});
    }
    ordered_json grid{{"parameters", std::move(parameters)},
                      {"cells", cells_json(axes, cells, inputs.rules)}};
    judge_best(cells, inputs.trials_before + cells.size(), grid);
    return grid;
}

}  // namespace turbomode::backtest
