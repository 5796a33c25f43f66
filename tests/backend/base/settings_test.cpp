#include "base/settings.hpp"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace base {
namespace {

using testing::HasSubstr;

constexpr std::array<std::string_view, 2> kColours{"red", "blue"};

struct Values {
    double share = 0.5;
    int count = 3;
    std::string colour = "red";
    std::string note;
    TradingDate opened{2024, 6, 10};
};

Settings settings_of(Values& values) {
    return {
        {"shop", "share", NumberSetting{&values.share, 0.0, 1.0}, Affects::Results, "A share"},
        {"shop", "count", WholeSetting{&values.count, 1, 9}, Affects::Machine, "A count"},
        {"looks", "colour", TextSetting{&values.colour, kColours}, Affects::Results, "A colour"},
        {"looks",
         "note",
         TextSetting{.value = &values.note, .may_be_empty = true},
         Affects::Machine,
         "A note"},
        {"looks", "opened", DateSetting{&values.opened}, Affects::Results, "A date"}};
}

std::string refusal_of(std::string_view text) {
    Values values;
    const auto read = read_settings(text, "shop.toml", settings_of(values));
    return read.ok() ? "it was accepted" : read.error().message;
}

TEST(Settings, ReadsWhatTheTextHoldsAndLeavesTheRest) {
    Values values;
    ASSERT_TRUE(
        read_settings("[shop]\ncount = 7\n[looks]\nnote = \"\"\n", "shop.toml", settings_of(values))
            .ok());
    EXPECT_EQ(values.count, 7);
    EXPECT_EQ(values.share, 0.5);
    EXPECT_EQ(values.note, "");
}

TEST(Settings, NamesPlaceValueAndWhatIsAllowed) {
    EXPECT_EQ(refusal_of("[shop]\nshare = 2.0"),
              "shop.toml:2: shop.share = 2.0: allowed is 0 to 1");
    EXPECT_EQ(refusal_of("[looks]\ncolour = \"green\""),
              "shop.toml:2: looks.colour = 'green': allowed is \"red\" or \"blue\"");
    EXPECT_THAT(refusal_of("[looks]\nnote = 3"), HasSubstr("allowed is a text"));
    EXPECT_THAT(refusal_of("[looks]\nopened = \"2024-02-30\""),
                HasSubstr("looks.opened = '2024-02-30': allowed is a date, \"YYYY-MM-DD\""));
    EXPECT_THAT(refusal_of("[shop]\nprice = 3"), HasSubstr("[shop] allows share, count"));
    EXPECT_THAT(refusal_of("[ship]\ncount = 3"), HasSubstr("allowed are [shop], [looks]"));
    EXPECT_THAT(refusal_of("count = "), HasSubstr("shop.toml:1: not TOML"));
}

TEST(Settings, WhatItWritesItReadsAgain) {
    Values values{.share = 0.1,
                  .count = 9,
                  .colour = "blue",
                  .note = "a \"quoted\" note",
                  .opened = TradingDate{2000, 2, 29}};
    Values defaults;
    const auto text = documented_settings("The shop.", settings_of(values), settings_of(defaults));
    EXPECT_THAT(text, HasSubstr("# The shop.\n"));
    EXPECT_THAT(text, HasSubstr("# A count.\n# Allowed: a whole number, 1 to 9. [3]\ncount = 9\n"));
    Values again;
    ASSERT_TRUE(read_settings(text, "shop.toml", settings_of(again)).ok());
    EXPECT_EQ(again.note, values.note);
    EXPECT_EQ(again.share, values.share);
    EXPECT_EQ(again.opened, values.opened);
}

TEST(Settings, OnlyWhatAffectsResultsChangesTheHash) {
    Values values;
    const auto before = hash_of_settings(settings_of(values));
    values.count = 4;
    EXPECT_EQ(hash_of_settings(settings_of(values)), before);
    values.share = 0.4;
    EXPECT_NE(hash_of_settings(settings_of(values)), before);
}

}  // namespace
}  // namespace base
