#include "turbomode/platform/config_table.hpp"

#include <array>

namespace turbomode::platform {

namespace {

using enum Affects;

constexpr std::array<std::string_view, 2> kTierRules{"thirds", "fixed"};

// The value of one setting of one section.
template <auto Section, auto Field>
auto& in(Config& config) {
    return config.*Section.*Field;
}

constexpr std::array kSettings{
    Setting{"exit",
            "buy_target",
            Number{in<&Config::exit, &ExitSettings::buy_target>, 0.001, 10.0},
            Results,
            "Rise above the entry price at which a BUY takes its profit, as a fraction"},
    Setting{"exit",
            "buy_stop",
            Number{in<&Config::exit, &ExitSettings::buy_stop>, 0.001, 0.99},
            Results,
            "Fall below the entry price at which a BUY is given up, as a fraction"},
    Setting{"exit",
            "sell_target",
            Number{in<&Config::exit, &ExitSettings::sell_target>, 0.001, 0.99},
            Results,
            "Fall below the entry price at which a SELL takes its profit, as a fraction"},
    Setting{"exit",
            "sell_stop",
            Number{in<&Config::exit, &ExitSettings::sell_stop>, 0.001, 10.0},
            Results,
            "Rise above the entry price at which a SELL is given up, as a fraction"},
    Setting{"exit",
            "holding_days_max",
            Whole{in<&Config::exit, &ExitSettings::holding_days_max>, 1, 365},
            Results,
            "Calendar days from the signal's session after which a trade is closed"},
    Setting{"exit",
            "cost_per_side",
            Number{in<&Config::exit, &ExitSettings::cost_per_side>, 0.0, 0.05},
            Results,
            "Cost of getting in and again of getting out, as a fraction of the price"},
    Setting{"exit",
            "delisted_after_sessions",
            Whole{in<&Config::exit, &ExitSettings::delisted_after_sessions>, 1, 60},
            Results,
            "Sessions without a bar after which a stock counts as delisted"},

    Setting{"publishing",
            "min_confidence_buy",
            Number{in<&Config::publishing, &PublishingSettings::min_confidence_buy>, 0.0, 1.0},
            Results,
            "Calibrated probability that a BUY needs to be published"},
    Setting{"publishing",
            "min_confidence_sell",
            Number{in<&Config::publishing, &PublishingSettings::min_confidence_sell>, 0.0, 1.0},
            Results,
            "Calibrated probability that a SELL needs to be published"},
    Setting{"publishing",
            "capacity",
            Whole{in<&Config::publishing, &PublishingSettings::capacity>, 1, 500},
            Results,
            "Active signals at most, for each tier and side"},
    Setting{"publishing",
            "coverage_min",
            Number{in<&Config::publishing, &PublishingSettings::coverage_min>, 0.0, 1.0},
            Results,
            "Part of the universe that must have fresh prices, else nothing is published"},
    Setting{"publishing",
            "tier_rule",
            Text{in<&Config::publishing, &PublishingSettings::tier_rule>, kTierRules},
            Results,
            "Large, mid and small cap: thirds of the universe, or the fixed limits below"},
    Setting{"publishing",
            "large_cap_min_usd",
            Number{in<&Config::publishing, &PublishingSettings::large_cap_min_usd>, 1e6, 1e14},
            Results,
            "With fixed limits: market cap in US dollars from which a stock is a large cap"},
    Setting{"publishing",
            "mid_cap_min_usd",
            Number{in<&Config::publishing, &PublishingSettings::mid_cap_min_usd>, 1e6, 1e14},
            Results,
            "With fixed limits: market cap in US dollars from which a stock is a mid cap"},

    Setting{"models",
            "stale_after_days",
            Whole{in<&Config::models, &ModelSettings::stale_after_days>, 1, 3650},
            Results,
            "Age in calendar days from which a champion still scores, with a warning"},
    Setting{"models",
            "expired_after_days",
            Whole{in<&Config::models, &ModelSettings::expired_after_days>, 2, 3650},
            Results,
            "Age in calendar days from which a champion refuses to score"},
    Setting{"models",
            "history_years_max",
            Whole{in<&Config::models, &ModelSettings::history_years_max>, 0, 100},
            Results,
            "Years of history that training looks back; 0 means all there is"},
    Setting{"models",
            "seed",
            Whole{in<&Config::models, &ModelSettings::seed>, 0, 2'147'483'647},
            Results,
            "Start of every random choice in training"},
    Setting{"models",
            "threads",
            Whole{in<&Config::models, &ModelSettings::threads>, 1, 256},
            Machine,
            "Threads that training and scoring use; changes no result"},

    Setting{"serve",
            "bind",
            Text{in<&Config::serve, &ServeSettings::bind>, {}},
            Machine,
            "Address that the pages are served on; 127.0.0.1 is reachable from this machine only"},
    Setting{"serve",
            "port",
            Whole{in<&Config::serve, &ServeSettings::port>, 0, 65'535},
            Machine,
            "Port that the pages are served on; 0 takes any free one"},

    Setting{"paths",
            "market_data_db",
            Text{in<&Config::paths, &PathSettings::market_data_db>, {}},
            Machine,
            "Prices, written by the program market_data; relative paths start at home"},
    Setting{"paths",
            "turbomode_db",
            Text{in<&Config::paths, &PathSettings::turbomode_db>, {}},
            Machine,
            "Signals, predictions and runs"},
    Setting{"paths",
            "models_dir",
            Text{in<&Config::paths, &PathSettings::models_dir>, {}},
            Machine,
            "Folder of the trained models"},
};

}  // namespace

std::span<const Setting> settings() {
    return kSettings;
}

}  // namespace turbomode::platform
