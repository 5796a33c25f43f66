// What the tests against published examples share.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "features/kernel/rolling.hpp"

namespace features {

using Column = std::vector<double>;

inline Column log_returns(const Column& closes) {
    Column result(closes.size(), 0.0);
    for (std::size_t t = 1; t < closes.size(); ++t) {
        result[t] = std::log(closes[t] / closes[t - 1]);
    }
    return result;
}

// The column that a kernel fills.
template <typename Kernel>
Column computed(std::size_t size, const Kernel& kernel) {
    Column out(size);
    kernel(Output{out});
    return out;
}

// The last values of `ours` are those of the book.
inline void expect_ends_with(const Column& ours, const Column& book, double tolerance) {
    ASSERT_GE(ours.size(), book.size());
    const auto offset = ours.size() - book.size();
    for (std::size_t i = 0; i < book.size(); ++i) {
        EXPECT_NEAR(ours[offset + i], book[i], tolerance) << "value " << i;
    }
}

}  // namespace features
