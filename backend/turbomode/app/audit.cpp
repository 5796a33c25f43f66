// turbomode audit: figures that flatter, beside those that hold.
#include <memory>

#include <fmt/format.h>

#include "base/progress.hpp"
#include "turbomode/app/context.hpp"
#include "turbomode/backtest/protocol_audit.hpp"

namespace turbomode::app {

using base::ExitCode;
using base::Result;

namespace {

struct AuditOptions {
    std::string as_of;
    int years = 4;
};

constexpr std::size_t kProgressSteps = 1000;

nlohmann::ordered_json to_json(const backtest::ProtocolAudit& audit) {
    nlohmann::ordered_json learners = nlohmann::ordered_json::object();
    for (const auto& learner : audit.learners) {
        learners[std::string{learner.learner}] = {{"accuracy_fitted", learner.fitted},
                                                  {"accuracy_shuffled", learner.shuffled}};
    }
    return {{"shuffled",
             {{"rows", audit.rows},
              {"majority", audit.majority_shuffled},
              {"accuracy_fitted", audit.accuracy_fitted},
              {"accuracy", audit.accuracy_shuffled},
              {"learners", learners}}},
            {"by_date",
             {{"rows", audit.rows_by_date},
              {"first_session", audit.first_judged.text()},
              {"majority", audit.majority_by_date},
              {"accuracy", audit.accuracy_by_date}}}};
}

std::string text_of(const backtest::ProtocolAudit& audit) {
    auto text = fmt::format(
        "{}\n"
        "  shuffled split, stacker in sample   {:5.2f} % right   (rows it was fitted on: {:.2f} %; "
        "always the more frequent: {:.2f} %)\n"
        "  split by date, purged               {:5.2f} % right   (always the more frequent: {:.2f} "
        "%; from {} on)\n",
        models::name_of(audit.side),
        100.0 * audit.accuracy_shuffled,
        100.0 * audit.accuracy_fitted,
        100.0 * audit.majority_shuffled,
        100.0 * audit.accuracy_by_date,
        100.0 * audit.majority_by_date,
        audit.first_judged.text());
    for (const auto& learner : audit.learners) {
        text += fmt::format("    {:<16} shuffled {:5.2f} %, fitted {:5.2f} %\n",
                            learner.learner,
                            100.0 * learner.shuffled,
                            100.0 * learner.fitted);
    }
    return text;
}

Result<ExitCode> run(const Context& context, const AuditOptions& options) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto as_of, session_or_last_finished(options.as_of));
    TRY_ASSIGN(const auto loaded, load_history(context, config, as_of));
    base::Progress progress("auditing", kProgressSteps);
    const models::TrainingOptions training{
        .seed = static_cast<std::uint64_t>(config.models.seed),
        .threads = static_cast<unsigned>(config.models.threads),
        .progress = [&](double share) {
            progress.at(static_cast<std::size_t>(share * static_cast<double>(kProgressSteps)));
        }};
    TRY_ASSIGN(
        const auto audits,
        backtest::audit_protocol(
            loaded.history, static_cast<std::size_t>(options.years * kSessionsPerYear), training));
    nlohmann::ordered_json document{{"as_of", as_of.text()},
                                    {"years", options.years},
                                    {"data_source", loaded.source},
                                    {"sides", nlohmann::ordered_json::object()}};
    std::string text = fmt::format(
        "the same learners on the {} years until {}, judged two ways; the first flatters: rows of\n"
        "neighbouring days share inputs and outcome, and shuffling puts them on both sides\n",
        options.years,
        as_of.text());
    for (const auto& audit : audits) {
        document["sides"][std::string{models::name_of(audit.side)}] = to_json(audit);
        text += text_of(audit);
    }
    answer(context, document, text);
    return ExitCode::Done;
}

}  // namespace

void add_audit(CLI::App& program, const Context& context, Command& command) {
    auto options = std::make_shared<AuditOptions>();
    auto* audit = program.add_subcommand("audit", "Figures that flatter, beside those that hold");
    audit->require_subcommand(1);
    auto* protocol = audit->add_subcommand(
        "protocol", "Accuracy of the same learners by a shuffled split and by one of dates");
    protocol->add_option("--as-of",
                         options->as_of,
                         "YYYY-MM-DD: use only what was known that evening; default the last "
                         "session");
    protocol->add_option("--years", options->years, "Length of the history to judge on")
        ->check(CLI::Range(2, 50))
        ->capture_default_str();
    protocol->footer("Example:\n  turbomode audit protocol --as-of 2025-06-30 --years 4");
    protocol->callback([&context, &command, options] {
        command = [&context, options] {
            return run(context, *options);
        };
    });
}

}  // namespace turbomode::app
