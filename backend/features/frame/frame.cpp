#include "features/frame/frame.hpp"

#include <array>

#include "features/frame/frame_kernels.hpp"

namespace features::frame {

namespace {

using In = StockView;
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
      kLogReturn,
      "ln(close / last close of the week before)",
      "",
      "definition",
      weeks(2)},
     [](const In& in, Output out) {
         return_since(in.weeks, in.log_close, 1, out);
     }},
    {{"week_rsi_14",
      kFamily,
      kStock,
      kHundred,
      "Relative strength index by plain sums over 14 changes of weekly closes, the running week "
      "included",
      "50 when the price stands",
      "Cutler",
      weeks(15)},
     [](const In& in, Output out) {
         rsi_cutler(in.weeks, in.close, 14, out);
     }},
    {{"week_distance_mean_10",
      kFamily,
      kStock,
      kLogRatio,
      "ln(close / mean of 10 weekly closes, the running week included)",
      "",
      "definition",
      weeks(10)},
     [](const In& in, Output out) {
         distance_from_mean(in.weeks, in.close, 10, out);
     }},
    {{"week_volatility_26",
      kFamily,
      kStock,
      kVolatility,
      "Sample standard deviation of 26 weekly log returns, the running week included, x sqrt(52)",
      "",
      "definition",
      weeks(27)},
     [](const In& in, Output out) {
         week_volatility(in.weeks, in.log_close, 26, out);
     }},
    {{"week_range_position_13",
      kFamily,
      kStock,
      kShare,
      "(close - lowest low) / (highest high - lowest low) of 13 weeks, the running one included",
      "0.5 without a range",
      "definition",
      weeks(13)},
     [](const In& in, Output out) {
         range_position(in.weeks, in.close, 13, out);
     }},
    {{"previous_week_position",
      kFamily,
      kStock,
      kRatio,
      "(close - low) / (high - low) of the week before",
      "0.5 without a range",
      "definition",
      weeks(2)},
     [](const In& in, Output out) {
         previous_position(in.weeks, in.close, out);
     }},
    {{"month_to_date_return",
      kFamily,
      kStock,
      kLogReturn,
      "ln(close / last close of the month before)",
      "",
      "definition",
      months(2)},
     [](const In& in, Output out) {
         return_since(in.months, in.log_close, 1, out);
     }},
    {{"month_return_6",
      kFamily,
      kStock,
      kLogReturn,
      "ln(close / last close of the month 6 months before)",
      "",
      "Jegadeesh and Titman 1993",
      months(7)},
     [](const In& in, Output out) {
         return_since(in.months, in.log_close, 6, out);
     }},
    {{"month_distance_mean_10",
      kFamily,
      kStock,
      kLogRatio,
      "ln(close / mean of 10 monthly closes, the running month included)",
      "",
      "Faber 2007",
      months(10)},
     [](const In& in, Output out) {
         distance_from_mean(in.months, in.close, 10, out);
     }},
    {{"quarter_to_date_return",
      kFamily,
      kStock,
      kLogReturn,
      "ln(close / last close of the quarter before)",
      "",
      "definition",
      quarters(2)},
     [](const In& in, Output out) {
         return_since(in.quarters, in.log_close, 1, out);
     }},
    {{"week_return_4",
      kFamily,
      kStock,
      kLogReturn,
      "ln(close / last close of the week 4 weeks before)",
      "",
      "definition",
      weeks(5)},
     [](const In& in, Output out) {
         return_since(in.weeks, in.log_close, 4, out);
     }},
    {{"week_macd_6_13",
      kFamily,
      kStock,
      kRatio,
      "(mean of 6 - mean of 13 weekly closes, the running week included) / close",
      "",
      "Appel 1979",
      weeks(13)},
     [](const In& in, Output out) {
         mean_gap(in.weeks, in.close, 6, 13, out);
     }},
    {{"month_return_3",
      kFamily,
      kStock,
      kLogReturn,
      "ln(close / last close of the month 3 months before)",
      "",
      "Jegadeesh and Titman 1993",
      months(4)},
     [](const In& in, Output out) {
         return_since(in.months, in.log_close, 3, out);
     }},
    {{"month_return_9",
      kFamily,
      kStock,
      kLogReturn,
      "ln(close / last close of the month 9 months before)",
      "",
      "Jegadeesh and Titman 1993",
      months(10)},
     [](const In& in, Output out) {
         return_since(in.months, in.log_close, 9, out);
     }},
    {{"month_range_position_6",
      kFamily,
      kStock,
      kShare,
      "(close - lowest low) / (highest high - lowest low) of 6 months, the running one included",
      "0.5 without a range",
      "definition",
      months(6)},
     [](const In& in, Output out) {
         range_position(in.months, in.close, 6, out);
     }},
    {{"previous_month_position",
      kFamily,
      kStock,
      kRatio,
      "(close - low) / (high - low) of the month before",
      "0.5 without a range",
      "definition",
      months(2)},
     [](const In& in, Output out) {
         previous_position(in.months, in.close, out);
     }},
    {{"quarter_return_2",
      kFamily,
      kStock,
      kLogReturn,
      "ln(close / last close of the quarter 2 quarters before)",
      "",
      "definition",
      quarters(3)},
     [](const In& in, Output out) {
         return_since(in.quarters, in.log_close, 2, out);
     }},
    {{"quarter_range_position_3",
      kFamily,
      kStock,
      kShare,
      "(close - lowest low) / (highest high - lowest low) of 3 quarters, the running one included",
      "0.5 without a range",
      "definition",
      quarters(3)},
     [](const In& in, Output out) {
         range_position(in.quarters, in.close, 3, out);
     }},
    {{"previous_quarter_position",
      kFamily,
      kStock,
      kRatio,
      "(close - low) / (high - low) of the quarter before",
      "0.5 without a range",
      "definition",
      quarters(2)},
     [](const In& in, Output out) {
         previous_position(in.quarters, in.close, out);
     }},
});

}  // namespace

std::span<const StockFeature> table() {
    return kTable;
}

}  // namespace features::frame
