// Our adjusted prices against Yahoo's own, on ten years of real stocks.
#include <charconv>
#include <filesystem>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "backend/bars/shared_csv.hpp"
#include "bars/adjustment.hpp"

namespace bars {
namespace {

using base::TradingDate;

// Between them: forward splits (AAPL 4:1; NVDA 4:1 and 10:1), a reverse split (GE 1:8), spin-offs
// booked as fractional splits (GE), and a plain payer of dividends (KO).
const std::set<std::string, std::less<>> kSymbols{"AAPL", "GE", "KO", "NVDA"};

// A day as Yahoo tells it: OHLCV and dividends in shares of the file's last day.
struct YahooDay {
    BarFields bar;
    double adjusted_close_usd;
};

struct YahooStock {
    std::vector<YahooDay> days;
    std::vector<Action> actions;
};

TradingDate date_of(const std::string& text) {
    return TradingDate::parse(text).value();
}

// Throws unless all of `text` is one number, which fails the test.
double number(const std::string& text) {
    double value = 0.0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc{} || read.ptr != end) {
        throw std::invalid_argument("not a number: " + text);
    }
    return value;
}

double number_or(const std::string& text, double otherwise) {
    return text.empty() ? otherwise : number(text);
}

std::map<std::string, YahooStock> yahoo_stocks() {
    std::map<std::string, YahooStock> stocks;
    for (const auto& row :
         rows_of(shared_data("yahoo_2016_2026/yahoo_2016_2026.csv.xz"), kSymbols)) {
        stocks[row.at(0)].days.push_back({.bar = {.date = date_of(row.at(1)),
                                                  .open_usd = number(row.at(2)),
                                                  .high_usd = number(row.at(3)),
                                                  .low_usd = number(row.at(4)),
                                                  .close_usd = number(row.at(5)),
                                                  .volume_shares = number(row.at(7))},
                                          .adjusted_close_usd = number(row.at(6))});
    }
    for (const auto& row : rows_of(shared_data("actions/actions_2016_2026.csv"), kSymbols)) {
        stocks[row.at(0)].actions.push_back({.ex_date = date_of(row.at(1)),
                                             .dividend_usd = number_or(row.at(2), 0.0),
                                             .split_ratio = number_or(row.at(3), 1.0)});
    }
    return stocks;
}

double later_splits(const YahooStock& stock, TradingDate date) {
    double ratio = 1.0;
    for (const auto& action : stock.actions) {
        ratio *= action.ex_date > date ? action.split_ratio : 1.0;
    }
    return ratio;
}

// As it was traded: the later splits undone.
BarSeries raw_series(const YahooStock& stock) {
    BarSeries series;
    for (const auto& day : stock.days) {
        const double ratio = later_splits(stock, day.bar.date);
        auto bar = day.bar;
        bar.open_usd *= ratio;
        bar.high_usd *= ratio;
        bar.low_usd *= ratio;
        bar.close_usd *= ratio;
        bar.volume_shares /= ratio;
        series.append(Bar::from(bar).value());
    }
    for (auto action : stock.actions) {
        action.dividend_usd *= later_splits(stock, action.ex_date);
        series.append(action);
    }
    return series;
}

void expect_agreement(const YahooStock& stock) {
    const auto raw = raw_series(stock);
    const auto last = raw.dates().back();
    const auto split = adjusted(raw, Adjustment::Split, last);
    const auto total = adjusted(raw, Adjustment::TotalReturn, last);
    ASSERT_EQ(split.size(), stock.days.size());
    ASSERT_EQ(total.size(), stock.days.size());
    for (std::size_t t = 0; t < stock.days.size(); ++t) {
        const auto& [bar, adjusted_close_usd] = stock.days[t];
        ASSERT_NEAR(split.close_usd()[t], bar.close_usd, 1e-9 * bar.close_usd) << bar.date.text();
        ASSERT_NEAR(split.volume_shares()[t], bar.volume_shares, 1e-9 * bar.volume_shares)
            << bar.date.text();
        ASSERT_NEAR(total.close_usd()[t], adjusted_close_usd, 1e-4 * adjusted_close_usd)
            << bar.date.text();
    }
}

TEST(AdjustedYahoo, AgreesWithYahoosOwnAdjustedPricesOnEveryDay) {
    if (!std::filesystem::exists(shared_data("yahoo_2016_2026"))) {
        GTEST_SKIP() << "no real prices at " << TURBOMODE_SHARED_DATA;
    }
    const auto stocks = yahoo_stocks();
    ASSERT_EQ(stocks.size(), kSymbols.size());
    for (const auto& [symbol, stock] : stocks) {
        SCOPED_TRACE(symbol);
        ASSERT_GT(stock.days.size(), 2500U);
        expect_agreement(stock);
    }
}

}  // namespace
}  // namespace bars
