// turbomode train: a new TurboMode Model from what was known on a date, through the gate.
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/log.hpp"
#include "base/progress.hpp"
#include "features/build.hpp"
#include "turbomode/app/context.hpp"
#include "turbomode/app/model_text.hpp"
#include "turbomode/app/promotion.hpp"
#include "turbomode/models/artefact.hpp"
#include "turbomode/models/leaks.hpp"

namespace turbomode::app {

using base::Error;
using base::ErrorCode;
using base::ExitCode;
using base::Result;

namespace {

struct TrainCommandOptions {
    std::string as_of;
    bool no_promote = false;
};

constexpr std::size_t kProgressSteps = 1000;

models::TrainingOptions training_options(const platform::Config& config, base::Progress& progress) {
    return {.seed = static_cast<std::uint64_t>(config.models.seed),
            .threads = static_cast<unsigned>(config.models.threads),
            .sessions_max =
                static_cast<std::size_t>(config.models.history_years_max * kSessionsPerYear),
            .progress = [&progress](double share) {
                progress.at(static_cast<std::size_t>(share * kProgressSteps));
            }};
}

constexpr std::size_t kMembershipStep = 250;  // Sessions between two looks at who was a member.

// Everything by which the future could have got in.
Result<std::vector<std::string>> leak_objections(const Context& context,
                                                 const platform::Config& config,
                                                 const LoadedHistory& loaded) {
    const auto& history = loaded.history;
    const auto range = models::usable_nights(
        history,
        history.sessions.size(),
        static_cast<std::size_t>(config.models.history_years_max * kSessionsPerYear));
    auto objections = models::input_objections(history, range);
    const auto add = [&](std::vector<std::string> more) {
        objections.insert(objections.end(), more.begin(), more.end());
    };
    TRY_ASSIGN(auto shuffled,
               models::shuffled_objections(
                   history, range, static_cast<std::uint64_t>(config.models.seed)));
    add(std::move(shuffled));
    const auto threads = static_cast<unsigned>(config.models.threads);
    add(models::prefix_objections(
        loaded.panel, [&](const bars::Panel& panel, std::size_t sessions) {
            return features::build(
                panel, panel.sessions.back(), {.last_sessions = sessions, .threads = threads});
        }));
    TRY_ASSIGN(const auto reader,
               market_data::Reader::open(context.at(config.paths.market_data_db)));
    for (std::size_t s = 0; s < loaded.panel.sessions.size(); s += kMembershipStep) {
        TRY_ASSIGN(const auto profiles, reader.members_on(loaded.panel.sessions[s]));
        std::vector<base::Ticker> members;
        for (const auto& profile : profiles) {
            members.push_back(profile.ticker);
        }
        add(models::membership_objections(loaded.panel, s, members));
    }
    return objections;
}

// What the training came to.
struct Trained {
    const std::string& id;
    const models::TrainedModel& model;
    const Verdict& verdict;
    bool is_promoted;
};

void tell(const Context& context, const TrainCommandOptions& options, const Trained& trained) {
    const auto& model = trained.model;
    const auto edge = models::edge_of({model.metrics[0].losses, model.metrics[1].losses});
    answer(context,
           {{"id", trained.id},
            {"as_of", model.as_of.text()},
            {"first_session", model.first_session.text()},
            {"samples", model.samples},
            {"promoted", trained.is_promoted},
            {"objections", trained.verdict.objections},
            {"comparison", trained.verdict.comparison},
            {"metrics",
             {{"BUY", models::to_json(model.metrics[0])},
              {"SELL", models::to_json(model.metrics[1])}}},
            {"edge", {{"nights", edge.nights}, {"correlation", edge.correlation}, {"t", edge.t}}}},
           fmt::format("model {}: {} samples a side from {} to {}; out of fold:\n{}{}{}{}{}\n",
                       trained.id,
                       model.samples,
                       model.first_session.text(),
                       model.as_of.text(),
                       metrics_text(models::Side::Buy, model.metrics[0]),
                       metrics_text(models::Side::Sell, model.metrics[1]),
                       edge_text(edge),
                       trained.verdict.comparison_text,
                       trained.is_promoted  ? "promoted: it is champion now"
                       : options.no_promote ? "not promoted, as asked"
                                            : "not promoted"));
}

Result<ExitCode> run(const Context& context, const TrainCommandOptions& options) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto as_of, session_or_last_finished(options.as_of));
    const auto registry = registry_of(context, config);
    std::error_code ignored;  // Taking the lock reports a folder that cannot be made.
    std::filesystem::create_directories(registry.folder(), ignored);
    TRY_ASSIGN(const auto lock, lock_models(registry, "train until " + as_of.text()));
    TRY(registry.remove_leftovers());
    TRY_ASSIGN(const auto loaded, load_history(context, config, as_of));
    TRY_ASSIGN(const auto leaks, leak_objections(context, config, loaded));
    base::Progress progress("training", kProgressSteps);
    TRY_ASSIGN(
        auto model,
        models::train(
            loaded.history, loaded.history.sessions.size(), training_options(config, progress)));
    for (std::size_t side = 0; side < models::kSides.size(); ++side) {
        TRY_ASSIGN(
            model.importance[side],
            models::importance_of(model.ensemble, models::kSides[side], loaded.history.nights));
    }
    TRY_ASSIGN(const auto id,
               models::save(registry.folder(),
                            model,
                            exit_rule_of(config),
                            {.data_hash = loaded.data_hash,
                             .data_source = loaded.source,
                             .config_hash = platform::config_hash(config),
                             .build = context.version,
                             .seed = static_cast<std::uint64_t>(config.models.seed),
                             .leaks = leaks}));
    TRY_ASSIGN(
        const auto verdict,
        judge_promotion(
            registry, exit_rule_of(config), {.id = id, .metrics = model.metrics, .leaks = leaks}));
    const auto& objections = verdict.objections;
    const bool promoted = objections.empty() && !options.no_promote;
    if (promoted) {
        TRY(registry.promote(id));
    }
    tell(context, options, {.id = id, .model = model, .verdict = verdict, .is_promoted = promoted});
    if (!objections.empty() && !options.no_promote) {
        return Error{
            ErrorCode::Refused,
            fmt::format("model {} is saved but not promoted: {}", id, fmt::join(objections, "; "))};
    }
    return ExitCode::Done;
}

}  // namespace

void add_train(CLI::App& program, const Context& context, Command& command) {
    auto options = std::make_shared<TrainCommandOptions>();
    auto* train = program.add_subcommand("train", "Fit a model, judge it, make it champion");
    train->add_option("--as-of",
                      options->as_of,
                      "YYYY-MM-DD: use only what was known that evening; default the last session");
    train->add_flag("--no-promote", options->no_promote, "Save it without making it champion");
    train->footer(
        "Examples:\n"
        "  turbomode train\n"
        "  turbomode train --as-of 2025-06-30 --no-promote\n\n"
        "Exit 3: saved, but the gate refused to promote it; the message says why.");
    train->callback([&context, &command, options] {
        command = [&context, options] {
            return run(context, *options);
        };
    });
}

}  // namespace turbomode::app
