#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "features/build.hpp"
#include "ml_automation/analysis/inputs.hpp"
#include "ml_automation/cycle/steps.hpp"
#include "ml_automation/learning/model_folder.hpp"

namespace ml_automation::cycle {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;

namespace {

// Enough for every feature to forget what came before; see features/build.hpp.
constexpr std::size_t kWindowSessions = 400;
constexpr double kCoverageMin = 0.9;

// The current model, where it is to be asked: it has an edge, and "won" still means to it what the
// rule of the paper trades says.
Result<std::optional<learning::StoredModel>> usable_model(const Workplace& work,
                                                          TradingDate session) {
    using Found = std::optional<learning::StoredModel>;
    TRY(learning::refuse_foreign_folder(work.models_dir));
    TRY_ASSIGN(const auto id, learning::current(work.models_dir));
    if (!id) {
        return Found{};
    }
    TRY_ASSIGN(auto model, learning::load(work.models_dir, *id));
    if (model.model.as_of() > session) {
        return Error{ErrorCode::Refused,
                     fmt::format("model {} learned from data until {}, later than {}: it knows "
                                 "the session's future",
                                 *id,
                                 model.model.as_of().text(),
                                 session.text())};
    }
    if (!model.model.figures().has_edge || model.label != paper::text_of(work.rules.paper)) {
        return Found{};
    }
    return Found{std::move(model)};
}

bool has_bar_of(const bars::PanelStock& stock, TradingDate session) {
    return !stock.series.empty() && stock.series.dates().back() == session;
}

// Too few bars of the session, or none: the prices are not there yet, or broken.
Result<void> check_coverage(const bars::Panel& panel, std::size_t members, TradingDate session) {
    std::size_t fresh = 0;
    TradingDate latest = panel.sessions.front();
    for (const auto& stock : panel.stocks) {
        if (stock.series.empty()) {
            continue;
        }
        latest = std::max(latest, stock.series.dates().back());
        fresh += stock.member.back() != 0 && has_bar_of(stock, session) ? 1U : 0U;
    }
    if (latest < session) {
        return Error{ErrorCode::NotEnoughData,
                     fmt::format("the prices end on {}, before {}; run market_data update",
                                 latest.text(),
                                 session.text())};
    }
    if (static_cast<double>(fresh) < kCoverageMin * static_cast<double>(members)) {
        return Error{ErrorCode::NotEnoughData,
                     fmt::format("only {} of {} members have a bar of {}; run market_data update",
                                 fresh,
                                 members,
                                 session.text())};
    }
    return {};
}

store::ScannedStock scanned(const bars::PanelStock& stock,
                            const std::string& name,
                            const analysis::Opinions& opinions,
                            analysis::Inputs inputs,
                            const learning::StoredModel* model,
                            double model_weight) {
    std::optional<analysis::Forecast> forecast;
    if (model != nullptr) {
        forecast = model->model.forecast(inputs);
    }
    const double rule_score = analysis::rule_score(opinions);
    const double score = analysis::combined_score(rule_score, forecast, model_weight);
    return {.ticker = stock.ticker,
            .name = name,
            .sector = stock.sector,
            .close_usd = stock.series.close_usd().back(),
            .opinions = opinions,
            .agreement = analysis::agreement(opinions),
            .rule_score = rule_score,
            .score = 100.0 * score,
            .direction = analysis::direction_of(score),
            .forecast = forecast,
            .inputs = std::move(inputs)};
}

}  // namespace

Result<store::Scan> scan(const Workplace& work, TradingDate session) {
    TRY_ASSIGN(const auto model, usable_model(work, session));
    TRY_ASSIGN(const auto panel,
               work.prices.panel({.as_of = session, .sessions_max = kWindowSessions}));
    TRY_ASSIGN(const auto members, work.prices.members_on(session));
    TRY(check_coverage(panel, members.size(), session));
    TRY_ASSIGN(auto source, work.prices.source());
    std::map<base::Ticker, std::string> names;
    for (const auto& member : members) {
        names.emplace(member.ticker, member.name);
    }
    const auto matrix =
        features::build(panel, session, {.last_sessions = 1, .threads = work.rules.threads});
    store::Scan found{.session = session};
    found.made_at = platform::utc_text(work.now());
    found.data_source = std::move(source);
    found.model_id = model ? model->id : "";
    found.inputs_hash = analysis::inputs_hash();
    found.members = static_cast<int>(members.size());
    for (std::size_t at = 0; at < panel.stocks.size(); ++at) {
        const auto& stock = panel.stocks[at];
        if (stock.member.back() == 0 || !has_bar_of(stock, session)) {
            continue;
        }
        const auto opinions = analysis::analyse(matrix, at, 0);
        auto inputs = analysis::inputs_of(matrix, at, 0);
        if (opinions && inputs) {
            found.stocks.push_back(scanned(stock,
                                           names[stock.ticker],
                                           *opinions,
                                           std::move(*inputs),
                                           model ? &*model : nullptr,
                                           work.rules.model_weight));
        }
    }
    if (found.stocks.empty()) {
        return Error{
            ErrorCode::NotEnoughData,
            fmt::format("no member has history enough for the analysers on {}", session.text())};
    }
    TRY(work.store.write_scan(found));
    return found;
}

}  // namespace ml_automation::cycle
