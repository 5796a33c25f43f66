#include "turbomode/app/trials.hpp"

#include <fmt/format.h>

#include "base/log.hpp"
#include "turbomode/backtest/trials.hpp"
#include "turbomode/platform/clock.hpp"

namespace turbomode::app {

using base::ExitCode;
using base::Result;
using nlohmann::ordered_json;

namespace {

std::string number(const std::optional<double>& value, fmt::format_string<const double&> form) {
    return value ? fmt::format(form, *value) : "-";
}

std::optional<double> percent(const std::optional<double>& share) {
    return share ? std::optional{100.0 * *share} : std::nullopt;
}

std::string side_text(models::Side side, const backtest::SideTrial& trial) {
    return fmt::format(
        "  {:<4} {} nights; log-loss {} (base rate {}); calibration error {} points; rank IC {} "
        "(t {}); top 20 over all: {} points won, {} % net, Sharpe ratio {} of {} blocks\n",
        models::name_of(side),
        trial.nights,
        number(trial.log_loss, "{:.5f}"),
        number(trial.log_loss_base_rate, "{:.5f}"),
        number(percent(trial.calibration_error), "{:.1f}"),
        number(trial.rank_ic, "{:+.3f}"),
        number(trial.rank_ic_t, "{:.1f}"),
        number(percent(trial.top20_win_rate_over_all), "{:+.1f}"),
        number(percent(trial.top20_net_return_over_all), "{:+.2f}"),
        number(trial.sharpe, "{:+.3f}"),
        trial.sharpe_blocks);
}

std::string trial_text(const backtest::Trial& trial) {
    std::string text =
        fmt::format("{} {} {} to {}, {} {}, seed {}, build {}, settings {:.12}, data {:.12} {}\n",
                    trial.when,
                    trial.kind,
                    trial.from,
                    trial.to,
                    trial.refit,
                    trial.profile,
                    trial.seed,
                    trial.build,
                    trial.config_hash,
                    trial.data_hash,
                    trial.data_source);
    if (trial.portfolio_sharpe) {
        return text + fmt::format("  account: Sharpe ratio {:+.4f} of daily returns, of {} tried\n",
                                  *trial.portfolio_sharpe,
                                  trial.settings_tried);
    }
    for (std::size_t side = 0; side < models::kSides.size(); ++side) {
        text += side_text(models::kSides[side], trial.sides[side]);
    }
    return text;
}

std::string totals_text(std::size_t count, const std::vector<backtest::Trial>& distinct) {
    std::string text = fmt::format("{} trials, {} of them distinct", count, distinct.size());
    for (const auto side : models::kSides) {
        text += fmt::format("; variance of {} Sharpe ratios {}",
                            models::name_of(side),
                            number(backtest::sharpe_variance(distinct, side), "{:.6f}"));
    }
    return text +
           "\nSharpe ratios are of the means of blocks of ten nights of the top 20's net return "
           "less that of all stocks, not annualised\n";
}

}  // namespace

std::filesystem::path trials_path(const Context& context, const platform::Config& config) {
    return registry_of(context, config).folder() / backtest::kTrialsFile;
}

Result<void> record_trial(const Context& context,
                          const platform::Config& config,
                          const std::string& kind,
                          const ordered_json& report) {
    const auto path = trials_path(context, config);
    std::error_code ignored;  // Writing the file reports a folder that cannot be made.
    std::filesystem::create_directories(path.parent_path(), ignored);
    TRY_ASSIGN(
        const auto trial,
        backtest::trial_of(report, kind, platform::rfc3339_utc(std::chrono::system_clock::now())));
    return backtest::append_trial(path, trial);
}

Result<ExitCode> list_trials(const Context& context) {
    TRY_ASSIGN(const auto config, context.config());
    const auto path = trials_path(context, config);
    TRY_ASSIGN(const auto ledger, backtest::read_trials(path));
    for (const auto& warning : ledger.warnings) {
        spdlog::warn("{}", warning);
    }
    const auto distinct = backtest::distinct(ledger.trials);
    auto rows = ordered_json::array();
    std::string text;
    for (const auto& trial : ledger.trials) {
        rows.push_back(backtest::to_json(trial));
        text += trial_text(trial);
    }
    ordered_json variances = ordered_json::object();
    for (const auto side : models::kSides) {
        const auto variance = backtest::sharpe_variance(distinct, side);
        variances[std::string{models::name_of(side)}] =
            variance ? ordered_json(*variance) : nullptr;
    }
    answer(
        context,
        {{"count", ledger.trials.size()},
         {"distinct", distinct.size()},
         {"sharpe_variance", variances},
         {"left_out", ledger.warnings.size()},
         {"trials", rows}},
        ledger.trials.empty()
            ? fmt::format("no trial yet in {}: each evaluation and backtest adds one at its end; "
                          "run turbomode evaluate --out DIR\n",
                          path.string())
            : text + totals_text(ledger.trials.size(), distinct));
    return ExitCode::Done;
}

}  // namespace turbomode::app
