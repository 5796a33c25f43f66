#include <algorithm>

#include "ml_automation/api/views_json.hpp"

namespace ml_automation::api {

using base::Result;

namespace {

Json trade_json(const store::PaperTrade& trade, const platform::PaperSettings& rules) {
    const auto& standing = trade.standing;
    Json json{{"symbol", trade.ticker.text()},
              {"name", trade.name},
              {"sector", trade.sector},
              {"state", name_of(standing.state)},
              {"decided_on", trade.decided_on.text()},
              {"score", trade.score},
              {"agreement", trade.agreement},
              {"probability", nullptr},
              {"base_rate", nullptr},
              {"model_id", trade.model_id.empty() ? Json(nullptr) : Json(trade.model_id)},
              {"fill_date", nullptr},
              {"fill_price", nullptr},
              {"target_price", nullptr},
              {"stop_price", nullptr},
              {"current_price", nullptr},
              {"net_return", nullptr},
              {"days_left", nullptr},
              {"exit_date", nullptr},
              {"exit_price", nullptr},
              {"exit_reason", nullptr}};
    if (trade.forecast) {
        json["probability"] = trade.forecast->probability;
        json["base_rate"] = trade.forecast->base_rate;
    }
    if (standing.fill) {
        json["fill_date"] = standing.fill->date.text();
        json["fill_price"] = standing.fill->price_usd;
        json["target_price"] = standing.target_usd;
        json["stop_price"] = standing.stop_usd;
        json["current_price"] = standing.close_usd;
        json["net_return"] = standing.net_return;
        json["last_day"] = standing.fill->date.plus_days(rules.holding_days_max).text();
    }
    if (standing.exit) {
        json["exit_date"] = standing.exit->date.text();
        json["exit_price"] = standing.exit->price_usd;
        json["exit_reason"] = name_of(standing.exit->reason);
    }
    return json;
}

}  // namespace

Result<Json> portfolio_json(const store::Views& views,
                            const platform::PaperSettings& rules,
                            std::size_t limit) {
    TRY_ASSIGN(const auto learned, views.latest_learned());
    TRY_ASSIGN(const auto held, views.held());
    TRY_ASSIGN(const auto settled, views.settled(limit));
    auto open = Json::array();
    for (const auto& trade : held) {
        auto json = trade_json(trade, rules);
        if (trade.standing.fill && learned) {
            const auto last = trade.standing.fill->date.plus_days(rules.holding_days_max);
            json["days_left"] = std::max(last.days_since(learned->session), 0);
        }
        open.push_back(std::move(json));
    }
    auto closed = Json::array();
    for (const auto& trade : settled) {
        closed.push_back(trade_json(trade, rules));
    }
    return Json{{"success", true},
                {"as_of", learned ? Json(learned->session.text()) : Json(nullptr)},
                {"positions_max", rules.positions_max},
                {"target", rules.target},
                {"stop", rules.stop},
                {"holding_days_max", rules.holding_days_max},
                {"held", std::move(open)},
                {"settled", std::move(closed)}};
}

Result<Json> stats_json(const store::Views& views) {
    TRY_ASSIGN(const auto record, views.track_record(0));
    TRY_ASSIGN(const auto held, views.held());
    Json json{{"success", true},
              {"held", held.size()},
              {"closed", record.closed},
              {"won", record.won},
              {"outcomes_min", kOutcomesMin},
              {"win_rate", nullptr},
              {"win_rate_low", nullptr},
              {"win_rate_high", nullptr},
              {"mean_return", nullptr},
              {"mean_win", nullptr},
              {"mean_loss", nullptr},
              {"with_forecast", record.with_forecast},
              {"promised", nullptr},
              {"kept", nullptr}};
    if (record.closed >= kOutcomesMin) {
        const auto interval = store::win_rate_interval(record.won, record.closed);
        json["win_rate"] = static_cast<double>(record.won) / record.closed;
        json["win_rate_low"] = interval.low;
        json["win_rate_high"] = interval.high;
        json["mean_return"] = record.mean_return;
        json["mean_win"] = record.mean_win;
        json["mean_loss"] = record.mean_loss;
    }
    if (record.with_forecast >= kOutcomesMin) {
        json["promised"] = record.promised;
        json["kept"] = static_cast<double>(record.won_with_forecast) / record.with_forecast;
    }
    return json;
}

}  // namespace ml_automation::api
