#include "turbomode/app/model_text.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "turbomode/app/reliability_chart.hpp"

namespace turbomode::app {

namespace {

// Below it, nobody would see an edge.
constexpr double kEdgeTShown = 1.0;

constexpr std::size_t kFeaturesShown = 10;

std::string origin_text(const nlohmann::ordered_json& manifest) {
    const auto text = [&](const char* key) {
        return models::text_at(manifest, key);
    };
    const auto number = [&](const char* key) {
        const auto found = manifest.find(key);
        return found != manifest.end() ? found->dump() : "?";
    };
    return fmt::format(
        "learned from  {} to {}, {} samples a side\n"
        "data          {}, SHA-256 {:.12}\n"
        "made by       build {}, seed {}, settings {:.12}\n"
        "made for      features {:.12} (version {}), exit rule {:.12}\n",
        text("first_session"),
        text("as_of"),
        number("samples"),
        text("data_source"),
        text("data_hash"),
        text("build"),
        number("seed"),
        text("config_hash"),
        text("schema_hash"),
        number("schema_version"),
        text("exit_rule_hash"));
}

std::string learners_text(const models::SideModel& model) {
    std::vector<std::string> parts;
    for (std::size_t k = 0; k < model.win_shares.size() && k < models::learner_names().size();
         ++k) {
        parts.push_back(
            fmt::format("{} {:.0f} %", models::learner_names()[k], 100.0 * model.win_shares[k]));
    }
    return fmt::format("  listens to ({}): {}\n",
                       model.is_stacked ? "weights of the meta-learner"
                                        : "equal weights, the meta-learner was no better",
                       fmt::join(parts, ", "));
}

std::string features_text(const std::vector<models::FeatureImportance>& importance) {
    std::string text = "  features that set stocks of a night apart most, in log-odds:\n";
    for (std::size_t i = 0; i < std::min(importance.size(), kFeaturesShown); ++i) {
        text += fmt::format("    {:<32} {:.4f}\n", importance[i].feature, importance[i].log_odds);
    }
    return importance.empty() ? "  no feature moves a confidence\n" : text;
}

}  // namespace

std::string metrics_text(models::Side side, const models::SideMetrics& metrics) {
    return fmt::format(
        "{:<4} {} nights, {} outcomes, {:.1f} % won; log-loss {:.5f} (base rate {:.5f}, linear "
        "{:.5f}, equal weights {:.5f}); AUC {:.3f}; calibration error {:.1f} points; rank IC "
        "{:+.3f} (t {:.1f})\n",
        models::name_of(side),
        metrics.nights,
        metrics.outcomes,
        100.0 * metrics.win_rate,
        metrics.log_loss,
        metrics.log_loss_base_rate,
        metrics.log_loss_linear,
        metrics.log_loss_equal,
        metrics.auc,
        100.0 * metrics.calibration_error,
        metrics.rank_ic,
        metrics.rank_ic_t);
}

std::string edge_text(const models::Edge& edge) {
    return fmt::format(
        "edge correlation of confidence and net return within a night {:+.4f}, both sides "
        "together (t {:.1f}, {} nights){}\n",
        edge.correlation,
        edge.t,
        edge.nights,
        edge.t < kEdgeTShown ? "; what it trusted more has not earned more" : "");
}

std::string model_text(const models::StoredModel& model, const std::string& standing) {
    std::string text = fmt::format("{}: {}\n", model.id, standing) + origin_text(model.manifest);
    text += model.leaks.empty() ? "leaks         none found\n"
                                : fmt::format("leaks         {}\n", fmt::join(model.leaks, "; "));
    text += "measured out of fold, on nights that no learner had seen:\n";
    text += edge_text(models::edge_of({model.metrics[0].losses, model.metrics[1].losses}));
    for (std::size_t side = 0; side < models::kSides.size(); ++side) {
        const auto which = models::kSides[side];
        text += '\n';
        text += metrics_text(which, model.metrics[side]);
        text += learners_text(model.ensemble.side(which));
        text += features_text(model.importance[side]);
        text += reliability_text(model.metrics[side].reliability);
    }
    return text;
}

}  // namespace turbomode::app
