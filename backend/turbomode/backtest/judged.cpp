#include "turbomode/backtest/judged.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.hpp"
#include "turbomode/backtest/sharpe.hpp"
#include "turbomode/models/metrics.hpp"

namespace turbomode::backtest {

using nlohmann::ordered_json;

namespace {

constexpr std::size_t kBlockNights = 10;  // A holding time: neighbours within share outcomes.
constexpr std::size_t kBlocksMin = 3;
constexpr double kTolerance = 1e-12;  // Of expected returns that are all alike.
constexpr std::size_t kTopPerThird = 20;
constexpr int kThirds = 3;

double mean(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) /
           static_cast<double>(std::max<std::size_t>(values.size(), 1));
}

template <typename T>
void extend(std::vector<T>& to, const std::vector<T>& from) {
    to.insert(to.end(), from.begin(), from.end());
}

template <typename T>
std::vector<T> picked(const std::vector<T>& values, const std::vector<std::size_t>& rows) {
    std::vector<T> result;
    for (const auto row : rows) {
        result.push_back(values[row]);
    }
    return result;
}

// The best of each size third by score, among the rows given.
std::vector<std::size_t> top_rows(const NightResult& night,
                                  const std::vector<double>& scores,
                                  const std::vector<std::size_t>& rows) {
    std::vector<std::size_t> top;
    for (int third = 0; third < kThirds; ++third) {
        std::vector<std::size_t> part;
        std::ranges::copy_if(rows, std::back_inserter(part), [&](std::size_t row) {
            return night.thirds[row] == third;
        });
        std::ranges::stable_sort(
            part, std::ranges::greater{}, [&](std::size_t row) { return scores[row]; });
        part.resize(std::min(part.size(), kTopPerThird));
        extend(top, part);
    }
    return top;
}

double win_rate(const std::vector<double>& net_returns) {
    return static_cast<double>(
               std::ranges::count_if(net_returns, [](double net) { return net > 0.0; })) /
           static_cast<double>(std::max<std::size_t>(net_returns.size(), 1));
}

void add_top(const NightResult& night, const std::vector<std::size_t>& top, Ranking& ranking) {
    if (top.empty()) {
        return;  // None to publish tonight.
    }
    const auto returns = picked(night.net_returns, top);
    ranking.top_wins.push_back(win_rate(returns) - win_rate(night.net_returns));
    ranking.top_returns.push_back(mean(returns) - mean(night.net_returns));
}

void add_probabilities(const NightResult& night,
                       const std::vector<double>& confidences,
                       Ranking& ranking) {
    std::vector<float> wins;
    for (const double net : night.net_returns) {
        wins.push_back(net > 0.0 ? 1.0F : 0.0F);
    }
    extend(ranking.confidences, confidences);
    ranking.log_loss_gains.push_back(models::log_loss(night.base_rates, wins) -
                                     models::log_loss(confidences, wins));
}

// Its mean over nights under `name`, and the interval beside it.
void put_mean(ordered_json& row, const std::string& name, const std::vector<double>& values) {
    if (values.empty()) {
        row[name] = nullptr;
        return;
    }
    row[name] = mean(values);
    if (values.size() < kBlocksMin * kBlockNights) {
        row[name + "_low"] = nullptr;  // Too few to tell how far off it may be.
        row[name + "_high"] = nullptr;
        return;
    }
    const auto interval = models::block_bootstrap(values, kBlockNights);
    row[name + "_low"] = interval.low;
    row[name + "_high"] = interval.high;
}

void put_ranking(ordered_json& row, const Ranking& ranking) {
    const auto ic = models::block_mean(ranking.rank_ics, kBlockNights);
    put_mean(row, "rank_ic", ranking.rank_ics);
    row["rank_ic_t"] = ic.t;
    put_mean(row, "top20_win_rate_over_all", ranking.top_wins);
    put_mean(row, "top20_net_return_over_all", ranking.top_returns);
}

// Of the net return of the top 20 less that of all stocks.
void put_sharpe(ordered_json& row, const Ranking& ranking) {
    const auto sharpe = sharpe_of(ranking.top_returns, kBlockNights);
    row["sharpe"] = sharpe ? ordered_json(sharpe->ratio) : nullptr;
    row["sharpe_blocks"] = sharpe ? sharpe->blocks : 0;
    row["sharpe_skewness"] = sharpe ? ordered_json(sharpe->skewness) : nullptr;
    row["sharpe_kurtosis"] = sharpe ? ordered_json(sharpe->kurtosis) : nullptr;
}

void put_probabilities(ordered_json& row,
                       const std::vector<double>& confidences,
                       const std::vector<float>& wins) {
    const auto auc = models::area_under_curve(confidences, wins);
    row["log_loss"] = models::log_loss(confidences, wins);
    row["brier"] = models::brier_score(confidences, wins);
    row["auc"] = auc ? ordered_json(*auc) : nullptr;
    row["calibration_error"] = models::calibration_error(confidences, wins);
}

}  // namespace

