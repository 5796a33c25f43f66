#include "market_data/source/csv/price_file.hpp"

#include <string>

#include <gtest/gtest.h>

#include "backend/market_data/temporary_folder.hpp"

namespace market_data::source::csv {
namespace {

using base::ErrorCode;
using base::Result;
using base::TradingDate;

constexpr TradingDate kToday{2024, 6, 14};  // A Friday.
const std::string kHeader = "symbol,date,open,high,low,close,volume\n";

class PriceFileTest : public testing::Test {
protected:
    Result<PriceFile> read(const std::string& rows, PriceBasis basis = PriceBasis::Raw) {
        return read_price_file(folder_.write("prices.csv", kHeader + rows),
                               {.basis = basis, .actions = {}, .today = kToday});
    }
    Result<PriceFile> read_with_actions(const std::string& rows,
                                        const std::string& actions,
                                        PriceBasis basis) {
        return read_price_file(
            folder_.write("prices.csv", kHeader + rows),
            {.basis = basis,
             .actions = folder_.write("actions.csv", "symbol,date,dividend,split\n" + actions),
             .today = kToday});
    }

    // Expects the whole file refused because of line 3, in words that hold the value.
    void refuses(const std::string& row, const std::string& what) {
        const auto file = read("AAPL,2024-06-10,10,12,9,11,100\n" + row + "\n");
        ASSERT_FALSE(file.ok()) << row;
        EXPECT_EQ(file.error().code, ErrorCode::InvalidInput);
        const std::string& message = file.error().message;
        EXPECT_NE(message.find("prices.csv:3: "), std::string::npos) << message;
        EXPECT_NE(message.find(what), std::string::npos) << message;
    }
    void refuses_action(const std::string& row, const std::string& what) {
        const auto file = read_with_actions("AAPL,2024-06-10,10,12,9,11,100\n",
                                            "AAPL,2024-01-02,1,\n" + row + "\n",
                                            PriceBasis::Raw);
        ASSERT_FALSE(file.ok()) << row;
        EXPECT_EQ(file.error().code, ErrorCode::InvalidInput);
        const std::string& message = file.error().message;
        EXPECT_NE(message.find("actions.csv:3: "), std::string::npos) << message;
        EXPECT_NE(message.find(what), std::string::npos) << message;
    }

