#include "turbomode/app/rows.hpp"

#include "turbomode/models/exit_rule.hpp"

namespace turbomode::app {

using nlohmann::ordered_json;

namespace {

ordered_json fact_of(const signals::Signal& signal, const std::string& name) {
    return {{"symbol", signal.ticker.text()},
            {"name", name},
            {"sector", signal.sector},
            {"market_cap", signals::name_of(signal.tier)},
            {"signal_type", models::name_of(signal.side)},
            {"confidence", signal.confidence},
            {"base_rate", signal.base_rate},
            {"expected_return", signal.expected_return},
            {"entry_date", signal.entry_date.text()}};
}

void add_trade(const models::TradeState& trade, ordered_json& row) {
    row["entry_price"] = trade.entry_usd;
    row["fill_date"] = trade.fill ? ordered_json(trade.fill->date.text()) : nullptr;
    row["fill_price"] = trade.fill ? ordered_json(trade.fill->price_usd) : nullptr;
    row["target_price"] = trade.target_usd;
    row["stop_price"] = trade.stop_usd;
}

ordered_json percent(const std::optional<double>& fraction) {
    return fraction ? ordered_json(100.0 * *fraction) : nullptr;
}

}  // namespace

ordered_json to_json(const store::ActiveRow& row) {
    ordered_json json = fact_of(row.active.signal, row.name);
    json["effective_confidence"] = row.active.effective_confidence;
    json["latest_confidence"] =
        row.active.latest_confidence ? ordered_json(*row.active.latest_confidence) : nullptr;
    add_trade(row.active.trade, json);
    json["current_price"] = row.active.trade.close_usd;
    json["profit_loss_pct"] = percent(row.net_return);
    json["age_days"] = row.active.age_days;
    json["reasons"] = ordered_json::array();
    for (const auto& reason : row.reasons) {
        json["reasons"].push_back({{"feature", reason.feature},
                                   {"text", reason.text},
                                   {"contribution", reason.contribution}});
    }
    return json;
}

ordered_json to_json(const store::ClosedRow& row) {
    const auto& closed = row.closed;
    ordered_json json = fact_of(closed.signal, row.name);
    add_trade(closed.trade, json);
    json["exit_date"] = closed.exit_date.text();
    json["exit_price"] = closed.exit_usd;
    json["exit_reason"] = signals::name_of(closed.reason);
    json["profit_loss_pct"] = percent(closed.net_return);
    json["hold_days"] = closed.hold_days;
    if (closed.reason == signals::ListReason::Replaced) {
        const auto& paper = closed.paper_exit;
        json["paper_exit_date"] = paper ? ordered_json(paper->date.text()) : nullptr;
        json["paper_exit_reason"] = paper ? ordered_json(models::name_of(paper->reason)) : nullptr;
        json["paper_profit_loss_pct"] =
            percent(paper && paper->reason != models::ExitReason::Cancelled
                        ? std::optional{paper->net_return}
                        : std::nullopt);
    }
    return json;
}

ordered_json to_json(const store::Run& run) {
    return {{"session", run.session.text()},
            {"state", store::name_of(run.state)},
            {"message", run.message},
            {"model_id", run.model_id},
            {"data_source", run.data_source},
            {"data_hash", run.data_hash},
            {"schema_hash", run.schema_hash},
            {"config_hash", run.config_hash},
            {"started_at", run.started_at},
            {"published_at", run.published_at},
            {"coverage", run.coverage()},
            {"universe_count", run.universe_count},
            {"fresh_count", run.fresh_count},
            {"scored_count", run.scored_count},
            {"signals_opened", run.signals_opened},
            {"signals_closed", run.signals_closed},
            {"signals_active", run.signals_active},
            {"candidates", run.candidates}};
}

}  // namespace turbomode::app
