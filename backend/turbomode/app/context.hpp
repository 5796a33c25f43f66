// What every subcommand of turbomode shares: where things lie, the settings, how to answer.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/date.hpp"
#include "base/exit_code.hpp"
#include "base/file_lock.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "market_data/reader/reader.hpp"
#include "turbomode/models/artefact.hpp"
#include "turbomode/models/registry.hpp"
#include "turbomode/models/training.hpp"
#include "turbomode/platform/clock.hpp"
#include "turbomode/platform/config.hpp"
#include "turbomode/signals/tier.hpp"
#include "turbomode/signals/types.hpp"
#include "turbomode/store/signal_store.hpp"

namespace turbomode::app {

// The global flags.
struct Context {
    std::string home;         // --home, else $TURBOMODE_HOME, else the current directory.
    std::string config_file;  // --config, else turbomode.toml under home if there is one.
    bool json = false;        // One JSON document on stdout instead of text.
    std::string version;
    std::filesystem::path executable;
    base::LogFormat log_format = base::LogFormat::Text;

    // Refused when its models are to lie in the folder of another program.
    base::Result<platform::Config> config() const;
    std::filesystem::path at(const std::string& path) const;  // Relative ones under home.
};

// How a command ended when it did not fail: most end with Done.
using Command = std::function<base::Result<base::ExitCode>()>;

// Writes one JSON document or one text to stdout.
void answer(const Context& context,
            const nlohmann::ordered_json& document,
            const std::string& text);

// Says on stderr, in the log's format, why what was asked for did not end well.
void complain(const Context& context, std::string_view message);

// The settings in the terms of the layers that use them.
models::ExitRule exit_rule_of(const platform::Config& config);
signals::PublishingRules publishing_rules_of(const platform::Config& config);
std::optional<signals::TierLimits> tier_limits_of(const platform::Config& config);
models::Registry registry_of(const Context& context, const platform::Config& config);
// Held by whoever adds models to the folder or removes them. Refused, saying who holds it.
base::Result<base::FileLock> lock_models(const models::Registry& registry,
                                         std::string_view purpose);
// Held by the one writer of signals, and by the one server of a home. Refused alike.
base::Result<base::FileLock> lock_scan(const Context& context,
                                       const platform::Config& config,
                                       std::string_view purpose);
base::Result<base::FileLock> lock_serving(const Context& context,
                                          const platform::Config& config,
                                          std::string_view purpose);

// The night of `as_of` with that model, by the settings in force; see nightly/night.hpp.
base::Result<store::Run> run_night(const Context& context,
                                   const platform::Config& config,
                                   const models::StoredModel& model,
                                   base::TradingDate as_of,
                                   store::SignalStore& store,
                                   const platform::Clock& clock);

base::Result<std::optional<base::TradingDate>> parse_optional_date(const std::string& text);
// The last session on or before `text`, or before now: its close has passed.
base::Result<base::TradingDate> session_or_last_finished(const std::string& text);

inline constexpr int kSessionsPerYear = 252;

// All history until `as_of` with its features and outcomes.
struct LoadedHistory {
    bars::Panel panel;
    std::string data_hash;
    std::optional<features::Matrix> matrix;  // Where it was to be kept.
    models::History history;
    std::string source;
};
base::Result<LoadedHistory> load_history(const Context& context,
                                         const platform::Config& config,
                                         base::TradingDate as_of,
                                         bool keeps_matrix = false);

// Survivorship: index members of a year, and those of them without any price, as far as the
// universe tells.
struct MembersOfYear {
    int year;
    std::size_t members;
    std::size_t without_prices;
};
base::Result<std::vector<MembersOfYear>> members_without_prices(const market_data::Reader& reader,
                                                                const bars::Panel& panel,
                                                                base::TradingDate from,
                                                                base::TradingDate to);

// Each adds subcommands to `program`; the chosen one puts its work into `command`.
void add_train(CLI::App& program, const Context& context, Command& command);
void add_scan(CLI::App& program, const Context& context, Command& command);
void add_predict(CLI::App& program, const Context& context, Command& command);
void add_features(CLI::App& program, const Context& context, Command& command);
void add_evaluate(CLI::App& program, const Context& context, Command& command);
void add_backtest(CLI::App& program, const Context& context, Command& command);
void add_audit(CLI::App& program, const Context& context, Command& command);
void add_models(CLI::App& program, const Context& context, Command& command);
// Adds "replay" to the subcommand "runs".
void add_replay(CLI::App& runs, const Context& context, Command& command);
void add_ledger(CLI::App& program, const Context& context, Command& command);
void add_backup(CLI::App& program, const Context& context, Command& command);
void add_jobs(CLI::App& program, const Context& context, Command& command);
void add_alerts(CLI::App& program, const Context& context, Command& command);
void add_rehearse(CLI::App& program, const Context& context, Command& command);
void add_separation(CLI::App& program, const Context& context, Command& command);
void add_performance(CLI::App& program, const Context& context, Command& command);
void add_show(CLI::App& program, const Context& context, Command& command);
void add_status(CLI::App& program, const Context& context, Command& command);
void add_doctor(CLI::App& program, const Context& context, Command& command);
void add_serve(CLI::App& program, const Context& context, Command& command);

}  // namespace turbomode::app
