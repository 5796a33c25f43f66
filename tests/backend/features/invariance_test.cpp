// What build() promises about time, threads and memory, for every feature of the schema.
#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>

#include <gtest/gtest.h>

#include "backend/features/expect_invariance.hpp"
#include "backend/features/random_panel.hpp"
#include "features/build.hpp"
#include "features/schema.hpp"

namespace features {
namespace {

bars::Panel hard_panel(std::size_t sessions) {
    return random_panel(
        {.stocks = 30, .sessions = sessions, .seed = 11, .gaps = true, .all_members = false});
}

// The last `part.session_count()` sessions of `whole`, bit for bit.
void expect_tail(const Matrix& whole, const Matrix& part) {
    ASSERT_EQ(whole.stock_count(), part.stock_count());
    for (std::size_t feature = 0; feature < schema().size(); ++feature) {
        for (std::size_t stock = 0; stock < whole.stock_count(); ++stock) {
            const auto tail = whole.column(feature, stock).last(part.session_count());
            ASSERT_EQ(
                std::memcmp(tail.data(), part.column(feature, stock).data(), tail.size_bytes()), 0)
                << schema()[feature].name << " of stock " << stock;
        }
    }
}

TEST(Invariance, TheFutureNeverChangesABitOfThePast) {
    const std::array<std::size_t, 12> counts{1, 2, 3, 30, 59, 61, 123, 251, 252, 333, 499, 511};
    expect_prefix_invariance(hard_panel(512), counts);
}

TEST(Invariance, NotOnAnySessionOfAQuarter) {
    const auto panel = random_panel({.stocks = 6, .sessions = 340, .seed = 2});
    std::array<std::size_t, 63> counts{};
    std::iota(counts.begin(), counts.end(), std::size_t{277});
    expect_prefix_invariance(panel, counts);
}

TEST(Invariance, FourHundredBarsKnowAsMuchAsTenYears) {
    expect_forgetting(random_panel({.stocks = 30, .sessions = 2500, .seed = 4}), 400);
}

TEST(Invariance, ThreadsChangeNothing) {
    const auto panel = hard_panel(300);
    const auto date = panel.sessions.back();
    const auto one = build(panel, date, {.threads = 1});
    for (const unsigned threads : {2U, 3U, 7U}) {
        expect_tail(one, build(panel, date, {.threads = threads}));
    }
}

TEST(Invariance, KeepingFewSessionsChangesNothing) {
    const auto panel = hard_panel(420);
    const auto date = panel.sessions.back();
    const auto full = build(panel, date);
    for (const std::size_t kept : {1U, 17U, 419U, 420U}) {
        const auto part = build(panel, date, {.last_sessions = kept});
        EXPECT_EQ(part.session_count(), kept);
        EXPECT_EQ(part.sessions().back(), date);
        expect_tail(full, part);
    }
    EXPECT_EQ(build(panel, date, {.last_sessions = 1000}).session_count(), 420U);
}

}  // namespace
}  // namespace features
