#include "turbomode/signals/sectors.hpp"

#include <map>

#include "base/check.hpp"

namespace turbomode::signals {

namespace {

class Mean {
public:
    void add(double value) {
        sum_ += value;
        ++count_;
    }
    int count() const { return count_; }
    std::optional<double> value() const {
        return count_ > 0 ? std::optional{sum_ / static_cast<double>(count_)} : std::nullopt;
    }

private:
    double sum_ = 0.0;
    int count_ = 0;
};

struct SideTally {
    Mean confidence;  // Of active signals.
    Mean breadth;     // Of all scored members that are familiar.
};

struct Tally {
    SideTally buy;
    SideTally sell;

    SideTally& of(models::Side side) { return side == models::Side::Buy ? buy : sell; }
};

}  // namespace

std::string_view name_of(Sentiment sentiment) {
    switch (sentiment) {
        case Sentiment::Bullish:
            return "BULLISH";
        case Sentiment::Bearish:
            return "BEARISH";
        case Sentiment::Neutral:
            return "NEUTRAL";
    }
    return "";
}

Sentiment sentiment_of(int buys, int sells, double ratio) {
    CHECK(buys >= 0 && sells >= 0 && ratio >= 1.0);
    if (static_cast<double>(buys) > ratio * static_cast<double>(sells)) {
        return Sentiment::Bullish;
    }
    const bool is_bearish = static_cast<double>(sells) > ratio * static_cast<double>(buys);
    return is_bearish ? Sentiment::Bearish : Sentiment::Neutral;
}

std::vector<SectorStats> sector_stats(std::span<const std::string> universe_sectors,
                                      std::span<const ActiveSignal> active,
                                      std::span<const Candidate> candidates,
                                      double ratio) {
    std::map<std::string, Tally> tallies;
    for (const std::string& sector : universe_sectors) {
        tallies.try_emplace(sector);
    }
    for (const ActiveSignal& item : active) {
        tallies[item.signal.sector].of(item.signal.side).confidence.add(item.signal.confidence);
    }
    for (const Candidate& item : candidates) {
        auto& tally = tallies[item.sector].of(item.side);
        if (item.is_familiar) {
            tally.breadth.add(item.confidence - item.base_rate);
        }
    }
    std::vector<SectorStats> sectors;
    sectors.reserve(tallies.size());
    for (const auto& [sector, tally] : tallies) {
        const int buys = tally.buy.confidence.count();
        const int sells = tally.sell.confidence.count();
        sectors.push_back({.sector = sector,
                           .buys = buys,
                           .sells = sells,
                           .sentiment = sentiment_of(buys, sells, ratio),
                           .avg_buy_confidence = tally.buy.confidence.value(),
                           .avg_sell_confidence = tally.sell.confidence.value(),
                           .buy_breadth = tally.buy.breadth.value(),
                           .sell_breadth = tally.sell.breadth.value()});
    }
    return sectors;
}

}  // namespace turbomode::signals
