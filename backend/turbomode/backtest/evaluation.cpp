#include "turbomode/backtest/evaluation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/file.hpp"
#include "turbomode/models/metrics.hpp"

namespace turbomode::backtest {

using base::Error;
using base::ErrorCode;
using base::Result;
using nlohmann::ordered_json;

namespace {

constexpr std::size_t kBlockNights = 10;  // A holding time: neighbours within share outcomes.
constexpr std::size_t kTopPerThird = 20;
constexpr std::size_t kVolumeSessions = 60;

double mean(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) /
           static_cast<double>(std::max<std::size_t>(values.size(), 1));
}

double win_share(const std::vector<float>& wins) {
    return std::accumulate(wins.begin(), wins.end(), 0.0) /
           static_cast<double>(std::max<std::size_t>(wins.size(), 1));
}

// The median dollar volume of the last 60 bars, at each session of the panel; 0 before the first.
std::vector<double> dollar_volumes(const bars::PanelStock& stock,
                                   const std::vector<base::TradingDate>& sessions) {
    std::vector<double> medians(sessions.size(), 0.0);
    std::vector<double> window;
    std::size_t bar = 0;
    for (std::size_t s = 0; s < sessions.size(); ++s) {
        while (bar < stock.series.size() && stock.series.dates()[bar] <= sessions[s]) {
            ++bar;
        }
        const std::size_t first = bar > kVolumeSessions ? bar - kVolumeSessions : 0;
        window.clear();
        for (std::size_t i = first; i < bar; ++i) {
            window.push_back(stock.series.close_usd()[i] * stock.series.volume_shares()[i]);
        }
        if (!window.empty()) {
            const auto middle = window.begin() + static_cast<std::ptrdiff_t>(window.size() / 2);
            std::nth_element(window.begin(), middle, window.end());
            medians[s] = *middle;
        }
    }
    return medians;
}

// One stock of a night whose outcome is known.
struct Row {
    double confidence;
    double net_return;
    double dollar_volume;
    bool won;
};

// Wins and returns of the 20 most confident of each size third, less those of all.
void add_top(std::vector<Row> rows, Judged& judged) {
    double all_wins = 0.0;
    double all_returns = 0.0;
    for (const auto& row : rows) {
        all_wins += row.won ? 1.0 : 0.0;
        all_returns += row.net_return;
    }
    std::ranges::sort(rows, {}, &Row::dollar_volume);
    double wins = 0.0;
    double returns = 0.0;
    double count = 0.0;
    for (std::size_t third = 0; third < 3; ++third) {
        std::vector<Row> part(
            rows.begin() + static_cast<std::ptrdiff_t>(rows.size() * third / 3),
            rows.begin() + static_cast<std::ptrdiff_t>(rows.size() * (third + 1) / 3));
        std::ranges::sort(part, std::ranges::greater{}, &Row::confidence);
        for (std::size_t i = 0; i < std::min(kTopPerThird, part.size()); ++i) {
            wins += part[i].won ? 1.0 : 0.0;
            returns += part[i].net_return;
            count += 1.0;
        }
    }
    const auto n = static_cast<double>(rows.size());
    judged.top_wins.push_back(wins / count - all_wins / n);
    judged.top_returns.push_back(returns / count - all_returns / n);
}

template <typename T>
void extend(std::vector<T>& to, const std::vector<T>& from) {
    to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

void Judged::append(const Judged& other) {
    extend(confidences, other.confidences);
    extend(base_rates, other.base_rates);
    extend(net_returns, other.net_returns);
    extend(wins, other.wins);
    extend(rank_ics_confidence, other.rank_ics_confidence);
    extend(rank_ics_return, other.rank_ics_return);
    extend(top_wins, other.top_wins);
    extend(top_returns, other.top_returns);
}

ordered_json Judged::report() const {
    if (wins.empty()) {
        return {{"nights", 0}, {"outcomes", 0}};
    }
    const auto auc = models::area_under_curve(confidences, wins);
    const auto ic = models::block_mean(rank_ics_confidence, kBlockNights);
    const auto ic_return = models::block_mean(rank_ics_return, kBlockNights);
    return {{"nights", rank_ics_confidence.size()},
            {"outcomes", wins.size()},
            {"win_rate", win_share(wins)},
            {"mean_confidence", mean(confidences)},
            {"mean_base_rate", mean(base_rates)},
            {"mean_net_return", mean(net_returns)},
            {"log_loss", models::log_loss(confidences, wins)},
            {"log_loss_base_rate", models::log_loss(base_rates, wins)},
            {"brier", models::brier_score(confidences, wins)},
            {"brier_base_rate", models::brier_score(base_rates, wins)},
            {"auc", auc ? ordered_json(*auc) : nullptr},
            {"auc_base_rate", 0.5},
            {"calibration_error", models::calibration_error(confidences, wins)},
            {"calibration_error_base_rate", models::calibration_error(base_rates, wins)},
            {"rank_ic", ic.mean},
            {"rank_ic_t", ic.t},
            {"rank_ic_expected_return", ic_return.mean},
            {"rank_ic_expected_return_t", ic_return.t},
            {"rank_ic_base_rate", 0.0},
            {"top20_win_rate_over_all", mean(top_wins)},
            {"top20_net_return_over_all", mean(top_returns)}};
}

Evaluation::Evaluation(std::filesystem::path folder, const bars::Panel& panel,
                       const models::History& history)
    : folder_(std::move(folder)),
      panel_(&panel),
      history_(&history),
      rows_(folder_ / "predictions.csv", std::ios::trunc) {
    for (const auto& stock : panel.stocks) {
        dollar_volume_.push_back(dollar_volumes(stock, panel.sessions));
    }
}

Result<Evaluation> Evaluation::open(const std::filesystem::path& folder, const bars::Panel& panel,
                                    const models::History& history) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    Evaluation evaluation(folder, panel, history);
    if (error || !evaluation.rows_) {
        return Error{ErrorCode::Usage, fmt::format("{}: cannot be written to", folder.string())};
    }
    evaluation.rows_ << "date,symbol,side,confidence,base_rate,expected_return,outcome,exit_date,"
                        "exit_reason\n";
    return evaluation;
}

void Evaluation::write_rows(const PredictedNight& night) {
    for (std::size_t i = 0; i < night.night.stocks.size(); ++i) {
        const auto stock = night.night.stocks[i];
        const auto outcome = history_->outcomes.at(night.side, stock, night.session);
        const auto& prediction = night.prediction.stocks[i];
        const bool counts = outcome && !outcome->cancelled();
        rows_ << fmt::format(
            "{},{},{},{:.6f},{:.6f},{:.6f},{},{},{}\n", history_->sessions[night.session].text(),
            panel_->stocks[stock].ticker.text(), models::name_of(night.side), prediction.confidence,
            prediction.base_rate, prediction.expected_return,
            counts ? fmt::format("{:.8f}", outcome->net_return) : "",
            outcome ? base::TradingDate::from_days(outcome->exit_day).text() : "",
            outcome ? models::name_of(outcome->reason) : "");
    }
}

void Evaluation::add(const PredictedNight& night) {
    write_rows(night);
    const int year = static_cast<int>(history_->sessions[night.session].civil().year());
    Judged& judged = years_[{year, night.side}];
    std::vector<Row> rows;
    std::vector<double> confidences;
    std::vector<double> expected;
    std::vector<double> returns;
    for (std::size_t i = 0; i < night.night.stocks.size(); ++i) {
        const auto stock = night.night.stocks[i];
        const auto outcome = history_->outcomes.at(night.side, stock, night.session);
        if (!outcome || outcome->cancelled()) {
            continue;
        }
        const auto& prediction = night.prediction.stocks[i];
        const auto net = static_cast<double>(outcome->net_return);
        rows.push_back({.confidence = prediction.confidence,
                        .net_return = net,
                        .dollar_volume = dollar_volume_[stock][night.session],
                        .won = outcome->won()});
        confidences.push_back(prediction.confidence);
        expected.push_back(prediction.expected_return);
        returns.push_back(net);
        judged.base_rates.push_back(prediction.base_rate);
        judged.wins.push_back(outcome->won() ? 1.0F : 0.0F);
    }
    if (rows.empty()) {
        return;
    }
    extend(judged.confidences, confidences);
    extend(judged.net_returns, returns);
    judged.rank_ics_confidence.push_back(models::rank_correlation(confidences, returns));
    judged.rank_ics_return.push_back(models::rank_correlation(expected, returns));
    add_top(std::move(rows), judged);
}

Result<ordered_json> Evaluation::finish(const ordered_json& about) {
    if (!rows_.flush()) {
        return Error{ErrorCode::Failed,
                     fmt::format("{}: cannot be written", (folder_ / "predictions.csv").string())};
    }
    ordered_json years = ordered_json::array();
    std::map<models::Side, Judged> pooled;
    std::map<models::Side, int> better;
    std::map<models::Side, int> measured;
    for (const auto& [key, judged] : years_) {
        const auto& [year, side] = key;
        ordered_json row{{"year", year}, {"side", models::name_of(side)}};
        row.update(judged.report());
        if (!judged.wins.empty()) {
            ++measured[side];
            better[side] += row["log_loss"] < row["log_loss_base_rate"] ? 1 : 0;
        }
        years.push_back(std::move(row));
        pooled[side].append(judged);
    }
    ordered_json totals = ordered_json::object();
    for (const auto& [side, judged] : pooled) {
        ordered_json row = judged.report();
        row["years_better_than_base_rate"] = better[side];
        row["years"] = measured[side];
        totals[std::string{models::name_of(side)}] = std::move(row);
    }
    ordered_json report{{"about", about}, {"pooled", totals}, {"years", years}};
    TRY(base::write_file_atomically(folder_ / "report.json", report.dump(2) + "\n"));
    return report;
}

}  // namespace turbomode::backtest
