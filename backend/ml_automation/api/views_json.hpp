// The answers of the calls, each from what the database says.
#pragma once

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "ml_automation/api/handler.hpp"
#include "ml_automation/store/store.hpp"

namespace ml_automation::api {

using Json = nlohmann::ordered_json;

// The three views of the page, and all of it.
struct View {
    std::string name;  // "all", "intraday", "daily", "monthly"
    double agreement_min;
    double score_min;
};
std::optional<View> view_of(const platform::FilterSettings& filters, const std::string& name);

// Of the latest scan, best score first, those that pass the view. REQUIRES: limit >= 1
base::Result<Json> signals_json(const store::Views& views, const View& view, std::size_t limit);
// Of the latest scan, those that pass the view, by sector.
base::Result<Json> heatmap_json(const store::Views& views, const View& view);
// Held trades, and the last `limit` settled ones.
base::Result<Json> portfolio_json(const store::Views& views,
                                  const platform::PaperSettings& rules,
                                  std::size_t limit);
// A win rate of fewer than this many closed trades is null.
inline constexpr int kOutcomesMin = 30;
base::Result<Json> stats_json(const store::Views& views);
// How far the next training is, and the last ones.
base::Result<Json> training_json(const store::Views& views,
                                 const platform::TrainingSettings& settings,
                                 base::TradingDate today);
// `views`: nothing while there is no database.
base::Result<Json> status_json(const store::Views* views, const Options& options);

}  // namespace ml_automation::api
