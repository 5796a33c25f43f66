#include "market_data/source/csv/universe_files.hpp"

#include <string>

#include <gtest/gtest.h>

#include "backend/market_data/temporary_folder.hpp"

namespace market_data::source::csv {
namespace {

using base::ErrorCode;
using base::TradingDate;

// One spell as text: "A 2020-01-02 2021-01-04", or with "-" while it lasts.
std::string text_of(const MemberSpell& spell) {
    return spell.ticker.text() + " " + spell.first.text() + " " +
           (spell.end ? spell.end->text() : "-");
}

class UniverseFilesTest : public testing::Test {
protected:
    std::filesystem::path file(const std::string& text) { return folder_.write("a.csv", text); }
    std::vector<std::string> spells(const std::string& text) {
        const auto read = read_spells(file(text));
        EXPECT_TRUE(read.ok()) << read.error().message;
        std::vector<std::string> texts;
        for (const auto& spell : read.value()) {
            texts.push_back(text_of(spell));
        }
        return texts;
    }
    template <typename T>
    void refused(const base::Result<T>& read, const std::string& what) {
        ASSERT_FALSE(read.ok()) << what;
        EXPECT_EQ(read.error().code, ErrorCode::InvalidInput);
        EXPECT_NE(read.error().message.find("a.csv:" + what), std::string::npos)
            << read.error().message;
    }

