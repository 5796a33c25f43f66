#include "turbomode/api/sectors_json.hpp"

#include <map>
#include <set>

#include "turbomode/signals/sectors.hpp"

namespace turbomode::api {

namespace {

using signals::SectorStats;

// Sums over the active signals of one sector and side.
struct BaseRates {
    double sum = 0.0;
    int count = 0;

    std::optional<double> mean() const {
        return count > 0 ? std::optional{sum / count} : std::nullopt;
    }
};

// What the page shows of a sector beyond signals::SectorStats.
struct SectorExtras {
    BaseRates buy;
    BaseRates sell;
    std::set<base::Ticker> members;
};

std::map<std::string, SectorExtras> extras_of(std::span<const store::ActiveRow> active,
                                              std::span<const store::Prediction> predictions) {
    std::map<std::string, SectorExtras> extras;
    for (const auto& row : active) {
        const auto& signal = row.active.signal;
        auto& sector = extras[signal.sector];
        auto& rates = signal.side == models::Side::Buy ? sector.buy : sector.sell;
        rates.sum += signal.base_rate;
        ++rates.count;
    }
    for (const auto& prediction : predictions) {
        extras[prediction.candidate.sector].members.insert(prediction.candidate.ticker);
    }
    return extras;
}

Json sector_json(const SectorStats& stats, const SectorExtras& extras) {
    return {{"sector", stats.sector},
            {"sentiment", signals::name_of(stats.sentiment)},
            {"buy_count", stats.buys},
            {"sell_count", stats.sells},
            {"avg_buy_confidence", value_or_null(stats.avg_buy_confidence)},
            {"avg_buy_base_rate", value_or_null(extras.buy.mean())},
            {"avg_sell_confidence", value_or_null(stats.avg_sell_confidence)},
            {"avg_sell_base_rate", value_or_null(extras.sell.mean())},
            {"breadth_buy", value_or_null(stats.buy_breadth)},
            {"breadth_sell", value_or_null(stats.sell_breadth)},
            {"member_count", extras.members.size()}};
}

bool has_more_signals(const SectorStats& a, const SectorStats& b) {
    const int of_a = a.buys + a.sells;
    const int of_b = b.buys + b.sells;
    return of_a != of_b ? of_a > of_b : a.sector < b.sector;
}

std::vector<SectorStats> stats_of(std::span<const store::ActiveRow> active,
                                  std::span<const store::Prediction> predictions,
                                  double ratio) {
    std::vector<signals::ActiveSignal> signals;
    for (const auto& row : active) {
        signals.push_back(row.active);
    }
    std::vector<signals::Candidate> candidates;
    for (const auto& prediction : predictions) {
        candidates.push_back(prediction.candidate);
    }
    return signals::sector_stats({}, signals, candidates, ratio);
}

}  // namespace

Json sectors_json(const std::optional<base::TradingDate>& as_of,
                  std::span<const store::ActiveRow> active,
                  std::span<const store::Prediction> predictions,
                  double ratio) {
    auto sectors = stats_of(active, predictions, ratio);
    std::ranges::sort(sectors, has_more_signals);
    const auto extras = extras_of(active, predictions);
    std::map<signals::Sentiment, Json> lists;
    for (const auto& stats : sectors) {
        lists[stats.sentiment].push_back(sector_json(stats, extras.at(stats.sector)));
    }
    const auto list_of = [&](signals::Sentiment sentiment) {
        return lists.contains(sentiment) ? lists.at(sentiment) : Json::array();
    };
    return {{"success", true},
            {"as_of", date_or_null(as_of)},
            {"bullish", list_of(signals::Sentiment::Bullish)},
            {"bearish", list_of(signals::Sentiment::Bearish)},
            {"neutral", list_of(signals::Sentiment::Neutral)},
            {"total_sectors", sectors.size()}};
}

}  // namespace turbomode::api
