// turbomode signals, runs, config: looking inside.
#include <memory>

#include <fmt/format.h>

#include "turbomode/api/history_json.hpp"
#include "turbomode/api/runs_json.hpp"
#include "turbomode/api/signals_json.hpp"
#include "turbomode/app/context.hpp"
#include "turbomode/signals/trades_csv.hpp"
#include "turbomode/store/sqlite_store.hpp"

namespace turbomode::app {

using base::Error;
using base::ErrorCode;
using base::ExitCode;
using base::Result;
using nlohmann::ordered_json;

namespace {

constexpr std::size_t kRowsMax = 1'000'000;

Result<std::unique_ptr<store::SignalViews>> open_views(const Context& context) {
    TRY_ASSIGN(const auto config, context.config());
    return store::open_views(context.at(config.paths.turbomode_db));
}

Result<std::vector<store::ActiveRow>> active_rows(const store::SignalViews& views) {
    TRY_ASSIGN(const auto shown, views.last_shown());
    if (!shown) {
        return std::vector<store::ActiveRow>{};
    }
    return views.active_on(shown->session);
}

std::string active_text(const std::vector<store::ActiveRow>& rows) {
    std::string text = fmt::format(
        "{:<6} {:<4} {:<9} {:>7} {:>7} {:>6} {:>4} {:>10} {:>10} {:>10} "
        "{:>10}\n",
        "symbol",
        "side",
        "tier",
        "effect.",
        "confid.",
        "base",
        "age",
        "entry",
        "now",
        "target",
        "stop");
    for (const auto& row : rows) {
        const auto& signal = row.active.signal;
        const auto& trade = row.active.trade;
        text += fmt::format(
            "{:<6} {:<4} {:<9} {:>6.1f}% {:>6.1f}% {:>5.1f}% {:>4} {:>10.2f} {:>10.2f} {:>10.2f} "
            "{:>10.2f}\n",
            signal.ticker.text(),
            models::name_of(signal.side),
            signals::name_of(signal.tier),
            100.0 * row.active.effective_confidence,
            100.0 * signal.confidence,
            100.0 * signal.base_rate,
            row.active.age_days,
            trade.entry_usd,
            trade.close_usd,
            trade.target_usd,
            trade.stop_usd);
    }
    return rows.empty() ? "no active signal; turbomode runs list says why\n" : text;
}

std::string history_text(const std::vector<store::ClosedRow>& rows) {
    std::string text;
    for (const auto& row : rows) {
        const auto& closed = row.closed;
        const auto& signal = closed.signal;
        text += fmt::format("{:<6} {:<4} {} to {} {:<10} {}\n",
                            signal.ticker.text(),
                            models::name_of(signal.side),
                            signal.entry_date.text(),
                            closed.exit_date.text(),
                            signals::name_of(closed.reason),
                            closed.net_return ? fmt::format("{:+.2f} %", 100.0 * *closed.net_return)
                                              : "never filled");
    }
    return rows.empty() ? "no signal has been closed yet\n" : text;
}

template <typename Rows, typename ToJson>
ordered_json array_of(const Rows& rows, const ToJson& to_json) {
    auto array = ordered_json::array();
    for (const auto& row : rows) {
        array.push_back(to_json(row));
    }
    return array;
}

ordered_json active_json(const std::vector<store::ActiveRow>& rows,
                         const platform::Config& config) {
    return array_of(rows, [&](const store::ActiveRow& row) {
        return api::signal_json(row, config.exit.holding_days_max);
    });
}

Result<ExitCode> list_signals(const Context& context) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto views, open_views(context));
    TRY_ASSIGN(const auto shown, views->last_shown());
    TRY_ASSIGN(const auto rows, active_rows(*views));
    answer(context,
           {{"as_of", shown ? ordered_json(shown->session.text()) : nullptr},
            {"count", rows.size()},
            {"signals", active_json(rows, config)}},
           active_text(rows));
    return ExitCode::Done;
}

Result<ExitCode> list_history(const Context& context, const std::string& symbol) {
    TRY_ASSIGN(const auto views, open_views(context));
    TRY_ASSIGN(const auto rows, views->history(symbol, kRowsMax));
    answer(context,
           {{"count", rows.size()}, {"history", array_of(rows, api::closed_json)}},
           history_text(rows));
    return ExitCode::Done;
}

Result<ExitCode> print_trades(const Context& context) {
    TRY_ASSIGN(const auto views, open_views(context));
    TRY_ASSIGN(const auto rows, views->history("", kRowsMax));
    std::vector<signals::Closed> trades;
    for (const auto& row : rows) {
        trades.push_back(row.closed);
    }
    fmt::print("{}", signals::trades_csv(trades));
    return ExitCode::Done;
}

