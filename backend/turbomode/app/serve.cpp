// turbomode serve: the API, the pages and the scheduler.
#include "turbomode/app/serve.hpp"

#include <memory>
#include <optional>

#include <fmt/format.h>

#include "base/log.hpp"
#include "turbomode/api/handler.hpp"
#include "turbomode/app/job_desk.hpp"
#include "turbomode/platform/http/server.hpp"
#include "turbomode/store/sqlite_store.hpp"

namespace turbomode::app {

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

Result<ExitCode> run(const Context& context, const ServeOptions& options) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto zone, platform::TimeZone::find("America/New_York"));
    const std::string bind = options.bind.empty() ? config.serve.bind : options.bind;
    const auto port = options.port.value_or(static_cast<std::uint16_t>(config.serve.port));
    TRY_ASSIGN(const auto lock,
               lock_serving(context, config, fmt::format("serve on http://{}:{}/", bind, port)));
    log_to_file(context, config.log);
    const std::filesystem::path folder = options.pages.empty()
                                             ? pages_default(context.executable)
                                             : std::filesystem::path{options.pages};
    const auto pages = http::StaticFiles::load(folder);
    if (!pages.ok()) {
        spdlog::warn("no pages, the API alone: {}; ./start builds them", pages.error().message);
    }
    const platform::SystemClock clock;
    const auto database = context.at(config.paths.turbomode_db);
    if (std::filesystem::exists(database)) {
        // Brings the tables of an earlier build up to date, which readers cannot.
        TRY(store::open_store(database, exit_rule_of(config)));
    }
    const auto schedule = schedule_of(config);
    const auto facts = home_facts_of(context, config);
    TRY_ASSIGN(const auto runner, open_runner(context, config, clock));
    JobDesk desk(*runner, schedule, facts, clock, zone, !options.no_scheduler);
    TRY_ASSIGN(const auto server,
               http::Server::listen(
                   {.bind = bind, .port = port},
                   api::make_handler({.views = [database] { return store::open_views(database); },
                                      .pages = pages.ok() ? &pages.value() : nullptr,
                                      .operations = desk,
                                      .clock = clock,
                                      .zone = zone,
                                      .rules = publishing_rules_of(config),
                                      .version = context.version})));
    server->stop_on_termination();
    spdlog::info("serving {} on http://{}:{}/", database.string(), bind, server->port());
    std::unique_ptr<scheduler::NightWatch> watch;
    if (!options.no_scheduler) {
        TRY_ASSIGN(watch, scheduler::NightWatch::start(schedule, *runner, facts, clock, zone));
    }
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
        "was missed is made up for. One server a home.\n\n"
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
