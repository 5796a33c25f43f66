#include "turbomode/models/manifest.hpp"

#include <fmt/format.h>

#include "base/hash.hpp"
#include "features/schema.hpp"

namespace turbomode::models {

using base::Error;
using base::ErrorCode;
using base::Result;
using nlohmann::ordered_json;

namespace {

ordered_json to_json(const SideModel& model) {
    return {{"base_rate", model.level.base_rate},
            {"base_return", model.base_return},
            {"volatility_curve", model.level.curve.coefficients()},
            {"curve_usual", model.level.curve_usual},
            {"regime_share", model.level.regime_share},
            {"curve_slope", model.win_slopes.curve},
            {"win_slope", model.win_slopes.score},
            {"return_slope", model.return_slope},
            {"learners", learner_names()},
            {"is_stacked", model.is_stacked},
            {"win_weights", model.win_weights},
            {"win_shares", model.win_shares},
            {"return_weights", model.return_weights}};
}

ordered_json to_json(const SideNorms& norms) {
    return {{"spread_median", norms.spread_median},
            {"confidence_min", norms.confidence_min},
            {"confidence_max", norms.confidence_max}};
}

ordered_json to_json(const WinSlopes& slopes) {
    return {{"curve", slopes.curve}, {"score", slopes.score}};
}

ordered_json to_json(const SideRivals& rivals) {
    return {{"linear_slopes", to_json(rivals.linear)},
            {"equal_weights", rivals.equal_weights},
            {"equal_slopes", to_json(rivals.equal)}};
}

ordered_json to_json(const std::vector<ReliabilityBin>& bins) {
    auto rows = ordered_json::array();
    for (const auto& bin : bins) {
        rows.push_back({{"confidence", bin.confidence},
                        {"won", bin.won},
                        {"won_low", bin.won_low},
                        {"won_high", bin.won_high},
                        {"outcomes", bin.outcomes}});
    }
    return rows;
}

ordered_json to_json(const std::vector<FeatureImportance>& importance) {
    auto rows = ordered_json::array();
    for (const auto& [feature, log_odds] : importance) {
        rows.push_back({{"feature", feature}, {"log_odds", log_odds}});
    }
    return rows;
}

// The following read what the above wrote, and throw the library's exceptions.

SideModel model_in(const ordered_json& row) {
    const VolatilityCurve::Coefficients curve = row.at("volatility_curve");
    return {.level = {.base_rate = row.at("base_rate"),
                      .curve = VolatilityCurve(curve),
                      .curve_usual = row.at("curve_usual"),
                      .regime_share = row.at("regime_share")},
            .base_return = row.at("base_return"),
            .win_slopes = {.curve = row.at("curve_slope"), .score = row.at("win_slope")},
            .return_slope = row.at("return_slope"),
            .win_weights = row.at("win_weights"),
            .return_weights = row.at("return_weights"),
            .win_shares = row.at("win_shares"),
            .is_stacked = row.at("is_stacked")};
}

WinSlopes slopes_in(const ordered_json& row) {
    return {.curve = row.at("curve"), .score = row.at("score")};
}

SideRivals rivals_in(const ordered_json& row) {
    return {.linear = slopes_in(row.at("linear_slopes")),
            .equal_weights = row.at("equal_weights"),
            .equal = slopes_in(row.at("equal_slopes"))};
}

std::vector<ReliabilityBin> reliability_in(const ordered_json& rows) {
    std::vector<ReliabilityBin> bins;
    for (const auto& row : rows) {
        bins.push_back({.confidence = row.at("confidence"),
                        .won = row.at("won"),
                        .won_low = row.at("won_low"),
                        .won_high = row.at("won_high"),
                        .outcomes = row.at("outcomes")});
    }
    return bins;
}

SideMetrics metrics_in(const ordered_json& row, const ordered_json& reliability) {
    return {.nights = row.at("nights"),
            .outcomes = row.at("outcomes"),
            .win_rate = row.at("win_rate"),
            .log_loss = row.at("log_loss"),
            .log_loss_base_rate = row.at("log_loss_base_rate"),
            .log_loss_linear = row.at("log_loss_linear"),
            .log_loss_equal = row.at("log_loss_equal"),
            .auc = row.at("auc"),
            .calibration_error = row.at("calibration_error"),
            .rank_ic = row.at("rank_ic"),
            .rank_ic_t = row.at("rank_ic_t"),
            .reliability = reliability_in(reliability)};
}

std::vector<FeatureImportance> importance_in(const ordered_json& rows) {
    std::vector<FeatureImportance> importance;
    for (const auto& row : rows) {
        importance.push_back({.feature = row.at("feature"), .log_odds = row.at("log_odds")});
    }
    return importance;
}

ManifestSide side_in(const ordered_json& part) {
    const auto& norms = part.at("norms");
    return {.model = model_in(part.at("model")),
            .metrics = metrics_in(part.at("metrics"), part.at("reliability")),
            .norms = {.spread_median = norms.at("spread_median"),
                      .confidence_min = norms.at("confidence_min"),
                      .confidence_max = norms.at("confidence_max")},
            .rivals = rivals_in(part.at("rivals")),
            .importance = importance_in(part.at("importance"))};
}

Error refused(const std::string& why) {
    return Error{ErrorCode::Refused, why};
}

}  // namespace

ordered_json to_json(const SideMetrics& metrics) {
    return {{"nights", metrics.nights},
            {"outcomes", metrics.outcomes},
            {"win_rate", metrics.win_rate},
            {"log_loss", metrics.log_loss},
            {"log_loss_base_rate", metrics.log_loss_base_rate},
            {"log_loss_linear", metrics.log_loss_linear},
            {"log_loss_equal", metrics.log_loss_equal},
            {"auc", metrics.auc},
            {"calibration_error", metrics.calibration_error},
            {"rank_ic", metrics.rank_ic},
            {"rank_ic_t", metrics.rank_ic_t}};
}

ordered_json manifest_of(const TrainedModel& model,
                         const ExitRule& rule,
                         const ModelOrigin& origin,
                         const std::map<std::string, std::string>& files) {
    ordered_json hashes = ordered_json::object();
    for (const auto& [name, bytes] : files) {
        hashes[name] = base::sha256_hex(bytes);
    }
    ordered_json sides = ordered_json::object();
    for (std::size_t side = 0; side < kSides.size(); ++side) {
        sides[std::string{name_of(kSides[side])}] = {
            {"model", to_json(model.ensemble.side(kSides[side]))},
            {"metrics", to_json(model.metrics[side])},
            {"reliability", to_json(model.metrics[side].reliability)},
            {"importance", to_json(model.importance[side])},
            {"norms", to_json(model.norms[side])},
            {"rivals", to_json(model.rivals[side])}};
    }
    return {{"manifest_version", kManifestVersion},
            {"application", kApplication},
            {"as_of", model.as_of.text()},
            {"first_session", model.first_session.text()},
            {"samples", model.samples},
            {"schema_version", features::kSchemaVersion},
            {"schema_hash", features::schema_hash()},
            {"exit_rule_hash", exit_rule_hash(rule)},
            {"data_hash", origin.data_hash},
            {"data_source", origin.data_source},
            {"config_hash", origin.config_hash},
            {"build", origin.build},
            {"seed", origin.seed},
            {"leaks", origin.leaks},
            {"sides", sides},
            {"files", hashes}};
}

std::string text_at(const ordered_json& manifest, const char* key) {
    const auto found = manifest.find(key);
    return found != manifest.end() && found->is_string() ? found->get<std::string>()
                                                         : std::string{};
}

Result<void> check_manifest(const ordered_json& manifest, const ExitRule& rule) {
    const auto text = [&](const char* key) {
        return text_at(manifest, key);
    };
    if (text("application") != kApplication) {
        return refused(
            fmt::format("a model of '{}', not of '{}'", text("application"), kApplication));
    }
    const auto version = manifest.find("manifest_version");
    if (version == manifest.end() || *version != kManifestVersion) {
        return refused(fmt::format(
            "made by another version of the program (manifest {}, this build has {}); train a new "
            "model",
            version == manifest.end() ? "none" : version->dump(),
            kManifestVersion));
    }
    if (text("schema_hash") != features::schema_hash()) {
        return refused(
            fmt::format("its features have schema {:.12}, this build has {:.12}; train a new model",
                        text("schema_hash"),
                        features::schema_hash()));
    }
    if (text("exit_rule_hash") != exit_rule_hash(rule)) {
        return refused(
            "it was trained for another exit rule than the settings'; train a new model or "
            "restore the settings");
    }
    return {};
}

Result<ManifestBody> read_body(const ordered_json& manifest) {
    try {
        const auto as_of = base::TradingDate::parse(manifest.at("as_of").get<std::string>());
        if (!as_of.ok()) {
            return refused(as_of.error().message);
        }
        const auto& sides = manifest.at("sides");
        return ManifestBody{.as_of = as_of.value(),
                            .sides = {side_in(sides.at(std::string{name_of(Side::Buy)})),
                                      side_in(sides.at(std::string{name_of(Side::Sell)}))},
                            .leaks = manifest.at("leaks")};
    } catch (const ordered_json::exception& exception) {
        return refused(exception.what());
    }
}

}  // namespace turbomode::models
