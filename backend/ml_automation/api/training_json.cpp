#include <algorithm>

#include "ml_automation/api/views_json.hpp"

namespace ml_automation::api {

using base::Result;

namespace {

constexpr std::size_t kTrainingsShown = 20;

Json training_row(const store::Training& training) {
    Json json{{"as_of", training.as_of.text()},
              {"ended_at", training.ended_at},
              {"why", training.why},
              {"model_id", nullptr},
              {"message", training.message},
              {"samples", training.samples},
              {"paper_trades", training.paper_trades}};
    if (!training.model_id.empty()) {
        json["model_id"] = training.model_id;
        json["has_edge"] = training.has_edge;
        json["base_rate"] = training.base_rate;
        json["log_loss"] = training.log_loss;
        json["log_loss_base"] = training.log_loss_base;
        json["auc"] = training.auc;
    }
    return json;
}

}  // namespace

Result<Json> training_json(const store::Views& views,
                           const platform::TrainingSettings& settings,
                           base::TradingDate today) {
    TRY_ASSIGN(const auto latest, views.latest_training());
    TRY_ASSIGN(const auto trainings, views.trainings(kTrainingsShown));
    auto rows = Json::array();
    for (const auto& training : trainings) {
        rows.push_back(training_row(training));
    }
    Json json{{"success", true},
              {"due_after_trades", settings.due_after_trades},
              {"due_after_days", settings.due_after_days},
              {"closed_since", nullptr},
              {"days_since", nullptr},
              {"trades_left", nullptr},
              {"days_left", nullptr},
              {"is_due", !latest.has_value()},
              {"latest", nullptr},
              {"trainings", std::move(rows)}};
    if (latest) {
        TRY_ASSIGN(const int closed, views.closed_after(latest->as_of));
        const int days = today.days_since(latest->as_of);
        json["closed_since"] = closed;
        json["days_since"] = days;
        json["trades_left"] = std::max(settings.due_after_trades - closed, 0);
        json["days_left"] = std::max(settings.due_after_days - days, 0);
        json["is_due"] = closed >= settings.due_after_trades || days >= settings.due_after_days;
        json["latest"] = training_row(*latest);
    }
    return json;
}

}  // namespace ml_automation::api
