// The promises of build() on ten years of real prices, which come as Yahoo gives them: adjusted for
// the splits of the whole file. They are put back into the shares that were traded first.
#include <charconv>
#include <filesystem>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "backend/bars/shared_csv.hpp"
#include "backend/features/expect_invariance.hpp"
#include "features/build.hpp"

namespace features {
namespace {

using base::TradingDate;

// With splits (AAPL, NVDA, AMZN, GOOGL, TSLA, GE), spin-offs, late listings (ABNB, CARR, OTIS),
// stale prices before a listing (SW, AMCR) and extreme moves (CVNA, PCG).
const std::set<std::string, std::less<>> kSymbols{
    "AAPL", "ABNB", "AMCR", "AMZN", "BA",  "BAC",  "BRK-B", "CARR", "CAT",  "CVNA",
    "CVX",  "DHR",  "DIS",  "FISV", "GE",  "GEN",  "GOOGL", "HD",   "HON",  "IBM",
    "JNJ",  "JPM",  "KDP",  "KO",   "LLY", "META", "MRK",   "MSFT", "NFLX", "NVDA",
    "OTIS", "PCG",  "PG",   "PLTR", "SW",  "TSLA", "UNH",   "V",    "WMT",  "XOM"};

double number_or(const std::string& text, double otherwise) {
    double value = otherwise;
    const char* const end = text.data() + text.size();
    if (!text.empty() && std::from_chars(text.data(), end, value).ptr != end) {
        throw std::invalid_argument("not a number: " + text);
    }
    return value;
}

struct YahooStock {
    std::vector<bars::BarFields> bars;
    std::vector<bars::Action> actions;
};

// Yahoo's float prices may put a close a rounding step outside high and low.
bars::Bar repaired(bars::BarFields bar, double ratio) {
    for (double* price : {&bar.open_usd, &bar.high_usd, &bar.low_usd, &bar.close_usd}) {
        *price *= ratio;
    }
    bar.high_usd = std::max({bar.high_usd, bar.open_usd, bar.close_usd});
    bar.low_usd = std::min({bar.low_usd, bar.open_usd, bar.close_usd});
    bar.volume_shares /= ratio;
    return bars::Bar::from(bar).value();
}

bars::BarSeries raw_series(const YahooStock& stock) {
    const auto later_splits = [&](TradingDate date) {
        double ratio = 1.0;
        for (const auto& action : stock.actions) {
            ratio *= action.ex_date > date ? action.split_ratio : 1.0;
        }
        return ratio;
    };
    bars::BarSeries series;
    for (const auto& bar : stock.bars) {
        series.append(repaired(bar, later_splits(bar.date)));
    }
    for (auto action : stock.actions) {
        action.dividend_usd *= later_splits(action.ex_date);
        series.append(action);
    }
    return series;
}

std::map<std::string, YahooStock> yahoo_stocks() {
    std::map<std::string, YahooStock> stocks;
    const auto date = [](const std::string& text) {
        return TradingDate::parse(text).value();
    };
    for (const auto& row :
         bars::rows_of(bars::shared_data("yahoo_2016_2026/yahoo_2016_2026.csv.xz"), kSymbols)) {
        stocks[row.at(0)].bars.push_back({.date = date(row.at(1)),
                                          .open_usd = number_or(row.at(2), 0.0),
                                          .high_usd = number_or(row.at(3), 0.0),
                                          .low_usd = number_or(row.at(4), 0.0),
                                          .close_usd = number_or(row.at(5), 0.0),
                                          .volume_shares = number_or(row.at(7), 0.0)});
    }
    for (const auto& row :
         bars::rows_of(bars::shared_data("actions/actions_2016_2026.csv"), kSymbols)) {
        stocks[row.at(0)].actions.push_back({.ex_date = date(row.at(1)),
                                             .dividend_usd = number_or(row.at(2), 0.0),
                                             .split_ratio = number_or(row.at(3), 1.0)});
    }
    return stocks;
}

bars::Panel real_panel() {
    bars::Panel panel;
    std::set<TradingDate> sessions;
    const auto stocks = yahoo_stocks();
    for (const auto& [symbol, stock] : stocks) {
        for (const auto& bar : stock.bars) {
            sessions.insert(bar.date);
        }
    }
    panel.sessions.assign(sessions.begin(), sessions.end());
    std::size_t number = 0;
    for (const auto& [symbol, stock] : stocks) {
        panel.stocks.push_back({base::Ticker::from(symbol).value(),
                                "Sector " + std::to_string(number++ % 5),
                                raw_series(stock),
                                std::vector<std::uint8_t>(sessions.size(), 1)});
    }
    return panel;
}

class RealPrices : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(bars::shared_data("yahoo_2016_2026"))) {
            GTEST_SKIP() << "no real prices at " << TURBOMODE_SHARED_DATA;
        }
        panel_ = real_panel();
        ASSERT_EQ(panel_.stocks.size(), kSymbols.size());
        ASSERT_GT(panel_.sessions.size(), 2500U);
    }
    bars::Panel panel_;
};

TEST_F(RealPrices, TheFutureNeverChangesABitOfThePast) {
    // Around splits of AAPL and TSLA (2020-08-31, session 1125) and NVDA (2024-06-10), and others.
    const std::vector<std::size_t> counts{300, 1124, 1125, 1126, 2073, 2500};
    expect_prefix_invariance(panel_, counts);
}

// What a recursive indicator still remembers of the bars before: less with every bar.
TEST_F(RealPrices, FourHundredBarsKnowAsMuchAsTenYears) {
    expect_forgetting(panel_, 199, 1e-3);
    expect_forgetting(panel_, 399);
    expect_forgetting(panel_, 499);
    expect_forgetting(panel_, 999);
    expect_forgetting(panel_, 1999);
}

TEST_F(RealPrices, HaveEveryFeatureOnTheLastSession) {
    const auto matrix = build(panel_, panel_.sessions.back(), {.last_sessions = 1});
    for (std::size_t stock = 0; stock < panel_.stocks.size(); ++stock) {
        EXPECT_TRUE(matrix.complete(stock, 0)) << panel_.stocks[stock].ticker.text();
    }
}

}  // namespace
}  // namespace features
