// turbomode doctor: what is wrong with a machine and a home, and what to do about it.
#include "turbomode/app/doctor.hpp"

#include <algorithm>
#include <exception>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/now.hpp"

namespace turbomode::app {

using base::ExitCode;
using base::Result;
using nlohmann::ordered_json;

namespace {

std::vector<Finding> findings_of(const Check& check, const Patient& patient) {
    try {
        return check.run(patient);
    } catch (const std::exception& exception) {
        // What no adapter foresaw.
        return {{.health = Health::Fault,
                 .what = fmt::format("the check itself failed: {}", exception.what()),
                 .remedy = "look at what the path in the message is"}};
    }
}

// The session that would be scored; a clock far off has none.
base::TradingDate tonight_of(platform::TimePoint now) {
    const auto today = bars::new_york_date(now);
    if (!bars::in_calendar(today) || !bars::previous_session(today)) {
        return bars::session_at_or_before(bars::kCalendarLast).value_or(bars::kCalendarLast);
    }
    return bars::last_finished_session(now);
}

std::vector<Finding> configuration_findings(const Result<platform::Config>& config) {
    if (config.ok()) {
        return {{.health = Health::Ok, .what = "turbomode's settings can be read"}};
    }
    return {{.health = Health::Fault,
             .what = config.error().message,
             .remedy = "mend that line; turbomode config shows every setting. The checks below "
                       "took the defaults"}};
}

Result<ExitCode> examine(const Context& context) {
    const auto config = context.config();
    const auto now = base::now();
    const Patient patient{.context = context,
                          .config = config.ok() ? config.value() : platform::Config{},
                          .now = now,
                          .tonight = tonight_of(now)};
    std::vector<Check> checks{{"configuration", [&](const Patient&) {
                                   return configuration_findings(config);
                               }}};
    for (auto& some : {machine_checks(), home_checks(), running_checks()}) {
        checks.insert(checks.end(), some.begin(), some.end());
    }
    auto rows = ordered_json::array();
    std::string text;
    int faults = 0;
    int warnings = 0;
    for (const auto& check : checks) {
        for (const auto& [health, what, remedy] : findings_of(check, patient)) {
            faults += health == Health::Fault ? 1 : 0;
            warnings += health == Health::Warning ? 1 : 0;
            rows.push_back({{"check", check.name},
                            {"health", name_of(health)},
                            {"what", what},
                            {"remedy", remedy}});
            text += fmt::format("{:<8} {:<14} {}\n", name_of(health), check.name, what);
            text += remedy.empty() ? "" : fmt::format("{:<24}-> {}\n", "", remedy);
        }
    }
    text += fmt::format("{} faults, {} warnings\n", faults, warnings);
    answer(context,
           {{"healthy", faults == 0},
            {"faults", faults},
            {"warnings", warnings},
            {"checks", std::move(rows)}},
           text);
    return faults == 0 ? ExitCode::Done : ExitCode::Failed;
}

}  // namespace

std::string_view name_of(Health health) {
    switch (health) {
        case Health::Ok:
            return "ok";
        case Health::Warning:
            return "warning";
        case Health::Fault:
            return "fault";
    }
    CHECK(false);
}

void add_doctor(CLI::App& program, const Context& context, Command& command) {
    auto* doctor = program.add_subcommand(
        "doctor", "What is wrong with this machine and this home, and what to do");
    doctor->footer(
        "It changes nothing. A fault keeps the nights from being right; a warning does not yet.\n"
        "Exit 1: there is a fault. docs/operations.md has the recipes.\n\n"
        "Examples:\n"
        "  turbomode doctor --home demo\n"
        "  turbomode doctor --json");
    doctor->callback([&context, &command] {
        command = [&context] {
            return examine(context);
        };
    });
}

}  // namespace turbomode::app
