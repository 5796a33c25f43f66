#include "turbomode/app/backtest_nights.hpp"

#include <algorithm>
#include <map>
#include <spdlog/spdlog.h>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/hash.hpp"
#include "base/progress.hpp"
#include "features/schema.hpp"
#include "turbomode/app/walks.hpp"
#include "turbomode/nightly/data_hash.hpp"
#include "turbomode/store/sqlite_store.hpp"

namespace turbomode::app {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;

namespace {

constexpr std::size_t kKeptScored = 3;

using Caps = std::map<base::Ticker, std::vector<market_data::Cap>>;

Result<Caps> caps_of(const market_data::Reader& reader, const bars::Panel& panel) {
    Caps caps;
    for (const auto& stock : panel.stocks) {
        TRY_ASSIGN(auto known, reader.caps(stock.ticker));
        caps.emplace(stock.ticker, std::move(known));
    }
    return caps;
}

// The latest one of `date` or before.
std::optional<double> cap_usd_on(const Caps& caps, const base::Ticker& ticker, TradingDate date) {
    const auto& known = caps.at(ticker);
    const auto later = std::ranges::upper_bound(known, date, {}, &market_data::Cap::as_of);
    return later == known.begin() ? std::nullopt : std::optional{std::prev(later)->usd};
}

std::filesystem::path scored_folder(const Context& context, const platform::Config& config) {
    return context.at(config.paths.backtests_dir) / "scored";
}

// What the scores depend on. Publishing and the account are not among it: they are replayed.
std::string key_of(const Context& context,
                   const platform::Config& config,
                   const NightsAsked& asked,
                   const std::string& data_hash) {
    const auto& publishing = config.publishing;
    return base::sha256_hex(fmt::format("{} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {}",
                                        context.version,
                                        features::schema_hash(),
                                        data_hash,
                                        models::exit_rule_hash(exit_rule_of(config)),
                                        config.models.seed,
                                        config.models.history_years_max,
                                        publishing.coverage_min,
                                        publishing.tier_rule,
                                        publishing.large_cap_min_usd,
                                        publishing.mid_cap_min_usd,
                                        asked.predictions,
                                        asked.model,
                                        asked.refit,
                                        asked.profile,
                                        asked.from.text(),
                                        asked.to.text()));
}

void forget_old(const std::filesystem::path& folder) {
    std::vector<std::filesystem::directory_entry> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        if (entry.is_regular_file(error)) {
            files.push_back(entry);
        }
    }
    std::ranges::sort(files, std::ranges::greater{}, [&](const auto& file) {
        return file.last_write_time(error);
    });
    for (std::size_t i = kKeptScored; i < files.size(); ++i) {
        std::filesystem::remove(files[i].path(), error);
    }
}

Result<models::StoredModel> model_asked(const Context& context,
                                        const platform::Config& config,
                                        const NightsAsked& asked) {
    const auto registry = registry_of(context, config);
    std::string id = asked.model;
    if (id == "champion") {
        TRY_ASSIGN(const auto champion, registry.champion());
        if (!champion) {
            return Error{ErrorCode::NotEnoughData,
                         fmt::format("{}: there is no champion; run turbomode train, or leave out "
                                     "--model for models that are fitted as they go",
                                     registry.folder().string())};
        }
        id = *champion;
    }
    TRY_ASSIGN(auto model, models::load(registry.folder(), id, exit_rule_of(config)));
    if (model.as_of >= asked.from) {
        return Error{ErrorCode::Refused,
                     fmt::format("model {} learned from data until {}: what it says of {} is no "
                                 "test; --from a later date, or leave out --model",
                                 model.id,
                                 model.as_of.text(),
                                 asked.from.text())};
    }
    return model;
}

// Reads the history, and scores every night of it that was asked for.
Result<backtest::ScoredNights> score(const Context& context,
                                     const platform::Config& config,
                                     const NightsAsked& asked,
                                     const market_data::Reader& reader,
                                     const std::optional<backtest::WalkModel>& model) {
    TRY_ASSIGN(const auto loaded, load_history(context, config, asked.to, /*keeps_matrix=*/true));
    TRY_ASSIGN(const auto caps, caps_of(reader, loaded.panel));
    backtest::NightScorer scorer(
        {.panel = loaded.panel,
         .matrix = *loaded.matrix,
         .cap_usd_on = [&](const base::Ticker& ticker,
                           TradingDate date) { return cap_usd_on(caps, ticker, date); },
         .tier_limits = tier_limits_of(config),
         .coverage_min = config.publishing.coverage_min});
    base::Progress progress(
        "scoring nights",
        static_cast<std::size_t>(std::max(bars::sessions_in(asked.from, asked.to), 1)));
    const auto each = [&](const backtest::PredictedNight& night) {
        scorer.add(night);
        progress.at(static_cast<std::size_t>(
            bars::sessions_in(asked.from, loaded.history.sessions[night.session])));
    };
    if (model) {
        TRY(backtest::walk_with(*model, loaded.history, asked.from, asked.to, each));
        return std::move(scorer).scored();
    }
    TRY_ASSIGN(const auto walk,
               walk_options(config,
                            {.refit = asked.refit, .profile = asked.profile},
                            asked.from,
                            asked.to,
                            scored_folder(context, config),
                            {.data_hash = loaded.data_hash,
                             .data_source = loaded.source,
                             .config_hash = platform::config_hash(config),
                             .build = context.version,
                             .seed = static_cast<std::uint64_t>(config.models.seed)}));
    TRY(backtest::walk_forward(loaded.history, walk, each));
    std::error_code ignored;  // Models that stay cost space and nothing else.
    std::filesystem::remove_all(walk.kept->folder, ignored);
    return std::move(scorer).scored();
}

// From the file of an earlier run, or scored and written to it.
Result<backtest::ScoredNights> kept_or_scored(const Context& context,
                                              const platform::Config& config,
                                              const NightsAsked& asked,
                                              const market_data::Reader& reader,
                                              const std::string& data_hash,
                                              const std::optional<backtest::WalkModel>& model) {
    const auto key = key_of(context, config, asked, data_hash);
    const auto folder = scored_folder(context, config);
    const auto path = folder / (key.substr(0, 16) + ".nights");
    auto kept = backtest::load(path, key);
    if (kept.ok()) {
        spdlog::info("using the scored nights of an earlier run: {}", path.string());
        return kept;
    }
    if (kept.error().code == ErrorCode::Corruption) {
        spdlog::warn("scoring again: {}", kept.error().message);
    }
    TRY_ASSIGN(auto scored, score(context, config, asked, reader, model));
    std::error_code ignored;  // Writing the file reports a folder that cannot be made.
    std::filesystem::create_directories(folder, ignored);
    TRY(backtest::save(path, key, scored));
    forget_old(folder);
    return scored;
}

// What the nights said when they were run, stock by stock.
Result<backtest::ScoredNights> published_nights(const Context& context,
                                                const platform::Config& config,
                                                const NightsAsked& asked,
                                                const bars::Panel& panel) {
    TRY_ASSIGN(const auto views, store::open_views(context.at(config.paths.turbomode_db)));
    TRY_ASSIGN(auto runs,
               views->runs(static_cast<std::size_t>(
                   bars::sessions_in(bars::kCalendarFirst, bars::kCalendarLast))));
    std::ranges::reverse(runs);
    backtest::ScoredNights scored;
    for (const auto& stock : panel.stocks) {
        scored.stocks.push_back({.ticker = stock.ticker, .sector = stock.sector});
    }
    for (const auto& run : runs) {
        const bool is_asked = run.session >= asked.from && run.session <= asked.to;
        if (!is_asked || run.state == store::RunState::MarketClosed) {
            continue;
        }
        backtest::ScoredNight night{.session = run.session,
                                    .stocks = {},
                                    .rival_scores = {},
                                    .objection = store::shows_signals(run.state) ? "" : run.message,
                                    .is_incomplete = run.state == store::RunState::DataIncomplete};
        TRY_ASSIGN(const auto predictions, views->predictions_on(run.session));
        for (const auto& prediction : predictions) {
            const auto& candidate = prediction.candidate;
            const auto stock = static_cast<std::uint32_t>(
                std::ranges::lower_bound(
                    panel.stocks, candidate.ticker, {}, &bars::PanelStock::ticker) -
                panel.stocks.begin());
            if (stock == panel.stocks.size() || panel.stocks[stock].ticker != candidate.ticker) {
                return Error{ErrorCode::NotEnoughData,
                             fmt::format("{}: was scored on {}, but the store has no prices of it; "
                                         "were they replaced?",
                                         candidate.ticker.text(),
                                         run.session.text())};
            }
            if (night.stocks.empty() || night.stocks.back().stock != stock) {
                night.stocks.push_back({.stock = stock,
                                        .tier = candidate.tier,
                                        .is_familiar = candidate.is_familiar,
                                        .close_usd = candidate.close_usd,
                                        .sides = {}});
            }
            night.stocks.back().sides[candidate.side == models::Side::Buy ? 0 : 1] = {
                .confidence = candidate.confidence,
                .base_rate = candidate.base_rate,
                .expected_return = candidate.expected_return};
        }
        scored.nights.push_back(std::move(night));
    }
    if (scored.nights.empty()) {
        return Error{ErrorCode::NotEnoughData,
                     fmt::format("no night was run from {} to {}; see turbomode runs list",
                                 asked.from.text(),
                                 asked.to.text())};
    }
    return scored;
}

}  // namespace

std::string refit_of_schedule(const platform::Config& config) {
    const auto& training = config.schedule.training;
    return training == "manual" ? "never" : training == "biweekly" ? "fortnightly" : training;
}

Result<NightsFound> nights_for(const Context& context,
                               const platform::Config& config,
                               const NightsAsked& asked) {
    TRY_ASSIGN(const auto reader,
               market_data::Reader::open(context.at(config.paths.market_data_db)));
    NightsFound found;
    TRY_ASSIGN(found.panel, reader.panel({.as_of = asked.to, .sessions_max = 0, .also = {}}));
    found.data_hash = nightly::data_hash(found.panel);
    if (asked.predictions == "nights") {
        TRY_ASSIGN(found.scored, published_nights(context, config, asked, found.panel));
        return found;
    }
    auto wanted = asked;
    std::optional<backtest::WalkModel> model;
    if (asked.predictions == "model") {
        TRY_ASSIGN(auto stored, model_asked(context, config, asked));
        found.model_id = stored.id;
        wanted.model = stored.id;
        model = backtest::walk_model_of(std::move(stored));
    }
    TRY_ASSIGN(found.scored,
               kept_or_scored(context, config, wanted, reader, found.data_hash, model));
    return found;
}

}  // namespace turbomode::app
