#include "turbomode/platform/portfolio_settings.hpp"

#include <array>

namespace turbomode::platform {

namespace {

using base::NumberSetting;
using base::TextSetting;
using base::WholeSetting;
using enum base::Affects;

constexpr std::array<std::string_view, 3> kSizings{
    "equal_slots", "fixed_fraction", "volatility_scaled"};
constexpr std::array<std::string_view, 3> kSides{"both", "long", "short"};

base::Settings account_settings(PortfolioSettings& portfolio) {
    return {
        {"portfolio",
         "capital_usd",
         NumberSetting{&portfolio.capital_usd, 1.0, 1e12},
         Machine,
         "Money that a backtest's account begins with, in US dollars"},
        {"portfolio",
         "sizing",
         TextSetting{&portfolio.sizing, kSizings},
         Machine,
         "Size of a position: one of `slots` equal ones, `fraction` of the equity, or as much as "
         "moves the equity by `risk_per_day` on an ordinary day"},
        {"portfolio",
         "slots",
         WholeSetting{&portfolio.slots, 1, 10'000},
         Machine,
         "With equal_slots: positions that the leverage is shared among"},
        {"portfolio",
         "fraction",
         NumberSetting{&portfolio.fraction, 1e-6, 10.0},
         Machine,
         "With fixed_fraction: part of the equity put into a position"},
        {"portfolio",
         "risk_per_day",
         NumberSetting{&portfolio.risk_per_day, 1e-6, 1.0},
         Machine,
         "With volatility_scaled: part of the equity that a position moves by on an ordinary day"},
        {"portfolio",
         "position_share_max",
         NumberSetting{&portfolio.position_share_max, 1e-6, 10.0},
         Machine,
         "Part of the equity that a position may be at most, for every sizing"},
        {"portfolio",
         "sides",
         TextSetting{&portfolio.sides, kSides},
         Machine,
         "Which signals the account follows: both, long (BUY alone) or short (SELL alone)"},
        {"portfolio",
         "leverage",
         NumberSetting{&portfolio.leverage, 0.01, 20.0},
         Machine,
         "Long and short positions together, at most so many times the equity"},
        {"portfolio",
         "sector_share_max",
         NumberSetting{&portfolio.sector_share_max, 0.0, 1.0},
         Machine,
         "Part of what leverage allows that may be in one sector"},
        {"portfolio",
         "new_per_day_max",
         WholeSetting{&portfolio.new_per_day_max, 1, 10'000},
         Machine,
         "New positions a day at most, the most confident first"},
    };
}

base::Settings cost_settings(PortfolioSettings& portfolio) {
    return {
        {"portfolio",
         "cash_rate",
         NumberSetting{&portfolio.cash_rate, -0.1, 1.0},
         Machine,
         "Interest a year earned on cash"},
        {"portfolio",
         "margin_rate",
         NumberSetting{&portfolio.margin_rate, 0.0, 1.0},
         Machine,
         "Interest a year paid on borrowed cash"},
        {"portfolio",
         "borrow_rate",
         NumberSetting{&portfolio.borrow_rate, 0.0, 1.0},
         Machine,
         "Fee a year paid on the value of stocks sold short"},
        {"portfolio",
         "commission_bp",
         NumberSetting{&portfolio.commission_bp, 0.0, 1000.0},
         Machine,
         "Commission, in basis points of what is traded"},
        {"portfolio",
         "slippage_bp",
         NumberSetting{&portfolio.slippage_bp, 0.0, 1000.0},
         Machine,
         "Price lost between decision and fill, in basis points"},
        {"portfolio",
         "spread_bp_at_1m",
         NumberSetting{&portfolio.spread_bp_at_1m, 0.0, 1000.0},
         Machine,
         "Half the spread of a stock that trades 1 million US dollars a day, above spread_bp_min; "
         "it falls with the root of that volume"},
        {"portfolio",
         "spread_bp_min",
         NumberSetting{&portfolio.spread_bp_min, 0.0, 1000.0},
         Machine,
         "Half the spread of the most traded stocks, in basis points"},
    };
}

}  // namespace

base::Settings portfolio_settings(PortfolioSettings& portfolio) {
    auto all = account_settings(portfolio);
    const auto costs = cost_settings(portfolio);
    all.insert(all.end(), costs.begin(), costs.end());
    return all;
}

}  // namespace turbomode::platform
