// turbomode backtest: what the nights of a period would have earned, by the rules of the night.
#include <filesystem>
#include <memory>
#include <mutex>
#include <spdlog/spdlog.h>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/progress.hpp"
#include "turbomode/app/backtest_nights.hpp"
#include "turbomode/app/context.hpp"
#include "turbomode/app/serve.hpp"
#include "turbomode/app/trials.hpp"
#include "turbomode/app/walks.hpp"
#include "turbomode/backtest/grid.hpp"
#include "turbomode/backtest/report.hpp"
#include "turbomode/signals/trades_csv.hpp"

namespace turbomode::app {

using base::Error;
using base::ErrorCode;
using base::ExitCode;
using base::Result;
using base::TradingDate;
using nlohmann::ordered_json;

namespace {

constexpr const char* kMarket = "SPY";
// Where the report's page has its place for the document.
constexpr std::string_view kDataMark = "<script type=\"application/json\" id=\"report-data\">";

struct BacktestOptions {
    std::string out;
    std::string from;
    std::string to;
    std::string predictions = "walk";
    std::string model;
    WalkNames walk{.refit = "", .profile = "fast"};
    std::vector<std::string> grid;
};

struct Period {
    TradingDate from;
    TradingDate to;
};

backtest::PortfolioRules portfolio_rules_of(const platform::PortfolioSettings& settings) {
    const auto sizing = settings.sizing == "fixed_fraction" ? backtest::Sizing::FixedFraction
                        : settings.sizing == "volatility_scaled"
                            ? backtest::Sizing::VolatilityScaled
                            : backtest::Sizing::EqualSlots;
    return {.capital_usd = settings.capital_usd,
            .sizing = sizing,
            .slots = settings.slots,
            .fraction = settings.fraction,
            .risk_per_day = settings.risk_per_day,
            .position_share_max = settings.position_share_max,
            .buys = settings.sides != "short",
            .sells = settings.sides != "long",
            .leverage = settings.leverage,
            .sector_share_max = settings.sector_share_max,
            .new_per_day_max = settings.new_per_day_max,
            .cash_rate = settings.cash_rate,
            .margin_rate = settings.margin_rate,
            .borrow_rate = settings.borrow_rate,
            .costs = {.commission_bp = settings.commission_bp,
                      .slippage_bp = settings.slippage_bp,
                      .spread_bp_at_1m = settings.spread_bp_at_1m,
                      .spread_bp_min = settings.spread_bp_min}};
}

// What was asked for, within what there is.
Result<Period> period_of(const BacktestOptions& options, const market_data::Summary& summary) {
    if (!summary.last_bar) {
        return Error{ErrorCode::NotEnoughData, "no prices yet; run market_data import"};
    }
    TRY_ASSIGN(const auto from_asked, parse_optional_date(options.from));
    TRY_ASSIGN(const auto to_asked, parse_optional_date(options.to));
    // By default the later half of what there is: the earlier one is there to learn from.
    const auto middle =
        summary.first_bar->plus_days(summary.last_bar->days_since(*summary.first_bar) / 2);
    const Period period{.from = from_asked.value_or(middle),
                        .to = to_asked.value_or(*summary.last_bar)};
    if (period.from > period.to) {
        return Error{
            ErrorCode::Usage,
            fmt::format("--from {} is later than --to {}", period.from.text(), period.to.text())};
    }
    if (period.from < *summary.first_bar || period.to > *summary.last_bar) {
        return Error{ErrorCode::NotEnoughData,
                     fmt::format("{} to {} is not all within the prices, which reach from {} to {}",
                                 period.from.text(),
                                 period.to.text(),
                                 summary.first_bar->text(),
                                 summary.last_bar->text())};
    }
    return period;
}

ordered_json survivorship_json(const std::vector<MembersOfYear>& years) {
    bool is_complete = true;
    ordered_json rows = ordered_json::array();
    for (const auto& year : years) {
        is_complete = is_complete && year.without_prices == 0;
        rows.push_back({{"year", year.year},
                        {"members", year.members},
                        {"without_prices", year.without_prices}});
    }
    return {{"is_complete", is_complete}, {"years", std::move(rows)}};
}

// What stands for everything that a backtest was made from.
std::string id_of(const ordered_json& about, const std::vector<std::string>& grid) {
    const auto key = base::sha256_hex(about.dump() + fmt::format("{}", fmt::join(grid, " ")));
    return fmt::format("bt-{}-{}-{}",
                       about["from"].get<std::string>(),
                       about["to"].get<std::string>(),
                       key.substr(0, 8));
}

// The page of the report with the document in it; nothing where the pages are not built.
Result<std::optional<std::string>> report_page(const Context& context, const ordered_json& report) {
    const auto path = pages_default(context.executable) / "report_template.html";
    if (!std::filesystem::exists(path)) {
        spdlog::warn("no report.html: {} is missing; build the pages with ./start", path.string());
        return std::optional<std::string>{};
    }
    TRY_ASSIGN(auto page, base::read_file(path));
    const auto mark = page.find(kDataMark);
    if (mark == std::string::npos) {
        return Error{ErrorCode::Corruption,
                     fmt::format("{}: no place for the report's data", path.string())};
    }
    std::string document;
    for (const char letter : report.dump()) {
        if (letter == '<') {
            document += "\\u003c";  // Nothing in the document may end the script that holds it.
        } else {
            document += letter;
        }
    }
    page.insert(mark + kDataMark.size(), document);
    return std::optional{std::move(page)};
}

std::string share(const ordered_json& value) {
    return value.is_null() ? "-" : fmt::format("{:.1f} %", 100.0 * value.get<double>());
}

std::string change(const ordered_json& value, int digits = 1) {
    return value.is_null() ? "-" : fmt::format("{:+.{}f} %", 100.0 * value.get<double>(), digits);
}

std::string plain(const ordered_json& value) {
    return value.is_null() ? "-" : fmt::format("{:.2f}", value.get<double>());
}

std::string text_of(const ordered_json& report, const std::string& folder) {
    const auto& trades = report["trades"]["all"];
    const auto& nights = report["nights"];
    std::string text = fmt::format(
        "{} to {}: {} sessions, {} published, {} without edge, {} suspect, {} incomplete, {} not "
        "scored\n",
        report["about"]["from"].get<std::string>(),
        report["about"]["to"].get<std::string>(),
        nights["sessions"].get<std::size_t>(),
        nights["published"].get<std::size_t>(),
        nights["no_edge"].get<std::size_t>(),
        nights["suspect"].get<std::size_t>(),
        nights["incomplete"].get<std::size_t>(),
        nights["not_scored"].get<std::size_t>());
    for (const auto& year : report["survivorship"]["years"]) {
        if (year["without_prices"] != 0) {
            text += fmt::format("survivorship: {} of {} members of {} have no prices\n",
                                year["without_prices"].get<std::size_t>(),
                                year["members"].get<std::size_t>(),
                                year["year"].get<int>());
        }
    }
    const auto line = [&](const std::string& name, const ordered_json& stats) {
        text += fmt::format("{:<5} {:>6} trades: won {} (said {}, base rate {}), net {} a trade\n",
                            name,
                            stats["filled"].get<std::size_t>(),
                            share(stats["win_rate"]),
                            share(stats["mean_confidence"]),
                            share(stats["base_rate"]),
                            change(stats["mean_net_return"], 2));
    };
    line("all", trades);
    for (const auto& side : report["trades"]["groups"]["side"]) {
        line(side["name"], side);
    }
    text += "                CAGR   Sharpe  deepest fall   a year turned over\n";
    for (const auto& row : report["baselines"]) {
        const auto& metrics = row["metrics"];
        text += metrics.is_null()
                    ? fmt::format("{:<13} not to be had\n", row["name"].get<std::string>())
                    : fmt::format("{:<13} {:>7} {:>7} {:>10} {:>10}\n",
                                  row["name"].get<std::string>(),
                                  change(metrics["cagr"]),
                                  plain(metrics["sharpe"]),
                                  change(metrics["max_drawdown"]),
                                  plain(metrics["turnover"]));
    }
    const auto& deflation = report["deflation"];
    text += fmt::format("Sharpe ratio above 0: {} likely, {} after {} trials\n",
                        share(deflation["probabilistic"]),
                        share(deflation["deflated"]),
                        deflation["trials"].get<std::size_t>());
    return text + fmt::format("report in {}\n", folder);
}

Result<ordered_json> sensitivity_of(const platform::Config& config,
                                    const NightsFound& nights,
                                    const std::vector<backtest::GridAxis>& axes,
                                    std::size_t trials_before) {
    std::size_t cells = 1;
    for (const auto& axis : axes) {
        cells *= axis.values.size();
    }
    base::Progress progress("replaying settings", cells);
    std::size_t done = 0;
    std::mutex mutex;
    return backtest::sensitivity_json(axes,
                                      {.scored = nights.scored,
                                       .panel = nights.panel,
                                       .rules = publishing_rules_of(config),
                                       .portfolio = portfolio_rules_of(config.portfolio),
                                       .trials_before = trials_before,
                                       .threads = static_cast<unsigned>(config.models.threads),
                                       .on_cell = [&] {
                                           const std::lock_guard lock(mutex);
                                           progress.at(++done);
                                       }});
}

ordered_json about_of(const Context& context,
                      const platform::Config& config,
                      const market_data::Summary& summary,
                      const NightsAsked& asked,
                      const NightsFound& nights) {
    const bool is_walk = asked.predictions == "walk";
    return {{"id", ""},
            {"from", nights.scored.nights.front().session.text()},
            {"to", nights.scored.nights.back().session.text()},
            {"sessions",
             bars::sessions_between(nights.scored.nights.front().session,
                                    nights.scored.nights.back().session)
                 .size()},
            {"predictions", asked.predictions},
            {"refit", is_walk ? asked.refit : "never"},
            {"profile", is_walk ? asked.profile : "full"},
            {"model_id",
             nights.model_id.empty() ? ordered_json(nullptr) : ordered_json(nights.model_id)},
            {"data_source", summary.source},
            {"simulated", summary.simulated()},
            {"data_hash", nights.data_hash},
            {"config_hash", platform::config_hash(config)},
            {"build", context.version},
            {"seed", config.models.seed},
            {"rules", backtest::rules_json(publishing_rules_of(config))},
            {"portfolio", backtest::portfolio_json(portfolio_rules_of(config.portfolio))}};
}

Result<void> write_all(const Context& context,
                       const std::filesystem::path& folder,
                       const ordered_json& report,
                       const backtest::Report& found,
                       const backtest::Replay& replay) {
    std::error_code ignored;  // Writing the files reports a folder that cannot be made.
    std::filesystem::create_directories(folder, ignored);
    TRY(base::write_file_atomically(folder / "trades.csv", signals::trades_csv(replay.closed())));
    TRY(base::write_file_atomically(folder / "equity.csv", backtest::equity_csv(found.account)));
    TRY_ASSIGN(const auto page, report_page(context, report));
    if (page) {
        TRY(base::write_file_atomically(folder / "report.html", *page));
    }
    // Last: a folder with a report is a whole backtest.
    return base::write_file_atomically(folder / "report.json", report.dump(1) + "\n");
}

Result<void> remember_trial(const Context& context,
                            const platform::Config& config,
                            const ordered_json& report,
                            std::size_t settings_tried) {
    auto about = report["about"];
    about["portfolio_sharpe"] = report["deflation"]["sharpe_daily"];
    about["settings_tried"] = settings_tried;
    return record_trial(
        context, config, "backtest", {{"about", about}, {"pooled", ordered_json::object()}});
}

Result<NightsAsked> asked_of(const platform::Config& config,
                             const BacktestOptions& options,
                             const Period& period) {
    const bool has_model = !options.model.empty();
    if (has_model && options.predictions == "nights") {
        return Error{ErrorCode::Usage, "--model and --predictions nights exclude each other"};
    }
    return NightsAsked{
        .predictions = has_model ? "model" : options.predictions,
        .model = options.model,
        .refit = options.walk.refit.empty() ? refit_of_schedule(config) : options.walk.refit,
        .profile = options.walk.profile,
        .from = period.from,
        .to = period.to};
}

Result<ExitCode> run(const Context& context, const BacktestOptions& options) {
    std::vector<backtest::GridAxis> axes;
    for (const auto& text : options.grid) {
        TRY_ASSIGN(auto axis, backtest::parse_axis(text));
        axes.push_back(std::move(axis));
    }
    TRY_ASSIGN(const auto config, context.config());
    TRY_ASSIGN(const auto reader,
               market_data::Reader::open(context.at(config.paths.market_data_db)));
    TRY_ASSIGN(const auto summary, reader.summary());
    TRY_ASSIGN(const auto period, period_of(options, summary));
    TRY_ASSIGN(const auto asked, asked_of(config, options, period));
    TRY_ASSIGN(const auto nights, nights_for(context, config, asked));
    const auto rules = publishing_rules_of(config);
    const auto replay = backtest::replay(nights.scored, nights.panel, rules);
    const auto outcomes = models::Outcomes::of(
        nights.panel, rules.exit, static_cast<unsigned>(config.models.threads));
    TRY_ASSIGN(const auto ledger, backtest::read_trials(trials_path(context, config)));
    const auto trials = backtest::distinct(ledger.trials);
    ordered_json sensitivity = nullptr;
    if (!axes.empty()) {
        TRY_ASSIGN(sensitivity,
                   sensitivity_of(config, nights, axes, backtest::deflator_of(trials).trials));
    }
    const std::size_t tried = axes.empty() ? 1 : sensitivity["cells"].size();
    auto market =
        reader.series(base::Ticker::from(kMarket).value(), nights.panel.sessions.front(), asked.to);
    const auto found = backtest::report_of(
        {.scored = nights.scored,
         .replay = replay,
         .panel = nights.panel,
         .outcomes = outcomes,
         .rules = rules,
         .portfolio = portfolio_rules_of(config.portfolio),
         .market = market.ok() ? std::optional{std::move(market).value()} : std::nullopt,
         .trials = trials,
         .settings_tried = tried});
    TRY_ASSIGN(const auto missing,
               members_without_prices(reader, nights.panel, asked.from, asked.to));
    auto about = about_of(context, config, summary, asked, nights);
    const auto id = id_of(about, options.grid);
    about["id"] = id;
    ordered_json report{{"about", std::move(about)},
                        {"survivorship", survivorship_json(missing)},
                        {"nights", backtest::nights_json(nights.scored, replay)}};
    report.update(found.parts);
    report["sensitivity"] = std::move(sensitivity);
    const auto folder = options.out.empty() ? context.at(config.paths.backtests_dir) / id
                                            : std::filesystem::path(options.out);
    TRY(write_all(context, folder, report, found, replay));
    TRY(remember_trial(context, config, report, tried));
    answer(context, report, text_of(report, folder.string()));
    return ExitCode::Done;
}

}  // namespace

void add_backtest(CLI::App& program, const Context& context, Command& command) {
    auto options = std::make_shared<BacktestOptions>();
    auto* backtest = program.add_subcommand(
        "backtest", "What the nights would have earned: report.html, trades.csv, equity.csv");
    backtest->add_option("--from", options->from, "First session; default: the later half");
    backtest->add_option("--to", options->to, "Last session; default: the last one there is");
    backtest->add_option(
        "--out", options->out, "Folder of the files; default: where the pages look for them");
    backtest
        ->add_option("--predictions",
                     options->predictions,
                     "walk: of models fitted as they would have been; nights: what was published")
        ->check(CLI::IsMember({"walk", "nights"}))
        ->capture_default_str();
    backtest->add_option(
        "--model", options->model, "Of one model for all nights: its id, or champion");
    add_walk_options(*backtest, options->walk);
    backtest->add_option(
        "--grid", options->grid, "NAME=VALUE,VALUE: replay every combination of such settings too");
    backtest->footer(
        "Examples:\n"
        "  turbomode backtest --from 2016-01-01\n"
        "  turbomode backtest --from 2016-01-01 --grid target=0.05,0.10 --grid capacity=10,20\n"
        "  turbomode backtest --model champion --from 2026-01-01 --out champion\n"
        "  turbomode backtest --predictions nights\n\n"
        "--refit is by default what schedule.training says. Scored nights are kept, so that other\n"
        "settings of the exit, of publishing and of the account are replayed in seconds; a change\n"
        "of the exit rule trains anew. Interrupted, it goes on where it stopped.\n"
        "--grid takes target, stop, buy_target, buy_stop, sell_target, sell_stop,\n"
        "holding_days_max, min_confidence_buy, min_confidence_sell, decay_loss, capacity.\n"
        "docs/backtesting.md says what is simulated and what each figure means.");
    backtest->callback([&context, &command, options] {
        command = [&context, options] {
            return run(context, *options);
        };
    });
}

}  // namespace turbomode::app
