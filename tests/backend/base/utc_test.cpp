#include "base/utc.hpp"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(ParseUtc, ReadsWholeSeconds) {
    const auto moment = parse_utc("1970-01-02T03:04:05Z");
    ASSERT_TRUE(moment.has_value());
    EXPECT_EQ(moment->time_since_epoch(), std::chrono::seconds{86'400 + 3 * 3'600 + 4 * 60 + 5});
}

TEST(ParseUtc, RefusesAllElse) {
    for (const char* text : {"",
                             "2024-03-05",
                             "2024-03-05T04:00:00",
                             "2024-03-05T04:00:00+00:00",
                             "2024-03-05T04:00:00Z ",
                             "2024-13-05T04:00:00Z"}) {
        EXPECT_FALSE(parse_utc(text).has_value()) << text;
    }
}

}  // namespace
}  // namespace base
