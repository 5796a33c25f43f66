#include "features/stock_inputs.hpp"

#include <algorithm>
#include <cmath>

#include "bars/adjustment.hpp"
#include "features/trend/trend_kernels.hpp"
#include "features/volatility/volatility_kernels.hpp"

namespace features {

namespace {

void scale(Input values, Input factors, std::vector<double>& out) {
    out.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        out[i] = values[i] * factors[i];
    }
}

void take_logs(Input values, std::vector<double>& out) {
    out.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        out[i] = std::log(values[i]);
    }
}

// Means of `window` values, from `needed` on.
void take_means(Input values, std::size_t window, std::size_t needed, std::vector<double>& out) {
    out.resize(values.size());
    const auto size = static_cast<double>(window);
    rolling_sum_from(
        block_before(0, needed, window),
        values.size(),
        window,
        [&](std::size_t t) { return values[t]; },
        [&](std::size_t t, double sum) { out[t] = sum / size; });
    fill_warm_up(out, window - 1);
}

}  // namespace

Input StockView::mean(std::size_t window) const {
    const auto found = std::ranges::find(kMeanWindows, window);
    CHECK(found != kMeanWindows.end());
    return means[static_cast<std::size_t>(found - kMeanWindows.begin())];
}

void StockInputs::assign(const bars::BarSeries& series, std::size_t needed) {
    const auto growth = bars::growth_factors(series, bars::Adjustment::TotalReturn);
    const auto splits = bars::growth_factors(series, bars::Adjustment::Split);
    scale(series.open_usd(), growth, open);
    scale(series.high_usd(), growth, high);
    scale(series.low_usd(), growth, low);
    scale(series.close_usd(), growth, close);
    scale(series.close_usd(), series.volume_shares(), dollar_volume);
    take_logs(open, log_open);
    take_logs(high, log_high);
    take_logs(low, log_low);
    take_logs(close, log_close);
    const std::size_t count = series.size();
    for (auto* column : {&return_log, &true_range, &up_movement, &down_movement, &volume}) {
        column->resize(count);
    }
    for (std::size_t i = 0; i < count; ++i) {
        volume[i] = series.volume_shares()[i] / splits[i];
        const std::size_t before = i == 0 ? 0 : i - 1;
        const double change = log_close[i] - log_close[before];
        return_log[i] = std::abs(change) <= kRounding ? 0.0 : change;
        true_range[i] = i == 0 ? high[i] - low[i]
                               : std::max(high[i], close[before]) - std::min(low[i], close[before]);
    }
    trend::directional_movement({high, low, close}, 14, up_movement, down_movement);
    for (std::size_t i = 0; i < kMeanWindows.size(); ++i) {
        take_means(close, kMeanWindows[i], needed, means[i]);
    }
    deviation_20.resize(count);
    volatility::deviation(close, 20, {deviation_20, needed});
    weeks.assign(series.dates(), Period::Week, high, low);
    months.assign(series.dates(), Period::Month, high, low);
    quarters.assign(series.dates(), Period::Quarter, high, low);
    for (auto* periods : {&weeks, &months, &quarters}) {
        periods->first_needed = needed;
    }
}

StockView StockInputs::from(std::size_t first) const {
    const auto tail = [&](const std::vector<double>& values) {
        return Input{values}.subspan(first);
    };
    std::array<Input, kMeanWindows.size()> mean_tails;
    std::ranges::transform(means, mean_tails.begin(), tail);
    return {.open = tail(open),
            .high = tail(high),
            .low = tail(low),
            .close = tail(close),
            .log_open = tail(log_open),
            .log_high = tail(log_high),
            .log_low = tail(log_low),
            .log_close = tail(log_close),
            .return_log = tail(return_log),
            .true_range = tail(true_range),
            .up_movement = tail(up_movement),
            .down_movement = tail(down_movement),
            .volume = tail(volume),
            .dollar_volume = tail(dollar_volume),
            .means = mean_tails,
            .deviation_20 = tail(deviation_20),
            .weeks = weeks,
            .months = months,
            .quarters = quarters};
}

}  // namespace features
