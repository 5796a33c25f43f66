// What every subcommand of market_data shares: where things lie and how to answer.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/date.hpp"
#include "base/result.hpp"
#include "market_data/app/settings.hpp"
#include "market_data/reader/reader.hpp"
#include "market_data/store/store.hpp"

namespace market_data::app {

struct Context {
    std::string home;         // --home, else $TURBOMODE_HOME, else the current directory.
    std::string config_file;  // --config, else market_data.toml under home if there is one.
    bool json = false;        // One JSON document on stdout instead of text.

    base::Result<Settings> settings() const;
    std::filesystem::path at(const std::string& path) const;  // Relative ones under home.
    base::Result<std::filesystem::path> database() const;
};

// The work a parsed command line asks for.
using Command = std::function<base::Result<void>()>;

// The store for reading. Tables of an older build are brought up to date first.
base::Result<Reader> open_reader(const Context& context);

// Makes the snapshot of the prices for readers, at the end of what changed them. Without one
// readers are slow and right: a failure is told and no more.
void keep_snapshot(store::Store& store);

// Writes one JSON document or one text to stdout.
void answer(const Context& context,
            const nlohmann::ordered_json& document,
            const std::string& text);

base::Result<std::optional<base::TradingDate>> parse_optional_date(const std::string& text);
base::TradingDate today_in_new_york();

// Each adds one subcommand to `program`; the chosen one puts its work into `command`.
void add_import(CLI::App& program, const Context& context, Command& command);
void add_universe(CLI::App& program, const Context& context, Command& command);
void add_simulate(CLI::App& program, const Context& context, Command& command);
void add_look(CLI::App& program, const Context& context, Command& command);
void add_check(CLI::App& program, const Context& context, Command& command);
void add_update(CLI::App& program, const Context& context, Command& command);
void add_provenance(CLI::App& program, const Context& context, Command& command);

// What `update` shares with other subcommands. The built-in index for a store without members;
// members before its own day are survivors, which the log says.
base::Result<void> write_builtin_since(const Context& context, base::TradingDate first);
// `simulate` without flags: grows the market that is there.
base::Result<void> grow_simulated(const Context& context);

}  // namespace market_data::app
