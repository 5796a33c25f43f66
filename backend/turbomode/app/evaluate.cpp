// turbomode evaluate: walk-forward over history, judged a year and a side beside the base rate.
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/progress.hpp"
#include "turbomode/app/context.hpp"
#include "turbomode/app/trials.hpp"
#include "turbomode/app/walks.hpp"
#include "turbomode/backtest/evaluation.hpp"

namespace turbomode::app {

using base::Error;
using base::ErrorCode;
using base::ExitCode;
using base::Result;

namespace {

struct EvaluateOptions {
    std::string out;
    std::string from;
    std::string to;
    WalkNames walk{.refit = "yearly", .profile = "full"};
};

std::string table_of(const nlohmann::ordered_json& report) {
    std::string text =
        "year side   won    log-loss (base)    AUC   cal.err  rank IC (t)     top 20 a tier: win, "
        "net\n";
    const auto line =
        [&](const std::string& year, const std::string& side, const nlohmann::ordered_json& row) {
            if (row["outcomes"] == 0) {
                text += fmt::format("{:<4} {:<4} no finished outcome\n", year, side);
                return;
            }
            text += fmt::format(
                "{:<4} {:<4} {:5.1f} %  {:.4f} ({:.4f})  {:.3f}  {:4.1f}    {:+.3f} ({:+.1f})   "
                "{:+.1f} "
                "points, {:+.2f} %\n",
                year,
                side,
                100.0 * row["win_rate"].get<double>(),
                row["log_loss"].get<double>(),
                row["log_loss_base_rate"].get<double>(),
                row["auc"].is_null() ? 0.5 : row["auc"].get<double>(),
                100.0 * row["calibration_error"].get<double>(),
                row["rank_ic"].get<double>(),
                row["rank_ic_t"].get<double>(),
                100.0 * row["top20_win_rate_over_all"].get<double>(),
                100.0 * row["top20_net_return_over_all"].get<double>());
        };
    for (const auto& row : report["years"]) {
        line(fmt::format("{}", row["year"].get<int>()), row["side"], row);
    }
    for (const auto& [side, row] : report["pooled"].items()) {
        line("all", side, row);
    }
    return text;
}

nlohmann::ordered_json survivorship_json(const std::vector<MembersOfYear>& years) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::object();
    for (const auto& year : years) {
        rows[std::to_string(year.year)] = {{"members", year.members},
                                           {"without_prices", year.without_prices}};
    }
    return rows;
}

Result<ExitCode> run(const Context& context, const EvaluateOptions& options) {
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto reader,
               market_data::Reader::open(context.at(config.paths.market_data_db)));
    TRY_ASSIGN(const auto summary, reader.summary());
    if (!summary.last_bar) {
        return Error{ErrorCode::NotEnoughData, "no prices yet; run market_data import"};
    }
    TRY_ASSIGN(const auto from_asked, parse_optional_date(options.from));
    TRY_ASSIGN(const auto to_asked, parse_optional_date(options.to));
    const auto to = std::min(to_asked.value_or(*summary.last_bar), *summary.last_bar);
    // By default the later half of what there is: the earlier one is there to learn from.
    const auto middle = summary.first_bar->plus_days(to.days_since(*summary.first_bar) / 2);
    const auto from = from_asked.value_or(middle);
    TRY_ASSIGN(const auto loaded, load_history(context, config, *summary.last_bar));
    TRY_ASSIGN(auto evaluation,
               backtest::Evaluation::open(options.out, loaded.panel, loaded.history));
    base::Progress progress("evaluating",
                            static_cast<std::size_t>(std::max(bars::sessions_in(from, to), 1)));
    const models::ModelOrigin origin{.data_hash = loaded.data_hash,
                                     .data_source = loaded.source,
                                     .config_hash = platform::config_hash(config),
                                     .build = context.version,
                                     .seed = static_cast<std::uint64_t>(config.models.seed)};
    TRY_ASSIGN(const auto walk, walk_options(config, options.walk, from, to, options.out, origin));
    TRY(backtest::walk_forward(loaded.history, walk, [&](const backtest::PredictedNight& night) {
        evaluation.add(night);
        progress.at(static_cast<std::size_t>(
            bars::sessions_in(from, loaded.history.sessions[night.session])));
    }));
    TRY_ASSIGN(const auto missing, members_without_prices(reader, loaded.panel, from, to));
    TRY_ASSIGN(const auto report,
               evaluation.finish({{"from", from.text()},
                                  {"to", to.text()},
                                  {"refit", options.walk.refit},
                                  {"profile", options.walk.profile},
                                  {"data_source", summary.source},
                                  {"data_hash", origin.data_hash},
                                  {"config_hash", origin.config_hash},
                                  {"build", context.version},
                                  {"seed", config.models.seed},
                                  {"survivorship", survivorship_json(missing)}}));
    TRY(record_trial(context, config, "evaluate", report));
    std::error_code ignored;  // Models that stay cost space and nothing else.
    std::filesystem::remove_all(walk.kept->folder, ignored);
    answer(context, report, table_of(report));
    return ExitCode::Done;
}

}  // namespace

void add_evaluate(CLI::App& program, const Context& context, Command& command) {
    auto options = std::make_shared<EvaluateOptions>();
    auto* evaluate = program.add_subcommand(
        "evaluate", "Walk-forward over history: report.json, predictions.csv");
    evaluate->add_option("--out", options->out, "Folder for the two files")->required();
    evaluate->add_option("--from", options->from, "First session; default: the later half");
    evaluate->add_option("--to", options->to, "Last session; default: the last one there is");
    add_walk_options(*evaluate, options->walk);
    evaluate->footer(
        "Examples:\n"
        "  turbomode evaluate --out evaluation --from 2024-01-01\n"
        "  turbomode evaluate --out weekly --from 2024-01-01 --refit weekly --profile study\n\n"
        "Interrupted, it goes on where it stopped when it is run again with the same options: the\n"
        "models of a walk are kept in the folder's models/ until it has ended.");
    evaluate->callback([&context, &command, options] {
        command = [&context, options] {
            return run(context, *options);
        };
    });
}

}  // namespace turbomode::app
