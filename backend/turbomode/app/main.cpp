// turbomode: trains, scans, serves.
#include <cstdlib>
#include <string>
#include <unistd.h>

#include <fmt/format.h>

#include "base/log.hpp"
#include "turbomode/app/context.hpp"

namespace {

// XGBoost's OpenMP threads spin while they wait unless told otherwise before the library loads:
// with one busy neighbour on the machine that makes training several times slower.
void restart_with_patient_threads(char** argv) {
    if (std::getenv("OMP_WAIT_POLICY") == nullptr) {
        ::setenv("OMP_WAIT_POLICY", "passive", 1);
        ::execv("/proc/self/exe", argv);  // Returns only when it fails; then it is just slower.
    }
}

std::string home_default() {
    const char* home = std::getenv("TURBOMODE_HOME");
    return home != nullptr && *home != '\0' ? home : ".";
}

}  // namespace

int main(int argc, char** argv) {
    using base::ExitCode;
    restart_with_patient_threads(argv);
    base::log_to_stderr("turbomode", "info");

    CLI::App program{"turbomode: the overnight S&P 500 scanner"};
    program.footer(
        "Examples:\n"
        "  turbomode train --home demo\n"
        "  turbomode scan --home demo\n"
        "  turbomode serve --home demo --port 5000\n\n"
        "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused, 4 not enough or not fresh data.");
    program.set_version_flag("--version", "turbomode " PROJECT_VERSION);
    program.require_subcommand(1);
    program.fallthrough();

    std::error_code ignored;  // Only jobs started by the pages need it, and they then say so.
    turbomode::app::Context context{
        .home = home_default(),
        .config_file = {},
        .json = false,
        .version = PROJECT_VERSION,
        .executable = std::filesystem::read_symlink("/proc/self/exe", ignored)};
    program.add_option("--home", context.home, "Root of all default paths [$TURBOMODE_HOME or .]");
    program.add_option("--config", context.config_file, "Settings [turbomode.toml under home]");
    program.add_flag("--json", context.json, "Answer with one JSON document");
    std::string log_format = "text";
    program
        .add_option("--log-format", log_format, "Of what is said on stderr: text or json [text]")
        ->envname(base::kLogFormatVariable)
        ->check(CLI::IsMember({"text", "json"}));

    turbomode::app::Command command;
    turbomode::app::add_train(program, context, command);
    turbomode::app::add_scan(program, context, command);
    turbomode::app::add_predict(program, context, command);
    turbomode::app::add_features(program, context, command);
    turbomode::app::add_evaluate(program, context, command);
    turbomode::app::add_backtest(program, context, command);
    turbomode::app::add_audit(program, context, command);
    turbomode::app::add_models(program, context, command);
    turbomode::app::add_show(program, context, command);
    turbomode::app::add_performance(program, context, command);
    turbomode::app::add_status(program, context, command);
    turbomode::app::add_doctor(program, context, command);
    turbomode::app::add_jobs(program, context, command);
    turbomode::app::add_alerts(program, context, command);
    turbomode::app::add_ledger(program, context, command);
    turbomode::app::add_backup(program, context, command);
    turbomode::app::add_rehearse(program, context, command);
    turbomode::app::add_separation(program, context, command);
    turbomode::app::add_serve(program, context, command);

    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::Usage);
    }
    context.log_format = base::parse_log_format(log_format).value();
    // Programs that this one starts speak the same way.
    ::setenv(base::kLogFormatVariable, log_format.c_str(), 1);
    base::log_to_stderr("turbomode", "info", context.log_format);
    const auto result = command();
    if (!result.ok()) {
        turbomode::app::complain(context, result.error().message);
        return static_cast<int>(base::exit_code(result.error().code));
    }
    return static_cast<int>(result.value());
}
