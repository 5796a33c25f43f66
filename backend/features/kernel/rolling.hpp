// Rolling aggregates in constant time a bar: sums, moments, extremes over the last `window` values.
//
// The input is cut into blocks of `window` values (van Herk 1992; Gil and Werman 1993). A window
// touches at most two of them: its total is the suffix of the older block combined with the prefix
// of the newer. Nothing is ever subtracted, so a value that left the window leaves no residue: a
// constant window has variance exactly 0, and a NaN is forgotten with the window that held it. The
// blocks start at the first value, so later values never change earlier totals by a bit.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <type_traits>

#include "base/check.hpp"

namespace features {

// The kernels read one of these and write the other, which the caller owns.
using Input = std::span<const double>;
class Output : public std::span<double> {
public:
    using std::span<double>::span;
    Output(std::span<double> values, std::size_t first_needed = 0)
        : std::span<double>(values), needed(first_needed) {}

    // Nobody will read the values before that one: a kernel may leave them as they are, and spare
    // itself what only they would take.
    std::size_t needed = 0;
};

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
inline constexpr std::size_t kWindowMax = 260;  // Longest lookback of any feature, in sessions.

// Differences below this share of a price are rounding: adjusted prices are products, so what was
// equal in cents is equal only to some last digits. Far below a tick of the dearest stock.
inline constexpr double kRounding = 1e-10;

// NaN into the first `count` values: not enough history yet.
inline void fill_warm_up(Output out, std::size_t count) {
    std::fill_n(out.begin(), std::min(count, out.size()), kMissing);
}

// Calls sink(i, total) for each i in [window - 1, count), `total` being `combine` over value(i -
// window + 1) .. value(i). value(i) is called once, in order, before sink(i): `sink` may overwrite
// in place what `value` reads at i.
// REQUIRES: 1 <= window <= kWindowMax; `combine` associative
template <typename Value, typename Combine, typename Sink>
void rolling(std::size_t count, std::size_t window, Value value, Combine combine, Sink sink) {
    using Total = std::invoke_result_t<Value, std::size_t>;
    CHECK(window >= 1 && window <= kWindowMax);
    // [k]: the suffix from k of the block before, then values. A Total has no default values:
    // clearing all of it would cost a short series more than the work.
    static_assert(std::is_trivially_default_constructible_v<Total>);
    std::array<Total, kWindowMax> block;
    for (std::size_t start = 0; start < count; start += window) {
        const std::size_t end = std::min(start + window, count);
        Total prefix{};
        for (std::size_t i = start; i < end; ++i) {
            const std::size_t at = i - start;
            const Total x = value(i);
            prefix = at == 0 ? x : combine(prefix, x);
            if (at + 1 == window) {
                sink(i, prefix);
            } else if (start > 0) {
                sink(i, combine(block[at + 1], prefix));
            }
            block[at] = x;
        }
        for (std::size_t at = end - start - 1; at-- > 0;) {
            block[at] = combine(block[at], block[at + 1]);
        }
    }
}

struct Add {
    template <typename T>
    T operator()(const T& a, const T& b) const {
        return a + b;
    }
};
struct Largest {
    double operator()(double a, double b) const { return a < b ? b : a; }
};
struct Smallest {
    double operator()(double a, double b) const { return b < a ? b : a; }
};

template <typename Value, typename Sink>
void rolling_sum(std::size_t count, std::size_t window, Value value, Sink sink) {
    rolling(count, window, value, Add{}, sink);
}

// The same over value(t) for t in [first, count): what is made of two bars has none at the first.
template <typename Value, typename Sink>
void rolling_sum_from(
    std::size_t first, std::size_t count, std::size_t window, Value value, Sink sink) {
    if (count > first) {
        rolling_sum(
            count - first,
            window,
            [&](std::size_t i) { return value(i + first); },
            [&](std::size_t i, const auto& total) { sink(i + first, total); });
    }
}

// Where a rolling() over values from `first` on may begin, so that what it says of `needed` and
// later keeps every bit: at the block before the one that holds it.
inline std::size_t block_before(std::size_t first, std::size_t needed, std::size_t window) {
    const std::size_t block = needed > first ? (needed - first) / window : 0;
    return first + (block > 0 ? block - 1 : 0) * window;
}

// Calls out[t] = value(t) from `first` on, NaN before.
template <typename Value>
void each_from(std::size_t first, Value value, Output out) {
    fill_warm_up(out, first);
    for (std::size_t t = first; t < out.size(); ++t) {
        out[t] = value(t);
    }
}

inline double sign(double x) {
    return static_cast<double>(x > 0.0) - static_cast<double>(x < 0.0);
}

// a > b by more than rounding; for prices and volumes, which are never negative.
inline bool is_above(double a, double b) {
    return a > b * (1.0 + kRounding);
}

// numerator / denominator, or `neutral` when the denominator is too small to divide by.
inline double ratio_or(double numerator, double denominator, double neutral, double floor = 0.0) {
    return denominator > floor ? numerator / denominator : neutral;
}

}  // namespace features
