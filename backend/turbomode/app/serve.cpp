// turbomode serve: the API, the pages and the scheduler.
#include "turbomode/app/serve.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/log.hpp"
#include "turbomode/api/change_teller.hpp"
#include "turbomode/api/handler.hpp"
#include "turbomode/app/alert_desk.hpp"
#include "turbomode/app/job_desk.hpp"
#include "turbomode/app/trials.hpp"
#include "turbomode/platform/http/guard.hpp"
#include "turbomode/platform/http/request_counter.hpp"
#include "turbomode/platform/http/server.hpp"
#include "turbomode/store/file_version.hpp"
#include "turbomode/store/sqlite_store.hpp"

namespace turbomode::app {

using base::Error;
using base::ErrorCode;
using base::ExitCode;
using base::Result;
namespace http = platform::http;

namespace {

constexpr std::size_t kMegabyte = 1'000'000;

struct ServeOptions {
    std::optional<std::uint16_t> port;
    std::string bind;
    std::string pages;
    bool no_scheduler = false;
};

constexpr std::chrono::minutes kLookEvery{1};  // At the alerts.
constexpr std::chrono::seconds kTellEvery{1};  // The pages of changes.
constexpr std::size_t kJobsCounted = 100'000;
constexpr std::size_t kTokenLengthMin = 16;
constexpr auto kOthersRead =
    std::filesystem::perms::group_read | std::filesystem::perms::others_read;

// All that /metrics tells, as it is now.
api::MetricFacts metric_facts_of(const Surroundings& at, const http::RequestCounter& counter) {
    api::MetricFacts metrics;
    metrics.version = at.context.version;
    metrics.started_at = at.served_since.value_or(at.clock.now());
    for (std::size_t i = 0; i < metrics.answers.size(); ++i) {
        metrics.answers[i] = counter.count(static_cast<int>(i) + 1);
    }
    metrics.facts = facts_of(at);
    if (auto alerts = alerts_of(at.context, at.config, false); alerts.ok()) {
        metrics.open_alerts = std::move(alerts).value();
    }
    if (auto jobs = at.runner.latest(kJobsCounted); jobs.ok()) {
        metrics.jobs = std::move(jobs).value();
    }
    const auto views = store::open_views(at.context.at(at.config.paths.turbomode_db));
    if (!views.ok()) {
        return metrics;  // No night yet, or an alert tells why.
    }
    if (auto runs = views.value()->runs(1); runs.ok() && !runs.value().empty()) {
        metrics.last_run = runs.value().front();
    }
    const auto shown = views.value()->last_shown();
    if (shown.ok() && shown.value()) {
        if (auto active = views.value()->active_on(shown.value()->session); active.ok()) {
            metrics.active = std::move(active).value();
        }
    }
    return metrics;
}

// Waits for a job's end, or a minute.
alerts::Watch::Wait wait_for(const jobs::JobRunner& runner) {
    return [&runner, ends = std::uint64_t{0}](const std::stop_token& stop) mutable {
        ends = runner.wait_for_ends(ends, stop, kLookEvery);
    };
}

// The log's file is a help, not a need: without it the pages are served all the same.
void log_to_file(const Context& context, const platform::LogSettings& log) {
    if (log.serve_file.empty()) {
        return;
    }
    const auto opened = base::log_to_file_too(
        {.path = context.at(log.serve_file),
         .bytes_max = static_cast<std::size_t>(log.serve_file_mb_max) * kMegabyte,
         .kept = static_cast<std::size_t>(log.serve_files_kept)},
        context.log_format);
    if (!opened.ok()) {
        spdlog::warn("no log file: {}", opened.error().message);
    }
}

// A thread that looks for changes until it is destroyed.
std::jthread telling(api::ChangeTeller teller) {
    return std::jthread([teller = std::move(teller)](const std::stop_token& stop) mutable {
        std::mutex mutex;
        std::condition_variable_any stopped;
        std::unique_lock lock(mutex);
        while (!stop.stop_requested()) {
            teller.look();
            stopped.wait_for(lock, stop, kTellEvery, [] { return false; });
        }
    });
}

// Of whoever may change something; empty: nobody is asked.
Result<std::string> read_token(const Context& context,
                               const platform::Config& config,
                               const std::string& bind) {
    if (config.serve.token_file.empty()) {
        if (http::is_loopback(bind)) {
            return std::string{};
        }
        return Error{ErrorCode::Usage,
                     fmt::format("bind {}: other machines could start jobs and promote models; "
                                 "write a token of {} characters or more into a file that only "
                                 "you can read, and name it in serve.token_file",
                                 bind,
                                 kTokenLengthMin)};
    }
    const auto path = context.at(config.serve.token_file);
    TRY_ASSIGN(const auto text, base::read_file(path));
    std::error_code unreadable;
    const auto permissions = std::filesystem::status(path, unreadable).permissions();
    if ((permissions & kOthersRead) != std::filesystem::perms::none) {
        return Error{ErrorCode::Refused,
                     fmt::format("{}: others can read it; chmod 600 it, and change the token",
                                 path.string())};
    }
    auto token = text.substr(0, text.find_first_of("\r\n"));
    if (token.size() < kTokenLengthMin) {
        return Error{ErrorCode::Usage,
                     fmt::format("{}: its first line has {} characters, a token has {} or more",
                                 path.string(),
                                 token.size(),
                                 kTokenLengthMin)};
    }
    return token;
}

Result<http::StaticFiles> load_pages(const Context& context, const ServeOptions& options) {
    const std::filesystem::path folder = options.pages.empty()
                                             ? pages_default(context.executable)
                                             : std::filesystem::path{options.pages};
    auto pages = http::StaticFiles::load(folder);
    if (!pages.ok()) {
        spdlog::warn("no pages, the API alone: {}; ./start builds them", pages.error().message);
    }
    return pages;
}

api::ModelShelf shelf_of(const Context& context, const platform::Config& config) {
    return {.registry = registry_of(context, config),
            .rule = exit_rule_of(config),
            .expired_after_days = config.models.expired_after_days,
            .trials = trials_path(context, config)};
}

Result<ExitCode> run(const Context& context, const ServeOptions& options) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto zone, platform::TimeZone::find("America/New_York"));
    const std::string bind = options.bind.empty() ? config.serve.bind : options.bind;
    const auto port = options.port.value_or(static_cast<std::uint16_t>(config.serve.port));
    TRY_ASSIGN(const auto token, read_token(context, config, bind));
    TRY_ASSIGN(const auto lock,
               lock_serving(context, config, fmt::format("serve on http://{}:{}/", bind, port)));
    log_to_file(context, config.log);
    const auto pages = load_pages(context, options);
    const platform::SystemClock clock;
    const auto database = context.at(config.paths.turbomode_db);
    if (std::filesystem::exists(database)) {
        // Brings the tables of an earlier build up to date, which readers cannot.
        TRY(store::open_store(database, exit_rule_of(config)));
    }
    const auto schedule = schedule_of(config);
    const auto facts = home_facts_of(context, config);
    TRY_ASSIGN(const auto runner, open_runner(context, config, clock));
    api::PerformanceMemo performance;
    const Surroundings surroundings{.context = context,
                                    .config = config,
                                    .runner = *runner,
                                    .performance = performance,
                                    .clock = clock,
                                    .new_york = zone,
                                    .served_since = clock.now()};
    prepare_alerts(context, config);
    http::RequestCounter counter;
    JobDesk desk(*runner, schedule, facts, clock, zone, !options.no_scheduler);
    const auto views = [database] {
        return store::open_views(database);
    };
    const auto prices = [path = context.at(config.paths.market_data_db)] {
        return market_data::Reader::open(path);
    };
    const auto alerts = [&](bool with_resolved) {
        return alerts_of(context, config, with_resolved);
    };
    const auto events = std::make_shared<http::EventFeed>();
    auto handler = api::make_handler(
        {.views = views,
         .version_of_nights = [database] { return store::file_version(database); },
         .prices = prices,
         .models = shelf_of(context, config),
         .backtests = context.at(config.paths.backtests_dir),
         .pages = pages.ok() ? &pages.value() : nullptr,
         .operations = desk,
         .performance = performance,
         .events = events,
         .alerts = alerts,
         .metrics = [&] { return metric_facts_of(surroundings, counter); },
         .clock = clock,
         .zone = zone,
         .rules = publishing_rules_of(config),
         .version = context.version});
    TRY_ASSIGN(const auto server,
               http::Server::listen({.bind = bind, .port = port, .token = token},
                                    counter.counted(std::move(handler))));
    server->stop_on_termination();
    spdlog::info("serving {} on http://{}:{}/", database.string(), bind, server->port());
    std::unique_ptr<scheduler::NightWatch> watch;
    if (!options.no_scheduler) {
        TRY_ASSIGN(watch, scheduler::NightWatch::start(schedule, *runner, facts, clock, zone));
    }
    const auto teller = telling(api::ChangeTeller(views, alerts, desk, *events));
    const alerts::Watch alert_watch(lookout_of(surroundings), wait_for(*runner));
    server->run();
    return ExitCode::Done;
}

}  // namespace

