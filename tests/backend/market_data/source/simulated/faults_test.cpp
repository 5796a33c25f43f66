#include "market_data/source/simulated/faults.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "bars/calendar.hpp"
#include "market_data/source/simulated/market.hpp"

namespace market_data::source::simulated {
namespace {

using base::TradingDate;

constexpr MarketSpec kSound{.symbols = 60,
                            .first_session = TradingDate{2018, 1, 2},
                            .last_session = TradingDate{2020, 12, 31},
                            .seed = 5};

MarketSpec with_faults(double missing, double bad) {
    MarketSpec spec = kSound;
    spec.missing = missing;
    spec.bad = bad;
    return spec;
}

std::vector<SimulatedStock> market(const MarketSpec& spec) {
    return simulate(spec).value();
}

constexpr bars::BarFields kLast{.date = TradingDate{2024, 6, 11},
                                .open_usd = 10.0,
                                .high_usd = 12.0,
                                .low_usd = 9.0,
                                .close_usd = 11.0,
                                .volume_shares = 100.0};
constexpr bars::BarFields kBar{.date = TradingDate{2024, 6, 12},
                               .open_usd = 11.11,
                               .high_usd = 13.13,
                               .low_usd = 10.10,
                               .close_usd = 12.34,
                               .volume_shares = 200.0};

std::vector<Fault> faults_of(double missing, double bad, int bars) {
    Faults faults{1, missing, bad};
    std::vector<Fault> drawn;
    for (int i = 0; i < bars; ++i) {
        if (const auto fault = faults.draw(kBar, kLast)) {
            drawn.push_back(*fault);
        }
    }
    return drawn;
}

TEST(Faults, ComeAsOftenAsAskedAndInEveryKind) {
    const auto drawn = faults_of(0.1, 0.2, 10'000);
    std::map<FaultKind, int> counts;
    for (const Fault& fault : drawn) {
        ++counts[fault.kind];
    }
    EXPECT_EQ(counts.size(), kFaultKinds.size());
    EXPECT_NEAR(counts[FaultKind::Missing], 1000, 120);  // Binomial: four deviations of 30.
    EXPECT_NEAR(static_cast<int>(drawn.size()) - counts[FaultKind::Missing], 2000, 160);
    EXPECT_TRUE(faults_of(0.0, 0.0, 1000).empty());
}

TEST(Faults, DoToABarWhatTheirNameSays) {
    for (const Fault& fault : faults_of(0.0, kFaultShareMax, 1000)) {
        EXPECT_EQ(fault.bar.date, kBar.date);
        const bool holds_together = bars::Bar::from(fault.bar).ok();
        switch (fault.kind) {
            case FaultKind::Missing:
                FAIL() << "none was asked for";
            case FaultKind::StaleRepeat:
                EXPECT_EQ(fault.bar.close_usd, kLast.close_usd);
                EXPECT_EQ(fault.bar.volume_shares, kLast.volume_shares);
                EXPECT_TRUE(holds_together);
                break;
            case FaultKind::ZeroVolume:
                EXPECT_EQ(fault.bar.close_usd, kBar.close_usd);
                EXPECT_EQ(fault.bar.volume_shares, 0.0);
                EXPECT_TRUE(holds_together);
                break;
            case FaultKind::HighBelowLow:
                EXPECT_LT(fault.bar.high_usd, fault.bar.low_usd);
                EXPECT_FALSE(holds_together);
                break;
            case FaultKind::WrongFactor: {
                const double power = std::log10(fault.bar.close_usd / kBar.close_usd);
                EXPECT_NEAR(std::abs(power), std::abs(power) > 1.5 ? 2.0 : 1.0, 0.02);
                EXPECT_TRUE(holds_together);
                break;
            }
            case FaultKind::NotANumber:
                EXPECT_TRUE(std::isnan(fault.bar.close_usd));
                EXPECT_FALSE(holds_together);
                break;
        }
    }
}

TEST(Faults, TurnHighAndLowAroundEvenWhereTheyAreTheSame) {
    constexpr bars::BarFields kFlat{.date = TradingDate{2024, 6, 12},
                                    .open_usd = 5.0,
                                    .high_usd = 5.0,
                                    .low_usd = 5.0,
                                    .close_usd = 5.0,
                                    .volume_shares = 1.0};
    Faults faults{1, 0.0, kFaultShareMax};
    for (int i = 0; i < 200; ++i) {
        const auto fault = faults.draw(kFlat, kFlat);
        if (fault && fault->kind == FaultKind::HighBelowLow) {
            EXPECT_LT(fault->bar.high_usd, fault->bar.low_usd);
        }
    }
}

// The same bars as without faults, but for the sessions that are named.
TEST(SimulateWithFaults, LeavesEverythingElseAsItWas) {
    const auto sound = market(kSound);
    const auto spoiled = market(with_faults(0.01, 0.02));
    ASSERT_EQ(sound.size(), spoiled.size());
    std::set<base::Ticker> successors;  // Their early faults are named by the ticker before.
    for (const SimulatedStock& stock : sound) {
        if (stock.successor) {
            successors.insert(stock.successor->ticker);
        }
    }
    std::size_t faults = 0;
    for (std::size_t i = 0; i < sound.size(); ++i) {
        ASSERT_EQ(sound[i].ticker, spoiled[i].ticker);
        if (successors.contains(sound[i].ticker)) {
            continue;
        }
        EXPECT_TRUE(sound[i].faults.empty());
        std::map<TradingDate, Fault> by_date;
        for (const Fault& fault : spoiled[i].faults) {
            by_date.emplace(fault.bar.date, fault);
        }
        for (std::size_t t = 0; t < sound[i].series.size(); ++t) {
            const auto truth = sound[i].series.fields(t);
            const auto seen = spoiled[i].series.index_of(truth.date);
            const auto fault = by_date.find(truth.date);
            if (fault == by_date.end()) {
                ASSERT_TRUE(seen.has_value());
                ASSERT_EQ(spoiled[i].series.close_usd()[*seen], truth.close_usd);
                continue;
            }
            ++faults;
            const bool is_bar =
                fault->second.kind != FaultKind::Missing && bars::Bar::from(fault->second.bar).ok();
            EXPECT_EQ(seen.has_value(), is_bar);
        }
        EXPECT_EQ(sound[i].series.actions().size(), spoiled[i].series.actions().size());
    }
    EXPECT_GT(faults, 1000U);
}

TEST(SimulateWithFaults, RepeatsThemWhenTheMarketGrows) {
    const auto longer = market(with_faults(0.01, 0.01));
    MarketSpec spec = with_faults(0.01, 0.01);
    spec.last_session = TradingDate{2019, 6, 28};
    std::size_t faults = 0;
    for (const SimulatedStock& stock : market(spec)) {
        const auto same = std::ranges::find(longer, stock.ticker, &SimulatedStock::ticker);
        ASSERT_NE(same, longer.end());
        ASSERT_LE(stock.faults.size(), same->faults.size());
        EXPECT_TRUE(std::equal(stock.faults.begin(),
                               stock.faults.end(),
                               same->faults.begin(),
                               [](const Fault& a, const Fault& b) {
                                   return a.kind == b.kind && a.bar.date == b.bar.date;
                               }));
        faults += stock.faults.size();
    }
    EXPECT_GT(faults, 300U);
}

TEST(SimulateWithFaults, SurvivesTheMostThatCanBeAsked) {
    for (const SimulatedStock& stock : market(with_faults(0.25, 0.25))) {
        EXPECT_FALSE(stock.series.empty());
        EXPECT_GT(stock.market_cap_usd, 0.0);
    }
}

}  // namespace
}  // namespace market_data::source::simulated
