// turbomode evaluate: walk-forward over history, judged a year and a side beside the base rate.
#include <filesystem>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/hash.hpp"
#include "base/progress.hpp"
#include "turbomode/app/context.hpp"
#include "turbomode/app/trials.hpp"
#include "turbomode/backtest/evaluation.hpp"
#include "turbomode/nightly/data_hash.hpp"

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
    std::string refit = "yearly";
    std::string profile = "full";
};

backtest::Refit refit_of(const std::string& name) {
    static const std::map<std::string, backtest::Refit> kRefits{
        {"never", backtest::Refit::Never},
        {"yearly", backtest::Refit::Yearly},
        {"quarterly", backtest::Refit::Quarterly},
        {"monthly", backtest::Refit::Monthly},
        {"fortnightly", backtest::Refit::Fortnightly},
        {"weekly", backtest::Refit::Weekly}};
    return kRefits.at(name);
}

// How many stocks of a night there are for each that a study's models learn from.
constexpr std::size_t kStudyStride = 15;

// Where the models of this very walk are kept: any other data, settings or program has another
// folder.
Result<std::filesystem::path> kept_folder(const EvaluateOptions& options,
                                          base::TradingDate from,
                                          const models::ModelOrigin& origin) {
    TRY_ASSIGN(const auto program, base::sha256_of_file("/proc/self/exe"));
    const auto key = base::sha256_hex(fmt::format("{} {} {} {} {} {} {}",
                                                  program,
                                                  origin.data_hash,
                                                  origin.config_hash,
                                                  origin.seed,
                                                  options.profile,
                                                  options.refit,
                                                  from.text()));
    return std::filesystem::path(options.out) / "models" / key.substr(0, 16);
}

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

// Survivorship: members of a year without any price, as far as the universe tells.
Result<nlohmann::ordered_json> missing_members(const market_data::Reader& reader,
                                               const bars::Panel& panel,
                                               base::TradingDate from,
                                               base::TradingDate to) {
    nlohmann::ordered_json years = nlohmann::ordered_json::object();
    for (int year = static_cast<int>(from.civil().year());
         year <= static_cast<int>(to.civil().year());
         ++year) {
        const auto day = std::clamp(base::TradingDate(year, 7, 1), from, to);
        TRY_ASSIGN(const auto members, reader.members_on(day));
        int missing = 0;
        for (const auto& member : members) {
            missing += std::ranges::binary_search(
                           panel.stocks, member.ticker, {}, &bars::PanelStock::ticker)
                           ? 0
                           : 1;
        }
        years[std::to_string(year)] = {{"members", members.size()}, {"without_prices", missing}};
    }
    return years;
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
    const models::ModelOrigin origin{.data_hash = nightly::data_hash(loaded.panel),
                                     .data_source = loaded.source,
                                     .config_hash = platform::config_hash(config),
                                     .build = context.version,
                                     .seed = static_cast<std::uint64_t>(config.models.seed)};
    TRY_ASSIGN(const auto folder, kept_folder(options, from, origin));
    const backtest::WalkForwardOptions walk{
        .from = from,
        .to = to,
        .refit = refit_of(options.refit),
        .is_fast = options.profile != "full",
        .training = {.seed = static_cast<std::uint64_t>(config.models.seed),
                     .threads = static_cast<unsigned>(config.models.threads),
                     .sessions_max = static_cast<std::size_t>(config.models.history_years_max *
                                                              kSessionsPerYear),
                     .stride = options.profile == "study" ? kStudyStride : models::kStride},
        .kept = backtest::KeptModels{.folder = folder, .origin = origin}};
    TRY(backtest::walk_forward(loaded.history, walk, [&](const backtest::PredictedNight& night) {
        evaluation.add(night);
        progress.at(static_cast<std::size_t>(
            bars::sessions_in(from, loaded.history.sessions[night.session])));
    }));
    TRY_ASSIGN(auto missing, missing_members(reader, loaded.panel, from, to));
    TRY_ASSIGN(const auto report,
               evaluation.finish({{"from", from.text()},
                                  {"to", to.text()},
                                  {"refit", options.refit},
                                  {"profile", options.profile},
                                  {"data_source", summary.source},
                                  {"data_hash", origin.data_hash},
                                  {"config_hash", origin.config_hash},
                                  {"build", context.version},
                                  {"seed", config.models.seed},
                                  {"survivorship", missing}}));
    TRY(record_trial(context, config, "evaluate", report));
    std::error_code ignored;  // Models that stay cost space and nothing else.
    std::filesystem::remove_all(folder, ignored);
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
    evaluate->add_option("--refit", options->refit, "How often a new model takes over")
        ->check(CLI::IsMember({"never", "yearly", "quarterly", "monthly", "fortnightly", "weekly"}))
        ->capture_default_str();
    evaluate
        ->add_option(
            "--profile",
            options->profile,
            "full: each model is fitted as train does; fast: calibrated on what the models "
            "before it predicted, one fit a refit instead of five; study: likewise, and on a fifth "
            "of the samples, for hundreds of refits")
        ->check(CLI::IsMember({"full", "fast", "study"}))
        ->capture_default_str();
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
