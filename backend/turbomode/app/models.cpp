// turbomode models: the registry.
#include <chrono>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "bars/calendar.hpp"
#include "base/file.hpp"
#include "base/file_lock.hpp"
#include "base/now.hpp"
#include "turbomode/app/context.hpp"
#include "turbomode/app/model_text.hpp"
#include "turbomode/app/promotion.hpp"
#include "turbomode/app/reliability_chart.hpp"
#include "turbomode/app/trials.hpp"
#include "turbomode/models/artefact.hpp"
#include "turbomode/models/catalogue.hpp"

namespace turbomode::app {

using base::Error;
using base::ErrorCode;
using base::ExitCode;
using base::Result;

namespace {

nlohmann::ordered_json text_or_null(const std::string& text) {
    return text.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(text);
}

Result<ExitCode> list(const Context& context) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto catalogue,
               models::catalogue_of(registry_of(context, config), exit_rule_of(config)));
    const auto tonight = bars::last_finished_session(base::now());
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    std::string text;
    for (const auto& entry : catalogue.entries) {
        const auto expiry = entry.expires_on(config.models.expired_after_days);
        const bool is_expired = expiry && tonight >= *expiry;
        const std::string role = catalogue.role_of(entry.id);
        const std::string expires = expiry ? expiry->text() : "";
        rows.push_back(
            {{"id", entry.id},
             {"champion", role == "champion"},
             {"challenger", role == "challenger"},
             {"as_of", text_or_null(entry.as_of ? entry.as_of->text() : "")},
             {"expires_on", text_or_null(expires)},
             {"expired", is_expired},
             {"data_source", text_or_null(models::text_at(entry.manifest, "data_source"))},
             {"fault", text_or_null(entry.fault)}});
        text += fmt::format("{:<24} {:<10} {}{}{}\n",
                            entry.id,
                            role,
                            expires.empty() ? "" : "expires on " + expires,
                            is_expired ? ", has expired" : "",
                            entry.fault.empty() ? "" : "; unusable: " + entry.fault);
    }
    answer(context,
           {{"champion", text_or_null(catalogue.champion.value_or(""))},
            {"challenger", text_or_null(catalogue.challenger.value_or(""))},
            {"count", rows.size()},
            {"models", rows}},
           text.empty() ? "no model yet; run turbomode train\n" : text);
    return ExitCode::Done;
}

struct ShowOptions {
    std::string id;
    std::string svg;
};

Result<ExitCode> show(const Context& context, const ShowOptions& options) {
    TRY_ASSIGN(const auto config, context.config());
    const auto registry = registry_of(context, config);
    // Loading checks every file against the manifest.
    TRY_ASSIGN(const auto model, models::load(registry.folder(), options.id, exit_rule_of(config)));
    TRY_ASSIGN(const auto champion, registry.champion());
    if (!options.svg.empty()) {
        const auto title = fmt::format("{}, learned until {} from {}",
                                       model.id,
                                       model.as_of.text(),
                                       models::text_at(model.manifest, "data_source"));
        TRY(base::write_file_atomically(
            options.svg,
            reliability_svg(title, {model.metrics[0].reliability, model.metrics[1].reliability})));
    }
    const auto standing =
        fmt::format("{}, expires on {}",
                    champion == model.id ? "champion" : "not champion",
                    models::expires_on(model.as_of, config.models.expired_after_days).text());
    answer(context, model.manifest, model_text(model, standing));
    return ExitCode::Done;
}

Result<ExitCode> promote(const Context& context, const std::string& id) {
    TRY_ASSIGN(const auto config, context.config());
    const auto registry = registry_of(context, config);
    TRY_ASSIGN(const auto model, models::load(registry.folder(), id, exit_rule_of(config)));
    TRY_ASSIGN(const auto verdict,
               judge_promotion(registry,
                               exit_rule_of(config),
                               {.id = id, .metrics = model.metrics, .leaks = model.leaks}));
    if (!verdict.objections.empty()) {
        return Error{ErrorCode::Refused,
                     fmt::format("{}: {}", id, fmt::join(verdict.objections, "; "))};
    }
    TRY(registry.promote(id));
    answer(context,
           {{"champion", id}, {"comparison", verdict.comparison}},
           fmt::format("{}{} is champion now\n", verdict.comparison_text, id));
    return ExitCode::Done;
}

Result<ExitCode> rollback(const Context& context) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto id, registry_of(context, config).rollback());
    answer(context, {{"champion", id}}, fmt::format("{} is champion again\n", id));
    return ExitCode::Done;
}

struct PruneOptions {
    std::optional<int> keep;
    bool is_dry = false;
};

nlohmann::ordered_json json_of(const std::vector<models::Pruned::Removed>& removed) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const auto& [name, bytes] : removed) {
        rows.push_back({{"name", name}, {"bytes", bytes}});
    }
    return rows;
}