void Judged::append(const Judged& other) {
    nights += other.nights;
    extend(base_rates, other.base_rates);
    extend(net_returns, other.net_returns);
    extend(wins, other.wins);
    extend(rank_ics_return, other.rank_ics_return);
    for (const auto& [name, ranking] : other.rankings) {
        auto& own = rankings[name];
        extend(own.confidences, ranking.confidences);
        extend(own.log_loss_gains, ranking.log_loss_gains);
        extend(own.rank_ics, ranking.rank_ics);
        extend(own.top_wins, ranking.top_wins);
        extend(own.top_returns, ranking.top_returns);
    }
}

ordered_json Judged::report() const {
    if (wins.empty()) {
        return {{"nights", 0}, {"outcomes", 0}};
    }
    const auto& ensemble = rankings.at(kEnsemble);
    ordered_json row{{"nights", nights},
                     {"outcomes", wins.size()},
                     {"win_rate", win_rate(net_returns)},
                     {"mean_confidence", mean(ensemble.confidences)},
                     {"mean_base_rate", mean(base_rates)},
                     {"mean_net_return", mean(net_returns)}};
    put_probabilities(row, ensemble.confidences, wins);
    put_mean(row, "log_loss_gain", ensemble.log_loss_gains);
    put_ranking(row, ensemble);
    put_sharpe(row, ensemble);
    const auto ic_return = models::block_mean(rank_ics_return, kBlockNights);
    row["rank_ic_expected_return"] = ic_return.mean;
    row["rank_ic_expected_return_t"] = ic_return.t;
    row["log_loss_base_rate"] = models::log_loss(base_rates, wins);
    row["brier_base_rate"] = models::brier_score(base_rates, wins);
    row["auc_base_rate"] = 0.5;
    row["rank_ic_base_rate"] = 0.0;
    row["calibration_error_base_rate"] = models::calibration_error(base_rates, wins);
    ordered_json beside = ordered_json::object();
    for (const auto& [name, ranking] : rankings) {
        if (name == kEnsemble) {
            continue;
        }
        ordered_json part = ordered_json::object();
        if (!ranking.confidences.empty()) {
            put_probabilities(part, ranking.confidences, wins);
            put_mean(part, "log_loss_gain", ranking.log_loss_gains);
        }
        put_ranking(part, ranking);
        beside[name] = std::move(part);
    }
    row["beside"] = std::move(beside);
    return row;
}

NightResult third_of(const NightResult& night, int third) {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < night.thirds.size(); ++row) {
        if (night.thirds[row] == third) {
            rows.push_back(row);
        }
    }
    NightResult part{.base_rates = picked(night.base_rates, rows),
                     .expected_returns = picked(night.expected_returns, rows),
                     .net_returns = picked(night.net_returns, rows),
                     .thirds = picked(night.thirds, rows),
                     .rankings = {}};
    for (const auto& ranking : night.rankings) {
        part.rankings.push_back({.name = ranking.name,
                                 .scores = picked(ranking.scores, rows),
                                 .confidences = ranking.confidences.empty()
                                                    ? std::vector<double>{}
                                                    : picked(ranking.confidences, rows)});
    }
    return part;
}

void add_night(const NightResult& night, Judged& judged) {
    CHECK(!night.net_returns.empty());
    ++judged.nights;
    extend(judged.base_rates, night.base_rates);
    extend(judged.net_returns, night.net_returns);
    for (const double net : night.net_returns) {
        judged.wins.push_back(net > 0.0 ? 1.0F : 0.0F);
    }
    judged.rank_ics_return.push_back(
        models::rank_correlation(night.expected_returns, night.net_returns));
    std::vector<std::size_t> all(night.net_returns.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    for (const auto& by : night.rankings) {
        auto& ranking = judged.rankings[by.name];
        if (!by.confidences.empty()) {
            add_probabilities(night, by.confidences, ranking);
        }
        ranking.rank_ics.push_back(models::rank_correlation(by.scores, night.net_returns));
        add_top(night, top_rows(night, by.scores, all), ranking);
    }
    const double expected = mean(night.expected_returns);
    std::erase_if(
        all, [&](std::size_t row) { return night.expected_returns[row] <= expected + kTolerance; });
    add_top(
        night, top_rows(night, night.rankings.front().scores, all), judged.rankings[kPublished]);
}

}  // namespace turbomode::backtest
