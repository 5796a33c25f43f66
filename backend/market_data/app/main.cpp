// market_data: the only writer of prices.
#include <cstdlib>
#include <exception>

#include <fmt/format.h>

#include "base/exit_code.hpp"
#include "base/log.hpp"
#include "market_data/app/context.hpp"

namespace {

std::string home_default() {
    const char* home = std::getenv("TURBOMODE_HOME");
    return home != nullptr && *home != '\0' ? home : ".";
}

// What no adapter foresaw (no memory, a path the machine cannot name) still ends in a message.
base::Result<void> run(const market_data::app::Command& command) {
    try {
        return command();
    } catch (const std::exception& exception) {
        return base::Error{base::ErrorCode::Failed, exception.what()};
    }
}

}  // namespace

int main(int argc, char** argv) {
    using base::ExitCode;
    base::log_to_stderr("market_data", "info");

    CLI::App program{"market_data: keeps the daily bars, splits, dividends and the index universe"};
    program.footer(
        "Examples:\n"
        "  market_data simulate --home demo\n"
        "  market_data import prices.csv.xz --prices split-adjusted --actions actions.csv\n"
        "  market_data bars AAPL --from 2024-01-02 --adjust split\n\n"
        "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused, 4 not enough or not valid data.");
    program.set_version_flag("--version", "market_data " PROJECT_VERSION);
    program.require_subcommand(1);
    program.fallthrough();

    market_data::app::Context context{.home = home_default(), .config_file = {}, .json = false};
    program.add_option("--home", context.home, "Root of all default paths [$TURBOMODE_HOME or .]");
    program.add_option("--config", context.config_file, "Settings [market_data.toml under home]");
    program.add_flag("--json", context.json, "Answer with one JSON document");
    std::string log_format = "text";
    program
        .add_option("--log-format", log_format, "Of what is said on stderr: text or json [text]")
        ->envname(base::kLogFormatVariable)
        ->check(CLI::IsMember({"text", "json"}));

    market_data::app::Command command;
    market_data::app::add_import(program, context, command);
    market_data::app::add_universe(program, context, command);
    market_data::app::add_simulate(program, context, command);
    market_data::app::add_look(program, context, command);
    market_data::app::add_provenance(program, context, command);
    market_data::app::add_check(program, context, command);
    market_data::app::add_update(program, context, command);

    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::Usage);
    }
    const auto format = base::parse_log_format(log_format).value();
    base::log_to_stderr("market_data", "info", format);
    const auto result = run(command);
    if (!result.ok()) {
        base::print_failure("market_data", result.error().message, format);
        return static_cast<int>(base::exit_code(result.error().code));
    }
    return static_cast<int>(ExitCode::Done);
}
