#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "ml_automation/api/views_json.hpp"

namespace ml_automation::api {

using base::Result;

namespace {

bool passes(const store::ScannedStock& stock, const View& view) {
    return stock.agreement >= view.agreement_min && stock.score >= view.score_min;
}

Json opinions_json(const analysis::Opinions& opinions) {
    Json json;
    for (const auto analyser : analysis::kAnalysers) {
        const auto& opinion = opinions[static_cast<std::size_t>(analyser)];
        json[std::string{name_of(analyser)}] = {{"direction", name_of(opinion.direction)},
                                                {"strength", opinion.strength},
                                                {"confidence", opinion.confidence}};
    }
    return json;
}

Json stock_json(const store::ScannedStock& stock) {
    Json json{{"symbol", stock.ticker.text()},
              {"name", stock.name},
              {"sector", stock.sector},
              {"close", stock.close_usd},
              {"score", stock.score},
              {"agreement", stock.agreement},
              {"direction", name_of(stock.direction)},
              {"probability", nullptr},
              {"base_rate", nullptr},
              {"opinions", opinions_json(stock.opinions)}};
    if (stock.forecast) {
        json["probability"] = stock.forecast->probability;
        json["base_rate"] = stock.forecast->base_rate;
    }
    return json;
}

void add_head(Json& json, const store::Scan& scan) {
    json["as_of"] = scan.session.text();
    json["made_at"] = scan.made_at;
    json["data_source"] = scan.data_source;
    json["model_id"] = scan.model_id.empty() ? Json(nullptr) : Json(scan.model_id);
    json["members"] = scan.members;
    json["scanned"] = scan.stocks.size();
}

Json nothing_scanned() {
    return {{"success", true}, {"as_of", nullptr}, {"why", "no session has been scanned yet"}};
}

}  // namespace

std::optional<View> view_of(const platform::FilterSettings& filters, const std::string& name) {
    if (name == "all") {
        return View{.name = name, .agreement_min = 0.0, .score_min = 0.0};
    }
    if (name == "intraday") {
        return View{.name = name,
                    .agreement_min = filters.intraday_agreement_min,
                    .score_min = filters.intraday_score_min};
    }
    if (name == "daily") {
        return View{.name = name,
                    .agreement_min = filters.daily_agreement_min,
                    .score_min = filters.daily_score_min};
    }
    if (name == "monthly") {
        return View{.name = name,
                    .agreement_min = filters.monthly_agreement_min,
                    .score_min = filters.monthly_score_min};
    }
    return std::nullopt;
}

Result<Json> signals_json(const store::Views& views, const View& view, std::size_t limit) {
    TRY_ASSIGN(auto scan, views.scan());
    Json json = nothing_scanned();
    std::vector<const store::ScannedStock*> found;
    if (scan) {
        json = {{"success", true}};
        add_head(json, *scan);
        for (const auto& stock : scan->stocks) {
            if (passes(stock, view)) {
                found.push_back(&stock);
            }
        }
        if (found.empty()) {
            json["why"] = fmt::format(
                "none of {} stocks reaches a score of {} with an agreement "
                "of {}",
                scan->stocks.size(),
                view.score_min,
                view.agreement_min);
        }
    }
    std::ranges::stable_sort(found, std::greater{}, &store::ScannedStock::score);
    json["view"] = view.name;
    json["agreement_min"] = view.agreement_min;
    json["score_min"] = view.score_min;
    json["total"] = found.size();
    found.resize(std::min(found.size(), limit));
    json["count"] = found.size();
    auto rows = Json::array();
    for (const auto* stock : found) {
        rows.push_back(stock_json(*stock));
    }
    json["signals"] = std::move(rows);
    return json;
}

Result<Json> heatmap_json(const store::Views& views, const View& view) {
    TRY_ASSIGN(auto scan, views.scan());
    Json json = nothing_scanned();
    std::map<std::string, Json> sectors;
    if (scan) {
        json = {{"success", true}};
        add_head(json, *scan);
        for (const auto& stock : scan->stocks) {
            if (!passes(stock, view)) {
                continue;
            }
            sectors.try_emplace(stock.sector, Json::array())
                .first->second.push_back({{"symbol", stock.ticker.text()},
                                          {"name", stock.name},
                                          {"score", stock.score},
                                          {"agreement", stock.agreement},
                                          {"direction", name_of(stock.direction)}});
        }
    }
    auto rows = Json::array();
    for (auto& [sector, stocks] : sectors) {
        rows.push_back({{"sector", sector}, {"stocks", std::move(stocks)}});
    }
    json["view"] = view.name;
    json["sectors"] = std::move(rows);
    return json;
}

}  // namespace ml_automation::api
