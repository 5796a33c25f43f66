#include "market_data/source/simulated/market.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "bars/calendar.hpp"
#include "base/hash.hpp"

namespace market_data::source::simulated {
namespace {

using base::TradingDate;

constexpr MarketSpec kTenYears{.symbols = 200,
                               .first_session = TradingDate{2012, 1, 3},
                               .last_session = TradingDate{2021, 12, 31},
                               .seed = 7,
                               .edge = 0.3};
constexpr MarketSpec kThreeYears{.symbols = 60,
                                 .first_session = TradingDate{2018, 1, 2},
                                 .last_session = TradingDate{2020, 12, 31},
                                 .seed = 3,
                                 .edge = 1.0};

std::vector<SimulatedStock> market(const MarketSpec& spec) {
    return simulate(spec).value();
}

bool is_member(const SimulatedStock& stock, TradingDate date) {
    return std::any_of(
        stock.member_spells.begin(), stock.member_spells.end(), [&](const Spell& spell) {
            return spell.first <= date && (!spell.last.has_value() || date <= *spell.last);
        });
}

// REQUIRES: `shorter` ends before `longer` does.
void expect_prefix(const bars::BarSeries& shorter, const bars::BarSeries& longer) {
    ASSERT_LE(shorter.size(), longer.size());
    const auto head = [&](auto column) {
        return column.first(shorter.size());
    };
    const auto same = [](auto a, auto b) {
        return std::ranges::equal(a, b);
    };
    EXPECT_TRUE(same(shorter.dates(), head(longer.dates())));
    EXPECT_TRUE(same(shorter.open_usd(), head(longer.open_usd())));
    EXPECT_TRUE(same(shorter.high_usd(), head(longer.high_usd())));
    EXPECT_TRUE(same(shorter.low_usd(), head(longer.low_usd())));
    EXPECT_TRUE(same(shorter.close_usd(), head(longer.close_usd())));
    EXPECT_TRUE(same(shorter.volume_shares(), head(longer.volume_shares())));
    const auto known = longer.until(shorter.dates().back());
    EXPECT_TRUE(std::ranges::equal(
        shorter.actions(), known.actions(), [](const bars::Action& a, const bars::Action& b) {
            return a.ex_date == b.ex_date && a.dividend_usd == b.dividend_usd &&
                   a.split_ratio == b.split_ratio;
        }));
}

void expect_spells_prefix(const SimulatedStock& shorter,
                          const SimulatedStock& longer,
                          TradingDate last_session) {
    std::size_t begun = 0;
    for (const Spell& spell : longer.member_spells) {
        begun += spell.first <= last_session ? 1U : 0U;
    }
    ASSERT_EQ(shorter.member_spells.size(), begun);
    for (std::size_t i = 0; i < begun; ++i) {
        const Spell& early = shorter.member_spells[i];
        const Spell& late = longer.member_spells[i];
        EXPECT_EQ(early.first, late.first);
        if (early.last.has_value()) {
            EXPECT_EQ(early.last, late.last);
        } else {
            EXPECT_TRUE(!late.last.has_value() || *late.last >= last_session);
        }
    }
}

TEST(Simulate, ReproducesEveryEarlierSessionWhenExtended) {
    MarketSpec spec = kThreeYears;
    const auto longer = market(spec);
    std::map<base::Ticker, const SimulatedStock*> by_ticker;
    for (const SimulatedStock& stock : longer) {
        by_ticker[stock.ticker] = &stock;
    }
    for (const auto last : {TradingDate{2018, 1, 3}, TradingDate{2019, 6, 28}}) {
        spec.last_session = last;
        for (const SimulatedStock& stock : market(spec)) {
            ASSERT_TRUE(by_ticker.contains(stock.ticker));
            const SimulatedStock& extended = *by_ticker[stock.ticker];
            EXPECT_EQ(stock.name, extended.name);
            EXPECT_EQ(stock.sector, extended.sector);
            expect_prefix(stock.series, extended.series);
            expect_spells_prefix(stock, extended, last);
        }
    }
}

TEST(Simulate, ExtendsNightByNightWithoutLosingAStock) {
    MarketSpec spec = kThreeYears;
    spec.last_session = TradingDate{2019, 3, 14};
    const auto tonight = market(spec);
    spec.last_session = TradingDate{2019, 3, 15};
    const auto tomorrow = market(spec);
    EXPECT_GE(tomorrow.size(), tonight.size());
    std::size_t longer_by_one = 0;
    for (const SimulatedStock& stock : tonight) {
        const auto same = std::find_if(tomorrow.begin(), tomorrow.end(), [&](const auto& other) {
            return other.ticker == stock.ticker;
        });
        ASSERT_NE(same, tomorrow.end());
        longer_by_one += same->series.size() == stock.series.size() + 1 ? 1U : 0U;
    }
    EXPECT_GE(longer_by_one, spec.symbols);
}

TEST(Simulate, GivesTheSameMarketForTheSameSpec) {
    const auto once = market(kThreeYears);
    const auto again = market(kThreeYears);
    ASSERT_EQ(once.size(), again.size());
    for (std::size_t i = 0; i < once.size(); ++i) {
        EXPECT_EQ(once[i].ticker, again[i].ticker);
        EXPECT_EQ(once[i].market_cap_usd, again[i].market_cap_usd);
        expect_prefix(once[i].series, again[i].series);
    }
}

TEST(Simulate, GivesAnotherMarketForAnotherSeed) {
    MarketSpec spec = kThreeYears;
    const auto one = market(spec);
    spec.seed = 4;
    const auto other = market(spec);
    EXPECT_NE(one.front().series.close_usd().back(), other.front().series.close_usd().back());
    EXPECT_NE(one.front().name, other.front().name);
}

void expect_as_many_members_as_symbols(const MarketSpec& spec) {
    const auto stocks = market(spec);
    EXPECT_GT(stocks.size(), spec.symbols);
    for (const auto date : bars::sessions_between(spec.first_session, spec.last_session)) {
        const auto members = std::count_if(stocks.begin(), stocks.end(), [&](const auto& s) {
            return is_member(s, date) && s.series.index_of(date).has_value();
        });
        ASSERT_EQ(static_cast<std::size_t>(members), spec.symbols) << date.text();
    }
}

TEST(Simulate, HasTheSameNumberOfMembersOnEverySession) {
    MarketSpec spec = kThreeYears;
    expect_as_many_members_as_symbols(spec);
    spec.symbols = 1;
    expect_as_many_members_as_symbols(spec);
}

TEST(Simulate, NeverRunsOutOfMembersInFortyYears) {
    MarketSpec spec = kThreeYears;
    spec.symbols = 20;
    spec.first_session = bars::kCalendarFirst;
    spec.last_session = bars::kCalendarLast;
    expect_as_many_members_as_symbols(spec);
}

TEST(Simulate, ServesTheLargestIndex) {
    MarketSpec spec = kThreeYears;
    spec.symbols = kSymbolsMax;
    spec.last_session = TradingDate{2018, 1, 5};
    expect_as_many_members_as_symbols(spec);
}

TEST(Simulate, ReplacesAboutFourPercentOfTheMembersAYear) {
    std::size_t left = 0;
    for (const SimulatedStock& stock : market(kTenYears)) {
        for (const Spell& spell : stock.member_spells) {
            left += spell.last.has_value() ? 1U : 0U;
            EXPECT_TRUE(!spell.last.has_value() || spell.first <= *spell.last);
        }
    }
    EXPECT_NEAR(static_cast<double>(left), 0.04 * 200 * 10, 30.0);  // Poisson: 80 +- 3 x 9.
}

TEST(Simulate, ListsSomeStocksLateAndDelistsAFew) {
    std::size_t late = 0;
    std::size_t delisted = 0;
    std::size_t left_and_trading = 0;
    for (const SimulatedStock& stock : market(kTenYears)) {
        const bool is_trading = stock.series.dates().back() == kTenYears.last_session;
        const bool has_left = !stock.member_spells.empty() && stock.member_spells.back().last;
        late += stock.series.dates().front() > kTenYears.first_session ? 1U : 0U;
        delisted += is_trading || stock.successor ? 0U : 1U;
        left_and_trading += is_trading && has_left ? 1U : 0U;
        EXPECT_TRUE(is_trading || has_left || stock.successor) << "only former members go";
    }
    EXPECT_GE(late, 3U);
    EXPECT_GE(delisted, 5U);
    EXPECT_GT(left_and_trading, delisted);
}

// Where a company changes its ticker, bars and membership go on as if nothing had happened.
TEST(Simulate, HandsBarsAndMembershipOverToTheNewTicker) {
    const auto stocks = market(kTenYears);
    std::size_t handed_over = 0;
    std::size_t members = 0;
    for (const SimulatedStock& old : stocks) {
        if (!old.successor) {
            continue;
        }
        const auto change = old.successor->first_session;
        const auto next = std::ranges::find(stocks, old.successor->ticker, &SimulatedStock::ticker);
        ASSERT_NE(next, stocks.end());
        expect_prefix(old.series, next->series);
        EXPECT_EQ(next->series.dates()[old.series.size()], change);
        EXPECT_EQ(bars::sessions_in(old.series.dates().back(), change), 1);
        EXPECT_EQ(next->sector, old.sector);
        EXPECT_NE(next->name, old.name);
        const bool was_member = is_member(old, old.series.dates().back());
        EXPECT_EQ(is_member(*next, change), was_member);
        EXPECT_FALSE(is_member(*next, old.series.dates().back()));
        EXPECT_FALSE(is_member(old, change));
        ++handed_over;
        members += was_member ? 1U : 0U;
    }
    EXPECT_GE(handed_over, 8U);  // 200 / 15, less those drawn twice or gone before.
    EXPECT_GE(members, 3U);
}

// Any member can be judged by a year of prices, also one that joined late or changed its ticker.
TEST(Simulate, GivesEveryMemberAYearOfBars) {
    for (const SimulatedStock& stock : market(kTenYears)) {
        for (const Spell& spell : stock.member_spells) {
            const auto seen = static_cast<int>(stock.series.count_until(spell.first));
            const int there_were = bars::sessions_in(kTenYears.first_session, spell.first) + 1;
            EXPECT_GE(seen, std::min(there_were, 252)) << stock.ticker.text();
        }
    }
}

// The bytes of a small market, whole: prices, actions, spells. The hash is what this generator
// made when it was looked at; it says nothing but that compilers, processors and libraries agree.
// Another hash is another market: raise kModelVersion with it.
TEST(Simulate, MakesTheSameBytesOnEveryMachine) {
    MarketSpec spec = kThreeYears;
    spec.missing = 0.002;
    spec.bad = 0.002;
    base::Sha256 sha;
    for (const SimulatedStock& stock : market(spec)) {
        sha.update(fmt::format("{} {} {}\n", stock.ticker.text(), stock.name, stock.sector));
        for (const auto column : {stock.series.open_usd(),
                                  stock.series.high_usd(),
                                  stock.series.low_usd(),
                                  stock.series.close_usd(),
                                  stock.series.volume_shares()}) {
            sha.update(column);
        }
        for (const bars::Action& action : stock.series.actions()) {
            sha.update(action.ex_date.text());
            sha.update(std::array{action.dividend_usd, action.split_ratio});
        }
        for (const Spell& spell : stock.member_spells) {
            sha.update(spell.first.text() + (spell.last ? spell.last->text() : "on"));
        }
        for (const Fault& fault : stock.faults) {
            sha.update(fmt::format("{} {}\n", name_of(fault.kind), fault.bar.date.text()));
        }
        sha.update(std::array{stock.market_cap_usd});
    }
    EXPECT_EQ(kModelVersion, 2);
    EXPECT_EQ(sha.hex(), "90ee08c97dc0e8fae80f6492cc12b75567ea9349b32b06917a6ad6e8fea68e1d");
}

TEST(Simulate, TradesEveryListedStockOnEverySession) {
    const auto sessions =
        bars::sessions_between(kThreeYears.first_session, kThreeYears.last_session);
    for (const SimulatedStock& stock : market(kThreeYears)) {
        const auto dates = stock.series.dates();
        const auto start = std::find(sessions.begin(), sessions.end(), dates.front());
        ASSERT_LE(dates.size(), static_cast<std::size_t>(sessions.end() - start));
        EXPECT_TRUE(std::equal(dates.begin(), dates.end(), start)) << stock.ticker.text();
    }
}

TEST(Simulate, PrintsBarsInWholeCentsFarFromZero) {
    for (const SimulatedStock& stock : market(kTenYears)) {
        for (std::size_t t = 0; t < stock.series.size(); ++t) {
            const auto bar = stock.series.fields(t);
            ASSERT_TRUE(bars::Bar::from(bar).ok());
            for (const double usd : {bar.open_usd, bar.high_usd, bar.low_usd, bar.close_usd}) {
                ASSERT_EQ(usd, std::round(usd * 100.0) / 100.0);
                ASSERT_GE(usd, 1.0);
            }
            ASSERT_EQ(bar.volume_shares, std::round(bar.volume_shares));
            ASSERT_GE(bar.volume_shares, 1.0);
        }
    }
}

TEST(Simulate, SortsByTicker) {
    const auto stocks = market(kThreeYears);
    EXPECT_TRUE(std::is_sorted(stocks.begin(), stocks.end(), [](const auto& a, const auto& b) {
        return a.ticker < b.ticker;
    }));
}

struct SillySpec {
    MarketSpec spec;
    std::string named;  // What the message must name.
};

class SimulateErrors : public testing::TestWithParam<SillySpec> {};

TEST_P(SimulateErrors, NamesTheValue) {
    const auto result = simulate(GetParam().spec);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, base::ErrorCode::Usage);
    EXPECT_NE(result.error().message.find(GetParam().named), std::string::npos)
        << result.error().message;
}

MarketSpec three_years_but(void (*change)(MarketSpec&)) {
    MarketSpec spec = kThreeYears;
    change(spec);
    return spec;
}

INSTANTIATE_TEST_SUITE_P(
    Silly,
    SimulateErrors,
    testing::Values(
        SillySpec{three_years_but([](MarketSpec& s) { s.symbols = 0; }), "symbols 0"},
        SillySpec{three_years_but([](MarketSpec& s) { s.symbols = 5001; }), "symbols 5001"},
        SillySpec{three_years_but([](MarketSpec& s) { s.edge = 1.5; }), "edge 1.5"},
        SillySpec{three_years_but([](MarketSpec& s) { s.edge = -0.1; }), "edge -0.1"},
        SillySpec{three_years_but([](MarketSpec& s) {
                      s.edge = std::numeric_limits<double>::quiet_NaN();
                  }),
                  "edge nan"},
        SillySpec{three_years_but([](MarketSpec& s) { s.missing = 0.3; }), "missing 0.3"},
        SillySpec{three_years_but([](MarketSpec& s) { s.bad = -0.1; }), "bad -0.1"},
        SillySpec{three_years_but([](MarketSpec& s) { s.last_session = s.first_session; }),
                  "first session 2018-01-02 is not before last session 2018-01-02"},
        SillySpec{three_years_but([](MarketSpec& s) {
                      s.first_session = TradingDate{2018, 5, 11};  // A Friday
                      s.last_session = TradingDate{2018, 5, 13};   // and its Sunday.
                  }),
                  "2018-05-11..2018-05-13 has 1 session"},
        SillySpec{three_years_but([](MarketSpec& s) {
                      s.first_session = {1980, 1, 2};
                  }),
                  "1980-01-02 is outside"},
        SillySpec{three_years_but([](MarketSpec& s) {
                      s.last_session = {2040, 1, 2};
                  }),
                  "2040-01-02 is outside"}));

}  // namespace
}  // namespace market_data::source::simulated
