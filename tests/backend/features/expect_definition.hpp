// Checks a feature of one stock against a second, plain reading of its definition.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "features/stock_inputs.hpp"

namespace features {

// A random stock of `bars` bars with splits, dividends and days without volume.
StockInputs random_stock(std::size_t bars);

// The column of the feature, straight from its kernel.
std::vector<double> column_of(std::string_view feature, const StockInputs& in);

// Expects NaN before the declared warm-up, and from there on what `definition` works out afresh for
// that bar: equal to 1e-8, relative or absolute.
using Definition = std::function<double(const StockInputs& in, std::size_t t)>;
void expect_definition(std::string_view feature, const Definition& definition);

// The sum of value(t) over the `window` bars up to `t`.
template <typename Value>
double sum_of(std::size_t t, std::size_t window, Value value) {
    double sum = 0.0;
    for (std::size_t back = 0; back < window; ++back) {
        sum += value(t - back);
    }
    return sum;
}

}  // namespace features
