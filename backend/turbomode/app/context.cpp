#include "turbomode/app/context.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/now.hpp"
#include "features/build.hpp"
#include "turbomode/app/stranger.hpp"
#include "turbomode/models/feature_cache.hpp"
#include "turbomode/nightly/data_hash.hpp"
#include "turbomode/nightly/night.hpp"

namespace turbomode::app {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;

Result<platform::Config> Context::config() const {
    const bool is_named = !config_file.empty();
    const std::filesystem::path file = is_named ? std::filesystem::path{config_file}
                                                : std::filesystem::path{home} / "turbomode.toml";
    TRY_ASSIGN(
        auto config,
        platform::load_config(
            file, is_named ? base::MissingFile::IsAnError : base::MissingFile::MeansDefaults));
    TRY(refuse_strangers_models(at(config.paths.models_dir)));
    return config;
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
    std::fflush(stdout);  // In the log of a job it stands before what stderr says after it.
}

void complain(const Context& context, std::string_view message) {
    base::print_failure("turbomode", message, context.log_format);
}

models::ExitRule exit_rule_of(const platform::Config& config) {
    const auto& exit = config.exit;
    return {.buy = {.target = exit.buy_target, .stop = exit.buy_stop},
            .sell = {.target = exit.sell_target, .stop = exit.sell_stop},
            .holding_days_max = exit.holding_days_max,
            .cost_per_side = exit.cost_per_side,
            .delisted_after_sessions = exit.delisted_after_sessions};
}

signals::PublishingRules publishing_rules_of(const platform::Config& config) {
    signals::PublishingRules rules;
    rules.min_confidence = {.buy = config.publishing.min_confidence_buy,
                            .sell = config.publishing.min_confidence_sell};
    rules.capacity = config.publishing.capacity;
    rules.exit = exit_rule_of(config);
    return rules;
}

std::optional<signals::TierLimits> tier_limits_of(const platform::Config& config) {
    if (config.publishing.tier_rule != "fixed") {
        return std::nullopt;
    }
    return signals::TierLimits{.large_min_usd = config.publishing.large_cap_min_usd,
                               .mid_min_usd = config.publishing.mid_cap_min_usd};
}

models::Registry registry_of(const Context& context, const platform::Config& config) {
    return models::Registry(context.at(config.paths.models_dir));
}

Result<base::FileLock> lock_models(const models::Registry& registry, std::string_view purpose) {
    return base::FileLock::try_lock(registry.folder() / ".lock", purpose);
}

namespace {

// Beside the database of signals, whose folder is made if need be.
Result<base::FileLock> lock_beside(const std::filesystem::path& database,
                                   std::string_view suffix,
                                   std::string_view purpose) {
    std::error_code ignored;  // Taking the lock reports a folder that cannot be made.
    std::filesystem::create_directories(database.parent_path(), ignored);
    auto path = database;
    path += suffix;
    return base::FileLock::try_lock(path, purpose);
}

}  // namespace

Result<base::FileLock> lock_scan(const Context& context,
                                 const platform::Config& config,
                                 std::string_view purpose) {
    return lock_beside(context.at(config.paths.turbomode_db), ".scan.lock", purpose);
}

Result<base::FileLock> lock_serving(const Context& context,
                                    const platform::Config& config,
                                    std::string_view purpose) {
    return lock_beside(context.at(config.paths.turbomode_db), ".serve.lock", purpose);
}

Result<store::Run> run_night(const Context& context,
                             const platform::Config& config,
                             const models::StoredModel& model,
                             TradingDate as_of,
                             store::SignalStore& store,
                             const platform::Clock& clock) {
    TRY_ASSIGN(const auto reader,
               market_data::Reader::open(context.at(config.paths.market_data_db)));
    return nightly::run(as_of,
                        {.prices = reader,
                         .champion = model,
                         .store = store,
                         .clock = clock,
                         .rules = publishing_rules_of(config),
                         .tier_limits = tier_limits_of(config),
                         .coverage_min = config.publishing.coverage_min,
                         .model_days_max = config.models.expired_after_days,
                         .config_hash = platform::config_hash(config),
                         .threads = static_cast<unsigned>(config.models.threads)});
}

Result<std::optional<TradingDate>> parse_optional_date(const std::string& text) {
    if (text.empty()) {
        return std::optional<TradingDate>{};
    }
    const auto date = TradingDate::parse(text);
    if (!date.ok()) {
        return Error{ErrorCode::Usage, date.error().message};
    }
    if (!bars::in_calendar(date.value())) {
        return Error{ErrorCode::Usage,
                     fmt::format("{}: outside the trading calendar {} to {}",
                                 text,
                                 bars::kCalendarFirst.text(),
                                 bars::kCalendarLast.text())};
    }
    return std::optional{date.value()};
}

Result<TradingDate> session_or_last_finished(const std::string& text) {
    TRY_ASSIGN(const auto date, parse_optional_date(text));
    if (!date) {
        return bars::last_finished_session(base::now());
    }
    return bars::session_at_or_before(*date).value_or(*date);
}

Result<LoadedHistory> load_history(const Context& context,
                                   const platform::Config& config,
                                   TradingDate as_of,
                                   bool keeps_matrix) {
    TRY_ASSIGN(const auto reader,
               market_data::Reader::open(context.at(config.paths.market_data_db)));
    TRY_ASSIGN(auto source, reader.source());
    TRY_ASSIGN(auto panel, reader.panel({.as_of = as_of, .sessions_max = 0, .also = {}}));
    const auto threads = static_cast<unsigned>(config.models.threads);
    const auto& cache = config.paths.feature_cache_dir;
    auto hash = nightly::data_hash(panel);
    auto matrix = cache.empty()
                      ? features::build(panel, as_of, {.last_sessions = 0, .threads = threads})
                      : models::cached_features(panel, hash, context.at(cache), threads);
    auto history = models::History::of(panel, matrix, exit_rule_of(config), threads);
    return LoadedHistory{.panel = std::move(panel),
                         .data_hash = std::move(hash),
                         .matrix = keeps_matrix ? std::optional{std::move(matrix)} : std::nullopt,
                         .history = std::move(history),
                         .source = std::move(source)};
}

Result<std::vector<MembersOfYear>> members_without_prices(const market_data::Reader& reader,
                                                          const bars::Panel& panel,
                                                          TradingDate from,
                                                          TradingDate to) {
    std::vector<MembersOfYear> years;
    for (int year = static_cast<int>(from.civil().year());
         year <= static_cast<int>(to.civil().year());
         ++year) {
        const auto day = std::clamp(TradingDate(year, 7, 1), from, to);
        TRY_ASSIGN(const auto members, reader.members_on(day));
        std::size_t missing = 0;
        for (const auto& member : members) {
            missing += std::ranges::binary_search(
                           panel.stocks, member.ticker, {}, &bars::PanelStock::ticker)
                           ? 0U
                           : 1U;
        }
        years.push_back({.year = year, .members = members.size(), .without_prices = missing});
    }
    return years;
}

}  // namespace turbomode::app
