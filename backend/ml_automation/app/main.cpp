// ml_automation: scans, trades on paper, learns from it, serves its page.
#include <cstdlib>
#include <string>

#include <fmt/format.h>

#include "base/log.hpp"
#include "ml_automation/app/context.hpp"

namespace {

std::string home_default() {
    const char* home = std::getenv("TURBOMODE_HOME");
    return home != nullptr && *home != '\0' ? home : ".";
}

}  // namespace

int main(int argc, char** argv) {
    using base::ExitCode;
    base::log_to_stderr("ml_automation", "info");

    CLI::App program{"ml_automation: an evening learner with a paper portfolio"};
    program.footer(
        "Examples:\n"
        "  ml_automation cycle --home demo\n"
        "  ml_automation status --home demo\n"
        "  ml_automation serve --home demo --port 5001\n\n"
        "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused, 4 not enough or not fresh data.");
    program.set_version_flag("--version", "ml_automation " PROJECT_VERSION);
    program.require_subcommand(1);
    program.fallthrough();

    std::error_code ignored;  // Only what serve starts needs it, and that then says so.
    ml_automation::app::Context context{
        .home = home_default(),
        .config_file = {},
        .json = false,
        .version = PROJECT_VERSION,
        .executable = std::filesystem::read_symlink("/proc/self/exe", ignored)};
    program.add_option("--home", context.home, "Root of all default paths [$TURBOMODE_HOME or .]");
    program.add_option("--config", context.config_file, "Settings [ml_automation.toml under home]");
    program.add_flag("--json", context.json, "Answer with one JSON document");
    std::string log_format = "text";
    program
        .add_option("--log-format", log_format, "Of what is said on stderr: text or json [text]")
        ->envname(base::kLogFormatVariable)
        ->check(CLI::IsMember({"text", "json"}));

    ml_automation::app::Command command;
    ml_automation::app::add_steps(program, context, command);
    ml_automation::app::add_status(program, context, command);
    ml_automation::app::add_settings(program, context, command);
    ml_automation::app::add_rehearse(program, context, command);
    ml_automation::app::add_separation(program, context, command);
    ml_automation::app::add_serve(program, context, command);

    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::Usage);
    }
    context.log_format = base::parse_log_format(log_format).value();
    // Programs that this one starts speak the same way.
    ::setenv(base::kLogFormatVariable, log_format.c_str(), 1);
    base::log_to_stderr("ml_automation", "info", context.log_format);
    const auto result = command();
    if (!result.ok()) {
        base::print_failure("ml_automation", result.error().message, context.log_format);
        return static_cast<int>(base::exit_code(result.error().code));
    }
    return static_cast<int>(result.value());
}
