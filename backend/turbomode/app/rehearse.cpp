// turbomode rehearse: past nights as the scheduler would have run them, under a clock that jumps
// from one to the next.
#include <memory>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/file_lock.hpp"
#include "turbomode/app/job_desk.hpp"

namespace turbomode::app {

using base::Error;
using base::ErrorCode;
using base::ExitCode;
using base::Result;
using base::TradingDate;
using nlohmann::ordered_json;

namespace {

constexpr std::chrono::minutes kJobTakes{1};  // On the rehearsal's clock.

struct RehearseOptions {
    std::string from;
    std::string to;
};

struct Period {
    TradingDate from;
    TradingDate to;
};

Result<Period> period_of(const RehearseOptions& options) {
    TRY_ASSIGN(const auto from, parse_optional_date(options.from));
    TRY_ASSIGN(const auto to, parse_optional_date(options.to));
    CHECK(from.has_value() && to.has_value());  // Both are required.
    if (*to < *from) {
        return Error{ErrorCode::Usage,
                     fmt::format("--to {} is before --from {}", to->text(), from->text())};
    }
    return Period{.from = *from, .to = *to};
}

Result<void> refuse_old_nights(const scheduler::HomeFacts& facts, TradingDate from) {
    TRY_ASSIGN(const auto last, facts.last_night());
    if (last && *last >= from) {
        return Error{ErrorCode::Refused,
                     fmt::format("the night of {} is published already; rehearse in a home of its "
                                 "own, such as a copy with no turbomode.db",
                                 last->text())};
    }
    return {};
}

Result<ExitCode> run(const Context& context, const RehearseOptions& options) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto period, period_of(options));
    TRY_ASSIGN(const auto zone, platform::TimeZone::find("America/New_York"));
    TRY_ASSIGN(const auto serving, lock_serving(context, config, "rehearsal"));
    const auto schedule = schedule_of(config);
    const auto facts = home_facts_of(context, config);
    TRY(refuse_old_nights(facts, period.from));
    platform::SimulatedClock clock(scheduler::night_time(schedule, period.from, zone));
    TRY_ASSIGN(const auto runner, open_runner(context, config, clock, true));
    TRY(runner->set_scheduler_switch(true));
    const auto after = bars::next_session(period.to);
    const auto end =
        after ? scheduler::night_time(schedule, *after, zone) : platform::TimePoint::max();
    auto rows = ordered_json::array();
    while (clock.now() < end) {
        TRY_ASSIGN(const auto done, scheduler::step(schedule, *runner, facts, clock, zone, {}));
        if (!done.job) {
            clock.set(done.wake_at);
            continue;
        }
        const auto& job = *done.job;
        rows.push_back(api::job_json(job, std::nullopt));
        if (!context.json) {
            fmt::print("{}  {:<6} {:<10} {:<11} {}\n",
                       zone.rfc3339(job.started_at),
                       jobs::name_of(job.kind),
                       job.key,
                       jobs::name_of(job.state),
                       job.message);
            std::fflush(stdout);
        }
        clock.advance(kJobTakes);
    }
    TRY_ASSIGN(const auto last, facts.last_night());
    answer(context,
           {{"jobs", std::move(rows)}, {"last_night", last ? last->text() : ""}},
           fmt::format("the last night is {}\n", last ? last->text() : "none"));
    return ExitCode::Done;
}

}  // namespace

void add_rehearse(CLI::App& program, const Context& context, Command& command) {
    auto options = std::make_shared<RehearseOptions>();
    auto* rehearse =
        program.add_subcommand("rehearse", "Run past nights as the scheduler would have");
    rehearse->add_option("--from", options->from, "First day, YYYY-MM-DD")->required();
    rehearse->add_option("--to", options->to, "Last day, YYYY-MM-DD")->required();
    rehearse->footer(
        "The clock jumps from one thing that is due to the next; update, scan, training and "
        "backup\n"
        "run as they do at night, and believe that clock. What they publish is written into the\n"
        "home, so use one of its own.\n\n"
        "Example:\n  turbomode rehearse --home copy --from 2025-10-20 --to 2025-12-12");
    rehearse->callback([&context, &command, options] {
        command = [&context, options] {
            return run(context, *options);
        };
    });
}

}  // namespace turbomode::app
