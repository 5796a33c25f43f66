// turbomode scan: one night, from prices to published signals.
#include <chrono>
#include <memory>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/file_lock.hpp"
#include "turbomode/api/runs_json.hpp"
#include "turbomode/app/context.hpp"
#include "turbomode/nightly/night.hpp"
#include "turbomode/store/sqlite_store.hpp"

namespace turbomode::app {

using base::Error;
using base::ErrorCode;
using base::ExitCode;
using base::Result;
using base::TradingDate;
using store::RunState;

namespace {

ExitCode exit_code_of(RunState state) {
    switch (state) {
        case RunState::Published:
        case RunState::NoEdge:
        case RunState::MarketClosed:
            return ExitCode::Done;
        case RunState::DataIncomplete:
            return ExitCode::NotEnoughData;
        case RunState::Suspect:
            return ExitCode::Refused;
        case RunState::Failed:
            return ExitCode::Failed;
    }
    return ExitCode::Failed;
}

Result<models::StoredModel> load_champion(const Context& context, const platform::Config& config) {
    const auto registry = registry_of(context, config);
    TRY_ASSIGN(const auto champion, registry.champion());
    if (!champion) {
        return Error{ErrorCode::NotEnoughData,
                     fmt::format("{}: there is no champion; run turbomode train",
                                 registry.folder().string())};
    }
    return models::load(registry.folder(), *champion, exit_rule_of(config));
}

Result<store::Run> run_with_champion(const Context& context,
                                     const platform::Config& config,
                                     TradingDate as_of,
                                     store::SignalStore& store,
                                     const platform::Clock& clock) {
    TRY_ASSIGN(const auto champion, load_champion(context, config));
    return run_night(context, config, champion, as_of, store, clock);
}

Result<ExitCode> run(const Context& context, const std::string& date) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto asked, parse_optional_date(date));
    const platform::SystemClock clock;
    const TradingDate finished = bars::last_finished_session(clock.now());
    const TradingDate as_of = asked.value_or(finished);
    if (as_of > finished) {
        return Error{ErrorCode::NotEnoughData,
                     fmt::format("{} has not ended yet: the last finished session is {}",
                                 as_of.text(),
                                 finished.text())};
    }
    const auto database = context.at(config.paths.turbomode_db);
    TRY_ASSIGN(const auto lock, lock_scan(context, config, "scan " + as_of.text()));
    TRY_ASSIGN(const auto store, store::open_store(database, exit_rule_of(config)));

    auto night = run_with_champion(context, config, as_of, *store, clock);
    if (!night.ok()) {
        TRY(nightly::record_failure(as_of, night.error(), *store, clock));
        return std::move(night).take_error();
    }
    const store::Run& record = night.value();
    answer(context,
           api::run_json(record),
           fmt::format("{} {}: {}\n{} active signals, {} opened, {} closed; {} of {} members "
                       "scored; model {}\n",
                       record.session.text(),
                       store::name_of(record.state),
                       record.message,
                       record.signals_active,
                       record.signals_opened,
                       record.signals_closed,
                       record.scored_count,
                       record.universe_count,
                       record.model_id.empty() ? "-" : record.model_id));
    const auto code = exit_code_of(record.state);
    if (code != ExitCode::Done) {
        complain(
            context,
            fmt::format(
                "{} {}: {}", record.session.text(), store::name_of(record.state), record.message));
    }
    return code;
}

}  // namespace

void add_scan(CLI::App& program, const Context& context, Command& command) {
    auto date = std::make_shared<std::string>();
    auto* scan = program.add_subcommand("scan", "Score a session and publish its signals");
    scan->add_option("--as-of", *date, "YYYY-MM-DD; default the last finished session");
    scan->footer(
        "Examples:\n"
        "  turbomode scan\n"
        "  turbomode scan --as-of 2025-07-01\n\n"
        "Ends with 0 for PUBLISHED, NO_EDGE and MARKET_CLOSED, 4 for DATA_INCOMPLETE, 3 for\n"
        "SUSPECT or a refused model. All but the first two leave earlier signals as they are.");
    scan->callback([&context, &command, date] {
        command = [&context, date] {
            return run(context, *date);
        };
    });
}

}  // namespace turbomode::app
