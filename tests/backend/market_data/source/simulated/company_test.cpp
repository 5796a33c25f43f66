#include "market_data/source/simulated/company.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "market_data/source/simulated/market.hpp"
#include "market_data/source/simulated/names.hpp"
#include "market_data/source/simulated/sectors.hpp"

namespace market_data::source::simulated {
namespace {

TEST(Sectors, SharesAddUpToOne) {
    double sum = 0.0;
    for (const SectorTraits& sector : sectors()) {
        sum += sector.stocks_share;
    }
    EXPECT_NEAR(sum, 1.0, 1e-9);
}

TEST(NameMaker, MakesUniqueTickersOfThreeOrFourLettersWithAVowel) {
    Random random{1, Stream::Companies};
    NameMaker names;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < pool_size(kSymbolsMax); ++i) {
        const CompanyName name = names.next(random);
        EXPECT_TRUE(seen.insert(name.ticker).second) << name.ticker;
        ASSERT_TRUE(name.ticker.size() == 3 || name.ticker.size() == 4) << name.ticker;
        EXPECT_NE(name.ticker.find_first_of("AEIOU"), std::string::npos) << name.ticker;
        EXPECT_EQ(name.stem.front(), name.ticker.front());
        EXPECT_GT(name.stem.size(), name.ticker.size());
    }
}

TEST(NameMaker, LeavesOutWellKnownRealTickers) {
    Random random{1, Stream::Companies};
    NameMaker names;
    const std::set<std::string> real{"CAT", "COST", "DIS", "FAST", "HON", "LIN", "LOW", "WAT"};
    for (std::size_t i = 0; i < pool_size(kSymbolsMax); ++i) {
        EXPECT_FALSE(real.contains(names.next(random).ticker));
    }
}

TEST(FoundCompanies, KeepsAReserveOfHalfTheIndex) {
    EXPECT_EQ(found_companies(500, 1).size(), 750U);
    EXPECT_EQ(found_companies(1, 1).size(), 9U);
}

TEST(FoundCompanies, CoversAllSectorsEvenInASmallMarket) {
    std::set<std::size_t> seen;
    for (const Company& company : found_companies(40, 1)) {
        seen.insert(company.sector);
    }
    EXPECT_EQ(seen.size(), kSectorCount);
}

TEST(FoundCompanies, PaysDividendsInAboutSixOfTenCompanies) {
    const auto companies = found_companies(500, 1);
    const auto payers = std::count_if(companies.begin(), companies.end(), [](const Company& c) {
        return c.dividend_yield > 0.0;
    });
    EXPECT_NEAR(static_cast<double>(payers) / static_cast<double>(companies.size()), 0.6, 0.05);
}

TEST(FoundCompanies, ListsAboutTenOfFiveHundredLater) {
    const auto companies = found_companies(500, 1);
    const auto late = std::count_if(
        companies.begin(), companies.end(), [](const Company& c) { return c.listed_session > 0; });
    EXPECT_GE(late, 8);
    EXPECT_LE(late, 12);
}

}  // namespace
}  // namespace market_data::source::simulated
