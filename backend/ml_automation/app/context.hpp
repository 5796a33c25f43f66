// What every subcommand of ml_automation shares: where things lie, the settings, how to answer.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/date.hpp"
#include "base/exit_code.hpp"
#include "base/file_lock.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "market_data/reader/reader.hpp"
#include "ml_automation/cycle/steps.hpp"
#include "ml_automation/platform/config.hpp"
#include "ml_automation/scheduler/plan.hpp"
#include "ml_automation/store/store.hpp"

namespace ml_automation::app {

// The global flags.
struct Context {
    std::string home;         // --home, else $TURBOMODE_HOME, else the current directory.
    std::string config_file;  // --config, else ml_automation.toml under home if there is one.
    bool json = false;        // One JSON document on stdout instead of text.
    std::string version;
    std::filesystem::path executable;
    base::LogFormat log_format = base::LogFormat::Text;

    base::Result<platform::Config> config() const;
    std::filesystem::path at(const std::string& path) const;  // Relative ones under home.
};

using Command = std::function<base::Result<base::ExitCode>()>;

// Writes one JSON document or one text to stdout.
void answer(const Context& context,
            const nlohmann::ordered_json& document,
            const std::string& text);

// Held by whoever writes to the database, and by the one server of a home. Refused, saying who
// holds it. They lie beside the database, each named after it.
base::Result<base::FileLock> lock_cycle(const Context& context,
                                        const platform::Config& config,
                                        std::string_view purpose);
base::Result<base::FileLock> lock_serving(const Context& context,
                                          const platform::Config& config,
                                          std::string_view purpose);
std::filesystem::path cycle_lock_path(const Context& context, const platform::Config& config);

// Everything a step needs, opened and locked for the time it lives.
class Opened {
public:
    static base::Result<std::unique_ptr<Opened>> open(const Context& context,
                                                      const platform::Config& config,
                                                      std::string_view purpose);
    const cycle::Workplace& work() const { return work_; }

private:
    Opened(base::FileLock lock,
           market_data::Reader prices,
           std::unique_ptr<store::Store> store,
           const Context& context,
           const platform::Config& config);

    base::FileLock lock_;
    market_data::Reader prices_;
    std::unique_ptr<store::Store> store_;
    cycle::Workplace work_;
};

// The last session on or before `text`, or before now: its close has passed.
base::Result<base::TradingDate> session_or_last_finished(const std::string& text);

// Each adds subcommands to `program`; the chosen one puts its work into `command`.
void add_steps(CLI::App& program, const Context& context, Command& command);
void add_settings(CLI::App& program, const Context& context, Command& command);
void add_status(CLI::App& program, const Context& context, Command& command);
void add_rehearse(CLI::App& program, const Context& context, Command& command);
void add_separation(CLI::App& program, const Context& context, Command& command);
void add_serve(CLI::App& program, const Context& context, Command& command);

}  // namespace ml_automation::app
