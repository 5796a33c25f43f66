#include "turbomode/backtest/portfolio.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "bars/calendar.hpp"

namespace turbomode::backtest {
namespace {

constexpr std::size_t kSessions = 90;
constexpr std::size_t kNight = 70;  // On whose evening everything is signalled.
constexpr double kCapital = 100'000.0;

// Up and down by `wobble` in turn, as log returns; a jump on one day, a 4:1 split on another, and
// bars from `first` on.
struct Course {
    const char* sector;
    double wobble;
    std::size_t first = 0;
    std::size_t jumps_on = kSessions;
    double jump = 0.0;
    std::size_t signalled_on = kNight;
    std::size_t splits_on = kSessions;
};

// Prices, and nights that say BUY of each stock on its evening, those that come first most surely.
struct Market {
    bars::Panel prices;
    ScoredNights scored;

    explicit Market(const std::vector<Course>& courses) {
        const auto sessions =
            bars::sessions_between(base::TradingDate{2024, 1, 2}, base::TradingDate{2024, 12, 31});
        prices.sessions.assign(sessions.begin(), sessions.begin() + kSessions);
        for (std::size_t s = 0; s < kSessions; ++s) {
            scored.nights.push_back(
                {.session = prices.sessions[s], .stocks = {}, .rival_scores = {}, .objection = {}});
        }
        for (std::size_t at = 0; at < courses.size(); ++at) {
            add(courses[at], static_cast<std::uint32_t>(at));
        }
    }

    void add(const Course& course, std::uint32_t at) {
        const auto ticker = base::Ticker::from("S" + std::string(1, static_cast<char>('A' + at)));
        bars::BarSeries series;
        double close = 50.0;
        for (std::size_t s = course.first; s < kSessions; ++s) {
            const bool is_split = s == course.splits_on;
            if (is_split) {
                series.append(bars::Action{.ex_date = prices.sessions[s], .split_ratio = 4.0});
            }
            const double open = is_split ? close / 4.0 : close;
            const double sign = s % 2 == 0 ? 1.0 : -1.0;
            close =
                open * std::exp(sign * course.wobble + (s == course.jumps_on ? course.jump : 0));
            series.append(bars::Bar::from({.date = prices.sessions[s],
                                           .open_usd = open,
                                           .high_usd = std::max(open, close),
                                           .low_usd = std::min(open, close),
                                           .close_usd = close,
                                           .volume_shares = 1e6})
                              .value());
            const double said = s == course.signalled_on ? 0.9 - 0.01 * at : 0.1;
            const std::array sides{
                models::SidePrediction{
                    .confidence = said, .base_rate = 0.5, .expected_return = 0.05},
                models::SidePrediction{
                    .confidence = 0.1, .base_rate = 0.5, .expected_return = -0.05}};
            scored.nights[s].stocks.push_back({.stock = at,
                                               .tier = signals::Tier::LargeCap,
                                               .is_familiar = true,
                                               .close_usd = close,
                                               .sides = sides});
        }
        scored.stocks.push_back({.ticker = ticker.value(), .sector = course.sector});
        prices.stocks.push_back({.ticker = ticker.value(),
                                 .sector = course.sector,
                                 .series = std::move(series),
                                 .member = std::vector<std::uint8_t>(kSessions, 1)});
    }

