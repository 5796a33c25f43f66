// ml_automation rehearse: past cycles as the schedule would have run them, each as a process of its
// own under a clock that jumps from one to the next.
#include <memory>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/progress.hpp"
#include "ml_automation/app/context.hpp"
#include "ml_automation/app/desk.hpp"

namespace ml_automation::app {

using base::Error;
using base::ErrorCode;
using base::ExitCode;
using base::Result;
using base::TradingDate;

namespace {

struct RehearseOptions {
    std::string from;
    std::string to;
};

struct Period {
    TradingDate first;
    TradingDate last;
};

Result<Period> period_of(const RehearseOptions& options) {
    TRY_ASSIGN(const auto first, session_or_last_finished(options.from));
    TRY_ASSIGN(const auto last, session_or_last_finished(options.to));
    if (last < first) {
        return Error{ErrorCode::Usage,
                     fmt::format("--to {} is before --from {}", last.text(), first.text())};
    }
    return Period{.first = first, .last = last};
}

// The last cycle that was done; nothing without a database.
Result<std::optional<TradingDate>> last_done(const Context& context,
                                             const platform::Config& config) {
    const auto path = context.at(config.paths.database);
    const auto views = store::Views::open(path);
    if (!views.ok() && views.error().code == ErrorCode::NotFound) {
        return std::optional<TradingDate>{};
    }
    return views.ok() ? views.value().last_done() : views.error();
}

Result<ExitCode> run(const Context& context, const RehearseOptions& options) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto period, period_of(options));
    TRY_ASSIGN(const auto serving, lock_serving(context, config, "rehearsal"));
    TRY_ASSIGN(const auto before, last_done(context, config));
    if (before && *before >= period.first) {
        return Error{ErrorCode::Refused,
                     fmt::format("the cycle of {} is done already; rehearse in a home of its own",
                                 before->text())};
    }
    const auto schedule = scheduler::schedule_of(config.schedule);
    const Desk desk(context, config);
    base::Progress progress("rehearsal", bars::sessions_between(period.first, period.last).size());
    auto rows = nlohmann::ordered_json::array();
    // The first one due is the first of the period; from then on the plan decides.
    auto now = platform::new_york_time(period.first, schedule.cycle_at);
    std::size_t done = 0;
    while (true) {
        TRY_ASSIGN(const auto past, last_done(context, config));
        const auto next = scheduler::plan(schedule, {.last_done = past, .failed_at = {}}, now);
        if (!next.session) {
            now = scheduler::next_due(schedule, now);
            const auto due = scheduler::last_due(schedule, now);
            if (!due || *due > period.last) {
                break;
            }
            continue;
        }
        TRY_ASSIGN(const auto end, desk.run(api::Step::Cycle, *next.session, now, {}));
        if (end.exit_code != 0) {
            return Error{ErrorCode::Failed,
                         fmt::format("the cycle of {}: {}; see {}",
                                     next.session->text(),
                                     end.text,
                                     desk.log_of(api::Step::Cycle, *next.session).string())};
        }
        rows.push_back({{"session", next.session->text()}, {"at", platform::utc_text(now)}});
        if (!context.json) {
            fmt::print("{}  cycle of {}\n", platform::new_york_text(now), next.session->text());
        }
        progress.at(++done);
    }
    answer(context, {{"cycles", std::move(rows)}}, fmt::format("{} cycles\n", done));
    return ExitCode::Done;
}

}  // namespace

void add_rehearse(CLI::App& program, const Context& context, Command& command) {
    auto options = std::make_shared<RehearseOptions>();
    auto* rehearse =
        program.add_subcommand("rehearse", "Run past cycles as the schedule would have");
    rehearse->add_option("--from", options->from, "First day, YYYY-MM-DD")->required();
    rehearse->add_option("--to", options->to, "Last day, YYYY-MM-DD")->required();
    rehearse->footer(
        "What they buy and learn is written into the home, so use one of its own.\n\n"
        "Example:\n  ml_automation rehearse --home copy --from 2025-10-20 --to 2025-12-12");
    rehearse->callback([&context, &command, options] {
        command = [&context, options] {
            return run(context, *options);
        };
    });
}

}  // namespace ml_automation::app
