// turbomode models: the registry.
#include <memory>

#include <fmt/format.h>

#include "turbomode/app/context.hpp"
#include "turbomode/models/artefact.hpp"
#include "turbomode/models/gate.hpp"

namespace turbomode::app {

using base::Error;
using base::ErrorCode;
using base::ExitCode;
using base::Result;

namespace {

Result<ExitCode> list(const Context& context) {
    TRY_ASSIGN(const auto config, context.config());
    const auto registry = registry_of(context, config);
    TRY_ASSIGN(const auto champion, registry.champion());
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    std::string text;
    for (const auto& id : registry.ids()) {
        const bool is_champion = champion == id;
        const auto manifest = models::read_manifest(registry.folder(), id);
        const std::string fault = manifest.ok() ? "" : manifest.error().message;
        rows.push_back(
            {{"id", id},
             {"champion", is_champion},
             {"as_of", manifest.ok() ? manifest.value().at("as_of") : nullptr},
             {"data_source", manifest.ok() ? manifest.value().at("data_source") : nullptr},
             {"fault",
              fault.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(fault)}});
        text += fmt::format("{} {}{}\n", id, is_champion ? "champion" : "", fault);
    }
    answer(context,
           {{"champion", champion ? nlohmann::ordered_json(*champion) : nullptr},
            {"count", rows.size()},
            {"models", rows}},
           text.empty() ? "no model yet; run turbomode train\n" : text);
    return ExitCode::Done;
}

Result<ExitCode> show(const Context& context, const std::string& id) {
    TRY_ASSIGN(const auto config, context.config());
    const auto registry = registry_of(context, config);
    // Loading checks every file against the manifest.
    TRY_ASSIGN(const auto model, models::load(registry.folder(), id, exit_rule_of(config)));
    answer(context, model.manifest, model.manifest.dump(2) + "\n");
    return ExitCode::Done;
}

Result<models::SideMetrics> metrics_in(const nlohmann::ordered_json& manifest, models::Side side) {
    const auto& row = manifest.at("sides").at(std::string{models::name_of(side)}).at("metrics");
    return models::SideMetrics{.log_loss = row.at("log_loss"),
                               .log_loss_base_rate = row.at("log_loss_base_rate"),
                               .log_loss_linear = row.at("log_loss_linear"),
                               .auc = row.at("auc"),
                               .rank_ic = row.at("rank_ic")};
}

Result<ExitCode> promote(const Context& context, const std::string& id) {
    TRY_ASSIGN(const auto config, context.config());
    const auto registry = registry_of(context, config);
    TRY_ASSIGN(const auto model, models::load(registry.folder(), id, exit_rule_of(config)));
    TRY_ASSIGN(const auto buy, metrics_in(model.manifest, models::Side::Buy));
    TRY_ASSIGN(const auto sell, metrics_in(model.manifest, models::Side::Sell));
    const auto objections = models::promotion_objections({buy, sell});
    if (!objections.empty()) {
        return Error{ErrorCode::Refused, fmt::format("{}: {}", id, fmt::join(objections, "; "))};
    }
    TRY(registry.promote(id));
    answer(context, {{"champion", id}}, fmt::format("{} is champion now\n", id));
    return ExitCode::Done;
}

Result<ExitCode> rollback(const Context& context) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto id, registry_of(context, config).rollback());
    answer(context, {{"champion", id}}, fmt::format("{} is champion again\n", id));
    return ExitCode::Done;
}

}  // namespace

void add_models(CLI::App& program, const Context& context, Command& command) {
    auto* models = program.add_subcommand("models", "The TurboMode Models there are");
    models->require_subcommand(1);
    models->add_subcommand("list", "All, and which one is champion")->callback([&] {
        command = [&context] {
            return list(context);
        };
    });
    auto id = std::make_shared<std::string>();
    auto* showing = models->add_subcommand("show", "One model's manifest, its files checked");
    showing->add_option("id", *id, "As in the list")->required();
    showing->callback([&context, &command, id] {
        command = [&context, id] {
            return show(context, *id);
        };
    });
    auto* promoting = models->add_subcommand("promote", "Make one champion, through the gate");
    promoting->add_option("id", *id, "As in the list")->required();
    promoting->callback([&context, &command, id] {
        command = [&context, id] {
            return promote(context, *id);
        };
    });
    models->add_subcommand("rollback", "Back to the champion before")->callback([&] {
        command = [&context] {
            return rollback(context);
        };
    });
}

}  // namespace turbomode::app
