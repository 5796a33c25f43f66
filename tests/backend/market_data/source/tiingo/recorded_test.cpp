// Replies of Tiingo that were recorded in 2018 and 2020, against prices of another vendor.
#include "backend/market_data/source/recorded.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "backend/bars/shared_csv.hpp"
#include "backend/market_data/temporary_folder.hpp"
#include "market_data/source/csv/price_file.hpp"
#include "market_data/source/tiingo/tiingo.hpp"

namespace market_data::source::tiingo {
namespace {

using base::TradingDate;

class TiingoRecorded : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(recorded("tiingo"))) {
            GTEST_SKIP() << "no recordings in " << recorded("tiingo");
        }
    }

    static base::Result<StockPrices> parsed(const std::string& file, const std::string& address) {
        return Tiingo{"0000"}.parse({.ticker = base::Ticker::from("GOOGL").value(),
                                     .status = 200,
                                     .content_type = "application/json",
                                     .body = cassette_body(recorded("tiingo/" + file), address),
                                     .redirect_to = ""},
                                    {2020, 10, 16});
    }
};

// Raw prices, before Alphabet's 20:1 split of 2022; Yahoo's of 2026 are a twentieth.
TEST_F(TiingoRecorded, AgreesWithAnotherVendorBeforeALaterSplit) {
    const auto stock =
        parsed("ticker_price_pandas_daily_equivalent_requesting_json_or_csv.yaml", "format=json");
    ASSERT_TRUE(stock.ok()) << stock.error().message;
    ASSERT_EQ(stock.value().bars.size(), 10U);
    EXPECT_TRUE(stock.value().quarantined.empty());
    EXPECT_TRUE(stock.value().actions.empty());
    EXPECT_EQ(stock.value().bars.front().date(), (TradingDate{2018, 1, 5}));
    EXPECT_EQ(stock.value().bars.back().date(), (TradingDate{2018, 1, 19}));

    const TemporaryFolder folder;
    std::string csv = "symbol,date,open,high,low,close,adj_close,volume\n";
    for (const auto& row :
         bars::rows_of(bars::shared_data("yahoo_2016_2026/yahoo_2016_2026.csv.xz"), {"GOOGL"})) {
        csv += fmt::format("{}\n", fmt::join(row, ","));
    }
    const auto yahoo =
        csv::read_price_file(folder.write("prices.csv", csv),
                             {.basis = csv::PriceBasis::SplitAdjusted,
                              .actions = bars::shared_data("actions/actions_2016_2026.csv"),
                              .today = {2026, 3, 14}});
    ASSERT_TRUE(yahoo.ok()) << yahoo.error().message;
    const auto& others = yahoo.value().stocks.at(0).bars;
    for (const auto& bar : stock.value().bars) {
        const auto other = std::ranges::find(others, bar.date(), &bars::Bar::date);
        ASSERT_NE(other, others.end()) << bar.date().text();
        // Vendors differ by cents in the first and last trade they count.
        EXPECT_NEAR(bar.close_usd() / other->close_usd(), 1.0, 1e-3) << bar.date().text();
        EXPECT_NEAR(bar.open_usd() / other->open_usd(), 1.0, 5e-3) << bar.date().text();
    }
}

TEST_F(TiingoRecorded, ReadsTheLatestPriceAndItsOtherSpellingOfADate) {
    const auto stock = parsed("ticker_price_pandas_single.yaml", "/GOOGL/prices");
    ASSERT_TRUE(stock.ok()) << stock.error().message;
    ASSERT_EQ(stock.value().bars.size(), 1U);
    EXPECT_EQ(stock.value().bars[0].date(), (TradingDate{2018, 6, 8}));
    EXPECT_EQ(stock.value().bars[0].close_usd(), 1132.71);
}

TEST_F(TiingoRecorded, RefusesAReplyInTheOtherFormat) {
    const auto stock =
        parsed("ticker_price_pandas_daily_equivalent_requesting_json_or_csv.yaml", "format=csv");
    ASSERT_FALSE(stock.ok());
    EXPECT_EQ(stock.error().code, base::ErrorCode::InvalidInput);
    EXPECT_NE(stock.error().message.find("beginning 'date,close,high"), std::string::npos)
        << stock.error().message;
}

}  // namespace
}  // namespace market_data::source::tiingo
