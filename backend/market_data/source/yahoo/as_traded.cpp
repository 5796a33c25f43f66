#include "market_data/source/yahoo/as_traded.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <span>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "market_data/source/yahoo/exchange_time.hpp"
#include "market_data/source/yahoo/float_noise.hpp"
#include "market_data/source/yahoo/splits.hpp"

namespace market_data::source::yahoo {

using base::Result;
using base::TradingDate;

namespace {

base::Error broken(std::string what) {
    return base::Error{base::ErrorCode::InvalidInput, std::move(what)};
}

Result<std::vector<VendorBar>> dated_rows(const Chart& chart, const ExchangeClock& clock) {
    std::vector<VendorBar> rows;
    rows.reserve(chart.times.size());
    for (std::size_t i = 0; i < chart.times.size(); ++i) {
        const auto date = clock.date_at(chart.times[i]);
        if (!date) {
            return broken(fmt::format("timestamp {} is no date", chart.times[i]));
        }
        rows.push_back({.date = *date,
                        .open_usd = chart.open[i],
                        .high_usd = chart.high[i],
                        .low_usd = chart.low[i],
                        .close_usd = chart.close[i],
                        .volume_shares = chart.volume[i]});
    }
    return rows;
}

// One noise for all four prices, that of the greatest, so that high stays above low.
void turn_back(VendorBar& row, double later_splits) {
    double greatest_usd = 0.0;
    const std::array<std::optional<double>*, 4> prices{
        &row.open_usd, &row.high_usd, &row.low_usd, &row.close_usd};
    for (const auto* price : prices) {
        greatest_usd = std::max(greatest_usd, price->value_or(0.0));
    }
    const double noise_usd = price_noise_usd(greatest_usd, later_splits);
    for (auto* price : prices) {
        if (*price) {
            *price = without_float_noise(**price * later_splits, noise_usd);
        }
    }
    if (row.volume_shares) {
        row.volume_shares = std::round(*row.volume_shares / later_splits);
    }
}

// By ex-date, in shares of that day. Of one day, equal amounts are one dividend told twice, other
// amounts are paid both (a regular and a special one).
Result<std::map<TradingDate, double>> read_dividends(const Chart& chart,
                                                     const ExchangeClock& clock,
                                                     std::span<const Split> splits) {
    std::map<TradingDate, std::set<double>> amounts;
    for (const auto& event : chart.dividends) {
        const auto date = clock.date_at(event.time);
        if (!date || !std::isfinite(event.amount) || event.amount < 0.0) {
            return broken(fmt::format(
                "a dividend of {} at {} seconds, which is none", event.amount, event.time));
        }
        const double later_splits = split_ratio_after(splits, *date);
        amounts[*date].insert(without_float_noise(event.amount * later_splits,
                                                  price_noise_usd(event.amount, later_splits)));
    }
    std::map<TradingDate, double> dividends;
    for (const auto& [date, of_day] : amounts) {
        const double total_usd = std::accumulate(of_day.begin(), of_day.end(), 0.0);
        if (!std::isfinite(total_usd)) {
            return broken(fmt::format("the dividend of {} is none", date.text()));
        }
        dividends.emplace(date, total_usd);
    }
    return dividends;
}

std::vector<bars::Action> actions_of(const std::map<TradingDate, double>& dividends,
                                     std::span<const Split> splits) {
    std::map<TradingDate, bars::Action> actions;
    for (const auto& [date, amount] : dividends) {
        if (amount > 0.0) {
            actions.emplace(date, bars::Action{.ex_date = date, .dividend_usd = amount});
        }
    }
    for (const auto& split : splits) {
        auto& action =
            actions.emplace(split.ex_date, bars::Action{.ex_date = split.ex_date}).first->second;
        action.split_ratio = split.ratio();
    }
    std::vector<bars::Action> sorted;
    for (const auto& [date, action] : actions) {
        if (action.split_ratio != 1.0 || action.dividend_usd > 0.0) {
            sorted.push_back(action);
        }
    }
    return sorted;
}

}  // namespace

Result<VendorPrices> as_traded(const base::Ticker& ticker, const Chart& chart) {
    TRY_ASSIGN(const auto clock, ExchangeClock::from(chart.zone, chart.gmt_offset_seconds));
    TRY_ASSIGN(const auto splits, read_splits(chart.splits, clock));
    TRY_ASSIGN(auto rows, dated_rows(chart, clock));
    TRY(check_splits_are_in(splits, rows));
    TRY_ASSIGN(const auto dividends, read_dividends(chart, clock, splits));
    for (auto& row : rows) {
        turn_back(row, split_ratio_after(splits, row.date));
    }
    return VendorPrices{.ticker = ticker,
                        .origin = "yahoo",
                        .bars = std::move(rows),
                        .actions = actions_of(dividends, splits)};
}

}  // namespace market_data::source::yahoo