std::filesystem::path pages_default(const std::filesystem::path& executable) {
    return executable.parent_path().parent_path().parent_path() / "frontend" / "dist";
}

void add_serve(CLI::App& program, const Context& context, Command& command) {
    auto options = std::make_shared<ServeOptions>();
    auto* serve =
        program.add_subcommand("serve", "The API, the pages and the nights, until interrupted");
    serve->add_option("--port", options->port, "TCP port, 0 for any free one [5000]")
        ->check(CLI::Range(0, 65535));
    serve->add_option("--bind", options->bind, "Numeric address [127.0.0.1]");
    serve->add_option("--pages", options->pages, "Folder of the built pages [frontend/dist]");
    serve->add_flag("--no-scheduler",
                    options->no_scheduler,
                    "Start nothing by the clock: no night, no training, no backup");
    serve->footer(
        "At 23:00 New York time on each session the prices are updated and scanned, then a\n"
        "backup is made; once a quarter a model is trained ([schedule] in turbomode.toml). What\n"
        "was missed is made up for. One server a home. What goes wrong is told by turbomode\n"
        "alerts, [alerts] in turbomode.toml.\n\n"
        "Whoever may look may change nothing without the token of serve.token_file, if there is\n"
        "one; an address that other machines reach needs one.\n\n"
        "Examples:\n"
        "  turbomode serve --port 5000\n"
        "  turbomode serve --no-scheduler");
    serve->callback([&context, &command, options] {
        command = [&context, options] {
            return run(context, *options);
        };
    });
}

}  // namespace turbomode::app
