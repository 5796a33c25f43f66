#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "features/build.hpp"
#include "ml_automation/analysis/inputs.hpp"
#include "ml_automation/cycle/steps.hpp"
#include "ml_automation/learning/model_folder.hpp"

namespace ml_automation::cycle {

using base::Result;
using base::TradingDate;

namespace {

constexpr double kSessionsPerYear = 252.0;
constexpr std::size_t kWarmupSessions = 400;

using Decision = std::pair<base::Ticker, TradingDate>;

// What our own closed trades teach: the inputs as they were known then. Those of an older build,
// with other inputs, teach nothing any more.
Result<std::vector<learning::Sample>> paper_samples(const Workplace& work,
                                                    TradingDate as_of,
                                                    std::set<Decision>& decisions) {
    TRY_ASSIGN(const auto trades, work.store.closed_until(as_of));
    std::vector<learning::Sample> samples;
    for (const auto& trade : trades) {
        if (trade.inputs_hash != analysis::inputs_hash()) {
            continue;
        }
        decisions.emplace(trade.ticker, trade.decided_on);
        samples.push_back({.date = trade.decided_on,
                           .known_on = trade.standing.exit->known_on,
                           .inputs = trade.inputs,
                           .won = trade.standing.net_return > 0.0,
                           .is_paper_trade = true});
    }
    return samples;
}

// Every so many sessions, counted back from the last one, what would have come of buying each
// member; but for `decisions`, which are there already.
void add_history(const Workplace& work,
                 const bars::Panel& panel,
                 const features::Matrix& matrix,
                 TradingDate as_of,
                 const std::set<Decision>& decisions,
                 std::vector<learning::Sample>& samples) {
    const auto every = static_cast<std::size_t>(work.rules.sample_every_sessions);
    const std::size_t skipped = panel.sessions.size() - matrix.session_count();
    for (std::size_t at = 0; at < panel.stocks.size(); ++at) {
        const auto& stock = panel.stocks[at];
        for (std::size_t back = every; back < matrix.session_count(); back += every) {
            const std::size_t session = matrix.session_count() - 1 - back;
            const auto date = matrix.sessions()[session];
            if (stock.member[skipped + session] == 0 || decisions.contains({stock.ticker, date})) {
                continue;
            }
            auto inputs = analysis::inputs_of(matrix, at, session);
            if (!inputs) {
                continue;
            }
            const auto standing = paper::follow(work.rules.paper, date, stock.series, as_of);
            if (standing.exit) {
                samples.push_back({.date = date,
                                   .known_on = standing.exit->known_on,
                                   .inputs = std::move(*inputs),
                                   .won = standing.net_return > 0.0,
                                   .is_paper_trade = false});
            }
        }
    }
}

std::string hash_of(const std::vector<learning::Sample>& samples) {
    base::Sha256 hash;
    for (const auto& sample : samples) {
        hash.update(fmt::format("{} {} {} {}\n",
                                sample.date.text(),
                                sample.known_on.text(),
                                sample.won,
                                sample.is_paper_trade));
        for (const float value : sample.inputs) {
            hash.update(fmt::format("{} ", value));
        }
    }
    return hash.hex();
}

struct Material {
    std::vector<learning::Sample> samples;
    int from_history;
    int from_trades;
};

Result<Material> material_of(const Workplace& work, TradingDate as_of) {
    std::set<Decision> decisions;
    TRY_ASSIGN(auto samples, paper_samples(work, as_of, decisions));
    const int from_trades = static_cast<int>(samples.size());
    const auto sessions = static_cast<std::size_t>(work.rules.history_years * kSessionsPerYear);
    TRY_ASSIGN(const auto panel,
               work.prices.panel({.as_of = as_of, .sessions_max = sessions + kWarmupSessions}));
    const auto matrix =
        features::build(panel, as_of, {.last_sessions = sessions, .threads = work.rules.threads});
    add_history(work, panel, matrix, as_of, decisions, samples);
    const int from_history = static_cast<int>(samples.size()) - from_trades;
    return Material{
        .samples = std::move(samples), .from_history = from_history, .from_trades = from_trades};
}

// Fits, saves and makes current; the id and the figures go into `training`.
Result<void> fit(const Workplace& work, TradingDate as_of, store::Training& training) {
    TRY_ASSIGN(auto material, material_of(work, as_of));
    training.samples = material.from_history;
    training.paper_trades = material.from_trades;
    TRY_ASSIGN(auto source, work.prices.source());
    const learning::ModelOrigin origin{.data_hash = hash_of(material.samples),
                                       .data_source = std::move(source),
                                       .config_hash = work.rules.config_hash,
                                       .build = work.rules.build,
                                       .label = paper::text_of(work.rules.paper)};
    TRY_ASSIGN(const auto model,
               learning::train(std::move(material.samples), as_of, work.rules.training));
    TRY(learning::refuse_foreign_folder(work.models_dir));
    TRY_ASSIGN(training.model_id, learning::save(work.models_dir, model, origin));
    TRY(learning::make_current(work.models_dir, training.model_id));
    TRY(learning::prune(work.models_dir, work.rules.models_kept));
    const auto& figures = model.figures();
    training.has_edge = figures.has_edge;
    training.base_rate = figures.base_rate;
    training.log_loss = figures.log_loss;
    training.log_loss_base = figures.log_loss_base;
    training.auc = figures.auc;
    return {};
}

}  // namespace

Result<std::optional<std::string>> training_due(const Workplace& work, TradingDate session) {
    using Why = std::optional<std::string>;
    TRY_ASSIGN(const auto latest, work.store.latest_training());
    TRY_ASSIGN(const auto current, learning::current(work.models_dir));
    if (!latest || !current) {
        return Why{"there is no model yet"};
    }
    TRY_ASSIGN(const auto model, learning::load(work.models_dir, *current));
    if (model.label != paper::text_of(work.rules.paper)) {
        return Why{"the rule of the paper trades has changed"};
    }
    TRY_ASSIGN(const int closed, work.store.closed_after(latest->as_of));
    if (closed >= work.rules.due_after_trades) {
        return Why{fmt::format("{} trades closed since the last training", closed)};
    }
    const int days = session.days_since(latest->as_of);
    if (days >= work.rules.due_after_days) {
        return Why{fmt::format("{} days since the last training", days)};
    }
    return Why{};
}

Result<store::Training> train(const Workplace& work, TradingDate session, const std::string& why) {
    store::Training training{.as_of = session};
    training.why = why;
    const auto fitted = fit(work, session, training);
    training.ended_at = platform::utc_text(work.now());
    if (!fitted.ok()) {
        // Too little to learn from is no failure of the night: the analysers go on alone.
        if (fitted.error().code != base::ErrorCode::NotEnoughData) {
            return fitted.error();
        }
        training.message = fitted.error().message;
    }
    TRY(work.store.write_training(training));
    return training;
}

}  // namespace ml_automation::cycle
