#include "turbomode/api/query.hpp"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace turbomode::api {
namespace {

using testing::HasSubstr;

constexpr std::array<std::string_view, 8> kAll{
    "market_cap", "signal_type", "sector", "symbol", "exit_reason", "offset", "limit", "cursor"};

using Query = std::multimap<std::string, std::string>;

base::Result<Filters> parse(const Query& query) {
    return parse_filters(query, {.names = kAll, .limit_default = 20});
}

TEST(Query, NothingAskedIsEverythingFromTheStart) {
    const auto filters = parse({}).value();
    EXPECT_FALSE(filters.tier || filters.side || filters.sector || filters.symbol ||
                 filters.exit_reason);
    EXPECT_EQ(filters.page.offset, 0U);
    EXPECT_EQ(filters.page.limit, 20U);
}

TEST(Query, EachParameterIsRead) {
    const auto filters = parse({{"market_cap", "small_cap"},
                                {"signal_type", "SELL"},
                                {"sector", "Real Estate"},
                                {"symbol", "brk.b"},
                                {"exit_reason", "DELISTED"},
                                {"offset", "65536"},
                                {"limit", "1000"},
                                {"cursor", cursor_at(40)}})
                             .value();
    EXPECT_EQ(filters.tier, signals::Tier::SmallCap);
    EXPECT_EQ(filters.side, models::Side::Sell);
    EXPECT_EQ(filters.sector, "Real Estate");
    EXPECT_EQ(filters.symbol->text(), "BRK-B");
    EXPECT_EQ(filters.exit_reason, signals::ListReason::Delisted);
    EXPECT_EQ(filters.offset, 65536U);
    EXPECT_EQ(filters.page.limit, 1000U);
    EXPECT_EQ(filters.page.offset, 40U);
}

class BadQuery : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(BadQuery, IsAnErrorThatNamesParameterAndValue) {
    const auto& [name, value] = GetParam();
    const auto filters = parse({{name, value}});
    ASSERT_FALSE(filters.ok());
    EXPECT_EQ(filters.error().code, base::ErrorCode::InvalidInput);
    EXPECT_THAT(filters.error().message, HasSubstr(std::string{name} + ": '" + value + "'"));
}

INSTANTIATE_TEST_SUITE_P(
    Values,
    BadQuery,
    testing::Values(std::pair{"market_cap", "LARGE_CAP"},
                    std::pair{"market_cap", ""},
                    std::pair{"signal_type", "buy"},
                    std::pair{"exit_reason", "SOLD"},
                    std::pair{"symbol", ""},
                    std::pair{"symbol", "A B"},
                    std::pair{"sector", ""},
                    std::pair{"sector",
                              "0123456789012345678901234567890123456789012345678901234567890"},
                    std::pair{"limit", "0"},
                    std::pair{"limit", "1001"},
                    std::pair{"limit", "-1"},
                    std::pair{"limit", "5x"},
                    std::pair{"limit", " 5"},
                    std::pair{"limit", ""},
                    std::pair{"limit", "99999999999999999999999"},
                    std::pair{"offset", "x"},
                    std::pair{"offset", "1000000001"},
                    std::pair{"cursor", "abc"},
                    std::pair{"cursor", ""},
                    std::pair{"cursor", "-5"},
                    std::pair{"cursor", "1000000001"}));

TEST(Query, ARepeatedParameterIsAnError) {
    const auto filters = parse({{"limit", "5"}, {"limit", "6"}});
    ASSERT_FALSE(filters.ok());
    EXPECT_THAT(filters.error().message, HasSubstr("limit: given 2 times, the first as '5'"));
}

TEST(Query, AnUnknownParameterIsAnErrorThatListsTheKnown) {
    constexpr std::array<std::string_view, 2> kTwo{"limit", "cursor"};
    const auto filters = parse_filters({{"symbol", "A"}}, {.names = kTwo});
    ASSERT_FALSE(filters.ok());
    EXPECT_THAT(filters.error().message, HasSubstr("'symbol' is no parameter"));
    EXPECT_THAT(filters.error().message, HasSubstr("limit, cursor"));
    EXPECT_FALSE(parse_filters({{"limit", "5"}}, {}).ok());
}

}  // namespace
}  // namespace turbomode::api
