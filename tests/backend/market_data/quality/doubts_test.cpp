#include "market_data/quality/doubts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bars/calendar.hpp"

namespace market_data::quality {
namespace {

using base::TradingDate;
using testing::HasSubstr;

// Forty quiet bars around 100 USD with a million shares each; tests change the later ones.
class QuietStock {
public:
    QuietStock() : sessions_(bars::sessions_between({2024, 1, 2}, {2024, 2, 28})) {
        for (std::size_t i = 0; i < sessions_.size(); ++i) {
            const double close = 100.0 + (i % 2 == 0 ? 0.5 : -0.5);
            fields_.push_back({.date = sessions_[i],
                               .open_usd = close,
                               .high_usd = close + 1.0,
                               .low_usd = close - 1.0,
                               .close_usd = close,
                               .volume_shares = 1e6});
        }
    }

    std::size_t last() const { return fields_.size() - 1; }
    TradingDate date(std::size_t i) const { return sessions_[i]; }
    bars::BarFields& bar(std::size_t i) { return fields_[i]; }
    // All prices from bar `first` on times `factor`, volumes over it: as a split leaves them.
    void scale_from(std::size_t first, double factor) {
        for (std::size_t i = first; i < fields_.size(); ++i) {
            for (double* price : {&fields_[i].open_usd,
                                  &fields_[i].high_usd,
                                  &fields_[i].low_usd,
                                  &fields_[i].close_usd}) {
                *price *= factor;
            }
            fields_[i].volume_shares /= factor;
        }
    }
    void add(const bars::Action& action) { actions_.push_back(action); }