std::string pruned_text(const models::Pruned& pruned, bool is_dry) {
    std::string text;
    for (const auto* removed : {&pruned.models, &pruned.leftovers}) {
        for (const auto& [name, bytes] : *removed) {
            text +=
                fmt::format("{} {}, {} bytes\n", is_dry ? "would remove" : "removed", name, bytes);
        }
    }
    for (const auto& [name, why] : pruned.spared) {
        text += fmt::format("left {} alone: {}\n", name, why);
    }
    return text + fmt::format("{} models and {} leftovers of killed runs {}, {} bytes {}\n",
                              pruned.models.size(),
                              pruned.leftovers.size(),
                              is_dry ? "would go" : "are gone",
                              pruned.bytes(),
                              is_dry ? "would be freed" : "freed");
}

Result<ExitCode> prune(const Context& context, const PruneOptions& options) {
    TRY_ASSIGN(const auto config, context.config());
    const auto registry = registry_of(context, config);
    const auto keep = static_cast<std::size_t>(options.keep.value_or(config.models.keep_newest));
    std::optional<base::FileLock> lock;
    if (std::filesystem::exists(registry.folder())) {
        TRY_ASSIGN(lock, lock_models(registry, "models prune"));
    }
    TRY_ASSIGN(const auto pruned, registry.prune(keep, options.is_dry));
    nlohmann::ordered_json spared = nlohmann::ordered_json::array();
    for (const auto& [name, why] : pruned.spared) {
        spared.push_back({{"name", name}, {"why", why}});
    }
    answer(context,
           {{"dry_run", options.is_dry},
            {"keep", keep},
            {"removed", json_of(pruned.models)},
            {"leftovers", json_of(pruned.leftovers)},
            {"spared", spared},
            {"bytes", pruned.bytes()},
            {"left", registry.ids()}},
           pruned_text(pruned, options.is_dry));
    return ExitCode::Done;
}

void add_models_show(CLI::App& models, const Context& context, Command& command) {
    auto options = std::make_shared<ShowOptions>();
    auto* showing = models.add_subcommand(
        "show", "One model: origin, measures, learners, features, reliability; its files checked");
    showing->add_option("id", options->id, "As in the list")->required();
    showing->add_option("--svg", options->svg, "Write the reliability diagram to this file, too");
    showing->footer(
        "Examples:\n"
        "  turbomode models show tm-2025-06-30-6c09f405\n"
        "  turbomode models show tm-2025-06-30-6c09f405 --svg reliability.svg\n"
        "  turbomode models show tm-2025-06-30-6c09f405 --json");
    showing->callback([&context, &command, options] {
        command = [&context, options] {
            return show(context, *options);
        };
    });
}

void add_models_promote(CLI::App& models, const Context& context, Command& command) {
    auto id = std::make_shared<std::string>();
    auto* promoting = models.add_subcommand("promote", "Make one champion, through the gate");
    promoting->add_option("id", *id, "As in the list")->required();
    promoting->footer(
        "Example:\n  turbomode models promote tm-2025-06-30-6c09f405\n\n"
        "Exit 3: the gate refused; the message says why.");
    promoting->callback([&context, &command, id] {
        command = [&context, id] {
            return promote(context, *id);
        };
    });
}

void add_models_prune(CLI::App& models, const Context& context, Command& command) {
    auto options = std::make_shared<PruneOptions>();
    auto* pruning = models.add_subcommand(
        "prune", "Remove old models, never the champion nor one that rollback could go to");
    pruning->add_option("--keep", options->keep, "Newest models to keep [models.keep_newest]")
        ->check(CLI::Range(1, 10'000));
    pruning->add_flag("--dry-run", options->is_dry, "Only say what would be removed");
    pruning->footer(
        "Examples:\n"
        "  turbomode models prune --dry-run\n"
        "  turbomode models prune --keep 5\n\n"
        "Exit 3: a training holds the lock.");
    pruning->callback([&context, &command, options] {
        command = [&context, options] {
            return prune(context, *options);
        };
    });
}

}  // namespace

void add_models(CLI::App& program, const Context& context, Command& command) {
    auto* models = program.add_subcommand("models", "The TurboMode Models there are");
    models->require_subcommand(1);
    models->footer(
        "Examples:\n"
        "  turbomode models list\n"
        "  turbomode models show tm-2025-06-30-6c09f405 --svg reliability.svg\n"
        "  turbomode models prune --keep 5 --dry-run\n"
        "  turbomode models trials --json");
    models->add_subcommand("list", "All, which is champion and challenger, and when they expire")
        ->callback([&] {
            command = [&context] {
                return list(context);
            };
        });
    add_models_show(*models, context, command);
    add_models_promote(*models, context, command);
    add_models_prune(*models, context, command);
    models
        ->add_subcommand("trials",
                         "Every evaluation so far, and how far their Sharpe ratios lie apart")
        ->callback([&] {
            command = [&context] {
                return list_trials(context);
            };
        });
    models->add_subcommand("rollback", "Back to the champion before")->callback([&] {
        command = [&context] {
            return rollback(context);
        };
    });
}

}  // namespace turbomode::app
