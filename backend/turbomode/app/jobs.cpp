// turbomode jobs: what the scheduler runs, by hand; and what ran.
#include <atomic>
#include <csignal>
#include <memory>

#include <fmt/format.h>

#include "base/file.hpp"
#include "turbomode/app/job_desk.hpp"

namespace turbomode::app {

using base::Error;
using base::ErrorCode;
using base::ExitCode;
using base::Result;
using nlohmann::ordered_json;

namespace {

constexpr std::size_t kListDefault = 20;

struct JobsOptions {
    std::string kind;
    std::string as_of;
    std::string id;
    std::size_t limit = kListDefault;
};

// Set by Ctrl-C while a job runs in the foreground.
std::atomic<bool>& is_interrupted() {
    static std::atomic<bool> flag{false};
    return flag;
}

std::string line_of(const jobs::Job& job, const std::optional<jobs::Progress>& progress = {}) {
    return fmt::format(
        "{:<34} {:<8} {:<11} {:<4} {:<10} {}\n",
        job.id,
        jobs::name_of(job.cause),
        jobs::name_of(job.state),
        job.exit_code ? fmt::format("{}", *job.exit_code) : "-",
        job.key.empty() ? "-" : job.key,
        progress ? fmt::format("{} %, {}", progress->percent, progress->label) : job.message);
}

// A job's end as an exit code: its own, where it has one.
ExitCode exit_code_of(const jobs::Job& job) {
    return job.exit_code ? static_cast<ExitCode>(*job.exit_code) : ExitCode::Failed;
}

Result<ExitCode> run_job(const Context& context, const JobsOptions& options) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto kind, jobs::parse_kind(options.kind));
    TRY_ASSIGN(const auto as_of, parse_optional_date(options.as_of));
    if (as_of && kind != jobs::Kind::Scan) {
        return Error{ErrorCode::Usage, "--as-of is for scans: " + options.kind + " has no session"};
    }
    const platform::SystemClock clock;
    TRY_ASSIGN(const auto runner, open_runner(context, config, clock));
    TRY_ASSIGN(auto job, runner->start(kind, as_of ? as_of->text() : "", jobs::Cause::Hand));
    std::signal(SIGINT, [](int) { is_interrupted() = true; });
    std::signal(SIGTERM, [](int) { is_interrupted() = true; });
    while (job.state == jobs::State::Running) {
        if (is_interrupted().exchange(false)) {
            TRY(runner->cancel(job.id));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
        TRY_ASSIGN(job, runner->find(job.id));
    }
    answer(context,
           api::job_json(job, std::nullopt),
           line_of(job) + fmt::format("log: {}\n", runner->log_of(job.id).string()));
    if (job.state != jobs::State::Done) {
        complain(context, fmt::format("job {} is {}: {}", job.id, name_of(job.state), job.message));
    }
    return exit_code_of(job);
}

Result<ExitCode> list_jobs(const Context& context, const JobsOptions& options) {
    TRY_ASSIGN(const auto config, context.config());
    const platform::SystemClock clock;
    TRY_ASSIGN(const auto runner, open_runner(context, config, clock));
    TRY_ASSIGN(const auto jobs, runner->latest(options.limit));
    auto rows = ordered_json::array();
    std::string text;
    for (const auto& job : jobs) {
        const auto progress = runner->progress_of(job);
        rows.push_back(api::job_json(job, progress));
        text += line_of(job, progress);
    }
    answer(context,
           {{"jobs", std::move(rows)}},
           text.empty() ? "no job has run yet; turbomode serve runs them, or turbomode jobs run\n"
                        : text);
    return ExitCode::Done;
}

Result<ExitCode> print_log(const Context& context, const JobsOptions& options) {
    TRY_ASSIGN(const auto config, context.config());
    const platform::SystemClock clock;
    TRY_ASSIGN(const auto runner, open_runner(context, config, clock));
    // Not a path that somebody typed: an id that is known.
    TRY_ASSIGN(const auto job, runner->find(options.id));
    TRY_ASSIGN(const auto log, base::read_file(runner->log_of(job.id)));
    answer(context, {{"id", job.id}, {"log", log}}, log);
    return ExitCode::Done;
}

Result<ExitCode> cancel_job(const Context& context, const JobsOptions& options) {
    TRY_ASSIGN(const auto config, context.config());
    const platform::SystemClock clock;
    TRY_ASSIGN(const auto runner, open_runner(context, config, clock));
    TRY(runner->cancel(options.id));
    answer(context, {{"id", options.id}, {"cancelled", true}}, options.id + ": is being ended\n");
    return ExitCode::Done;
}

}  // namespace

void add_jobs(CLI::App& program, const Context& context, Command& command) {
    auto options = std::make_shared<JobsOptions>();
    auto* jobs = program.add_subcommand("jobs", "Heavy work: run it, and see what ran");
    jobs->require_subcommand(1);
    jobs->footer(
        "One job at a time runs on a home, whoever started it; another is refused with exit 3.\n\n"
        "Examples:\n"
        "  turbomode jobs run update\n"
        "  turbomode jobs run scan --as-of 2026-11-20\n"
        "  turbomode jobs list --limit 5\n"
        "  turbomode jobs log scan-20261121T040004Z-17");
    const auto add = [&](const char* name, const char* what, auto work) {
        auto* sub = jobs->add_subcommand(name, what);
        sub->callback([&context, &command, options, work] {
            command = [&context, options, work] {
                return work(context, *options);
            };
        });
        return sub;
    };
    auto* run = add("run", "Run one and wait for its end; Ctrl-C ends it", run_job);
    run->add_option("kind", options->kind, "update, scan, train, prune or backup")
        ->required()
        ->check(CLI::IsMember({"update", "scan", "train", "prune", "backup"}));
    run->add_option("--as-of", options->as_of, "Session of a scan, YYYY-MM-DD");
    auto* list = add("list", "What ran, the latest first", list_jobs);
    list->add_option("--limit", options->limit, "At most so many [20]");
    add("log", "Print a job's log", print_log)
        ->add_option("id", options->id, "As jobs list shows it")
        ->required();
    add("cancel", "End a running job", cancel_job)
        ->add_option("id", options->id, "As jobs list shows it")
        ->required();
}

}  // namespace turbomode::app
