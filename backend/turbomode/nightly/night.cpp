#include "turbomode/nightly/night.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bars/calendar.hpp"
#include "features/schema.hpp"
#include "turbomode/models/gate.hpp"
#include "turbomode/nightly/data_hash.hpp"
#include "turbomode/nightly/notes.hpp"
#include "turbomode/nightly/reasons.hpp"
#include "turbomode/nightly/scored.hpp"
#include "turbomode/signals/advance.hpp"

namespace turbomode::nightly {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;
using store::Run;
using store::RunState;

namespace {

constexpr std::size_t kReasonsMax = 3;
constexpr std::size_t kDriftNamedMax = 5;
// A prediction whose prices stay away is given up so many nights after its holding time.
constexpr std::size_t kResolveNightsMore = 30;

Run new_run(TradingDate as_of, const platform::Clock& clock) {
    return {.session = as_of, .started_at = platform::rfc3339_utc(clock.now())};
}

// The record as it stands, when later sessions were published on top of it.
Result<std::optional<Run>> settled_run(TradingDate as_of, const store::SignalStore& store) {
    TRY_ASSIGN(const auto last, store.last_shown());
    if (!last || last->session <= as_of) {
        return std::optional<Run>{};
    }
    TRY_ASSIGN(auto earlier, store.run_of(as_of));
    if (earlier &&
        (store::shows_signals(earlier->state) || earlier->state == RunState::MarketClosed)) {
        return earlier;
    }
    return Error{ErrorCode::Refused,
                 fmt::format("{} cannot be scanned any more: {} is published and builds on the "
                             "nights before it",
                             as_of.text(),
                             last->session.text())};
}

// What earlier nights left to be followed.
struct Unfinished {
    std::vector<signals::Signal> held;
    std::vector<signals::Closed> replaced;  // Paper trades.
    std::vector<signals::PredictedTrade> predicted;

