// ml_automation serve: the page and the schedule, until interrupted.
#include <memory>
#include <spdlog/spdlog.h>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/now.hpp"
#include "ml_automation/api/handler.hpp"
#include "ml_automation/app/context.hpp"
#include "ml_automation/app/step_runner.hpp"
#include "ml_automation/scheduler/watch.hpp"
#include "ml_automation/web/server.hpp"
#include "ml_automation/web/static_files.hpp"

namespace ml_automation::app {

using base::ExitCode;
using base::Result;
using base::TradingDate;

namespace {

struct ServeOptions {
    int port = -1;
    std::string pages;
    bool no_scheduler = false;
};

// Beside the program where it was installed, else in the checkout that it was built in.
std::filesystem::path pages_default(const std::filesystem::path& executable) {
    const auto installed = executable.parent_path().parent_path() / "dist_ml_automation";
    if (std::filesystem::exists(installed)) {
        return installed;
    }
    return executable.parent_path().parent_path().parent_path() / "frontend" / "dist_ml_automation";
}

scheduler::Watch::Hooks watch_hooks(const std::filesystem::path& database, StepRunner& runner) {
    return {.now = base::now,
            .is_on = [database]() -> Result<bool> {
                TRY_ASSIGN(const auto views, store::Views::open(database));
                return views.scheduler_is_on();
            },
            .last_done = [database]() -> Result<std::optional<TradingDate>> {
                TRY_ASSIGN(const auto views, store::Views::open(database));
                return views.last_done();
            },
            .run =
                [&runner](TradingDate session, std::stop_token stop) {
                    return runner.run(api::Step::Cycle, session, std::move(stop));
                }};
}

api::Hooks api_hooks(const std::filesystem::path& database,
                     StepRunner& runner,
                     scheduler::Watch* watch) {
    return {.now = base::now,
            .start = [&runner](api::Step step) { return runner.start(step); },
            .running = [&runner] { return runner.running(); },
            .ended = [&runner] { return runner.ended(); },
            .switch_scheduler = [database, watch](bool is_on) -> Result<void> {
                if (watch == nullptr) {
                    return base::Error{base::ErrorCode::Refused,
                                       "this server was started with --no-scheduler"};
                }
                TRY_ASSIGN(const auto store, store::Store::open(database));
                TRY(store->switch_scheduler(is_on));
                watch->wake();
                return {};
            }};
}

Result<ExitCode> run(const Context& context, const ServeOptions& options) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto serving, lock_serving(context, config, "serve"));
    const auto database = context.at(config.paths.database);
    // Made here, so that no answer ever meets one that a step is just making.
    TRY(store::Store::open(database));
    auto pages =
        web::read_static_files(options.pages.empty() ? pages_default(context.executable)
                                                     : std::filesystem::path{options.pages});
    if (!pages.ok()) {
        spdlog::warn("{}", pages.error().message);  // The calls are answered all the same.
    }
    const Desk desk(context, config);
    StepRunner runner(desk);
    scheduler::Watch watch(scheduler::schedule_of(config.schedule), watch_hooks(database, runner));
    auto handler = api::make_handler(
        {.database = database,
         .config = config,
         .version = context.version,
         .has_schedule = !options.no_scheduler,
         .pages = pages.ok() ? std::move(pages).value() : std::map<std::string, web::Response>{},
         .hooks = api_hooks(database, runner, options.no_scheduler ? nullptr : &watch)});
    const int port = options.port >= 0 ? options.port : config.serve.port;
    TRY_ASSIGN(
        const auto server,
        web::Server::listen({.bind = config.serve.bind, .port = static_cast<std::uint16_t>(port)},
                            std::move(handler)));
    server->stop_on_termination();
    if (!options.no_scheduler) {
        watch.start();
    }
    spdlog::info("serving http://{}:{}/",
                 config.serve.bind == "::1" ? "[::1]" : config.serve.bind,
                 server->port());
    server->run();
    spdlog::info("stopped");
    return ExitCode::Done;
}

}  // namespace

void add_serve(CLI::App& program, const Context& context, Command& command) {
    auto options = std::make_shared<ServeOptions>();
    auto* serve = program.add_subcommand("serve", "The page and the schedule, until interrupted");
    serve->add_option("--port", options->port, "Port of the page [5001]")
        ->check(CLI::Range(0, 65'535));
    serve->add_option(
        "--pages", options->pages, "Folder of the built page [frontend/dist_ml_automation]");
    serve->add_flag("--no-scheduler", options->no_scheduler, "Run no cycle by itself");
    serve->footer("Example:\n  ml_automation serve --home demo --port 5001");
    serve->callback([&context, &command, options] {
        command = [&context, options] {
            return run(context, *options);
        };
    });
}

}  // namespace ml_automation::app