    std::vector<Doubt> doubts(std::size_t from = 20,
                              const std::vector<bars::BarFields>& vouched = {}) const {
        bars::BarSeries series;
        for (const auto& fields : fields_) {
            series.append(bars::Bar::from(fields).value());
        }
        for (const auto& action : actions_) {
            series.append(action);
        }
        return doubtful_bars(series, sessions_[from], vouched);
    }

private:
    std::vector<TradingDate> sessions_;
    std::vector<bars::BarFields> fields_;
    std::vector<bars::Action> actions_;
};

TEST(Doubts, OrdinaryBarsAreBelieved) {
    EXPECT_TRUE(QuietStock{}.doubts().empty());
    EXPECT_TRUE(doubtful_bars({}, {2024, 1, 2}).empty());
}

TEST(Doubts, AJumpByASplitRatioWithoutASplitStaysInDoubt) {
    QuietStock stock;
    stock.scale_from(30, 8.0);  // A reverse split of 1:8 that nobody told.
    const auto doubts = stock.doubts();
    ASSERT_EQ(doubts.size(), stock.last() - 30 + 1);
    EXPECT_EQ(doubts[0].date, stock.date(30));
    EXPECT_EQ(doubts[0].rule, kUnexplainedSplit);
    EXPECT_THAT(doubts[0].reason, HasSubstr("1:8"));
}

TEST(Doubts, AJumpThatTheUserVouchedForIsTheNewLevel) {
    QuietStock stock;
    stock.scale_from(30, 8.0);
    EXPECT_TRUE(stock.doubts(20, {stock.bar(30)}).empty());
    auto other = stock.bar(30);
    other.close_usd *= 1.01;
    EXPECT_FALSE(stock.doubts(20, {other}).empty());  // He vouched for other numbers.
}

TEST(Doubts, ALevelStaysInDoubtHoweverThePriceDriftsAndEndsWithIt) {
    QuietStock stock;
    stock.scale_from(30, 0.5);
    stock.scale_from(33, 0.85);  // Far from any ratio now.
    stock.bar(34).volume_shares = 1e8;
    const auto doubts = stock.doubts();
    ASSERT_EQ(doubts.size(), stock.last() - 29);
    EXPECT_EQ(doubts.back().rule, kUnexplainedSplit);
    EXPECT_THAT(doubts.back().reason, HasSubstr("doubted since " + stock.date(30).text()));
    stock.scale_from(35, 1.0 / (0.5 * 0.85));  // Back where it was.
    EXPECT_EQ(stock.doubts().size(), 5U);
}

TEST(Doubts, ASplitThatIsToldExplainsTheJump) {
    QuietStock stock;
    stock.scale_from(30, 0.25);
    stock.add({.ex_date = stock.date(30), .split_ratio = 4.0});
    EXPECT_TRUE(stock.doubts().empty());
}

TEST(Doubts, ASplitToldTwiceIsDoubted) {
    QuietStock stock;  // The prices are adjusted already, and the split still stands there.
    stock.add({.ex_date = stock.date(30), .split_ratio = 4.0});
    const auto doubts = stock.doubts();
    ASSERT_FALSE(doubts.empty());
    EXPECT_EQ(doubts[0].rule, kUnexplainedSplit);
    EXPECT_EQ(doubts[0].date, stock.date(30));
}

TEST(Doubts, AHalvingOnHeavyTradingIsNews) {
    QuietStock stock;
    stock.scale_from(30, 0.5);
    stock.bar(30).volume_shares = 2e7;  // Ten times the money of ordinary days.
    EXPECT_TRUE(stock.doubts().empty());
}

TEST(Doubts, AFallThroughTheDayIsNoSplit) {
    QuietStock stock;
    stock.scale_from(stock.last(), 0.5);
    stock.bar(stock.last()).open_usd = 99.0;  // Opened where it had closed.
    stock.bar(stock.last()).high_usd = 100.0;
    EXPECT_TRUE(stock.doubts().empty());
}

TEST(Doubts, APriceTenfoldAndMoreIsImpossible) {
    QuietStock stock;
    stock.scale_from(stock.last(), 11.0);
    stock.bar(stock.last()).volume_shares = 1e9;  // However much was traded.
    const auto doubts = stock.doubts();
    ASSERT_EQ(doubts.size(), 1U);
    EXPECT_EQ(doubts[0].rule, kImpossibleJump);
}

// A spin-off worth a quarter, booked as a split and again as a dividend: the price falls by the
// quarter once.
TEST(Doubts, AnEventBookedTwiceIsDoubtedOnItsExDateAlone) {
    QuietStock stock;
    stock.scale_from(30, 0.75);
    stock.add({.ex_date = stock.date(30), .dividend_usd = 25.0, .split_ratio = 4.0 / 3.0});
    const auto doubts = stock.doubts();
    ASSERT_EQ(doubts.size(), 1U);
    EXPECT_EQ(doubts[0].rule, kCountedTwice);
    EXPECT_EQ(doubts[0].date, stock.date(30));
}

TEST(Doubts, AHundredfoldVolumeAtAQuietPriceIsDoubted) {
    QuietStock stock;
    stock.bar(30).volume_shares *= 100.0;
    const auto doubts = stock.doubts();
    ASSERT_EQ(doubts.size(), 1U);
    EXPECT_EQ(doubts[0].rule, kVolumeOff);
    EXPECT_THAT(doubts[0].reason, HasSubstr("100 times"));
}

TEST(Doubts, TwelvefoldVolumeIsATradersDay) {
    QuietStock stock;
    stock.bar(30).volume_shares *= 12.0;
    EXPECT_TRUE(stock.doubts().empty());
}

TEST(Doubts, ABarWithoutTradeAndRangeIsDoubted) {
    QuietStock stock;
    auto& bar = stock.bar(30);
    bar.open_usd = bar.high_usd = bar.low_usd = bar.close_usd = 100.0;
    EXPECT_TRUE(stock.doubts().empty());  // Somebody traded.
    bar.volume_shares = 0.0;
    const auto doubts = stock.doubts();
    ASSERT_EQ(doubts.size(), 1U);
    EXPECT_EQ(doubts[0].rule, kNoTrade);
    EXPECT_EQ(doubts[0].date, stock.date(30));
}

TEST(Doubts, VolumeThatStaysAHundredfoldStaysInDoubt) {
    QuietStock stock;
    for (std::size_t i = 21; i <= stock.last(); ++i) {
        stock.bar(i).volume_shares *= 100.0;
    }
    EXPECT_EQ(stock.doubts().size(), stock.last() - 20);
}

TEST(Doubts, BarsBeforeTheFirstNewOneAreNotJudged) {
    QuietStock stock;
    stock.bar(25).volume_shares *= 100.0;
    EXPECT_EQ(stock.doubts(20).size(), 1U);
    EXPECT_TRUE(stock.doubts(26).empty());
}

}  // namespace
}  // namespace market_data::quality
