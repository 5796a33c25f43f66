#include "turbomode/platform/http/request_counter.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace turbomode::platform::http {
namespace {

TEST(RequestCounter, CountsByTheHundredsOfAStatus) {
    RequestCounter counter;
    int answer = 0;
    const auto handler =
        counter.counted([&](const Request&) { return Response{.status = answer}; });
    for (const int status : {200, 204, 404, 503, 599}) {
        answer = status;
        EXPECT_EQ(handler({}).status, status);
    }
    EXPECT_EQ(counter.count(1), 0U);
    EXPECT_EQ(counter.count(2), 2U);
    EXPECT_EQ(counter.count(3), 0U);
    EXPECT_EQ(counter.count(4), 1U);
    EXPECT_EQ(counter.count(5), 2U);
}

TEST(RequestCounter, LosesNoneOfManyThreads) {
    RequestCounter counter;
    const auto handler = counter.counted([](const Request&) { return Response{}; });
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int request = 0; request < 1'000; ++request) {
                    handler({});
                }
            });
        }
    }
    EXPECT_EQ(counter.count(2), 4'000U);
}

}  // namespace
}  // namespace turbomode::platform::http
