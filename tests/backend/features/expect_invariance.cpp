#include "backend/features/expect_invariance.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <gtest/gtest.h>

#include "backend/features/random_panel.hpp"
#include "features/build.hpp"
#include "features/schema.hpp"

namespace features {

void expect_prefix_invariance(const bars::Panel& panel, std::span<const std::size_t> counts) {
    const auto full = build(panel, panel.sessions.back());
    for (const std::size_t count : counts) {
        const auto prefix = first_sessions(panel, count);
        const auto cut = build(prefix, prefix.sessions.back());
        for (std::size_t feature = 0; feature < schema().size(); ++feature) {
            for (std::size_t stock = 0; stock < panel.stocks.size(); ++stock) {
                const auto whole = full.column(feature, stock).first(count);
                const auto part = cut.column(feature, stock);
                ASSERT_EQ(std::memcmp(whole.data(), part.data(), part.size_bytes()), 0)
                    << schema()[feature].name << " of stock " << stock << " after " << count;
            }
        }
    }
}

void expect_forgetting(const bars::Panel& panel, std::size_t window, double bound) {
    const auto short_panel = last_sessions(panel, window);
    const auto date = panel.sessions.back();
    const auto full = build(panel, date, {.last_sessions = 1});
    const auto part = build(short_panel, date, {.last_sessions = 1});
    std::size_t compared = 0;
    for (std::size_t stock = 0; stock < panel.stocks.size(); ++stock) {
        if (short_panel.stocks[stock].series.size() < window) {
            continue;
        }
        for (std::size_t feature = 0; feature < schema().size(); ++feature) {
            if (schema()[feature].warmup_sessions > static_cast<int>(window)) {
                continue;
            }
            const double a = full.value(feature, stock, 0);
            const double b = part.value(feature, stock, 0);
            EXPECT_NEAR(a, b, bound * std::max(1.0, std::abs(a)))
                << schema()[feature].name << " of stock " << stock << " after " << window;
            ++compared;
        }
    }
    EXPECT_GT(compared, 0U);
}

}  // namespace features
