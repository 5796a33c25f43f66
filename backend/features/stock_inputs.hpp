// StockInputs: what the kernels of one stock read, worked out once from its raw bars. And the row
// by which a family defines a feature of one stock.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "bars/bar_series.hpp"
#include "features/frame/periods.hpp"
#include "features/kernel/rolling.hpp"
#include "features/schema.hpp"

namespace features {

// One value a bar of the stock. Prices are total-return adjusted by forward factors, in shares of
// the first bar: a later split changes nothing before it.
struct StockInputs {
    std::vector<double> open, high, low, close;
    std::vector<double> log_close;
    std::vector<double> return_log;     // Since the bar before; 0 at the first bar.
    std::vector<double> true_range;     // Wilder's; high - low at the first bar.
    std::vector<double> volume;         // In shares of the first bar (splits only).
    std::vector<double> dollar_volume;  // Raw close x raw volume.
    Periods weeks, months, quarters;

    std::size_t size() const { return close.size(); }
    // Takes over `series`, reusing the memory of the stock before.
    void assign(const bars::BarSeries& series);
};

// One feature of one stock: what it is and how to compute it, side by side. The kernel writes a
// value for every bar, NaN for the first warmup_sessions - 1.
struct StockFeature {
    Feature feature;
    void (*kernel)(const StockInputs& in, Output out);
};

}  // namespace features