    TemporaryFolder folder_;
};

TEST_F(PriceFileTest, ReadsRawBarsAsTheyAre) {
    const auto file = read("AAPL,2024-06-10,10,12.5,9,11,100\nMSFT,2024-06-10,20,20,20,20,0\n");
    ASSERT_TRUE(file.ok()) << file.error().message;
    ASSERT_EQ(file.value().stocks.size(), 2U);
    EXPECT_EQ(file.value().rows, 2U);
    const auto& stock = file.value().stocks[0];
    EXPECT_EQ(stock.ticker.text(), "AAPL");
    ASSERT_EQ(stock.bars.size(), 1U);
    const auto& bar = stock.bars[0].fields();
    EXPECT_EQ(bar.date, (TradingDate{2024, 6, 10}));
    EXPECT_EQ(bar.open_usd, 10.0);
    EXPECT_EQ(bar.high_usd, 12.5);
    EXPECT_EQ(bar.low_usd, 9.0);
    EXPECT_EQ(bar.close_usd, 11.0);
    EXPECT_EQ(bar.volume_shares, 100.0);
}

TEST_F(PriceFileTest, RefusesWhatIsNoNumber) {
    refuses("AAPL,2024-06-11,NaN,12,9,11,100", "open 'NaN' is not a number");
    refuses("AAPL,2024-06-11,10,inf,9,11,100", "high 'inf' is not a number");
    refuses("AAPL,2024-06-11,10,12,,11,100", "low '' is not a number");
    refuses("AAPL,2024-06-11,10,12,9,null,100", "close 'null' is not a number");
    refuses("AAPL,2024-06-11,10,12,9,11,1e", "volume '1e' is not a number");
}

TEST_F(PriceFileTest, RefusesAPriceThatIsNotAboveZero) {
    refuses("AAPL,2024-06-11,10,12,-9,11,100", "AAPL 2024-06-11: price -9 is not > 0");
    refuses("AAPL,2024-06-11,0,12,9,11,100", "AAPL 2024-06-11: price 0 is not > 0");
    refuses("AAPL,2024-06-11,10,12,9,11,-1", "volume -1 is below 0");
}

TEST_F(PriceFileTest, RefusesHighBelowLow) {
    refuses("AAPL,2024-06-11,10,9,9.5,9.2,100", "AAPL 2024-06-11: high 9 below low 9.5");
}

TEST_F(PriceFileTest, RefusesADateThatStandsTwiceAndNamesBothLines) {
    refuses("AAPL,2024-06-10,10,12,9,11,100",
            "AAPL 2024-06-10: the date stands twice (also in line 2)");
    refuses("aapl,2024-06-10,10,12,9,11,100", "the date stands twice");
}

TEST_F(PriceFileTest, RefusesAFutureDate) {
    refuses("AAPL,2024-06-17,10,12,9,11,100",
            "AAPL 2024-06-17: the date is in the future (today is 2024-06-14)");
    EXPECT_TRUE(read("AAPL,2024-06-14,10,12,9,11,100\n").ok());
}

TEST_F(PriceFileTest, RefusesWhatIsNoDate) {
    refuses("AAPL,2024-02-30,10,12,9,11,100", "'2024-02-30' is not a date");
    refuses("AAPL,11.06.2024,10,12,9,11,100", "'11.06.2024' is not a date");
}

TEST_F(PriceFileTest, RefusesWhatIsNoTicker) {
    refuses("A APL,2024-06-11,10,12,9,11,100", "'A APL' is not a ticker");
    refuses(",2024-06-11,10,12,9,11,100", "'' is not a ticker");
    refuses("THIRTEENCHARS,2024-06-11,10,12,9,11,100", "'THIRTEENCHARS' is not a ticker");
}

TEST_F(PriceFileTest, QuarantinesABarWhoseOpenOrCloseLiesOutsideItsRange) {
    const auto file = read(
        "AAPL,2024-06-10,12.5,12,9,11,100\nAAPL,2024-06-11,10,12,9,8,100\n"
        "AAPL,2024-06-12,10,12,9,11,100\n");
    ASSERT_TRUE(file.ok()) << file.error().message;
    const auto& stock = file.value().stocks.at(0);
    ASSERT_EQ(stock.quarantined.size(), 2U);
    EXPECT_EQ(stock.quarantined[0].date, (TradingDate{2024, 6, 10}));
    EXPECT_EQ(stock.quarantined[0].origin, "prices.csv:2");
    EXPECT_NE(stock.quarantined[0].reason.find("open 12.5"), std::string::npos);
    EXPECT_EQ(stock.quarantined[1].origin, "prices.csv:3");
    ASSERT_EQ(stock.bars.size(), 1U);
    EXPECT_EQ(stock.bars[0].date(), (TradingDate{2024, 6, 12}));
}

TEST_F(PriceFileTest, QuarantinesABarOfADayWithoutTrading) {
    // A Saturday, Memorial Day, and the day of mourning for President Bush.
    const auto file = read(
        "AAPL,2024-06-08,10,12,9,11,100\nAAPL,2024-05-27,10,12,9,11,100\n"
        "AAPL,2018-12-05,10,12,9,11,100\n");
    ASSERT_TRUE(file.ok()) << file.error().message;
    const auto& stock = file.value().stocks.at(0);
    EXPECT_TRUE(stock.bars.empty());
    ASSERT_EQ(stock.quarantined.size(), 3U);
    EXPECT_NE(stock.quarantined[1].reason.find("2024-05-27: not an NYSE session (Memorial Day"),
              std::string::npos)
        << stock.quarantined[1].reason;
}

TEST_F(PriceFileTest, LeavesOutAndCountsWhatIsOlderThanTheCalendar) {
    const auto file = read("GE,1989-12-29,10,12,9,11,100\nGE,1990-01-02,10,12,9,11,100\n");
    ASSERT_TRUE(file.ok()) << file.error().message;
    EXPECT_EQ(file.value().rows, 2U);
    EXPECT_EQ(file.value().rows_before_calendar, 1U);
    EXPECT_EQ(file.value().stocks.at(0).bars.size(), 1U);
}

TEST_F(PriceFileTest, SortsRowsInAnyOrder) {
    const auto file = read(
        "MSFT,2024-06-11,20,20,20,20,1\nAAPL,2024-06-12,12,12,12,12,1\n"
        "MSFT,2024-06-10,19,19,19,19,1\nAAPL,2024-06-10,10,10,10,10,1\n"
        "AAPL,2024-06-11,11,11,11,11,1\n");
    ASSERT_TRUE(file.ok()) << file.error().message;
    ASSERT_EQ(file.value().stocks.size(), 2U);
    const auto& aapl = file.value().stocks[0];
    ASSERT_EQ(aapl.bars.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(aapl.bars[i].close_usd(), 10.0 + static_cast<double>(i));
    }
    EXPECT_EQ(file.value().stocks[1].bars.front().close_usd(), 19.0);
}

TEST_F(PriceFileTest, SpellsShareClassesOneWay) {
    const auto file = read("BRK.B,2024-06-10,1,1,1,1,1\nbrk/b,2024-06-11,1,1,1,1,1\n");
    ASSERT_TRUE(file.ok()) << file.error().message;
    ASSERT_EQ(file.value().stocks.size(), 1U);
    EXPECT_EQ(file.value().stocks[0].ticker.text(), "BRK-B");
    EXPECT_EQ(file.value().stocks[0].bars.size(), 2U);
}

// A 4:1 split on 2024-06-11 and a 1:2 one on 2024-06-13. In shares of the end, a share before both
// counts as 2 (4 x 0.5); between them as 0.5.
TEST_F(PriceFileTest, TurnsSplitAdjustedPricesAndDividendsBackIntoTradedOnes) {
    const auto file = read_with_actions(
        "X,2024-06-10,10,12,8,10,300\nX,2024-06-11,10,12,8,10,300\n"
        "X,2024-06-12,10,12,8,10,300\nX,2024-06-13,10,12,8,10,300\n",
        "X,2024-06-13,,0.5\nX,2024-06-11,,4\nX,2024-06-10,0.3,\nX,2024-06-12,0.3,0\n",
        PriceBasis::SplitAdjusted);
    ASSERT_TRUE(file.ok()) << file.error().message;
    const auto& stock = file.value().stocks.at(0);
    ASSERT_EQ(stock.bars.size(), 4U);
    const std::vector<double> scale{2.0, 0.5, 0.5, 1.0};
    for (std::size_t i = 0; i < scale.size(); ++i) {
        EXPECT_DOUBLE_EQ(stock.bars[i].open_usd(), 10.0 * scale[i]);
        EXPECT_DOUBLE_EQ(stock.bars[i].high_usd(), 12.0 * scale[i]);
        EXPECT_DOUBLE_EQ(stock.bars[i].low_usd(), 8.0 * scale[i]);
        EXPECT_DOUBLE_EQ(stock.bars[i].close_usd(), 10.0 * scale[i]);
        EXPECT_DOUBLE_EQ(stock.bars[i].volume_shares(), 300.0 / scale[i]);
    }
    ASSERT_EQ(stock.actions.size(), 4U);
    EXPECT_EQ(stock.actions[0].ex_date, (TradingDate{2024, 6, 10}));
    EXPECT_DOUBLE_EQ(stock.actions[0].dividend_usd, 0.6);
    EXPECT_DOUBLE_EQ(stock.actions[1].split_ratio, 4.0);
    EXPECT_DOUBLE_EQ(stock.actions[2].dividend_usd, 0.15);
    EXPECT_DOUBLE_EQ(stock.actions[2].split_ratio, 1.0);
}

// Otherwise a file cut at an earlier day would change the prices of the days it still has.
TEST_F(PriceFileTest, UndoesSplitsThatComeAfterTheLastBarOfTheFile) {
    const auto file = read_with_actions(
        "X,2024-06-10,10,12,8,10,300\n", "X,2024-06-13,,2\n", PriceBasis::SplitAdjusted);
    ASSERT_TRUE(file.ok()) << file.error().message;
    EXPECT_DOUBLE_EQ(file.value().stocks.at(0).bars.at(0).close_usd(), 20.0);
}

TEST_F(PriceFileTest, KeepsActionsOfRawPricesAsTheyAre) {
    const auto file = read_with_actions("X,2024-06-10,10,12,8,10,300\n",
                                        "X,2024-06-11,,4\nX,2024-06-10,0.3,\nY,2024-06-10,1,\n",
                                        PriceBasis::Raw);
    ASSERT_TRUE(file.ok()) << file.error().message;
    const auto& stock = file.value().stocks.at(0);
    EXPECT_EQ(stock.bars.at(0).close_usd(), 10.0);
    ASSERT_EQ(stock.actions.size(), 2U);
    EXPECT_EQ(stock.actions[0].dividend_usd, 0.3);
    EXPECT_EQ(stock.actions[1].split_ratio, 4.0);
}

TEST_F(PriceFileTest, RefusesActionsBesideFullyAdjustedPrices) {
    const auto file = read_with_actions(
        "X,2024-06-10,10,12,8,10,300\n", "X,2024-06-11,,4\n", PriceBasis::Adjusted);
    ASSERT_FALSE(file.ok());
    EXPECT_EQ(file.error().code, ErrorCode::Usage);
    EXPECT_NE(file.error().message.find("leave out --actions"), std::string::npos);
    EXPECT_TRUE(read("X,2024-06-10,10,12,8,10,300\n", PriceBasis::Adjusted).ok());
}

TEST_F(PriceFileTest, RefusesBrokenActions) {
    refuses_action("AAPL,2024-01-02,2,", "AAPL 2024-01-02: the date stands twice");
    refuses_action("AAPL,2024-01-03,-1,", "dividend -1");
    refuses_action("AAPL,2024-01-03,,-2", "split -2");
    refuses_action("AAPL,2024-01-03,much,", "dividend 'much' is not a number");
    refuses_action("AAPL,2024-01-03,,nan", "split 'nan' is not a number");
    refuses_action("AAPL,2024-13-03,1,", "'2024-13-03' is not a date");
    refuses_action("?,2024-01-03,1,", "'?' is not a ticker");
}

// Two finite numbers whose product is none.
TEST_F(PriceFileTest, RefusesADividendThatLaterSplitsMakeInfinite) {
    const auto file = read_with_actions("AAPL,2024-06-10,10,12,9,11,100\n",
                                        "AAPL,2024-06-11,1e200,\nAAPL,2024-06-12,,1e200\n",
                                        PriceBasis::SplitAdjusted);
    ASSERT_FALSE(file.ok());
    EXPECT_EQ(file.error().code, ErrorCode::InvalidInput);
    EXPECT_NE(file.error().message.find("AAPL 2024-06-11: no dividend is left"), std::string::npos)
        << file.error().message;
}

TEST_F(PriceFileTest, RefusesAMissingActionsFile) {
    const auto file = read_price_file(
        folder_.write("prices.csv", kHeader + "X,2024-06-10,10,12,8,10,300\n"),
        {.basis = PriceBasis::Raw, .actions = folder_ / "missing.csv", .today = kToday});
    ASSERT_FALSE(file.ok());
    EXPECT_EQ(file.error().code, ErrorCode::Usage);
}

TEST_F(PriceFileTest, RefusesAFileWithoutAVolumeColumn) {
    const auto file = read_price_file(
        folder_.write("prices.csv", "symbol,date,open,high,low,close\nX,2024-06-10,1,1,1,1\n"),
        {.basis = PriceBasis::Raw, .actions = {}, .today = kToday});
    ASSERT_FALSE(file.ok());
    EXPECT_NE(file.error().message.find("prices.csv:1: column 'volume' is missing"),
              std::string::npos)
        << file.error().message;
}

}  // namespace
}  // namespace market_data::source::csv
