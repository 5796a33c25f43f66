// turbomode serve: the API and the pages.
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "base/log.hpp"
#include "turbomode/api/handler.hpp"
#include "turbomode/app/context.hpp"
#include "turbomode/platform/http/server.hpp"
#include "turbomode/store/sqlite_store.hpp"

namespace turbomode::app {

using base::ExitCode;
using base::Result;
namespace http = platform::http;

namespace {

struct ServeOptions {
    std::optional<std::uint16_t> port;
    std::string bind;
    std::string pages;
    bool no_scheduler = false;
};

// The built pages of the source tree that this executable was built from: build/bin/turbomode.
std::filesystem::path pages_default(const std::filesystem::path& executable) {
    return executable.parent_path().parent_path().parent_path() / "frontend" / "dist";
}

Result<ExitCode> run(const Context& context, const ServeOptions& options) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(auto zone, platform::TimeZone::find("America/New_York"));
    const std::filesystem::path folder = options.pages.empty()
                                             ? pages_default(context.executable)
                                             : std::filesystem::path{options.pages};
    const auto pages = http::StaticFiles::load(folder);
    if (!pages.ok()) {
        spdlog::warn("no pages, the API alone: {}; ./start builds them", pages.error().message);
    }
    const platform::SystemClock clock;
    api::ChildJobRunner jobs(
        {.program = context.executable,
         .home = context.home,
         .config = context.config_file.empty()
                       ? std::nullopt
                       : std::optional<std::filesystem::path>{context.config_file}},
        clock);
    const auto database = context.at(config.paths.turbomode_db);
    TRY_ASSIGN(const auto server,
               http::Server::listen(
                   {.bind = options.bind.empty() ? config.serve.bind : options.bind,
                    .port = options.port.value_or(static_cast<std::uint16_t>(config.serve.port))},
                   api::make_handler({.views = [database] { return store::open_views(database); },
                                      .pages = pages.ok() ? &pages.value() : nullptr,
                                      .jobs = jobs,
                                      .clock = clock,
                                      .zone = zone,
                                      .rules = publishing_rules_of(config),
                                      .version = context.version})));
    server->stop_on_termination();
    spdlog::info("serving {} on http://{}:{}/",
                 database.string(),
                 options.bind.empty() ? config.serve.bind : options.bind,
                 server->port());
    server->run();
    return ExitCode::Done;
}

}  // namespace

void add_serve(CLI::App& program, const Context& context, Command& command) {
    auto options = std::make_shared<ServeOptions>();
    auto* serve = program.add_subcommand("serve", "The API and the pages, until interrupted");
    serve->add_option("--port", options->port, "TCP port, 0 for any free one [5000]")
        ->check(CLI::Range(0, 65535));
    serve->add_option("--bind", options->bind, "Numeric address [127.0.0.1]");
    serve->add_option("--pages", options->pages, "Folder of the built pages [frontend/dist]");
    serve->add_flag("--no-scheduler",
                    options->no_scheduler,
                    "Start nothing by the clock; so far nothing is, with or without it");
    serve->footer("Example:\n  turbomode serve --port 5000");
    serve->callback([&context, &command, options] {
        command = [&context, options] {
            return run(context, *options);
        };
    });
}

}  // namespace turbomode::app
