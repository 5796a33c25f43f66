#include "turbomode/backtest/baselines.hpp"

#include <algorithm>
#include <cmath>

#include "bars/adjustment.hpp"
#include "turbomode/backtest/figures.hpp"
#include "turbomode/models/nights.hpp"

namespace turbomode::backtest {

namespace {

constexpr double kHalf = 0.5;

// Which rivals give probabilities; see rivals_of().
bool is_calibrated(std::string_view rival) {
    return rival == "logistic" || rival == "equal_weight";
}

}  // namespace

std::vector<HeldDay> equal_weight(const bars::Panel& panel,
                                  const SessionBars& bars,
                                  std::size_t first,
                                  std::size_t sessions) {
    std::vector<std::vector<double>> values;  // By stock and bar, with dividends reinvested.
    for (const auto& stock : panel.stocks) {
        values.push_back(bars::growth_factors(stock.series, bars::Adjustment::TotalReturn));
        for (std::size_t bar = 0; bar < stock.series.size(); ++bar) {
            values.back()[bar] *= stock.series.close_usd()[bar];
        }
    }
    std::vector<HeldDay> days{{.total_return = 0.0, .traded_share = 1.0}};
    std::vector<double> grown;
    for (std::size_t session = 1; session < sessions; ++session) {
        grown.clear();
        for (std::size_t i = 0; i < values.size(); ++i) {
            const auto before = bars.at(i, session - 1);
            const auto now = bars.at(i, session);
            if (panel.stocks[i].member[first + session - 1] != 0 && before && now) {
                grown.push_back(values[i][*now] / values[i][*before]);
            }
        }
        double sum = 0.0;
        for (const double value : grown) {
            sum += value;
        }
        const double mean = grown.empty() ? 1.0 : sum / static_cast<double>(grown.size());
        double moved = 0.0;
        for (const double value : grown) {
            moved += std::abs(value / mean - 1.0);
        }
        days.push_back(
            {.total_return = mean - 1.0,
             .traded_share = grown.empty() ? 0.0 : moved / static_cast<double>(grown.size())});
    }
    return days;
}

std::vector<HeldDay> bought_and_kept(const bars::BarSeries& series,
                                     std::span<const base::TradingDate> sessions) {
    const auto factors = bars::growth_factors(series, bars::Adjustment::TotalReturn);
    std::vector<HeldDay> days;
    double before = 0.0;
    for (const auto session : sessions) {
        const auto count = series.count_until(session);
        const double value = count > 0 ? series.close_usd()[count - 1] * factors[count - 1] : 0.0;
        days.push_back({.total_return = before > 0.0 ? value / before - 1.0 : 0.0,
                        .traded_share = before > 0.0 || value == 0.0 ? 0.0 : 1.0});
        before = value;
    }
    return days;
}

std::vector<double> net_of_costs(std::span<const HeldDay> days, double cost_bp) {
    std::vector<double> returns;
    for (const auto& day : days) {
        returns.push_back(day.total_return - day.traded_share * cost_bp * kBasisPoint);
    }
    return returns;
}

ScoredNights scored_by(const ScoredNights& scored, std::size_t rival) {
    ScoredNights other = scored;
    const bool keeps_scores = is_calibrated(scored.rivals[rival]);
    std::vector<double> scores;
    std::vector<double> ranks;
    for (auto& night : other.nights) {
        ranks.resize(night.stocks.size());
        for (std::size_t side = 0; side < models::kSides.size(); ++side) {
            scores.clear();
            for (std::size_t row = 0; row < night.stocks.size(); ++row) {
                scores.push_back(static_cast<double>(night.rival_score(rival, side, row)));
            }
            models::rank_within(scores, ranks);
            for (std::size_t row = 0; row < night.stocks.size(); ++row) {
                auto& said = night.stocks[row].sides[side];
                said.confidence = keeps_scores ? scores[row] : ranks[row] + kHalf;
                said.expected_return = keeps_scores ? said.confidence - said.base_rate : ranks[row];
            }
        }
    }
    return other;
}

}  // namespace turbomode::backtest
