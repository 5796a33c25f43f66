// turbomode alerts: what is wrong, and whether anybody would be told.
#include <memory>

#include <fmt/format.h>

#include "base/log.hpp"
#include "turbomode/api/alerts_json.hpp"
#include "turbomode/app/alert_desk.hpp"
#include "turbomode/app/job_desk.hpp"

namespace turbomode::app {

using base::ErrorCode;
using base::ExitCode;
using base::Result;
using nlohmann::ordered_json;

namespace {

std::string line_of(const alerts::Alert& alert) {
    return fmt::format("{:<8} {:<16} {} {}: {}\n",
                       alerts::name_of(alert.severity),
                       alert.key,
                       platform::rfc3339_utc(alert.raised_at),
                       alert.resolved_at
                           ? fmt::format("to {}", platform::rfc3339_utc(*alert.resolved_at))
                           : fmt::format("and still, said {} times", alert.count),
                       alert.text);
}

Result<ExitCode> list(const Context& context, const platform::Config& config, bool with_resolved) {
    TRY_ASSIGN(const auto alerts, alerts_of(context, config, with_resolved));
    auto rows = ordered_json::array();
    std::string text;
    for (const auto& alert : alerts) {
        rows.push_back(api::alert_json(alert));
        text += line_of(alert);
    }
    answer(context,
           {{"count", alerts.size()}, {"alerts", std::move(rows)}},
           text.empty() ? "nothing is wrong, as far as the last look saw\n" : text);
    return ExitCode::Done;
}

Result<ExitCode> list_alerts(const Context& context, bool with_resolved) {
    TRY_ASSIGN(const auto config, context.config());
    return list(context, config, with_resolved);
}

Result<ExitCode> check(const Context& context) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto zone, platform::TimeZone::find("America/New_York"));
    const platform::SystemClock clock;
    TRY_ASSIGN(const auto runner, open_runner(context, config, clock));
    api::PerformanceMemo performance;
    const Surroundings surroundings{.context = context,
                                    .config = config,
                                    .runner = *runner,
                                    .performance = performance,
                                    .clock = clock,
                                    .new_york = zone,
                                    .served_since = std::nullopt};
    const auto looked = lookout_of(surroundings)->look({});
    if (!looked.ok() && looked.error().code != ErrorCode::Refused) {
        return looked.error();
    }
    if (!looked.ok()) {
        spdlog::info("alerts: another process looks just now: {}", looked.error().message);
    }
    return list(context, config, false);
}

Result<ExitCode> test(const Context& context) {
    TRY_ASSIGN(const auto config, context.config());
    const platform::SystemClock clock;
    const alerts::Message message{.event = alerts::Event::Test,
                                  .key = "test",
                                  .severity = alerts::Severity::Warning,
                                  .text = "this is a test of the alerts; nothing is wrong",
                                  .raised_at = clock.now(),
                                  .said_at = clock.now()};
    auto rows = ordered_json::array();
    std::string text;
    bool is_whole = true;
    for (const auto& channel : channels_of(context, config)) {
        const auto sent = channel->send(message, {});
        is_whole = is_whole && sent.ok();
        rows.push_back(
            {{"channel", channel->name()},
             {"sent", sent.ok()},
             {"error", sent.ok() ? ordered_json(nullptr) : ordered_json(sent.error().message)}});
        text += fmt::format("{:<8} {}\n",
                            channel->name(),
                            sent.ok() ? "sent" : fmt::format("failed: {}", sent.error().message));
    }
    if (rows.size() == 1) {
        text += "there is no other channel; set alerts.webhook or alerts.smtp_url\n";
    }
    answer(context, {{"channels", std::move(rows)}}, text);
    return is_whole ? ExitCode::Done : ExitCode::Failed;
}

}  // namespace

void add_alerts(CLI::App& program, const Context& context, Command& command) {
    auto* alerts = program.add_subcommand("alerts", "What is wrong, and who is told");
    alerts->require_subcommand(1);
    alerts->footer(
        "turbomode serve looks every minute and after each job. Without a server, let cron run\n"
        "turbomode alerts check. Channels and thresholds: [alerts] in turbomode.toml; what each\n"
        "alert means and what to do: docs/operations.md.\n\n"
        "Examples:\n"
        "  turbomode alerts list --all\n"
        "  turbomode alerts test\n"
        "  turbomode alerts check --home real");
    const auto add = [&](const char* name, const char* what, auto work) {
        auto* sub = alerts->add_subcommand(name, what);
        sub->callback([&context, &command, work] {
            command = [&context, work] {
                return work(context);
            };
        });
        return sub;
    };
    auto with_resolved = std::make_shared<bool>(false);
    add("list", "Open alerts, the worst first", [with_resolved](const Context& at) {
        return list_alerts(at, *with_resolved);
    })->add_flag("--all", *with_resolved, "Those that were resolved, too");
    add("check", "Look once, tell the channels what is new, and list", check);
    add("test", "Send a test through each channel; exit 1 when one fails", test);
}

}  // namespace turbomode::app
