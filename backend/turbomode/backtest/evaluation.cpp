#include "turbomode/backtest/evaluation.hpp"

#include <algorithm>
#include <array>
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

constexpr std::size_t kVolumeSessions = 60;

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

constexpr std::array<const char*, 3> kThirdNames{"small", "mid", "large"};

}  // namespace

void Evaluation::Thirds::append(const Thirds& other) {
    all.append(other.all);
    for (std::size_t third = 0; third < parts.size(); ++third) {
        parts[third].append(other.parts[third]);
    }
}

ordered_json Evaluation::Thirds::report() const {
    auto report = all.report();
    ordered_json tiers = ordered_json::object();
    for (std::size_t third = 0; third < parts.size(); ++third) {
        tiers[kThirdNames[third]] = parts[third].report();
    }
    report["tiers"] = std::move(tiers);
    return report;
}

Evaluation::Evaluation(std::filesystem::path folder,
                       const bars::Panel& panel,
                       const models::History& history)
    : folder_(std::move(folder)),
      panel_(&panel),
      history_(&history),
      rows_(folder_ / "predictions.csv", std::ios::trunc) {
    for (const auto& stock : panel.stocks) {
        dollar_volume_.push_back(dollar_volumes(stock, panel.sessions));
    }
}

Result<Evaluation> Evaluation::open(const std::filesystem::path& folder,
                                    const bars::Panel& panel,
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
        rows_ << fmt::format("{},{},{},{:.6f},{:.6f},{:.6f},{},{},{}\n",
                             history_->sessions[night.session].text(),
                             panel_->stocks[stock].ticker.text(),
                             models::name_of(night.side),
                             prediction.confidence,
                             prediction.base_rate,
                             prediction.expected_return,
                             counts ? fmt::format("{:.8f}", outcome->net_return) : "",
                             outcome ? base::TradingDate::from_days(outcome->exit_day).text() : "",
                             outcome ? models::name_of(outcome->reason) : "");
    }
}

NightResult Evaluation::result_of(const PredictedNight& night) const {
    NightResult result;
    result.rankings.push_back({.name = kEnsemble, .scores = {}, .confidences = {}});
    for (const auto& rival : night.rivals) {
        result.rankings.push_back(
            {.name = std::string{rival.name}, .scores = {}, .confidences = {}});
    }
    std::vector<double> volumes;
    for (std::size_t i = 0; i < night.night.stocks.size(); ++i) {
        const auto stock = night.night.stocks[i];
        const auto outcome = history_->outcomes.at(night.side, stock, night.session);
        if (!outcome || outcome->cancelled()) {
            continue;
        }
        const auto& prediction = night.prediction.stocks[i];
        result.base_rates.push_back(prediction.base_rate);
        result.expected_returns.push_back(prediction.expected_return);
        result.net_returns.push_back(static_cast<double>(outcome->net_return));
        volumes.push_back(dollar_volume_[stock][night.session]);
        result.rankings[0].scores.push_back(prediction.confidence);
        result.rankings[0].confidences.push_back(prediction.confidence);
        for (std::size_t r = 0; r < night.rivals.size(); ++r) {
            const auto& rival = night.rivals[r];
            result.rankings[r + 1].scores.push_back(rival.scores[i]);
            if (!rival.confidences.empty()) {
                result.rankings[r + 1].confidences.push_back(rival.confidences[i]);
            }
        }
    }
    std::vector<std::size_t> order(volumes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t row) { return volumes[row]; });
    result.thirds.resize(volumes.size());
    for (std::size_t place = 0; place < order.size(); ++place) {
        result.thirds[order[place]] = static_cast<int>(3 * place / order.size());
    }
    return result;
}

void Evaluation::add(const PredictedNight& night) {
    write_rows(night);
    const auto result = result_of(night);
    if (result.net_returns.empty()) {
        return;
    }
    const int year = static_cast<int>(history_->sessions[night.session].civil().year());
    Thirds& judged = years_[{year, night.side}];
    add_night(result, judged.all);
    for (int third = 0; third < 3; ++third) {
        const auto part = third_of(result, third);
        if (!part.net_returns.empty()) {
            add_night(part, judged.parts[static_cast<std::size_t>(third)]);
        }
    }
}

Result<ordered_json> Evaluation::finish(const ordered_json& about) {
    if (!rows_.flush()) {
        return Error{ErrorCode::Failed,
                     fmt::format("{}: cannot be written", (folder_ / "predictions.csv").string())};
    }
    ordered_json years = ordered_json::array();
    std::map<models::Side, Thirds> pooled;
    std::map<models::Side, int> better;
    std::map<models::Side, int> measured;
    for (const auto& [key, judged] : years_) {
        const auto& [year, side] = key;
        ordered_json row{{"year", year}, {"side", models::name_of(side)}};
        row.update(judged.report());
        if (!judged.all.wins.empty()) {
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
