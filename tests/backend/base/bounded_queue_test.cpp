#include "base/bounded_queue.hpp"

#include <atomic>
#include <memory>
#include <thread>

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(BoundedQueue, HandsEveryValueOverInOrder) {
    constexpr int kValues = 10'000;
    BoundedQueue<std::unique_ptr<int>> queue(3);
    std::jthread maker([&] {
        for (int i = 0; i < kValues; ++i) {
            EXPECT_TRUE(queue.push(std::make_unique<int>(i)));
        }
        queue.close();
    });
    for (int i = 0; i < kValues; ++i) {
        const auto value = queue.pop();
        ASSERT_TRUE(value.has_value());
        ASSERT_EQ(**value, i);
    }
    EXPECT_FALSE(queue.pop().has_value());
}

TEST(BoundedQueue, KeepsTheMakerWaitingWhenItIsFull) {
    BoundedQueue<int> queue(2);
    std::atomic<int> pushed = 0;
    std::jthread maker([&] {
        for (int i = 0; i < 5 && queue.push(i); ++i) {
            ++pushed;
        }
    });
    EXPECT_EQ(queue.pop(), 0);
    while (pushed < 3) {  // Two wait inside, one was taken.
        std::this_thread::yield();
    }
    queue.close();  // The maker is waiting for room, or about to: it stops.
    maker.join();
    EXPECT_EQ(pushed, 3);
}

TEST(BoundedQueue, GivesWhatWaitsInsideAfterItWasClosed) {
    BoundedQueue<int> queue(2);
    ASSERT_TRUE(queue.push(7));
    queue.close();
    EXPECT_FALSE(queue.push(8));
    EXPECT_EQ(queue.pop(), 7);
    EXPECT_EQ(queue.pop(), std::nullopt);
}

}  // namespace
}  // namespace base
