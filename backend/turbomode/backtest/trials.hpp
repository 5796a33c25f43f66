// Trials: every evaluation that was ever run, so that the best of many is known for one of many.
//
// The more variants are tried, the better the best looks by luck alone. What a deflated Sharpe
// ratio takes off for that (see sharpe.hpp) follows from the number of trials and the variance of
// their Sharpe ratios, so that none may be forgotten: the ledger only grows. A JSON object a line.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "turbomode/models/exit_rule.hpp"

namespace turbomode::backtest {

inline constexpr const char* kTrialsFile = "trials.jsonl";

// What a trial measured of one side; nothing where it measured none. Log-loss in nats an outcome,
// win rates and returns as fractions. The Sharpe ratio is that of the means of blocks of ten nights
// of the top 20's net return less that of all stocks, not annualised.
struct SideTrial {
    std::size_t nights = 0;
    std::optional<double> log_loss;
    std::optional<double> log_loss_base_rate;
    std::optional<double> calibration_error;
    std::optional<double> rank_ic;
    std::optional<double> rank_ic_t;
    std::optional<double> top20_win_rate_over_all;
    std::optional<double> top20_net_return_over_all;
    std::size_t sharpe_blocks = 0;
    std::optional<double> sharpe;
    std::optional<double> sharpe_skewness;
    std::optional<double> sharpe_kurtosis;

    bool operator==(const SideTrial&) const = default;
};

struct Trial {
    std::string when;  // RFC 3339, UTC.
    std::string kind;  // "evaluate", "backtest"
    std::string from;  // Sessions, YYYY-MM-DD.
    std::string to;
    std::string refit;
    std::string profile;
    std::string build;
    std::int64_t seed = 0;
    std::string config_hash;
    std::string data_hash;
    std::string data_source;
    std::array<SideTrial, 2> sides;  // BUY, SELL
    // Of a backtest: the account's Sharpe ratio, of daily returns and not annualised, and how many
    // settings were tried in it.
    std::optional<double> portfolio_sharpe;
    std::size_t settings_tried = 1;

    // The same work with the same result, whenever it was done.
    bool repeats(const Trial& other) const;
};

// A trial of an evaluation's report; see Evaluation::finish. Errors: Failed when it holds no such
// thing.
base::Result<Trial> trial_of(const nlohmann::ordered_json& report,
                             const std::string& kind,
                             const std::string& when);

nlohmann::ordered_json to_json(const Trial& trial);

struct TrialLedger {
    std::vector<Trial> trials;          // As they were added.
    std::vector<std::string> warnings;  // A line each that is no trial and was left out.
};

// `name` is what warnings call the text.
TrialLedger parse_trials(std::string_view text, const std::string& name);
// Empty when there is no such file.
base::Result<TrialLedger> read_trials(const std::filesystem::path& path);
// At the end, flushed to disk; waits for others that do the same.
base::Result<void> append_trial(const std::filesystem::path& path, const Trial& trial);

// The trials without those that repeat an earlier one: running the same again is no further try.
std::vector<Trial> distinct(const std::vector<Trial>& trials);
// Sample variance of their Sharpe ratios; nothing with fewer than two.
std::optional<double> sharpe_variance(const std::vector<Trial>& trials, models::Side side);

// Sample variance; nothing of fewer than two.
std::optional<double> variance_of(const std::vector<double>& values);

// What deflates an account's Sharpe ratio: how many settings were tried in all, and how much the
// ratios of such tries vary, of daily returns.
struct Deflator {
    std::size_t trials = 0;
    std::optional<double> ratio_variance;  // Nothing: they are too few to tell.
};
// The variance is that of the backtests' ratios; of fewer than two of them, that of the
// evaluations' ratios, a side each, brought from ten nights to one; of fewer than two of those
// either, nothing.
Deflator deflator_of(const std::vector<Trial>& trials);

}  // namespace turbomode::backtest
