#include "turbomode/api/runs_json.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "turbomode/platform/http/message.hpp"

namespace turbomode::api {

using base::Error;
using base::ErrorCode;
using base::Result;
using store::Run;

namespace {

// What the simulated market writes as its source, alone or beside others.
bool is_simulated(const Run& run) {
    return platform::http::ascii_lower(run.data_source).find("simulated") != std::string::npos;
}

Json coverage_json(const Run& run) {
    return run.universe_count > 0 ? Json(std::clamp(run.coverage(), 0.0, 1.0)) : Json(nullptr);
}

// Members with a bar of the session, but without all features. Unknown, so 0, when the run ended
// before it scored anything.
int too_short_count(const Run& run) {
    return run.scored_count > 0 ? std::max(0, run.fresh_count - run.scored_count) : 0;
}

Json showing_json(const std::optional<Run>& shown) {
    if (!shown) {
        return nullptr;
    }
    return {{"session", shown->session.text()},
            {"published_at", shown->published_at},
            {"model_id", shown->model_id},
            {"data_source", shown->data_source},
            {"simulated", is_simulated(*shown)}};
}

Result<Json> tier_rule_json(const std::optional<Run>& shown) {
    if (!shown) {
        return Json{{"rule", "dollar_volume"},
                    {"text", "no run yet"},
                    {"large_cap_min", nullptr},
                    {"mid_cap_min", nullptr}};
    }
    const Json stored = Json::parse(shown->tier_rule, nullptr, false);
    const auto is_number_or_null = [&](const char* name) {
        return !stored.contains(name) || stored[name].is_null() || stored[name].is_number();
    };
    if (!stored.is_object() || !stored.contains("rule") || !stored["rule"].is_string() ||
        !stored.contains("text") || !stored["text"].is_string() ||
        !is_number_or_null("large_cap_min") || !is_number_or_null("mid_cap_min")) {
        return Error{ErrorCode::Corruption,
                     fmt::format("run of {}: the tier rule '{}' cannot be read",
                                 shown->session.text(),
                                 shown->tier_rule)};
    }
    return Json{{"rule", stored["rule"]},
                {"text", stored["text"]},
                {"large_cap_min", stored.value("large_cap_min", Json(nullptr))},
                {"mid_cap_min", stored.value("mid_cap_min", Json(nullptr))}};
}

}  // namespace

Json run_json(const Run& run) {
    const bool is_published = store::shows_signals(run.state);
    return {{"session", run.session.text()},
            {"state", store::name_of(run.state)},
            {"message", run.message},
            {"published_at", is_published ? text_or_null(run.published_at) : Json(nullptr)},
            {"started_at", run.started_at},
            {"model_id", text_or_null(run.model_id)},
            {"data_source", text_or_null(run.data_source)},
            {"simulated", is_simulated(run)},
            {"data_hash", text_or_null(run.data_hash)},
            {"schema_hash", text_or_null(run.schema_hash)},
            {"config_hash", text_or_null(run.config_hash)},
            {"coverage", coverage_json(run)},
            {"universe_count", run.universe_count},
            {"fresh_count", run.fresh_count},
            {"scored_count", run.scored_count},
            {"too_short_count", too_short_count(run)},
            {"signals_opened", run.signals_opened},
            {"signals_closed", run.signals_closed},
            {"signals_active", run.signals_active},
            {"candidates", run.candidates}};
}

Json runs_json(const std::optional<base::TradingDate>& as_of,
               std::span<const Run> runs,
               const Page& page) {
    return list_answer<Run>(as_of, "runs", runs, page, run_json);
}

Result<Json> latest_run_json(const std::optional<Run>& newest,
                             const std::optional<Run>& shown,
                             const std::string& server_time) {
    TRY_ASSIGN(auto tier_rule, tier_rule_json(shown));
    return Json{{"success", true},
                {"as_of", shown ? Json(shown->session.text()) : Json(nullptr)},
                {"run", newest ? run_json(*newest) : Json(nullptr)},
                {"showing", showing_json(shown)},
                {"tier_rule", std::move(tier_rule)},
                {"server_time", server_time}};
}

}  // namespace turbomode::api