Result<ExitCode> show_symbol(const Context& context, const std::string& symbol) {
    auto ticker = base::Ticker::from(symbol);
    if (!ticker.ok()) {
        return Error{ErrorCode::Usage, ticker.error().message};
    }
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto views, open_views(context));
    TRY_ASSIGN(auto active, active_rows(*views));
    std::erase_if(active, [&](const store::ActiveRow& row) {
        return row.active.signal.ticker != ticker.value();
    });
    TRY_ASSIGN(const auto closed, views->history(ticker.value().text(), kRowsMax));
    answer(context,
           {{"symbol", ticker.value().text()},
            {"signals", active_json(active, config)},
            {"history", array_of(closed, api::closed_json)}},
           active_text(active) + history_text(closed));
    return ExitCode::Done;
}

Result<ExitCode> list_runs(const Context& context) {
    TRY_ASSIGN(const auto views, open_views(context));
    TRY_ASSIGN(const auto runs, views->runs(kRowsMax));
    std::string text;
    for (const auto& run : runs) {
        text += fmt::format("{} {:<15} {} active, {} opened, {} closed; {}\n",
                            run.session.text(),
                            store::name_of(run.state),
                            run.signals_active,
                            run.signals_opened,
                            run.signals_closed,
                            run.message);
    }
    answer(context,
           {{"count", runs.size()}, {"runs", array_of(runs, api::run_json)}},
           runs.empty() ? "no run yet; run turbomode scan\n" : text);
    return ExitCode::Done;
}

Result<ExitCode> show_run(const Context& context, const std::string& date) {
    TRY_ASSIGN(const auto day, parse_optional_date(date));
    TRY_ASSIGN(const auto views, open_views(context));
    TRY_ASSIGN(const auto runs, views->runs(kRowsMax));
    for (const auto& run : runs) {
        if (run.session == day) {
            const auto json = api::run_json(run);
            answer(context, json, json.dump(2) + "\n");
            return ExitCode::Done;
        }
    }
    return Error{ErrorCode::NotFound, fmt::format("there is no run of {}", date)};
}

Result<ExitCode> show_config(const Context& context) {
    TRY_ASSIGN(const auto config, context.config());
    fmt::print("{}", platform::documented_config(config));
    return ExitCode::Done;
}

void add_signals(CLI::App& program, const Context& context, Command& command) {
    auto* signals = program.add_subcommand("signals", "Active and closed signals");
    signals->require_subcommand(1);
    signals->add_subcommand("list", "Active ones, best effective confidence first")->callback([&] {
        command = [&context] {
            return list_signals(context);
        };
    });
    auto symbol = std::make_shared<std::string>();
    auto* history = signals->add_subcommand("history", "Closed ones, newest exit first");
    auto as_csv = std::make_shared<bool>(false);
    history->add_flag("--csv", *as_csv, "As trades.csv of a backtest has them");
    history->callback([&context, &command, as_csv] {
        command = [&context, as_csv] {
            return *as_csv ? print_trades(context) : list_history(context, "");
        };
    });
    auto* showing = signals->add_subcommand("show", "One stock's signals, active and closed");
    showing->add_option("symbol", *symbol, "Ticker")->required();
    showing->callback([&context, &command, symbol] {
        command = [&context, symbol] {
            return show_symbol(context, *symbol);
        };
    });
    signals->footer(
        "Examples:\n  turbomode signals list\n  turbomode signals history --json\n"
        "  turbomode signals history --csv > trades.csv");
}

void add_runs(CLI::App& program, const Context& context, Command& command) {
    auto* runs = program.add_subcommand("runs", "What each night ended in");
    runs->require_subcommand(1);
    runs->add_subcommand("list", "Newest first")->callback([&] {
        command = [&context] {
            return list_runs(context);
        };
    });
    auto date = std::make_shared<std::string>();
    auto* showing = runs->add_subcommand("show", "One session's record");
    showing->add_option("date", *date, "YYYY-MM-DD")->required();
    showing->callback([&context, &command, date] {
        command = [&context, date] {
            return show_run(context, *date);
        };
    });
    add_replay(*runs, context, command);
}

}  // namespace

void add_show(CLI::App& program, const Context& context, Command& command) {
    add_signals(program, context, command);
    add_runs(program, context, command);
    program.add_subcommand("config", "Every setting with its meaning and present value")
        ->callback([&] {
            command = [&context] {
                return show_config(context);
            };
        });
}

}  // namespace turbomode::app