    // Each once, in order.
    std::vector<base::Ticker> tickers() const {
        std::vector<base::Ticker> tickers;
        for (const auto& signal : held) {
            tickers.push_back(signal.ticker);
        }
        for (const auto& closed : replaced) {
            tickers.push_back(closed.signal.ticker);
        }
        for (const auto& trade : predicted) {
            tickers.push_back(trade.ticker);
        }
        std::ranges::sort(tickers);
        const auto repeated = std::ranges::unique(tickers);
        tickers.erase(repeated.begin(), repeated.end());
        return tickers;
    }
};

Result<Unfinished> unfinished_before(TradingDate as_of, const Stages& stages) {
    Unfinished unfinished;
    TRY_ASSIGN(unfinished.held, stages.store.active_before(as_of));
    TRY_ASSIGN(unfinished.replaced, stages.store.paper_trades_before(as_of));
    const auto nights =
        static_cast<std::size_t>(stages.rules.exit.holding_days_max) + kResolveNightsMore;
    TRY_ASSIGN(unfinished.predicted, stages.store.unresolved_before(as_of, nights));
    return unfinished;
}

signals::SeriesOf series_in(const bars::Panel& panel) {
    return [&panel](const base::Ticker& ticker) -> const bars::BarSeries* {
        const auto found =
            std::ranges::lower_bound(panel.stocks, ticker, {}, &bars::PanelStock::ticker);
        return found != panel.stocks.end() && found->ticker == ticker ? &found->series : nullptr;
    };
}

std::vector<signals::Closed> ended_paper_trades(std::vector<signals::Closed> replaced,
                                                const signals::SeriesOf& series_of,
                                                const models::ExitRule& rule,
                                                TradingDate as_of) {
    std::vector<signals::Closed> ended;
    for (auto& closed : replaced) {
        const auto* series = series_of(closed.signal.ticker);
        if (series == nullptr) {
            continue;  // The prices of this stock are gone; it stays open and visible as such.
        }
        closed.paper_exit = signals::follow_replaced(closed.signal, *series, rule, as_of);
        if (closed.paper_exit) {
            ended.push_back(std::move(closed));
        }
    }
    return ended;
}

Result<std::vector<store::OpenedSignal>> explained(
    const std::vector<signals::Signal>& opened,
    const ScoredSession& scored,
    const models::StoredModel& champion,
    const std::map<base::Ticker, std::string>& names) {
    std::vector<store::OpenedSignal> signals;
    for (const auto& signal : opened) {
        const auto name = names.find(signal.ticker);
        signals.push_back(
            {.signal = signal, .name = name != names.end() ? name->second : "", .reasons = {}});
    }
    for (const auto side : models::kSides) {
        std::vector<std::size_t> rows;
        for (const auto& signal : opened) {
            if (signal.side == side) {
                rows.push_back(scored.row_of(signal.ticker));
            }
        }
        TRY_ASSIGN(const auto explanations, champion.ensemble.explain(side, scored.inputs(), rows));
        std::size_t next = 0;
        for (auto& signal : signals) {
            if (signal.signal.side == side) {
                signal.reasons = reasons_for(explanations[next], scored, rows[next], kReasonsMax);
                ++next;
            }
        }
    }
    return signals;
}

// The rule in force and where the cuts lie, for the pages.
std::string tier_text(const signals::Tiering& tiering) {
    const bool by_volume = tiering.rule == signals::TierRule::DollarVolumeThirds;
    const bool is_fixed = tiering.rule == signals::TierRule::FixedLimits;
    const auto& cuts = by_volume ? tiering.dollar_volume : tiering.market_cap;
    const auto number = [](const std::optional<double>& value) {
        return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
    };
    const char* text = by_volume  ? "thirds by 60-session median dollar volume (no market cap was "
                                    "known on this session)"
                       : is_fixed ? "fixed market cap limits"
                                  : "thirds by market cap";
    return nlohmann::ordered_json{{"rule",
                                   by_volume  ? "dollar_volume"
                                   : is_fixed ? "fixed"
                                              : "market_cap"},
                                  {"text", text},
                                  {"large_cap_min", number(cuts.large_min_usd)},
                                  {"mid_cap_min", number(cuts.mid_min_usd)}}
        .dump();
}

store::Drift drift_in(const ScoredSession& scored, const models::DriftReference& reference) {
    const auto drift = models::drift_of(reference, scored.nights.extremes_of(0));
    std::vector<std::string> names;
    for (const auto feature : drift.features) {
        names.emplace_back(features::schema()[feature].name);
    }
    if (names.size() > kDriftNamedMax) {
        const auto more = names.size() - kDriftNamedMax;
        names.resize(kDriftNamedMax);
        names.push_back(fmt::format("{} more", more));
    }
    return {.statistic = drift.statistic,
            .threshold = drift.threshold,
            .features = fmt::format("{}", fmt::join(names, ", "))};
}

// Fills in what the data says, before any decision.
void describe(const ScoredSession& scored,
              const Stages& stages,
              const std::string& source,
              Run& run) {
    run.model_id = stages.champion.id;
    run.schema_hash = features::schema_hash();
    run.data_hash = data_hash(scored.panel);
    run.data_source = source;
    run.config_hash = stages.config_hash;
    run.universe_count = static_cast<int>(scored.members.size());
    run.fresh_count = static_cast<int>(scored.fresh_count);
    run.scored_count = scored.any() ? static_cast<int>(scored.night().stocks.size()) : 0;
    if (scored.any()) {
        run.drift = drift_in(scored, stages.champion.familiarity.drift);
    }
}

// Why the night may not go on to decide anything; nothing when it may.
std::optional<std::pair<RunState, std::string>> obstacle(const ScoredSession& scored,
                                                         const Stages& stages,
                                                         const Run& run) {
    if (run.coverage() < stages.coverage_min) {
        return std::pair{RunState::DataIncomplete,
                         fmt::format("{} of {} index members have a bar of {} ({:.1f} %, {:.1f} % "
                                     "are needed); update the prices and scan again",
                                     run.fresh_count,
                                     run.universe_count,
                                     run.session.text(),
                                     100.0 * run.coverage(),
                                     100.0 * stages.coverage_min)};
    }
    if (!scored.any()) {
        return std::pair{RunState::DataIncomplete,
                         fmt::format("no index member has all features on {}: {} sessions of "
                                     "history are needed",
                                     run.session.text(),
                                     features::warmup_sessions_max())};
    }
    const auto objections =
        models::night_objections(scored.predictions, scored.likeness, stages.champion.norms);
    if (!objections.empty()) {
        return std::pair{RunState::Suspect, fmt::format("{}", fmt::join(objections, "; "))};
    }
    return std::nullopt;
}

std::vector<store::Prediction> predictions_of(const std::vector<signals::Candidate>& candidates,
                                              const std::vector<signals::Verdict>& verdicts,
                                              const std::map<base::Ticker, std::string>& names) {
    std::vector<store::Prediction> predictions;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const auto name = names.find(candidates[i].ticker);
        predictions.push_back({.candidate = candidates[i],
                               .name = name != names.end() ? name->second : "",
                               .verdict = verdicts[i]});
    }
    return predictions;
}

// Decides and publishes.
Result<Run> decide(const ScoredSession& scored,
                   Unfinished unfinished,
                   const Stages& stages,
                   Run run) {
    const TradingDate as_of = run.session;
    TRY_ASSIGN(const auto sizes, sizes_of(stages.prices, scored));
    const auto tiers = signals::assign_tiers(sizes, stages.tier_limits);
    const auto candidates = candidates_of(scored, tiers);
    const auto series_of = series_in(scored.panel);
    for (const auto& signal : unfinished.held) {
        if (series_of(signal.ticker) == nullptr) {
            return Error{
                ErrorCode::NotEnoughData,
                fmt::format("{}: a signal of {} is open, but the store has no prices of it; "
                            "were they replaced?",
                            signal.ticker.text(),
                            signal.entry_date.text())};
        }
    }
    const auto result =
        signals::advance(unfinished.held, candidates, series_of, stages.rules, as_of);

    std::map<base::Ticker, std::string> names;
    for (const auto& member : scored.members) {
        names.emplace(member.ticker, member.name);
    }
    TRY_ASSIGN(auto opened, explained(result.opened, scored, stages.champion, names));
    run.state = result.counts.publishable() > 0 ? RunState::Published : RunState::NoEdge;
    run.message = signals::explain(result.counts) + notes_of(scored, stages.champion.familiarity);
    run.published_at = platform::rfc3339_utc(stages.clock.now());
    run.signals_opened = static_cast<int>(result.opened.size());
    run.signals_closed = static_cast<int>(result.closed.size());
    run.signals_active = static_cast<int>(result.active.size());
    run.candidates = result.counts.publishable() - result.counts.opened;
    run.tier_rule = tier_text(tiers);
    TRY(stages.store.publish(
        {.run = run,
         .predictions = predictions_of(candidates, result.verdicts, names),
         .opened = std::move(opened),
         .active = result.active,
         .closed = result.closed,
         .paper_ended = ended_paper_trades(
             std::move(unfinished.replaced), series_of, stages.rules.exit, as_of),
         .outcomes = signals::resolve(unfinished.predicted, series_of, stages.rules.exit, as_of)}));
    return run;
}

}  // namespace

