// Replies of Yahoo that were recorded in February 2025, against what is known of those days from
// elsewhere. "Of 2026" is another download, of Yahoo too: it tells the same prices in other shares.
#include "backend/market_data/source/recorded.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "backend/bars/shared_csv.hpp"
#include "backend/market_data/source/yahoo/make_chart.hpp"
#include "backend/market_data/temporary_folder.hpp"
#include "market_data/source/csv/price_file.hpp"
#include "market_data/source/yahoo/yahoo.hpp"

namespace market_data::source::yahoo {
namespace {

using base::ErrorCode;
using base::TradingDate;

constexpr TradingDate kRecorded{2025, 2, 19};  // The last session before the recordings.

class YahooRecorded : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(recorded("yahoo_chart_v8"))) {
            GTEST_SKIP() << "no recordings in " << recorded("yahoo_chart_v8");
        }
    }

    static std::string body(const std::string& name) {
        return text_of(recorded("yahoo_chart_v8/bodies/" + name + ".json"));
    }
    static base::Result<StockPrices> parsed(const std::string& body, const std::string& symbol) {
        return Yahoo{}.parse(reply_of(body, symbol), kRecorded);
    }
    static StockPrices sound(const std::string& body, const std::string& symbol) {
        auto stock = parsed(body, symbol);
        EXPECT_TRUE(stock.ok()) << stock.error().message;
        EXPECT_TRUE(stock.value().quarantined.empty());
        return std::move(stock).value();
    }
};

// The recording asked for no or not all splits up to its day, as ours always does. This adds those
// that Yahoo would have told.
std::string with_splits(std::string body, const std::string& splits) {
    const std::string times = R"("indicators":)";
    const auto at = body.find(times);
    EXPECT_NE(at, std::string::npos);
    if (const auto known = body.find(R"("splits":{)"); known != std::string::npos) {
        return body.insert(known + std::string{R"("splits":{)"}.size(), splits + ",");
    }
    return body.insert(at, R"("events":{"splits":{)" + splits + "}},");
}

std::string tsla_splits() {
    return split_event({2020, 8, 31}, 5, 1) + "," + split_event({2022, 8, 25}, 3, 1);
}

std::string nvda_split_of_2024() {
    return split_event({2024, 6, 10}, 10, 1);
}

const bars::Bar& bar_on(const StockPrices& stock, TradingDate date) {
    const auto found = std::ranges::find(stock.bars, date, &bars::Bar::date);
    EXPECT_NE(found, stock.bars.end()) << date.text();
    return found != stock.bars.end() ? *found : stock.bars.front();
}

const std::string kAapl = "chart-AAPL-2020-08-31-to-2020-11-07";
const std::string kMsft = "historical-via-chart-MSFT-dividends-2021-02-01-to-2022-01-31.csv";
const std::string kNvda = "historical-via-chart-NVDA-split-2021-02-01-to-2022-01-31.csv";
const std::string kTsla = "historical-via-chart-dividends-TSLA-no-dividends";

// AAPL closed at 499.23 on the Friday before its 4:1 split (MarketWatch, 2020-08-31) and at 129.04
// on its day (loveios.net, August 2020). The dividend stands in the actions file of 2026 too.
TEST_F(YahooRecorded, AaplAfterItsSplit) {
    const auto stock = sound(body(kAapl), "AAPL");
    ASSERT_EQ(stock.bars.size(), 49U);
    EXPECT_EQ(stock.bars.front().date(), (TradingDate{2020, 8, 31}));
    EXPECT_EQ(stock.bars.front().close_usd(), 129.04);
    EXPECT_EQ(stock.bars.front().volume_shares(), 225'702'700.0);
    EXPECT_EQ(stock.bars.back().date(), (TradingDate{2020, 11, 6}));
    ASSERT_EQ(stock.actions.size(), 2U);
    EXPECT_EQ(stock.actions[0].ex_date, (TradingDate{2020, 8, 31}));
    EXPECT_EQ(stock.actions[0].split_ratio, 4.0);
    EXPECT_EQ(stock.actions[1].ex_date, (TradingDate{2020, 11, 6}));
    EXPECT_EQ(stock.actions[1].dividend_usd, 0.205);
}

