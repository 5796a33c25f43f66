#include "turbomode/api/models_json.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "features/schema.hpp"
#include "turbomode/api/performance_json.hpp"
#include "turbomode/backtest/trials.hpp"
#include "turbomode/models/catalogue.hpp"
#include "turbomode/models/learners/learner.hpp"

namespace turbomode::api {

using base::Result;
using models::CatalogueEntry;

namespace {

Json text_in(const CatalogueEntry& entry, const char* key) {
    return text_or_null(models::text_at(entry.manifest, key));
}

Json number_in(const CatalogueEntry& entry, const char* key) {
    const auto found = entry.manifest.find(key);
    return found != entry.manifest.end() && found->is_number_integer() ? *found : Json(nullptr);
}

// Nothing of a model that this build cannot use: its manifest may be anybody's.
std::optional<models::ManifestBody> body_of(const CatalogueEntry& entry) {
    if (!entry.fault.empty()) {
        return std::nullopt;
    }
    auto body = models::read_body(entry.manifest);
    return body.ok() ? std::optional{std::move(body).value()} : std::nullopt;
}

Json metrics_json(models::Side side, const models::SideMetrics& metrics) {
    return {{"signal_type", models::name_of(side)},
            {"nights", metrics.nights},
            {"outcomes", metrics.outcomes},
            {"win_rate", metrics.win_rate},
            {"log_loss", metrics.log_loss},
            {"log_loss_of_base", metrics.log_loss_base_rate},
            {"log_loss_of_linear", metrics.log_loss_linear},
            {"log_loss_of_equal", metrics.log_loss_equal},
            {"auc", metrics.auc},
            {"calibration_error", metrics.calibration_error},
            {"rank_ic", metrics.rank_ic},
            {"rank_ic_t", metrics.rank_ic_t}};
}

Json row_json(const CatalogueEntry& entry,
              const std::string& role,
              const std::optional<models::ManifestBody>& body,
              const ModelShelf& shelf,
              base::TradingDate tonight) {
    const auto expiry = entry.expires_on(shelf.expired_after_days);
    Json metrics = Json::array();
    for (std::size_t side = 0; body && side < models::kSides.size(); ++side) {
        metrics.push_back(metrics_json(models::kSides[side], body->sides[side].metrics));
    }
    return {{"id", entry.id},
            {"role", text_or_null(role)},
            {"as_of", date_or_null(entry.as_of)},
            {"first_session", text_in(entry, "first_session")},
            {"expires_on", date_or_null(expiry)},
            {"expired", expiry && tonight >= *expiry},
            {"data_source", text_in(entry, "data_source")},
            {"build", text_in(entry, "build")},
            {"samples", number_in(entry, "samples")},
            {"fault", text_or_null(entry.fault)},
            {"metrics", metrics}};
}

Json learners_json(const models::SideModel& model) {
    Json rows = Json::array();
    const auto names = models::learner_names();
    for (std::size_t i = 0; i < names.size() && i < model.win_weights.size(); ++i) {
        rows.push_back({{"name", names[i]},
                        {"weight", model.win_weights[i]},
                        {"share", i < model.win_shares.size() ? model.win_shares[i] : 0.0}});
    }
    return rows;
}

Json importance_json(const std::vector<models::FeatureImportance>& importance) {
    Json rows = Json::array();
    for (const auto& [feature, log_odds] : importance) {
        const auto index = features::index_of(feature);
        rows.push_back({{"feature", feature},
                        {"text", index ? features::schema()[*index].definition : feature},
                        {"log_odds", log_odds}});
    }
    return rows;
}

Json bins_json(const std::vector<models::ReliabilityBin>& bins) {
    Json rows = Json::array();
    for (const auto& bin : bins) {
        rows.push_back(bin_json(bin));
    }
    return rows;
}

Json side_json(models::Side side, const models::ManifestSide& part) {
    return {{"signal_type", models::name_of(side)},
            {"base_rate", part.model.level.base_rate},
            {"is_stacked", part.model.is_stacked},
            {"learners", learners_json(part.model)},
            {"importance", importance_json(part.importance)},
            {"bins", bins_json(part.metrics.reliability)}};
}

Json origin_json(const CatalogueEntry& entry, const std::optional<models::ManifestBody>& body) {
    return {{"schema_hash", text_in(entry, "schema_hash")},
            {"exit_rule_hash", text_in(entry, "exit_rule_hash")},
            {"data_hash", text_in(entry, "data_hash")},
            {"config_hash", text_in(entry, "config_hash")},
            {"seed", number_in(entry, "seed")},
            {"leaks", body ? Json(body->leaks) : Json::array()}};
}

Json trial_json(const backtest::Trial& trial) {
    Json sides = Json::array();
    for (std::size_t i = 0; i < models::kSides.size(); ++i) {
        const auto& side = trial.sides[i];
        sides.push_back(
            {{"signal_type", models::name_of(models::kSides[i])},
             {"nights", side.nights},
             {"log_loss", value_or_null(side.log_loss)},
             {"log_loss_of_base", value_or_null(side.log_loss_base_rate)},
             {"calibration_error", value_or_null(side.calibration_error)},
             {"rank_ic", value_or_null(side.rank_ic)},
             {"rank_ic_t", value_or_null(side.rank_ic_t)},
             {"top20_win_rate_over_all", value_or_null(side.top20_win_rate_over_all)},
             {"top20_net_return_over_all_pct", percent_or_null(side.top20_net_return_over_all)},
             {"sharpe", value_or_null(side.sharpe)}});
    }
    return {{"when", trial.when},
            {"kind", trial.kind},
            {"from", trial.from},
            {"to", trial.to},
            {"refit", trial.refit},
            {"profile", trial.profile},
            {"data_source", trial.data_source},
            {"sides", sides}};
}

}  // namespace

Result<Json> models_json(const std::optional<base::TradingDate>& as_of,
                         const ModelShelf& shelf,
                         base::TradingDate tonight,
                         const Page& page) {
    TRY_ASSIGN(auto catalogue, models::catalogue_of(shelf.registry, shelf.rule));
    std::ranges::reverse(catalogue.entries);
    auto answer = list_answer<CatalogueEntry>(
        as_of, "models", catalogue.entries, page, [&](const CatalogueEntry& entry) {
            return row_json(entry, catalogue.role_of(entry.id), body_of(entry), shelf, tonight);
        });
    answer["champion"] = value_or_null(catalogue.champion);
    answer["challenger"] = value_or_null(catalogue.challenger);
    return answer;
}

Result<Json> model_json(const std::optional<base::TradingDate>& as_of,
                        const ModelShelf& shelf,
                        base::TradingDate tonight,
                        const std::string& id) {
    // All of them, because the role of one depends on the others.
    TRY_ASSIGN(const auto catalogue, models::catalogue_of(shelf.registry, shelf.rule));
    const auto entry = std::ranges::find(catalogue.entries, id, &CatalogueEntry::id);
    if (entry == catalogue.entries.end()) {
        return base::Error{base::ErrorCode::NotFound,
                           fmt::format("{}: there is no such model", id)};
    }
    const auto body = body_of(*entry);
    Json sides = Json::array();
    for (std::size_t side = 0; body && side < models::kSides.size(); ++side) {
        sides.push_back(side_json(models::kSides[side], body->sides[side]));
    }
    return Json{{"success", true},
                {"as_of", date_or_null(as_of)},
                {"model", row_json(*entry, catalogue.role_of(id), body, shelf, tonight)},
                {"origin", origin_json(*entry, body)},
                {"sides", sides}};
}

Result<Json> trials_json(const std::optional<base::TradingDate>& as_of,
                         const ModelShelf& shelf,
                         const Page& page) {
    TRY_ASSIGN(auto ledger, backtest::read_trials(shelf.trials));
    const auto distinct = backtest::distinct(ledger.trials).size();
    std::ranges::reverse(ledger.trials);
    auto answer = list_answer<backtest::Trial>(as_of, "trials", ledger.trials, page, trial_json);
    answer["distinct"] = distinct;
    return answer;
}

}  // namespace turbomode::api
