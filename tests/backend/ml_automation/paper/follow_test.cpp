#include "ml_automation/paper/follow.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bars/calendar.hpp"

namespace ml_automation::paper {
namespace {

using base::TradingDate;

const TradingDate kDecided{2025, 3, 3};  // A Monday.

struct Day {
    double open;
    double high;
    double low;
    double close;
};

constexpr Day kFlat{.open = 100.0, .high = 101.0, .low = 99.0, .close = 100.0};

// A bar on the day of the decision, then one a session.
bars::BarSeries series_of(const std::vector<Day>& days) {
    bars::BarSeries series;
    auto date = kDecided;
    series.append(bars::Bar::from({date, 100.0, 100.0, 100.0, 100.0, 1e6}).value());
    for (const auto& day : days) {
        date = *bars::next_session(date);
        series.append(bars::Bar::from({date, day.open, day.high, day.low, day.close, 1e6}).value());
    }
    return series;
}

TradingDate session(int after) {
    auto date = kDecided;
    for (int at = 0; at < after; ++at) {
        date = *bars::next_session(date);
    }
    return date;
}

Standing follow_to_end(const std::vector<Day>& days, const Rule& rule = {}) {
    const auto series = series_of(days);
    return follow(rule, kDecided, series, series.dates().back());
}

TEST(Follow, IsPendingUntilTheNextOpenAndFilledThere) {
    const auto series = series_of({{.open = 102.0, .high = 103.0, .low = 101.0, .close = 102.5}});
    EXPECT_EQ(follow({}, kDecided, series, kDecided).state, State::Pending);
    const auto open = follow({}, kDecided, series, session(1));
    EXPECT_EQ(open.state, State::Open);
    EXPECT_EQ(open.fill->date, session(1));
    EXPECT_DOUBLE_EQ(open.fill->price_usd, 102.0);
    EXPECT_DOUBLE_EQ(open.target_usd, 102.0 * 1.1);
    EXPECT_DOUBLE_EQ(open.stop_usd, 102.0 * 0.95);
    EXPECT_NEAR(open.net_return, 102.5 * 0.9995 / (102.0 * 1.0005) - 1.0, 1e-12);
}

TEST(Follow, TakesTheTargetAtTheTargetAndTheStopAtTheStop) {
    const auto target = follow_to_end({kFlat, {100.0, 110.5, 99.0, 104.0}});
    ASSERT_EQ(target.exit->reason, ExitReason::TargetHit);
    EXPECT_DOUBLE_EQ(target.exit->price_usd, 110.0);
    EXPECT_EQ(target.exit->date, session(2));
    const auto stop = follow_to_end({kFlat, {100.0, 101.0, 94.0, 99.0}});
    ASSERT_EQ(stop.exit->reason, ExitReason::StopHit);
    EXPECT_DOUBLE_EQ(stop.exit->price_usd, 95.0);
}

TEST(Follow, CountsBothInOneBarAsTheStop) {
    const auto both = follow_to_end({kFlat, {100.0, 111.0, 94.0, 105.0}});
    EXPECT_EQ(both.exit->reason, ExitReason::StopHit);
}

TEST(Follow, LeavesAtTheOpenThatGapsThroughALevel) {
    const auto down = follow_to_end({kFlat, {90.0, 91.0, 89.0, 90.0}});
    EXPECT_EQ(down.exit->reason, ExitReason::StopHit);
    EXPECT_DOUBLE_EQ(down.exit->price_usd, 90.0);
    const auto up = follow_to_end({kFlat, {115.0, 116.0, 114.0, 115.0}});
    EXPECT_EQ(up.exit->reason, ExitReason::TargetHit);
    EXPECT_DOUBLE_EQ(up.exit->price_usd, 115.0);
}

TEST(Follow, CanEndOnTheBarOfTheFill) {
    const auto end = follow_to_end({{100.0, 101.0, 94.0, 100.0}});
    EXPECT_EQ(end.exit->reason, ExitReason::StopHit);
    EXPECT_EQ(end.exit->date, session(1));
}

TEST(Follow, ExpiresAtTheCloseOfTheLastSessionWithinItsDays) {
    auto days = std::vector<Day>(30, kFlat);
    for (auto& day : days) {
        day.close = 100.5;
    }
    const auto end = follow_to_end(days);
    ASSERT_EQ(end.exit->reason, ExitReason::Expired);
    EXPECT_EQ(end.exit->date, session(1).plus_days(14));  // Both Tuesdays.
    EXPECT_DOUBLE_EQ(end.exit->price_usd, 100.5);
    EXPECT_GT(end.net_return, 0.0);  // A small gain is a gain, target or not.
}

TEST(Follow, SplitsAndDividendsChangeNoReturn) {
    bars::BarSeries series;
    const auto at = [&](int after, double price) {
        series.append(bars::Bar::from({session(after), price, price, price, price, 1e6}).value());
    };
    at(0, 100.0);
    at(1, 100.0);
    at(2, 51.0);  // 2:1, and up by 2 %.
    at(3, 50.0);  // A dollar a new share was paid: worth as much as the day before.
    series.append(bars::Action{.ex_date = session(2), .split_ratio = 2.0});
    series.append(bars::Action{.ex_date = session(3), .dividend_usd = 1.0});
    const Rule free{.cost_per_side = 0.0};
    const auto split = follow(free, kDecided, series, session(2));
    EXPECT_EQ(split.state, State::Open);
    EXPECT_NEAR(split.net_return, 0.02, 1e-12);
    EXPECT_DOUBLE_EQ(split.fill->price_usd, 50.0);
    EXPECT_DOUBLE_EQ(split.target_usd, 55.0);
    EXPECT_NEAR(follow(free, kDecided, series, session(3)).net_return, 0.02, 1e-12);
}

TEST(Follow, ADelistedStockLeavesAtItsLastCloseOnceThatIsKnown) {
    const auto series = series_of({kFlat, {100.0, 101.0, 96.0, 97.0}});
    EXPECT_EQ(follow({}, kDecided, series, session(6)).state, State::Open);
    const auto gone = follow({}, kDecided, series, session(7));
    ASSERT_EQ(gone.exit->reason, ExitReason::Delisted);
    EXPECT_EQ(gone.exit->date, session(2));
    EXPECT_EQ(gone.exit->known_on, session(7));
    EXPECT_DOUBLE_EQ(gone.exit->price_usd, 97.0);
}

TEST(Follow, IsCancelledWithoutABarToBeFilledAt) {
    const auto series = series_of({});
    EXPECT_EQ(follow({}, kDecided, series, session(4)).state, State::Pending);
    EXPECT_EQ(follow({}, kDecided, series, session(5)).state, State::Cancelled);
}

TEST(Follow, LooksAtNothingLater) {
    const auto whole = series_of({kFlat, kFlat, {100.0, 112.0, 99.0, 111.0}, kFlat});
    for (int day = 0; day <= 4; ++day) {
        const auto until = whole.until(session(day));
        const auto a = follow({}, kDecided, whole, session(day));
        const auto b = follow({}, kDecided, until, session(day));
        EXPECT_EQ(a.state, b.state) << day;
        EXPECT_EQ(a.net_return, b.net_return) << day;
    }
}

TEST(Follow, NamesGoBothWays) {
    for (const auto state : {State::Pending, State::Open, State::Closed, State::Cancelled}) {
        EXPECT_EQ(parse_state(name_of(state)).value(), state);
    }
    for (const auto reason :
         {ExitReason::TargetHit, ExitReason::StopHit, ExitReason::Expired, ExitReason::Delisted}) {
        EXPECT_EQ(parse_exit_reason(name_of(reason)).value(), reason);
    }
    EXPECT_THAT(parse_state("SOLD").error().message, testing::HasSubstr("'SOLD'"));
}

}  // namespace
}  // namespace ml_automation::paper