// The same four dividends as in the actions file of 2026; MSFT has not split since.
TEST_F(YahooRecorded, MsftDividends) {
    const auto stock = sound(body(kMsft), "MSFT");
    EXPECT_EQ(stock.bars.size(), 252U);
    ASSERT_EQ(stock.actions.size(), 4U);
    const std::map<TradingDate, double> expected{{{2021, 2, 17}, 0.56},
                                                 {{2021, 5, 19}, 0.56},
                                                 {{2021, 8, 18}, 0.56},
                                                 {{2021, 11, 17}, 0.62}};
    for (const auto& action : stock.actions) {
        EXPECT_EQ(action.dividend_usd, expected.at(action.ex_date)) << action.ex_date.text();
        EXPECT_EQ(action.split_ratio, 1.0);
    }
}

// NVDA's last close before its 4:1 split was 751.19 (iopretro.blogg.se, 2023). The download of 2026
// has 18.612 for the next day, in shares after the 10:1 split of 2024: 186.12.
TEST_F(YahooRecorded, NvdaAroundItsSplit) {
    const auto stock = sound(with_splits(body(kNvda), nvda_split_of_2024()), "NVDA");
    EXPECT_EQ(stock.bars.size(), 252U);
    EXPECT_EQ(bar_on(stock, {2021, 7, 19}).close_usd(), 751.19);
    EXPECT_EQ(bar_on(stock, {2021, 7, 20}).close_usd(), 186.12);
    EXPECT_EQ(bar_on(stock, {2021, 7, 19}).volume_shares(), 18'726'500.0);  // 749,060,000 / 40.
    ASSERT_EQ(stock.actions.size(), 2U);
    EXPECT_EQ(stock.actions[0].ex_date, (TradingDate{2021, 7, 20}));
    EXPECT_EQ(stock.actions[0].split_ratio, 4.0);
}

// TSLA closed its first day at 23.89 (Associated Press, 2010-06-30); all five numbers of that day
// stand so in downloads from before its first split. The download of 2026 has 147.56 and 297.0967
// for the last closes before its splits: x 15 is 2,213.40, x 3 is 891.29.
TEST_F(YahooRecorded, TslaSinceItsFirstDay) {
    const auto stock = sound(with_splits(body(kTsla), tsla_splits()), "TSLA");
    ASSERT_EQ(stock.bars.size(), 3303U);
    const auto& first = stock.bars.front().fields();
    EXPECT_EQ(first.date, (TradingDate{2010, 6, 29}));
    EXPECT_EQ(first.open_usd, 19.0);
    EXPECT_EQ(first.high_usd, 25.0);
    EXPECT_EQ(first.low_usd, 17.54);
    EXPECT_EQ(first.close_usd, 23.89);
    EXPECT_EQ(first.volume_shares, 18'766'300.0);
    EXPECT_EQ(bar_on(stock, {2020, 8, 28}).close_usd(), 2213.40);
    EXPECT_EQ(bar_on(stock, {2022, 8, 24}).close_usd(), 891.29);
    EXPECT_EQ(stock.bars.back().date(), (TradingDate{2023, 8, 11}));
}

// Stocks above a dollar are quoted in cents. As Yahoo tells them, 327 of these 13,212 prices are
// whole cents.
TEST_F(YahooRecorded, RestoresWholeCents) {
    const auto stock = sound(with_splits(body(kTsla), tsla_splits()), "TSLA");
    int prices = 0;
    int whole_cents = 0;
    for (const auto& bar : stock.bars) {
        for (const double usd : {bar.open_usd(), bar.high_usd(), bar.low_usd(), bar.close_usd()}) {
            ++prices;
            whole_cents += usd == std::round(usd * 100.0) / 100.0 ? 1 : 0;
        }
    }
    EXPECT_EQ(prices, 4 * 3303);
    EXPECT_EQ(whole_cents, prices);
}