Result<Run> run(TradingDate as_of, const Stages& stages) {
    TRY_ASSIGN(const auto settled, settled_run(as_of, stages.store));
    if (settled) {
        return *settled;
    }
    Run run = new_run(as_of, stages.clock);
    if (!bars::is_session(as_of)) {
        run.state = RunState::MarketClosed;
        run.message =
            fmt::format("the NYSE was closed on {}: {}", as_of.text(), bars::closure_reason(as_of));
        TRY(stages.store.record(run));
        return run;
    }
    TRY_ASSIGN(auto unfinished, unfinished_before(as_of, stages));
    TRY_ASSIGN(const auto source, stages.prices.source());
    TRY_ASSIGN(const auto scored,
               score(stages.prices,
                     stages.champion,
                     as_of,
                     {.also = unfinished.tickers(),
                      .model_days_max = stages.model_days_max,
                      .threads = stages.threads}));
    describe(scored, stages, source, run);
    if (auto found = obstacle(scored, stages, run)) {
        std::tie(run.state, run.message) = *std::move(found);
        TRY(stages.store.record(run));
        return run;
    }
    return decide(scored, std::move(unfinished), stages, std::move(run));
}

Result<void> record_failure(TradingDate as_of,
                            const Error& error,
                            store::SignalStore& store,
                            const platform::Clock& clock) {
    Run run = new_run(as_of, clock);
    run.state = RunState::Failed;
    run.message = error.message;
    return store.record(run);
}

}  // namespace turbomode::nightly
