#include "ml_automation/app/context.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/now.hpp"

namespace ml_automation::app {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;

Result<platform::Config> Context::config() const {
    if (!config_file.empty()) {
        return platform::load_config(config_file, base::MissingFile::IsAnError);
    }
    return platform::load_config(std::filesystem::path{home} / "ml_automation.toml",
                                 base::MissingFile::MeansDefaults);
}

std::filesystem::path Context::at(const std::string& path) const {
    return std::filesystem::path{home} / path;
}

void answer(const Context& context,
            const nlohmann::ordered_json& document,
            const std::string& text) {
    if (context.json) {
        fmt::print("{}\n", document.dump(2));
    } else {
        fmt::print("{}", text);
    }
    std::fflush(stdout);  // In a log it stands before what stderr says after it.
}

namespace {

std::filesystem::path beside_database(const Context& context,
                                      const platform::Config& config,
                                      std::string_view suffix) {
    auto path = context.at(config.paths.database);
    path += suffix;
    return path;
}

Result<base::FileLock> lock(const std::filesystem::path& path, std::string_view purpose) {
    std::error_code ignored;  // Taking the lock reports a folder that cannot be made.
    std::filesystem::create_directories(path.parent_path(), ignored);
    return base::FileLock::try_lock(path, purpose);
}

cycle::Rules rules_of(const Context& context, const platform::Config& config) {
    cycle::Rules rules;
    rules.model_weight = config.scan.model_weight;
    rules.paper = {.target = config.paper.target,
                   .stop = config.paper.stop,
                   .holding_days_max = config.paper.holding_days_max,
                   .cost_per_side = config.paper.cost_per_side,
                   .delisted_after_sessions = config.paper.delisted_after_sessions};
    rules.choice = {.positions_max = static_cast<std::size_t>(config.paper.positions_max),
                    .score_min = config.paper.score_min};
    rules.training.trees = config.training.trees;
    rules.training.seed = static_cast<std::uint64_t>(config.training.seed);
    rules.training.threads = static_cast<unsigned>(config.training.threads);
    rules.history_years = config.training.history_years;
    rules.sample_every_sessions = config.training.sample_every_sessions;
    rules.due_after_trades = config.training.due_after_trades;
    rules.due_after_days = config.training.due_after_days;
    rules.models_kept = static_cast<std::size_t>(config.training.keep_newest);
    rules.promise_trades_min = config.alerts.trades_min;
    rules.sessions_behind_max = config.alerts.sessions_behind_max;
    rules.config_hash = platform::config_hash(config);
    rules.build = context.version;
    rules.threads = static_cast<unsigned>(config.training.threads);
    return rules;
}

}  // namespace

std::filesystem::path cycle_lock_path(const Context& context, const platform::Config& config) {
    return beside_database(context, config, ".cycle.lock");
}

Result<base::FileLock> lock_cycle(const Context& context,
                                  const platform::Config& config,
                                  std::string_view purpose) {
    return lock(cycle_lock_path(context, config), purpose);
}

Result<base::FileLock> lock_serving(const Context& context,
                                    const platform::Config& config,
                                    std::string_view purpose) {
    return lock(beside_database(context, config, ".serve.lock"), purpose);
}

Opened::Opened(base::FileLock lock,
               market_data::Reader prices,
               std::unique_ptr<store::Store> store,
               const Context& context,
               const platform::Config& config)
    : lock_(std::move(lock)),
      prices_(std::move(prices)),
      store_(std::move(store)),
      work_{.prices = prices_,
            .store = *store_,
            .models_dir = context.at(config.paths.models_dir),
            .rules = rules_of(context, config),
            .now = base::now} {}

Result<std::unique_ptr<Opened>> Opened::open(const Context& context,
                                             const platform::Config& config,
                                             std::string_view purpose) {
    // The prices first: without them nothing of ours need be made.
    TRY_ASSIGN(auto prices, market_data::Reader::open(context.at(config.paths.market_data_db)));
    TRY_ASSIGN(auto held, lock_cycle(context, config, purpose));
    TRY_ASSIGN(auto store, store::Store::open(context.at(config.paths.database)));
    return std::unique_ptr<Opened>(
        new Opened(std::move(held), std::move(prices), std::move(store), context, config));
}

Result<TradingDate> session_or_last_finished(const std::string& text) {
    if (text.empty()) {
        return bars::last_finished_session(base::now());
    }
    const auto date = TradingDate::parse(text);
    if (!date.ok()) {
        return Error{ErrorCode::Usage, date.error().message};
    }
    const auto session =
        bars::in_calendar(date.value()) ? bars::session_at_or_before(date.value()) : std::nullopt;
    if (!session) {
        return Error{ErrorCode::Usage,
                     fmt::format("{}: outside the trading calendar {} to {}",
                                 text,
                                 bars::kCalendarFirst.text(),
                                 bars::kCalendarLast.text())};
    }
    return *session;
}

}  // namespace ml_automation::app
