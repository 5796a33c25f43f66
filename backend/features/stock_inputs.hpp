// StockInputs: what the kernels of one stock read, worked out once from its raw bars. And the row
// by which a family defines a feature of one stock.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "bars/bar_series.hpp"
#include "features/frame/periods.hpp"
#include "features/kernel/rolling.hpp"
#include "features/schema.hpp"

namespace features {

// The windows whose mean closes several features share.
inline constexpr std::array<std::size_t, 6> kMeanWindows{5, 10, 20, 50, 100, 200};

// One value a bar of the stock, oldest first. The same as StockInputs, or the last bars of it.
struct StockView {
    Input open, high, low, close;
    Input log_open, log_high, log_low, log_close;
    Input return_log, true_range, up_movement, down_movement, volume, dollar_volume;
    std::array<Input, kMeanWindows.size()> means;
    Input deviation_20;
    const Periods& weeks;  // Of all bars, whatever part of them the view shows.
    const Periods& months;
    const Periods& quarters;

    std::size_t size() const { return close.size(); }
    // The mean of so many closes, one of kMeanWindows; NaN before.
    Input mean(std::size_t window) const;
};

// One value a bar of the stock. Prices are total-return adjusted by forward factors, in shares of
// the first bar: a later split changes nothing before it.
struct StockInputs {
    std::vector<double> open, high, low, close;
    std::vector<double> log_open, log_high, log_low, log_close;
    std::vector<double> return_log;                  // Since the bar before; 0 at the first bar.
    std::vector<double> true_range;                  // Wilder's; high - low at the first bar.
    std::vector<double> up_movement, down_movement;  // Wilder's, smoothed over 14; NaN before.
    std::vector<double> volume;                      // In shares of the first bar (splits only).
    std::vector<double> dollar_volume;               // Raw close x raw volume.
    std::array<std::vector<double>, kMeanWindows.size()> means;  // Of closes; NaN before.
    std::vector<double> deviation_20;                            // Population; NaN before.
    Periods weeks, months, quarters;

    std::size_t size() const { return close.size(); }
    // Takes over `series`, reusing the memory of the stock before. Of bars before `needed` nobody
    // will read a value of a feature.
    void assign(const bars::BarSeries& series, std::size_t needed = 0);
    // The bars from `first` on. Lent: assign() ends it.
    StockView from(std::size_t first) const;
};

// What a feature's kernel has to have read before it gives the same bits as over the whole series.
struct Memory {
    // 0: everything. Else the bars of the warm-up, and before them up to a bar whose number is a
    // multiple of this: the blocks that rolling() cuts its windows into begin there.
    std::size_t block = 0;
    bool has_warm_up = true;  // Else a bar's value is made of that bar's inputs alone.

    // The first bar to read for a value of bar `needed`.
    std::size_t start(std::size_t needed, int warmup_sessions) const {
        const auto lookback = has_warm_up ? static_cast<std::size_t>(warmup_sessions - 1) : 0;
        const std::size_t spare = needed > lookback ? needed - lookback : 0;
        return block == 0 ? 0 : spare - spare % block;
    }
};
inline constexpr Memory kEverything{};
inline constexpr Memory kWarmUp{.block = 1};  // No blocks.
inline constexpr Memory kThisBar{.block = 1, .has_warm_up = false};

// One feature of one stock: what it is and how to compute it, side by side. The kernel writes a
// value for every bar that is needed, NaN for the first warmup_sessions - 1.
struct StockFeature {
    Feature feature;
    void (*kernel)(const StockView& in, Output out);
    Memory memory = kEverything;
};

}  // namespace features
