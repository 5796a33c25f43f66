#include "turbomode/platform/http/target.hpp"

#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace turbomode::platform::http {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(Target, NormalisesThePath) {
    EXPECT_EQ(parse_target("/").value().path, "/");
    EXPECT_EQ(parse_target("/a/b.html").value().path, "/a/b.html");
    EXPECT_EQ(parse_target("/a/").value().path, "/a/");
    EXPECT_EQ(parse_target("//a///b").value().path, "/a/b");
    EXPECT_EQ(parse_target("/a/./b/../c").value().path, "/a/c");
    EXPECT_EQ(parse_target("/a/..").value().path, "/");
    EXPECT_EQ(parse_target("/a/b/..").value().path, "/a/");
    EXPECT_EQ(parse_target("/a/.").value().path, "/a/");
    EXPECT_EQ(parse_target("/a#part").value().path, "/a");
}

TEST(Target, DecodesBeforeItNormalises) {
    EXPECT_EQ(parse_target("/%61%2e%2E/b").value().path, "/a../b");
    EXPECT_EQ(parse_target("/a/%2e%2e/b").value().path, "/b");
    EXPECT_EQ(parse_target("/a%2f..%2fb").value().path, "/b");
    EXPECT_EQ(parse_target("/a+b").value().path, "/a+b");
    EXPECT_EQ(parse_target("/%252e%252e/b").value().path, "/%2e%2e/b");  // Once only.
}

TEST(Target, ReadsParametersInOrder) {
    const auto query = parse_target("/?b=2&a=1&b=1&&c&=d&e=f=g").value().query;
    EXPECT_THAT(query,
                ElementsAre(Pair("", "d"),
                            Pair("a", "1"),
                            Pair("b", "2"),
                            Pair("b", "1"),
                            Pair("c", ""),
                            Pair("e", "f=g")));
    EXPECT_TRUE(parse_target("/a?").value().query.empty());
}

TEST(Target, DecodesParameters) {
    EXPECT_THAT(parse_target("/?two+words=a%20b%2Bc%26d").value().query,
                ElementsAre(Pair("two words", "a b+c&d")));
}

TEST(Target, RefusesWhatNoResourceIsCalled) {
    for (const auto* target : {"",
                               "a",
                               "*",
                               "http://localhost/",
                               "/..",
                               "/a/../..",
                               "/%2e%2e/x",
                               "/..%2f..%2fetc/passwd",
                               "/%",
                               "/%4",
                               "/%4x",
                               "/%-1",
                               "/%00",
                               "/%0a",
                               "/%20",
                               "/%7f",
                               "/%c3%a4",
                               "/?a=%",
                               "/?%zz=a"}) {
        const auto parsed = parse_target(target);
        ASSERT_FALSE(parsed.ok()) << target;
        EXPECT_EQ(parsed.error().code, base::ErrorCode::InvalidInput);
    }
}

}  // namespace
}  // namespace turbomode::platform::http
