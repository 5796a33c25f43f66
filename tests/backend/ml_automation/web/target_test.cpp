#include "ml_automation/web/target.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ml_automation::web {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(Target, IsTakenApart) {
    const auto target = parse_target("/ml-signals?view=daily&limit=20&view=all&empty=&bare");
    ASSERT_TRUE(target);
    EXPECT_EQ(target->path, "/ml-signals");
    EXPECT_THAT(
        target->query,
        ElementsAre(
            Pair("bare", ""), Pair("empty", ""), Pair("limit", "20"), Pair("view", "daily")));
    EXPECT_TRUE(parse_target("/")->query.empty());
    EXPECT_TRUE(parse_target("/?")->query.empty());
}

TEST(Target, DecodesItsQuery) {
    const auto target = parse_target("/?a=x%2By+z&b%20c=%41");
    ASSERT_TRUE(target);
    EXPECT_THAT(target->query, ElementsAre(Pair("a", "x+y z"), Pair("b c", "A")));
}

TEST(Target, MeansNoOtherFile) {
    for (const auto* text :
         {"", "x", "http://localhost/", "/../x", "/a/..", "/%2e%2e/x", "/a\\b", "/a%00", "/a b"}) {
        EXPECT_FALSE(parse_target(text)) << text;
    }
}

TEST(Target, RefusesAQueryThatIsNoEncoding) {
    for (const auto* text : {"/?a=%", "/?a=%4", "/?a=%4g", "/?%zz=1", "/?a=%-1"}) {
        EXPECT_FALSE(parse_target(text)) << text;
    }
}

TEST(LoopbackHost, IsANameOrAddressOfThisMachine) {
    for (const auto* host :
         {"localhost", "localhost:5001", "127.0.0.1", "127.0.0.1:1", "[::1]:1"}) {
        EXPECT_TRUE(is_loopback_host(host)) << host;
    }
    for (const auto* host :
         {"", "example.com", "localhost.example.com", "127.0.0.1.nip.io", "::1"}) {
        EXPECT_FALSE(is_loopback_host(host)) << host;
    }
}

}  // namespace
}  // namespace ml_automation::web
