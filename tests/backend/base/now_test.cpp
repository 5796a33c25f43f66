#include "base/now.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

namespace base {
namespace {

// Each in a process of its own: the variable is read once.
void check_now(const char* variable, bool (*is_right)()) {
    ::setenv("TURBOMODE_NOW", variable, 1);
    std::_Exit(is_right() ? 0 : 1);
}

TEST(NowDeathTest, IsTheSystemsOrStandsWhereItIsTold) {
    EXPECT_EXIT(check_now("",
                          [] {
                              const auto system = std::chrono::system_clock::now();
                              return now() >= system && now() < system + std::chrono::hours{1};
                          }),
                testing::ExitedWithCode(0),
                "");
    EXPECT_EXIT(check_now("1970-01-02T00:00:05Z",
                          [] { return now().time_since_epoch() == std::chrono::seconds{86'405}; }),
                testing::ExitedWithCode(0),
                "");
}

TEST(NowDeathTest, IsNoOtherTimeThanWasMeant) {
    for (const char* text : {"tomorrow",
                             "2026-11-21",
                             "2026-11-21T04:00:00",
                             "2026-13-01T00:00:00Z",
                             "2026-11-21T04:00:00Z+1"}) {
        EXPECT_EXIT(
            check_now(text, [] { return now() != std::chrono::system_clock::time_point{}; }),
            testing::ExitedWithCode(2),
            "no time such as")
            << text;
    }
}

}  // namespace
}  // namespace base
