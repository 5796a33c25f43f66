#include "features/stock_inputs.hpp"

#include <algorithm>
#include <cmath>

#include "bars/adjustment.hpp"

namespace features {

namespace {

void scale(Input values, Input factors, std::vector<double>& out) {
    out.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        out[i] = values[i] * factors[i];
    }
}

}  // namespace

void StockInputs::assign(const bars::BarSeries& series) {
    const auto growth = bars::growth_factors(series, bars::Adjustment::TotalReturn);
    const auto splits = bars::growth_factors(series, bars::Adjustment::Split);
    scale(series.open_usd(), growth, open);
    scale(series.high_usd(), growth, high);
    scale(series.low_usd(), growth, low);
    scale(series.close_usd(), growth, close);
    scale(series.close_usd(), series.volume_shares(), dollar_volume);
    const std::size_t count = series.size();
    for (auto* column : {&log_close, &return_log, &true_range, &volume}) {
        column->resize(count);
    }
    for (std::size_t i = 0; i < count; ++i) {
        volume[i] = series.volume_shares()[i] / splits[i];
        log_close[i] = std::log(close[i]);
        const std::size_t before = i == 0 ? 0 : i - 1;
        return_log[i] = log_close[i] - log_close[before];
        true_range[i] = i == 0 ? high[i] - low[i]
                               : std::max(high[i], close[before]) - std::min(low[i], close[before]);
    }
    weeks.assign(series.dates(), Period::Week, high, low);
    months.assign(series.dates(), Period::Month, high, low);
    quarters.assign(series.dates(), Period::Quarter, high, low);
}

}  // namespace features
