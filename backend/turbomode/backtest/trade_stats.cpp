#include "turbomode/backtest/trade_stats.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include <fmt/format.h>

#include "turbomode/backtest/figures.hpp"
#include "turbomode/models/metrics.hpp"
#include "turbomode/models/reliability.hpp"
#include "turbomode/signals/decay.hpp"

namespace turbomode::backtest {

using nlohmann::ordered_json;

namespace {

constexpr std::size_t kBlockNights = 10;  // A holding time: neighbours within share outcomes.
constexpr double kBucket = 0.05;          // Of confidences.

using Trades = std::vector<const ReplayedSignal*>;

double mean_of(const Trades& trades, const std::function<double(const ReplayedSignal&)>& value) {
    double sum = 0.0;
    for (const auto* trade : trades) {
        sum += value(*trade);
    }
    return sum / static_cast<double>(trades.size());
}

// `value` summed up and counted by the night of the signal.
models::Interval interval_of(const Trades& trades,
                             const std::function<double(const ReplayedSignal&)>& value) {
    std::vector<models::Tally> nights;
    std::optional<base::TradingDate> night;
    for (const auto* trade : trades) {
        if (night != trade->signal.entry_date) {
            night = trade->signal.entry_date;
            nights.emplace_back();
        }
        nights.back().part += value(*trade);
        nights.back().whole += 1.0;
    }
    return models::share_bootstrap(nights, kBlockNights);
}

double net_of(const ReplayedSignal& trade) {
    return *trade.closed->net_return;
}

double won(const ReplayedSignal& trade) {
    return net_of(trade) > 0.0 ? 1.0 : 0.0;
}

Trades filled_of(const Trades& trades) {
    Trades filled;
    std::ranges::copy_if(trades, std::back_inserter(filled), [](const auto* trade) {
        return trade->closed->net_return.has_value();
    });
    return filled;
}

ordered_json returns_json(const Trades& filled) {
    double gains = 0.0;
    double losses = 0.0;
    std::size_t wins = 0;
    for (const auto* trade : filled) {
        (net_of(*trade) > 0.0 ? gains : losses) += net_of(*trade);
        wins += net_of(*trade) > 0.0 ? 1U : 0U;
    }
    const std::size_t rest = filled.size() - wins;
    const auto mean = [](double sum, std::size_t count) {
        return count > 0 ? std::optional{sum / static_cast<double>(count)} : std::nullopt;
    };
    return {{"avg_win", number(mean(gains, wins))},
            {"avg_loss", number(mean(losses, rest))},
            {"profit_factor", number(losses < 0.0 ? std::optional{-gains / losses} : std::nullopt)},
            {"expectancy", number(mean(gains + losses, filled.size()))}};
}

ordered_json stats_of(const Trades& trades) {
    const auto filled = filled_of(trades);
    ordered_json stats{{"count", trades.size()},
                       {"filled", filled.size()},
                       {"cancelled", trades.size() - filled.size()}};
    const bool is_enough = filled.size() >= kTradesMin;
    const auto told = [&](const auto& value) {
        return is_enough ? ordered_json(value()) : ordered_json(nullptr);
    };
    const auto wins = is_enough ? interval_of(filled, won) : models::Interval{};
    const auto returns = is_enough ? interval_of(filled, net_of) : models::Interval{};
    stats["win_rate"] = told([&] { return mean_of(filled, won); });
    stats["win_rate_low"] = told([&] { return wins.low; });
    stats["win_rate_high"] = told([&] { return wins.high; });
    stats["base_rate"] = told(
        [&] { return mean_of(filled, [](const auto& trade) { return trade.signal.base_rate; }); });
    stats["mean_confidence"] = told(
        [&] { return mean_of(filled, [](const auto& trade) { return trade.signal.confidence; }); });
    stats["mean_net_return"] = told([&] { return mean_of(filled, net_of); });
    stats["mean_net_return_low"] = told([&] { return returns.low; });
    stats["mean_net_return_high"] = told([&] { return returns.high; });
    stats.update(returns_json(is_enough ? filled : Trades{}));
    stats["avg_hold_days"] = told([&] {
        return mean_of(
            filled, [](const auto& trade) { return static_cast<double>(trade.closed->hold_days); });
    });
    return stats;
}

std::string bucket_of(double confidence) {
    const double low = std::floor(confidence / kBucket + 1e-9) * kBucket;
    return fmt::format("{:.0f} to {:.0f} %", 100.0 * low, 100.0 * (low + kBucket));
}

ordered_json groups_json(const Trades& trades,
                         const std::function<std::string(const ReplayedSignal&)>& name_of_trade) {
    std::map<std::string, Trades> groups;
    for (const auto* trade : trades) {
        groups[name_of_trade(*trade)].push_back(trade);
    }
    ordered_json array = ordered_json::array();
    for (const auto& [name, group] : groups) {
        ordered_json row{{"name", name}};
        row.update(stats_of(group));
        array.push_back(std::move(row));
    }
    return array;
}

ordered_json all_groups_json(const Trades& trades) {
    const auto by = [&](const auto& name) {
        return groups_json(trades, name);
    };
    const auto month = [](const ReplayedSignal& trade) {
        return trade.signal.entry_date.text().substr(0, 7);
    };
    return {
        {"side", by([](const auto& t) { return std::string{models::name_of(t.signal.side)}; })},
        {"year", by([&](const auto& t) { return month(t).substr(0, 4); })},
        {"month", by(month)},
        {"tier", by([](const auto& t) { return std::string{signals::name_of(t.signal.tier)}; })},
        {"sector", by([](const auto& t) { return t.signal.sector; })},
        {"age", by([](const auto& t) {
             return std::string{signals::name_of(signals::age_band(t.closed->hold_days))};
         })},
        {"confidence", by([](const auto& t) { return bucket_of(t.signal.confidence); })},
        {"exit_reason",
         by([](const auto& t) { return std::string{signals::name_of(t.closed->reason)}; })}};
}

ordered_json at_costs_json(const Trades& filled, const models::ExitRule& rule) {
    ordered_json array = ordered_json::array();
    for (const double cost : kComparedCostsBp) {
        const auto net = [&](const ReplayedSignal& trade) {
            return net_of(trade) + 2.0 * (rule.cost_per_side - cost * kBasisPoint);
        };
        const bool is_enough = filled.size() >= kTradesMin;
        array.push_back({{"cost_bp_per_side", cost},
                         {"mean_net_return",
                          is_enough ? ordered_json(mean_of(filled, net)) : ordered_json(nullptr)},
                         {"win_rate",
                          is_enough ? ordered_json(mean_of(filled,
                                                           [&](const auto& trade) {
                                                               return net(trade) > 0.0 ? 1.0 : 0.0;
                                                           }))
                                    : ordered_json(nullptr)}});
    }
    return array;
}

// Of what was said of each trade and what came of it at its end, whatever the list did before.
ordered_json reliability_of(const Replay& replay, models::Side side) {
    std::vector<double> confidences;
    std::vector<float> wins;
    std::vector<std::size_t> night_sizes;
    double base_rates = 0.0;
    std::optional<base::TradingDate> night;
    for (const auto& item : replay.signals) {
        const auto& exit = item.paper.exit;
        if (item.signal.side != side || !exit || item.paper.cancelled()) {
            continue;
        }
        if (night != item.signal.entry_date) {
            night = item.signal.entry_date;
            night_sizes.push_back(0);
        }
        ++night_sizes.back();
        confidences.push_back(item.signal.confidence);
        wins.push_back(exit->net_return > 0.0 ? 1.0F : 0.0F);
        base_rates += item.signal.base_rate;
    }
    ordered_json bins = ordered_json::array();
    if (wins.size() < kTradesMin) {
        return bins;
    }
    for (const auto& bin : models::reliability({confidences, wins, night_sizes}, kBlockNights)) {
        bins.push_back({{"confidence", bin.confidence},
                        {"base_rate", base_rates / static_cast<double>(wins.size())},
                        {"win_rate", bin.won},
                        {"low", bin.won_low},
                        {"high", bin.won_high},
                        {"count", bin.outcomes}});
    }
    return bins;
}

ordered_json scatter_json(const Trades& filled) {
    const std::size_t step =
        std::max<std::size_t>(1, (filled.size() + kScatterMax - 1) / kScatterMax);
    ordered_json points = ordered_json::array();
    for (std::size_t i = 0; i < filled.size(); i += step) {
        const auto& trade = *filled[i];
        points.push_back({{"symbol", trade.signal.ticker.text()},
                          {"side", models::name_of(trade.signal.side)},
                          {"exit_date", trade.closed->exit_date.text()},
                          {"confidence", trade.signal.confidence},
                          {"base_rate", trade.signal.base_rate},
                          {"hold_days", trade.closed->hold_days},
                          {"net_return", net_of(trade)}});
    }
    return points;
}

Trades closed_of(const Replay& replay) {
    Trades trades;
    for (const auto& item : replay.signals) {
        if (item.closed) {
            trades.push_back(&item);
        }
    }
    return trades;
}

}  // namespace

ordered_json trades_json(const Replay& replay, const models::ExitRule& rule) {
    const auto trades = closed_of(replay);
    const auto filled = filled_of(trades);
    ordered_json reliability = ordered_json::array();
    for (const auto side : models::kSides) {
        reliability.push_back(
            {{"side", models::name_of(side)}, {"bins", reliability_of(replay, side)}});
    }
    return {{"all", stats_of(trades)},
            {"groups", all_groups_json(trades)},
            {"at_costs", at_costs_json(filled, rule)},
            {"reliability", std::move(reliability)},
            {"scatter", scatter_json(filled)},
            {"scatter_of", filled.size()}};
}

TradeSummary summary_of(const Replay& replay) {
    const auto filled = filled_of(closed_of(replay));
    TradeSummary summary{.count = filled.size(), .win_rate = {}, .mean_net_return = {}};
    if (filled.size() >= kTradesMin) {
        summary.win_rate = mean_of(filled, won);
        summary.mean_net_return = mean_of(filled, net_of);
    }
    return summary;
}

}  // namespace turbomode::backtest
