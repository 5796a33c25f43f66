#include "turbomode/platform/http/negotiation.hpp"

#include <gtest/gtest.h>

namespace turbomode::platform::http {
namespace {

TEST(Negotiation, FindsATagInAList) {
    EXPECT_TRUE(etag_matches("\"a\"", "\"a\""));
    EXPECT_TRUE(etag_matches("\"b\" , \"a\"", "\"a\""));
    EXPECT_TRUE(etag_matches("W/\"a\"", "\"a\""));
    EXPECT_TRUE(etag_matches("*", "\"a\""));
    EXPECT_FALSE(etag_matches("", "\"a\""));
    EXPECT_FALSE(etag_matches("\"ab\"", "\"a\""));
    EXPECT_FALSE(etag_matches("a", "\"a\""));
    EXPECT_FALSE(etag_matches(",,", "\"a\""));
}

// Most of these are examples of RFC 9110, section 12.5.3.
TEST(Negotiation, KnowsWhetherGzipIsWelcome) {
    EXPECT_TRUE(accepts_gzip("gzip, deflate, br"));
    EXPECT_TRUE(accepts_gzip("compress, gzip"));
    EXPECT_TRUE(accepts_gzip("compress;q=0.5, gzip;q=1.0"));
    EXPECT_TRUE(accepts_gzip("GZip ; q=0.1"));
    EXPECT_TRUE(accepts_gzip("*"));
    EXPECT_FALSE(accepts_gzip(""));
    EXPECT_FALSE(accepts_gzip("br"));
    EXPECT_FALSE(accepts_gzip("gzip;q=0"));
    EXPECT_FALSE(accepts_gzip("gzip;q=0.000, *"));
    EXPECT_FALSE(accepts_gzip("*;q=0, br"));
    EXPECT_FALSE(accepts_gzip("gzipped"));
}

}  // namespace
}  // namespace turbomode::platform::http
