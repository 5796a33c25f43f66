#include "turbomode/backtest/trials.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/file.hpp"
#include "turbomode/models/outcomes.hpp"

namespace turbomode::backtest {

using base::Error;
using base::ErrorCode;
using base::Result;
using nlohmann::ordered_json;

namespace {

constexpr double kSharpeBlockNights = 10.0;  // Of an evaluation's ratio.

// The numbers and words of a trial: where each lies, and what the ledger and reports call it.
struct Measure {
    std::optional<double> SideTrial::*value;
    const char* name;
};
constexpr std::array kMeasures{
    Measure{&SideTrial::log_loss, "log_loss"},
    Measure{&SideTrial::log_loss_base_rate, "log_loss_base_rate"},
    Measure{&SideTrial::calibration_error, "calibration_error"},
    Measure{&SideTrial::rank_ic, "rank_ic"},
    Measure{&SideTrial::rank_ic_t, "rank_ic_t"},
    Measure{&SideTrial::top20_win_rate_over_all, "top20_win_rate_over_all"},
    Measure{&SideTrial::top20_net_return_over_all, "top20_net_return_over_all"},
    Measure{&SideTrial::sharpe, "sharpe"},
    Measure{&SideTrial::sharpe_skewness, "sharpe_skewness"},
    Measure{&SideTrial::sharpe_kurtosis, "sharpe_kurtosis"}};

struct Word {
    std::string Trial::*value;
    const char* name;
};
constexpr std::array kWords{Word{&Trial::from, "from"},
                            Word{&Trial::to, "to"},
                            Word{&Trial::refit, "refit"},
                            Word{&Trial::profile, "profile"},
                            Word{&Trial::build, "build"},
                            Word{&Trial::config_hash, "config_hash"},
                            Word{&Trial::data_hash, "data_hash"},
                            Word{&Trial::data_source, "data_source"}};

// Throws the library's exceptions.
SideTrial side_in(const ordered_json& row) {
    SideTrial side{.nights = row.value("nights", std::size_t{0}),
                   .sharpe_blocks = row.value("sharpe_blocks", std::size_t{0})};
    for (const auto& measure : kMeasures) {
        const auto found = row.find(measure.name);
        if (found != row.end() && !found->is_null()) {
            side.*measure.value = found->get<double>();
        }
    }
    return side;
}

// All but when and of which kind. Throws likewise.
Trial trial_in(const ordered_json& about, const ordered_json& sides) {
    Trial trial;
    for (const auto& word : kWords) {
        trial.*word.value = about.value(word.name, std::string{});
    }
    trial.seed = about.value("seed", std::int64_t{0});
    for (std::size_t side = 0; side < models::kSides.size(); ++side) {
        const std::string name{models::name_of(models::kSides[side])};
        trial.sides[side] = side_in(sides.value(name, ordered_json::object()));
    }
    trial.settings_tried = about.value("settings_tried", std::size_t{1});
    const auto ratio = about.find("portfolio_sharpe");
    if (ratio != about.end() && !ratio->is_null()) {
        trial.portfolio_sharpe = ratio->get<double>();
    }
    return trial;
}

std::optional<Trial> trial_in_line(std::string_view line) {
    try {
        const auto row = ordered_json::parse(line);
        Trial trial = trial_in(row, row.at("sides"));
        trial.when = row.at("when");
        trial.kind = row.at("kind");
        return trial;
    } catch (const ordered_json::exception&) {
        return std::nullopt;
    }
}

ordered_json to_json(const SideTrial& side) {
    ordered_json row{{"nights", side.nights}, {"sharpe_blocks", side.sharpe_blocks}};
    for (const auto& measure : kMeasures) {
        const auto& value = side.*measure.value;
        row[measure.name] = value ? ordered_json(*value) : nullptr;
    }
    return row;
}

}  // namespace

bool Trial::repeats(const Trial& other) const {
    return kind == other.kind && seed == other.seed && sides == other.sides &&
           portfolio_sharpe == other.portfolio_sharpe && settings_tried == other.settings_tried &&
           std::ranges::all_of(
               kWords, [&](const Word& word) { return this->*word.value == other.*word.value; });
}

Result<Trial> trial_of(const ordered_json& report,
                       const std::string& kind,
                       const std::string& when) {
    try {
        Trial trial = trial_in(report.at("about"), report.at("pooled"));
        trial.when = when;
        trial.kind = kind;
        return trial;
    } catch (const ordered_json::exception& exception) {
        return Error{ErrorCode::Failed,
                     fmt::format("the report holds no trial: {}", exception.what())};
    }
}

ordered_json to_json(const Trial& trial) {
    ordered_json row{{"when", trial.when}, {"kind", trial.kind}};
    for (const auto& word : kWords) {
        row[word.name] = trial.*word.value;
    }
    row["seed"] = trial.seed;
    for (std::size_t side = 0; side < models::kSides.size(); ++side) {
        row["sides"][std::string{models::name_of(models::kSides[side])}] =
            to_json(trial.sides[side]);
    }
    if (trial.portfolio_sharpe) {
        row["portfolio_sharpe"] = *trial.portfolio_sharpe;
        row["settings_tried"] = trial.settings_tried;
    }
    return row;
}

TrialLedger parse_trials(std::string_view text, const std::string& name) {
    TrialLedger ledger;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (auto trial = trial_in_line(line)) {
            ledger.trials.push_back(*std::move(trial));
        } else {
            ledger.warnings.push_back(fmt::format(
                "{}:{}: left out: not a whole trial, as when its writer was killed", name, number));
        }
    }
    return ledger;
}

Result<TrialLedger> read_trials(const std::filesystem::path& path) {
    if (!std::filesystem::exists(path)) {
        return TrialLedger{};
    }
    TRY_ASSIGN(const auto text, base::read_file(path));
    return parse_trials(text, path.string());
}

Result<void> append_trial(const std::filesystem::path& path, const Trial& trial) {
    return base::append_line(path, to_json(trial).dump());
}

std::vector<Trial> distinct(const std::vector<Trial>& trials) {
    std::vector<Trial> first_times;
    for (const auto& trial : trials) {
        const auto is_same = [&](const Trial& other) {
            return trial.repeats(other);
        };
        if (std::ranges::none_of(first_times, is_same)) {
            first_times.push_back(trial);
        }
    }
    return first_times;
}

std::optional<double> variance_of(const std::vector<double>& values) {
    if (values.size() < 2) {
        return std::nullopt;
    }
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0.0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    return squares / (n - 1.0);
}

std::optional<double> sharpe_variance(const std::vector<Trial>& trials, models::Side side) {
    std::vector<double> ratios;
    for (const auto& trial : trials) {
        if (const auto& ratio = trial.sides[side == models::Side::Buy ? 0 : 1].sharpe) {
            ratios.push_back(*ratio);
        }
    }
    return variance_of(ratios);
}

Deflator deflator_of(const std::vector<Trial>& trials) {
    Deflator deflator;
    std::vector<double> accounts;
    std::vector<double> evaluations;
    for (const auto& trial : trials) {
        deflator.trials += trial.settings_tried;
        if (trial.portfolio_sharpe) {
            accounts.push_back(*trial.portfolio_sharpe);
        }
        for (const auto& side : trial.sides) {
            if (side.sharpe) {
                evaluations.push_back(*side.sharpe / std::sqrt(kSharpeBlockNights));
            }
        }
    }
    deflator.ratio_variance =
        accounts.size() > 1 ? variance_of(accounts) : variance_of(evaluations);
    return deflator;
}

}  // namespace turbomode::backtest