    TemporaryFolder folder_;
};

TEST_F(UniverseFilesTest, ReadsNamesAndSectorsUnderEitherHeader) {
    for (const char* header : {"symbol,name,gics_sector\n", "ticker,Security,Sector\n"}) {
        const auto members =
            read_members(file(std::string{header} + "BRK.B,\"Berkshire, Inc.\",F\n"));
        ASSERT_TRUE(members.ok()) << members.error().message;
        ASSERT_EQ(members.value().size(), 1U);
        EXPECT_EQ(members.value()[0].ticker.text(), "BRK-B");
        EXPECT_EQ(members.value()[0].name, "Berkshire, Inc.");
        EXPECT_EQ(members.value()[0].sector, "F");
    }
}

TEST_F(UniverseFilesTest, ReadsMembersWithoutASector) {
    const auto members = read_members(file("symbol,name\nA,Agilent\n"));
    ASSERT_TRUE(members.ok()) << members.error().message;
    EXPECT_EQ(members.value()[0].sector, "");
}

TEST_F(UniverseFilesTest, RefusesMembersThatAreNoTickers) {
    refused(read_members(file("symbol,name\nA,Agilent\nA B,Both\n")), "3: 'A B' is not a ticker");
    refused(read_members(file("id,name\n1,Agilent\n")), "1: column 'symbol' is missing");
}

TEST_F(UniverseFilesTest, ReadsSpellsWhoseEndMayBeOpen) {
    EXPECT_EQ(spells("ticker,start_date,end_date,source\nA,2000-06-05,,x\n"
                     "AABA,1999-12-08,2017-06-19,x\n"),
              (std::vector<std::string>{"A 2000-06-05 -", "AABA 1999-12-08 2017-06-19"}));
}

TEST_F(UniverseFilesTest, RefusesBadSpells) {
    const std::string header = "symbol,start_date,end_date\nA,2000-06-05,\n";
    refused(read_spells(file(header + "B,2001-01-02,2001-01-02\n")),
            "3: B: ends on 2001-01-02, not after its start 2001-01-02");
    refused(read_spells(file(header + "B,2001-01-02,2000-01-02\n")), "3: B: ends on 2000-01-02");
    refused(read_spells(file(header + "B,,\n")), "3: '' is not a date");
    refused(read_spells(file(header + "B,2001-01-02,never\n")), "3: 'never' is not a date");
    refused(read_spells(file("symbol,start_date\nA,2000-06-05\n")), "1: column 'end_date'");
}

TEST_F(UniverseFilesTest, MergesMonthlyListsIntoSpells) {
    // B misses February. The last listed month ends with itself.
    EXPECT_EQ(
        spells("month_start,symbol\n2024-01-01,A\n2024-01-01,B\n2024-02-01,A\n"
               "2024-03-01,A\n2024-03-01,B\n"),
        (std::vector<std::string>{
            "A 2024-01-01 2024-04-01", "B 2024-01-01 2024-02-01", "B 2024-03-01 2024-04-01"}));
}

TEST_F(UniverseFilesTest, MergesMonthlyListsInAnyOrderAcrossAYearAndAMissingMonth) {
    // November is not listed at all: October's list stays in force until December's.
    EXPECT_EQ(spells("symbol,month_start\nA,2023-12-01\nA,2023-10-01\nA,2023-12-01\n"),
              (std::vector<std::string>{"A 2023-10-01 2024-01-01"}));
}

TEST_F(UniverseFilesTest, RefusesBadMonthlyLists) {
    refused(read_spells(file("month_start,symbol\n2024-01,A\n")), "2: '2024-01' is not a date");
    refused(read_spells(file("month_start,symbol\n2024-01-01,\n")), "2: '' is not a ticker");
    refused(read_spells(file("month_start,name\n2024-01-01,A\n")), "1: column 'symbol'");
}

TEST_F(UniverseFilesTest, TakesTheDayOfCapsFromTheNameOfTheirColumn) {
    const auto caps =
        read_caps(file("symbol,name,market_cap_usd_2026_08_16\nMMM,3M,94196699465\nAOS,Smith,\n"));
    ASSERT_TRUE(caps.ok()) << caps.error().message;
    ASSERT_EQ(caps.value().size(), 1U);  // AOS has none.
    EXPECT_EQ(caps.value()[0].ticker.text(), "MMM");
    EXPECT_EQ(caps.value()[0].as_of, (TradingDate{2026, 8, 16}));
    EXPECT_EQ(caps.value()[0].usd, 94196699465.0);
}

TEST_F(UniverseFilesTest, TakesTheDayOfCapsFromAColumnOfDates) {
    const auto caps =
        read_caps(file("ticker,market_cap,as_of\nA,1e9,2024-01-02\nA,2e9,2024-02-01\n"));
    ASSERT_TRUE(caps.ok()) << caps.error().message;
    ASSERT_EQ(caps.value().size(), 2U);
    EXPECT_EQ(caps.value()[1].as_of, (TradingDate{2024, 2, 1}));
    EXPECT_EQ(caps.value()[1].usd, 2e9);
}

TEST_F(UniverseFilesTest, RefusesBadCaps) {
    const std::string header = "symbol,market_cap,as_of\n";
    refused(read_caps(file(header + "A,0,2024-01-02\n")), "2: A: market cap 0 is not > 0");
    refused(read_caps(file(header + "A,-5,2024-01-02\n")), "2: A: market cap -5 is not > 0");
    refused(read_caps(file(header + "A,big,2024-01-02\n")), "2: market cap 'big' is not a number");
    refused(read_caps(file(header + "A,1,\n")), "2: '' is not a date");
    refused(read_caps(file(header + "A B,1,2024-01-02\n")), "2: 'A B' is not a ticker");
    refused(read_caps(file("symbol,market_cap\nA,1\n")), "1: column 'as_of' is missing");
    refused(read_caps(file("symbol,market_cap_usd_2026_13_01\nA,1\n")),
            "1: column 'market_cap' is missing");
}

TEST_F(UniverseFilesTest, ReadsSharesOutstanding) {
    const auto shares =
        read_shares(file("symbol,as_of,shares\nBRK.B,2024-03-29,1.5e9\nA,2024-03-29,\n"));
    ASSERT_TRUE(shares.ok()) << shares.error().message;
    ASSERT_EQ(shares.value().size(), 1U);  // A has none.
    EXPECT_EQ(shares.value()[0].ticker.text(), "BRK-B");
    EXPECT_EQ(shares.value()[0].as_of, (TradingDate{2024, 3, 29}));
    EXPECT_EQ(shares.value()[0].shares, 1.5e9);
}

TEST_F(UniverseFilesTest, RefusesBadShares) {
    const std::string header = "ticker,as_of,shares_outstanding\n";
    refused(read_shares(file(header + "A,2024-01-02,0\n")), "2: A: 0 shares are not > 0");
    refused(read_shares(file(header + "A,2024-01-02,many\n")), "2: shares 'many' is not a number");
    refused(read_shares(file(header + "A,,5\n")), "2: '' is not a date");
    refused(read_shares(file("ticker,as_of\nA,2024-01-02\n")), "1: column 'shares' is missing");
}

}  // namespace
}  // namespace market_data::source::csv