// The prices as Yahoo told them before a split and after it: other numbers, the same bars.
TEST_F(YahooRecorded, GivesTheSameBarsBeforeAndAfterAnotherSplit) {
    const auto told_later = sound(with_splits(body(kTsla), tsla_splits()), "TSLA");
    const std::size_t until = 2560;  // Bars up to August 2020, before either split.
    ASSERT_LT(told_later.bars[until - 1].date(), (TradingDate{2020, 8, 31}));
    std::vector<ChartRow> rows;
    const auto told = [](double usd) {  // Six decimals, 24 binary digits.
        return fmt::format("{}", static_cast<double>(static_cast<float>(usd)));
    };
    for (std::size_t i = 0; i < until; ++i) {
        const auto& bar = told_later.bars[i].fields();
        rows.push_back({bar.date,
                        told(bar.open_usd),
                        told(bar.high_usd),
                        told(bar.low_usd),
                        told(bar.close_usd),
                        fmt::format("{}", bar.volume_shares)});
    }
    const auto told_first = sound(chart_body({.rows = rows, .symbol = "TSLA"}), "TSLA");
    ASSERT_EQ(told_first.bars.size(), until);
    for (std::size_t i = 0; i < until; ++i) {
        const auto& first = told_first.bars[i].fields();
        const auto& later = told_later.bars[i].fields();
        EXPECT_EQ(first.open_usd, later.open_usd) << first.date.text();
        EXPECT_EQ(first.high_usd, later.high_usd) << first.date.text();
        EXPECT_EQ(first.low_usd, later.low_usd) << first.date.text();
        EXPECT_EQ(first.close_usd, later.close_usd) << first.date.text();
        EXPECT_EQ(first.volume_shares, later.volume_shares) << first.date.text();
    }
}

// The same days out of another download of 2026, split-adjusted with seven digits, which the CSV
// reader turns back with the splits of another file.
TEST_F(YahooRecorded, AgreesWithWhatAnImportMakesOfAnotherDownload) {
    const std::set<std::string, std::less<>> symbols{"AAPL", "MSFT", "NVDA", "TSLA"};
    const TemporaryFolder folder;
    std::string csv = "symbol,date,open,high,low,close,adj_close,volume\n";
    for (const auto& row :
         bars::rows_of(bars::shared_data("yahoo_2016_2026/yahoo_2016_2026.csv.xz"), symbols)) {
        csv += fmt::format("{}\n", fmt::join(row, ","));
    }
    const auto file =
        csv::read_price_file(folder.write("prices.csv", csv),
                             {.basis = csv::PriceBasis::SplitAdjusted,
                              .actions = bars::shared_data("actions/actions_2016_2026.csv"),
                              .today = {2026, 3, 14}});
    ASSERT_TRUE(file.ok()) << file.error().message;
    std::map<std::string, StockPrices> ours{
        {"AAPL", sound(body(kAapl), "AAPL")},
        {"MSFT", sound(body(kMsft), "MSFT")},
        {"NVDA", sound(with_splits(body(kNvda), nvda_split_of_2024()), "NVDA")},
        {"TSLA", sound(with_splits(body(kTsla), tsla_splits()), "TSLA")}};
    std::size_t compared = 0;
    for (const auto& imported : file.value().stocks) {
        for (const auto& bar : ours.at(imported.ticker.text()).bars) {
            const auto other = std::ranges::find(imported.bars, bar.date(), &bars::Bar::date);
            if (other == imported.bars.end()) {
                continue;  // TSLA before 2016.
            }
            ++compared;
            const auto place = imported.ticker.text() + " " + bar.date().text();
            EXPECT_NEAR(bar.open_usd() / other->open_usd(), 1.0, 1e-6) << place;
            EXPECT_NEAR(bar.high_usd() / other->high_usd(), 1.0, 1e-6) << place;
            EXPECT_NEAR(bar.low_usd() / other->low_usd(), 1.0, 1e-6) << place;
            EXPECT_NEAR(bar.close_usd() / other->close_usd(), 1.0, 1e-6) << place;
            // Yahoo corrected the volumes of some Fridays of 2023 in between.
            EXPECT_NEAR(bar.volume_shares() / other->volume_shares(), 1.0, 0.01) << place;
        }
    }
    // 49 + 252 + 252, and TSLA's 1,867 sessions from 2016-03-14 to 2023-08-11.
    EXPECT_EQ(compared, 49U + 252U + 252U + 1867U);
}

