#include "market_data/universe/builtin.hpp"

#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "market_data/source/csv/universe_files.hpp"
#include "market_data/universe/ascii.hpp"
#include "market_data/universe/sectors.hpp"

namespace market_data::universe {
namespace {

namespace csv = source::csv;
using base::TradingDate;

TEST(BuiltinUniverse, HasEachMemberOnceWithNameAndSector) {
    const auto universe = builtin_universe();
    std::set<base::Ticker> tickers;
    std::set<std::string> sectors;
    for (const Member& member : universe.members) {
        EXPECT_TRUE(tickers.insert(member.ticker).second) << member.ticker.text();
        EXPECT_EQ(member.name, ascii(member.name));
        EXPECT_FALSE(member.name.empty());
        EXPECT_TRUE(is_gics_sector(member.sector)) << member.ticker.text();
        sectors.insert(member.sector);
    }
    // 500 companies, of which Alphabet, Fox and News Corp have two share classes.
    EXPECT_EQ(tickers.size(), 503U);
    EXPECT_EQ(sectors.size(), gics_sectors().size());
    EXPECT_EQ(universe.first, kBuiltinAsOf);
}

TEST(BuiltinUniverse, BeginsWhereItIsTold) {
    EXPECT_EQ(builtin_universe(TradingDate{2016, 1, 4}).first, (TradingDate{2016, 1, 4}));
    EXPECT_DEATH(static_cast<void>(builtin_universe(kBuiltinAsOf.plus_days(1))), "");
}

TEST(BuiltinUniverse, RoundsMarketCapsToTwoDigits) {
    for (const MarketCap& cap : builtin_universe().caps) {
        EXPECT_EQ(cap.as_of, kBuiltinCapsAsOf);
        EXPECT_GT(cap.usd, 1e9) << cap.ticker.text();
        EXPECT_LT(cap.usd, 1e13) << cap.ticker.text();
        const double unit = std::pow(10.0, std::floor(std::log10(cap.usd)) - 1.0);
        EXPECT_NEAR(cap.usd / unit, std::round(cap.usd / unit), 1e-6) << cap.ticker.text();
    }
}

// The list of another hand, where there is one.
class BuiltinAgainstFilesTest : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::is_regular_file(folder_ / "symbols_2026-08.csv")) {
            GTEST_SKIP() << folder_ << ": no membership files here";
        }
    }

    const std::filesystem::path folder_ =
        std::filesystem::path{TURBOMODE_SHARED_DATA} / "membership";
};

TEST_F(BuiltinAgainstFilesTest, AgreesOnMembersSectorsAndNames) {
    const auto read = csv::read_members(folder_ / "symbols_2026-08.csv");
    ASSERT_TRUE(read.ok()) << read.error().message;
    std::map<base::Ticker, csv::MemberProfile> file;
    for (const auto& member : read.value()) {
        file.emplace(member.ticker, member);
    }
    std::vector<std::string> disagreements;
    for (const Member& member : builtin_universe().members) {
        const auto found = file.find(member.ticker);
        if (found == file.end()) {
            disagreements.push_back(member.ticker.text() + " is not in the file");
            continue;
        }
        if (found->second.sector != member.sector) {
            disagreements.push_back(member.ticker.text() + " is in " + found->second.sector);
        }
        if (company_key(found->second.name) != company_key(member.name)) {
            disagreements.push_back(member.ticker.text() + " is called " + found->second.name);
        }
        file.erase(found);
    }
    for (const auto& [ticker, member] : file) {
        disagreements.push_back(ticker.text() + " is missing");
    }
    EXPECT_TRUE(disagreements.empty()) << fmt::format("{}", fmt::join(disagreements, "\n"));
}

TEST_F(BuiltinAgainstFilesTest, HoldsTheMembersOfTheLatestDay) {
    const auto read = csv::read_spells(folder_ / "membership_spells.csv");
    ASSERT_TRUE(read.ok()) << read.error().message;
    std::set<std::string> members;
    for (const auto& spell : read.value()) {
        if (!spell.end) {
            EXPECT_LE(spell.first, kBuiltinAsOf);
            members.insert(spell.ticker.text());
        }
    }
    std::set<std::string> ours;
    for (const Member& member : builtin_universe().members) {
        ours.insert(member.ticker.text());
    }
    EXPECT_EQ(ours, members);
}

// The caps are older and rough, so no more is asked than that none is grossly off. 492 members have
// one in the file; of those with one in both, all but a few stand in the same or the next third.
TEST_F(BuiltinAgainstFilesTest, IsNotFarFromTheMarketCapsOfAYearLater) {
    const auto read = csv::read_caps(folder_ / "symbols_2026-08.csv");
    ASSERT_TRUE(read.ok()) << read.error().message;
    std::map<base::Ticker, double> file;
    for (const auto& cap : read.value()) {
        file.emplace(cap.ticker, cap.usd);
    }
    std::size_t compared = 0;
    for (const MarketCap& cap : builtin_universe().caps) {
        const auto found = file.find(cap.ticker);
        if (found != file.end()) {
            ++compared;
            EXPECT_LE(std::abs(std::log2(found->second / cap.usd)), 1.0) << cap.ticker.text();
        }
    }
    EXPECT_GT(compared, 430U);
}

}  // namespace
}  // namespace market_data::universe