    Account account(const PortfolioRules& rules) const {
        signals::PublishingRules publishing{.min_confidence = {.buy = 0.55, .sell = 0.55},
                                            .capacity = 10};
        publishing.exit = {.buy = {.target = 0.15, .stop = 0.5}, .holding_days_max = 365};
        return simulate(replay(scored, prices, publishing),
                        prices,
                        SessionBars(prices, prices.sessions),
                        rules);
    }
    // What a dollar put into the stock at the first open after the night is worth that evening.
    double first_day(std::size_t stock, std::size_t night = kNight) const {
        const auto& series = prices.stocks[stock].series;
        const auto bar = series.index_of(prices.sessions[night + 1]).value();
        return series.close_usd()[bar] / series.open_usd()[bar];
    }
};

std::size_t skipped(const Account& account, Skip skip) {
    return account.skipped[static_cast<std::size_t>(skip)];
}

// Of 60 returns that are +w and -w in turn the mean is 0 and the variance 60 w^2 / 59.
double deviation(double wobble) {
    return wobble * std::sqrt(60.0 / 59.0);
}

TEST(Portfolio, VolatilityScaledStakesAreInverseToTheVolatility) {
    const Market market(
        {{.sector = "Energy", .wobble = 0.01}, {.sector = "Energy", .wobble = 0.02}});
    const PortfolioRules rules{.capital_usd = kCapital,
                               .sizing = Sizing::VolatilityScaled,
                               .risk_per_day = 0.0005,
                               .position_share_max = 0.5};
    const auto account = market.account(rules);
    ASSERT_EQ(account.taken, 2U);
    const double calm = 0.0005 / deviation(0.01) * kCapital;
    const double wild = 0.0005 / deviation(0.02) * kCapital;
    EXPECT_NEAR(calm, 2.0 * wild, 1e-6);
    const auto& day = account.days[kNight + 1];
    EXPECT_NEAR(day.traded_share, (calm + wild) / kCapital, 1e-12);
    EXPECT_NEAR(day.equity_usd,
                kCapital + calm * (market.first_day(0) - 1.0) + wild * (market.first_day(1) - 1.0),
                1e-6);
}

// Neither a split nor what comes after the evening is part of what moved.
TEST(Portfolio, TheVolatilityIsThatOfTheEveningWithSplitsTakenOut) {
    const Market market({{.sector = "Energy", .wobble = 0.01, .jumps_on = kNight + 1, .jump = 0.1},
                         {.sector = "Energy", .wobble = 0.01, .splits_on = kNight - 10}});
    const auto account = market.account({.capital_usd = kCapital,
                                         .sizing = Sizing::VolatilityScaled,
                                         .risk_per_day = 0.0005,
                                         .position_share_max = 0.5});
    ASSERT_EQ(account.taken, 2U);
    EXPECT_NEAR(account.days[kNight + 1].traded_share, 2.0 * 0.0005 / deviation(0.01), 1e-12);
}

TEST(Portfolio, AStakeIsNoLargerThanAPositionMayBe) {
    const Market market({{.sector = "Energy", .wobble = 0.0001}});
    const auto account = market.account({.capital_usd = kCapital,
                                         .sizing = Sizing::VolatilityScaled,
                                         .risk_per_day = 0.0005,
                                         .position_share_max = 0.10});
    EXPECT_NEAR(account.days[kNight + 1].traded_share, 0.10, 1e-12);
}

TEST(Portfolio, WithoutHistoryOrMovementThereIsNoVolatilityToScaleBy) {
    const Market market({{.sector = "Energy", .wobble = 0.01, .first = kNight - 10},
                         {.sector = "Energy", .wobble = 0.0},
                         {.sector = "Energy", .wobble = 0.01, .first = kNight - 20}});
    const auto account = market.account({.sizing = Sizing::VolatilityScaled});
    EXPECT_EQ(skipped(account, Skip::NoVolatility), 2U);
    EXPECT_EQ(account.taken, 1U);  // Twenty returns are enough.
}

TEST(Portfolio, EqualSlotsAndAFixedFractionAreWhatTheySay) {
    const Market market(
        {{.sector = "Energy", .wobble = 0.01}, {.sector = "Energy", .wobble = 0.02}});
    const auto slots = market.account(
        {.sizing = Sizing::EqualSlots, .slots = 8, .position_share_max = 1.0, .leverage = 2.0});
    EXPECT_NEAR(slots.days[kNight + 1].traded_share, 2.0 * 2.0 / 8.0, 1e-12);
    const auto fraction = market.account(
        {.sizing = Sizing::FixedFraction, .fraction = 0.07, .position_share_max = 1.0});
    EXPECT_NEAR(fraction.days[kNight + 1].traded_share, 2.0 * 0.07, 1e-12);
}

constexpr PortfolioRules kHalfASector{.sizing = Sizing::FixedFraction,
                                      .fraction = 0.25,
                                      .position_share_max = 1.0,
                                      .sector_share_max = 0.5};

TEST(Portfolio, ASectorThatIsFullTakesNoThird) {
    const Market market({{.sector = "Energy", .wobble = 0.0},
                         {.sector = "Energy", .wobble = 0.0},
                         {.sector = "Energy", .wobble = 0.0},
                         {.sector = "Utilities", .wobble = 0.0}});
    const auto account = market.account(kHalfASector);
    EXPECT_EQ(account.taken, 3U);
    EXPECT_EQ(skipped(account, Skip::SectorIsFull), 1U);
    EXPECT_NEAR(account.days[kNight + 1].long_share, 0.75, 1e-12);
    auto wide = kHalfASector;
    wide.sector_share_max = 1.0;
    EXPECT_EQ(market.account(wide).taken, 4U);
}

TEST(Portfolio, ASectorMayHaveItsShareOfWhatIsBorrowedToo) {
    const std::vector<Course> energy(5, {.sector = "Energy", .wobble = 0.0});
    auto borrowing = kHalfASector;
    borrowing.leverage = 2.0;
    const auto account = Market(energy).account(borrowing);
    EXPECT_EQ(account.taken, 4U);  // Half of twice the equity.
    EXPECT_EQ(skipped(account, Skip::SectorIsFull), 1U);
}

// What is free is taken, if that is at least half of what was wanted.
TEST(Portfolio, OfAPositionThatDoesNotFitAtLeastHalfIsTakenOrNothing) {
    const auto taken_of = [](const std::vector<Course>& courses, double wanted, double sector) {
        auto rules = kHalfASector;
        rules.fraction = wanted;
        rules.sector_share_max = sector;
        return Market(courses).account(rules);
    };
    const Course energy{.sector = "Energy", .wobble = 0.0};
    const Course utility{.sector = "Utilities", .wobble = 0.0};
    const auto part = taken_of({energy, energy, energy}, 0.30, 0.50);  // 0.30, 0.20, nothing
    EXPECT_EQ(part.taken, 2U);
    EXPECT_NEAR(part.days[kNight + 1].long_share, 0.50, 1e-12);
    const auto too_little = taken_of({energy, energy}, 0.40, 0.55);  // 0.40, then 0.15 are free
    EXPECT_EQ(too_little.taken, 1U);
    EXPECT_EQ(skipped(too_little, Skip::SectorIsFull), 1U);
    const auto money = taken_of({energy, utility, energy, utility}, 0.35, 1.0);  // 0.30 is left
    EXPECT_EQ(money.taken, 3U);
    EXPECT_EQ(skipped(money, Skip::NoRoom), 1U);
    EXPECT_NEAR(money.days[kNight + 1].long_share, 1.0, 1e-12);
}

TEST(Portfolio, ASectorHasRoomAgainOnceAPositionOfItIsClosed) {
    const auto market_with = [](double jump) {
        return Market({{.sector = "Energy", .wobble = 0.0, .jumps_on = kNight + 3, .jump = jump},
                       {.sector = "Energy", .wobble = 0.0},
                       {.sector = "Energy", .wobble = 0.0, .signalled_on = kNight + 5}});
    };
    // The first one rises through its target and is sold; without the rise it is still held.
    const auto closed = market_with(0.2).account(kHalfASector);
    EXPECT_EQ(closed.taken, 3U);
    EXPECT_EQ(skipped(closed, Skip::SectorIsFull), 0U);
    const auto held = market_with(0.0).account(kHalfASector);
    EXPECT_EQ(held.taken, 2U);
    EXPECT_EQ(skipped(held, Skip::SectorIsFull), 1U);
}

}  // namespace
}  // namespace turbomode::backtest