TEST_F(YahooRecorded, RefusesOtherMoney) {
    const std::map<std::string, std::string> files{
        {"AZT.OL", "NOK"}, {"OCDO.L", "GBp"}, {"WSKT.JK", "IDR"}};
    for (const auto& [symbol, currency] : files) {
        const auto reply = recorded_reply(
            recorded("yahoo_chart_v8/chart-" + symbol + "-2020-01-01-to-2020-01-03.json"), symbol);
        const auto stock = Yahoo{}.parse(reply, kRecorded);
        ASSERT_FALSE(stock.ok()) << symbol;
        EXPECT_EQ(stock.error().code, ErrorCode::InvalidInput);
        EXPECT_NE(stock.error().message.find("the prices are in " + currency + ", not in USD"),
                  std::string::npos)
            << stock.error().message;
    }
}

// Bitcoin trades on New Year's Day too, in UTC.
TEST_F(YahooRecorded, QuarantinesDaysOnWhichNewYorkIsClosed) {
    const auto stock = parsed(body("chart-BTC-USD-2020-01-01-to-2020-01-03"), "BTC-USD");
    ASSERT_TRUE(stock.ok()) << stock.error().message;
    EXPECT_EQ(stock.value().bars.size(), 2U);
    ASSERT_EQ(stock.value().quarantined.size(), 1U);
    EXPECT_EQ(stock.value().quarantined[0].date, (TradingDate{2020, 1, 1}));
}

TEST_F(YahooRecorded, ReadsSharesOfForeignCompaniesTradedHere) {
    for (const std::string symbol : {"AAPL", "BABA", "SPOT", "QQQ", "GOOG", "AFRAF"}) {
        const auto reply = recorded_reply(
            recorded("yahoo_chart_v8/chart-" + symbol + "-2020-01-01-to-2020-01-03.json"), symbol);
        const auto stock = Yahoo{}.parse(reply, kRecorded);
        ASSERT_TRUE(stock.ok()) << stock.error().message;
        ASSERT_EQ(stock.value().bars.size(), 1U) << symbol;
        EXPECT_EQ(stock.value().bars[0].date(), (TradingDate{2020, 1, 2})) << symbol;
    }
}

TEST_F(YahooRecorded, SaysWhatCameInsteadOfBars) {
    const std::map<std::string, ErrorCode> files{
        {"chart-AAPL-2025-02-01-to-2025-02-02-includePrePost-false-interval-1m",
         ErrorCode::NotFound},
        {"chart-notimestamp-quotes-length.fake", ErrorCode::NotFound},
        {"chart-notimestamp-weird-quote.fake", ErrorCode::NotFound},
        {"pageWith404andJson.fake", ErrorCode::NotFound},
        {"pageWithUnknownError", ErrorCode::NotFound},
        {"weirdJsonResult.fake", ErrorCode::InvalidInput},
        {"getCrumb-getcrumb", ErrorCode::InvalidInput},
        {"getCrumb-quote-AAPL", ErrorCode::Refused},
        {"getCrumb-quote-AAPL-consent.html", ErrorCode::Refused},
        {"getCrumb-quote-AAPL-collectConsentSubmit", ErrorCode::Refused},
        {"getCrumb-quote-AAPL-consent-final-redirect.html", ErrorCode::InvalidInput}};
    for (const auto& [name, code] : files) {
        const auto reply = recorded_reply(recorded("yahoo_chart_v8/" + name + ".json"), "AAPL");
        const auto stock = Yahoo{}.parse(reply, kRecorded);
        ASSERT_FALSE(stock.ok()) << name;
        EXPECT_EQ(stock.error().code, code) << name << ": " << stock.error().message;
        EXPECT_NE(stock.error().message.find("Yahoo"), std::string::npos);
        EXPECT_NE(stock.error().message.find("AAPL"), std::string::npos);
    }
    const auto page = parsed(text_of(recorded("error_bodies/stooq_js_challenge.html")), "AAPL");
    ASSERT_FALSE(page.ok());
    EXPECT_EQ(page.error().code, ErrorCode::InvalidInput);
}

}  // namespace
}  // namespace market_data::source::yahoo
