#include "features/frame/frame.hpp"

#include <array>

#include "features/frame/frame_kernels.hpp"

namespace features::frame {

namespace {

using In = StockInputs;
constexpr auto kFamily = Family::Frame;
constexpr auto kStock = Scope::Stock;

// Bars before a feature over so many periods, the running one included.
constexpr int weeks(std::size_t count) {
    return static_cast<int>(warm_up_of(Period::Week, count));
}
constexpr int months(std::size_t count) {
    return static_cast<int>(warm_up_of(Period::Month, count));
}
constexpr int quarters(std::size_t count) {
    return static_cast<int>(warm_up_of(Period::Quarter, count));
}

constexpr std::array kTable = std::to_array<StockFeature>({
    {{"week_to_date_return",
      kFamily,
      kStock,
      "log return",
      "ln(close / last close of the week before)",
      "definition",
      weeks(2)},
     [](const In& in, Output out) {
         return_since(in.weeks, in.log_close, 1, out);
     }},
    {{"week_rsi_14",
      kFamily,
      kStock,
      "0..100",
      "Relative strength index by plain sums over 14 changes of weekly closes, the running week "
      "included; 50 when the price stands",
      "Cutler",
      weeks(15)},
     [](const In& in, Output out) {
         rsi_cutler(in.weeks, in.close, 14, out);
     }},
    {{"week_distance_mean_10",
      kFamily,
      kStock,
      "log ratio",
      "ln(close / mean of 10 weekly closes, the running week included)",
      "definition",
      weeks(10)},
     [](const In& in, Output out) {
         distance_from_mean(in.weeks, in.close, 10, out);
     }},
    {{"week_volatility_26",
      kFamily,
      kStock,
      "log return per year",
      "Sample standard deviation of 26 weekly log returns, the running week included, x sqrt(52)",
      "definition",
      weeks(27)},
     [](const In& in, Output out) {
         week_volatility(in.weeks, in.log_close, 26, out);
     }},
    {{"week_range_position_13",
      kFamily,
      kStock,
      "ratio in 0..1",
      "(close - lowest low) / (highest high - lowest low) of 13 weeks, the running one included; "
      "0.5 without a range",
      "definition",
      weeks(13)},
     [](const In& in, Output out) {
         range_position(in.weeks, in.close, 13, out);
     }},
    {{"previous_week_position",
      kFamily,
      kStock,
      "ratio",
      "(close - low) / (high - low) of the week before; 0.5 without a range",
      "definition",
      weeks(2)},
     [](const In& in, Output out) {
         previous_position(in.weeks, in.close, out);
     }},
    {{"month_to_date_return",
      kFamily,
      kStock,
      "log return",
      "ln(close / last close of the month before)",
      "definition",
      months(2)},
     [](const In& in, Output out) {
         return_since(in.months, in.log_close, 1, out);
     }},
    {{"month_return_6",
      kFamily,
      kStock,
      "log return",
      "ln(close / last close of the month 6 months before)",
      "Jegadeesh and Titman 1993",
      months(7)},
     [](const In& in, Output out) {
         return_since(in.months, in.log_close, 6, out);
     }},
    {{"month_distance_mean_10",
      kFamily,
      kStock,
      "log ratio",
      "ln(close / mean of 10 monthly closes, the running month included)",
      "Faber 2007",
      months(10)},
     [](const In& in, Output out) {
         distance_from_mean(in.months, in.close, 10, out);
     }},
    {{"quarter_to_date_return",
      kFamily,
      kStock,
      "log return",
      "ln(close / last close of the quarter before)",
      "definition",
      quarters(2)},
     [](const In& in, Output out) {
         return_since(in.quarters, in.log_close, 1, out);
     }},
});

}  // namespace

std::span<const StockFeature> table() {
    return kTable;
}

}  // namespace features::frame
