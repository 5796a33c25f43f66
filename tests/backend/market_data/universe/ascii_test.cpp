#include "market_data/universe/ascii.hpp"

#include <gtest/gtest.h>

namespace market_data::universe {
namespace {

TEST(Ascii, ReplacesAccentsDashesAndQuotes) {
    EXPECT_EQ(ascii("Est\xc3\xa9\x65 Lauder"), "Estee Lauder");
    EXPECT_EQ(ascii("Brown\xe2\x80\x93\x46orman"), "Brown-Forman");
    EXPECT_EQ(ascii("O\xe2\x80\x99Reilly"), "O'Reilly");
    EXPECT_EQ(ascii("\xc3\x9f \xe2\x82\xac \xf0\x9f\x8d\x8f"), "ss ? ?");
}

TEST(Ascii, JoinsBlanksAndDropsWhatCannotBeSeen) {
    EXPECT_EQ(ascii(" \n a\xc2\xa0\xc2\xa0 b\t"), "a b");
    EXPECT_EQ(ascii("A\xe2\x80\x8b\x42\xc2\xad\x43\x01"), "ABC");
    EXPECT_EQ(ascii("\xc2\xa0"), "");
}

TEST(Ascii, SurvivesBrokenUtf8) {
    EXPECT_EQ(ascii("a\xff"), "a?");
    EXPECT_EQ(ascii("a\xc3"), "a?");
    EXPECT_EQ(ascii("a\xe2\x80z"), "a?z");
    EXPECT_EQ(ascii("\xc0\x80"), "??");
}

TEST(CompanyKey, IsTheSameForSpellingsOfOneName) {
    EXPECT_EQ(company_key("Lilly (Eli)"), company_key("Eli Lilly & Company"));
    EXPECT_EQ(company_key("Apple Inc."), company_key("Apple"));
    EXPECT_EQ(company_key("Home Depot (The)"), company_key("The Home Depot"));
    EXPECT_EQ(company_key("Est\xc3\xa9\x65 Lauder"), company_key("ESTEE LAUDER CO."));
    EXPECT_EQ(company_key("J.B. Hunt"), company_key("JB Hunt"));
}

TEST(CompanyKey, KeepsDifferentCompaniesAndShareClassesApart) {
    EXPECT_NE(company_key("Alphabet Inc. (Class A)"), company_key("Alphabet Inc. (Class C)"));
    EXPECT_NE(company_key("General Electric"), company_key("General Motors"));
    EXPECT_EQ(company_key("The Company, Inc."), "");
}

}  // namespace
}  // namespace market_data::universe
