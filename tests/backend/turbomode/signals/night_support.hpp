// Small markets for the tests of one night.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bars/calendar.hpp"
#include "turbomode/signals/advance.hpp"

namespace turbomode::signals {

// A Monday with ten sessions to its deadline on Monday 2024-03-18, and the two evenings after it.
inline constexpr base::TradingDate kEntry{2024, 3, 4};
inline constexpr base::TradingDate kFill{2024, 3, 5};
inline constexpr base::TradingDate kTonight{2024, 3, 6};
inline constexpr double kCosts = 0.001;  // 5 basis points in, 5 out.

inline base::Ticker ticker(std::string_view text) {
    return base::Ticker::from(text).value();
}

inline Candidate candidate(std::string_view name, models::Side side, double confidence = 0.7) {
    return {.ticker = ticker(name),
            .sector = "Energy",
            .tier = Tier::LargeCap,
            .side = side,
            .confidence = confidence,
            .base_rate = 0.5,
            .expected_return = 0.02,
            .close_usd = 100.0};
}

inline Candidate buy(std::string_view name, double confidence = 0.7) {
    return candidate(name, models::Side::Buy, confidence);
}

inline Candidate sell(std::string_view name, double confidence = 0.7) {
    return candidate(name, models::Side::Sell, confidence);
}

// Unlike anything the model learned from.
inline Candidate unfamiliar(Candidate candidate) {
    candidate.is_familiar = false;
    return candidate;
}

// What opening `candidate` on `entry_date` leads to.
inline Signal signal_from(const Candidate& candidate, base::TradingDate entry_date = kEntry) {
    return {.ticker = candidate.ticker,
            .sector = candidate.sector,
            .tier = candidate.tier,
            .side = candidate.side,
            .confidence = candidate.confidence,
            .base_rate = candidate.base_rate,
            .expected_return = candidate.expected_return,
            .entry_date = entry_date,
            .entry_usd = candidate.close_usd};
}

struct Ohlc {
    double open;
    double high;
    double low;
    double close;
};
inline constexpr Ohlc kQuiet{100.0, 101.0, 99.0, 100.0};

inline bars::Bar bar(base::TradingDate date, const Ohlc& prices, double volume_shares = 1000.0) {
    return bars::Bar::from({.date = date,
                            .open_usd = prices.open,
                            .high_usd = prices.high,
                            .low_usd = prices.low,
                            .close_usd = prices.close,
                            .volume_shares = volume_shares})
        .value();
}

// Bars on the sessions from `first` on.
inline bars::BarSeries series_of(const std::vector<Ohlc>& prices,
                                 base::TradingDate first = kEntry) {
    bars::BarSeries series;
    std::optional<base::TradingDate> date = first;
    for (const Ohlc& item : prices) {
        series.append(bar(*date, item));
        date = bars::next_session(*date);
    }
    return series;
}

// Quiet bars from kEntry to `last`.
inline bars::BarSeries quiet_until(base::TradingDate last) {
    return series_of(std::vector<Ohlc>(bars::sessions_between(kEntry, last).size(), kQuiet));
}

// Raw bars by stock.
using Prices = std::map<base::Ticker, bars::BarSeries>;

inline NightResult advance(std::span<const Signal> held,
                           std::span<const Candidate> candidates,
                           const Prices& prices,
                           const PublishingRules& rules,
                           base::TradingDate as_of) {
    const SeriesOf series_of = [&](const base::Ticker& ticker) {
        const auto found = prices.find(ticker);
        return found != prices.end() ? &found->second : nullptr;
    };
    return advance(held, candidates, series_of, rules, as_of);
}

inline Prices quiet_prices(const std::vector<Signal>& held, base::TradingDate as_of = kTonight) {
    Prices prices;
    for (const Signal& signal : held) {
        prices.emplace(signal.ticker, quiet_until(as_of));
    }
    return prices;
}

inline std::vector<std::string> tickers_of(const std::vector<ActiveSignal>& active) {
    std::vector<std::string> names;
    for (const ActiveSignal& item : active) {
        names.push_back(item.signal.ticker.text());
    }
    return names;
}

}  // namespace turbomode::signals
