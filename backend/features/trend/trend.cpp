#include "features/trend/trend.hpp"

#include <array>

#include "features/trend/trend_kernels.hpp"

namespace features::trend {

namespace {

using In = StockInputs;
constexpr auto kFamily = Family::Trend;
constexpr auto kStock = Scope::Stock;

constexpr std::array kTable = std::to_array<StockFeature>({
    {{"distance_mean_10",
      kFamily,
      kStock,
      "log ratio",
      "ln(close / mean close of 10 sessions)",
      "definition",
      10},
     [](const In& in, Output out) {
         distance_from_mean(in.close, 10, out);
     }},
    {{"distance_mean_50",
      kFamily,
      kStock,
      "log ratio",
      "ln(close / mean close of 50 sessions)",
      "definition",
      50},
     [](const In& in, Output out) {
         distance_from_mean(in.close, 50, out);
     }},
    {{"distance_mean_200",
      kFamily,
      kStock,
      "log ratio",
      "ln(close / mean close of 200 sessions)",
      "Brock, Lakonishok and LeBaron 1992",
      200},
     [](const In& in, Output out) {
         distance_from_mean(in.close, 200, out);
     }},
    {{"distance_ema_20",
      kFamily,
      kStock,
      "log ratio",
      "ln(close / exponential moving average of span 20)",
      "definition",
      20},
     [](const In& in, Output out) {
         distance_from_ema(in.close, 20, out);
     }},
    {{"macd_12_26", kFamily, kStock, "ratio", "(EMA of 12 - EMA of 26) / close", "Appel 1979", 26},
     [](const In& in, Output out) {
         momentum::macd_line(in.close, {}, out);
     }},
    {{"adx_14",
      kFamily,
      kStock,
      "0..100",
      "Average directional index, Wilder smoothing of 14; 0 when the price stands",
      "Wilder 1978",
      28},
     [](const In& in, Output out) {
         adx({in.high, in.low, in.close}, 14, out);
     }},
    {{"directional_balance_14",
      kFamily,
      kStock,
      "ratio in -1..1",
      "(+DI - -DI) / (+DI + -DI), Wilder smoothing of 14; 0 when the price stands",
      "Wilder 1978",
      15},
     [](const In& in, Output out) {
         directional_balance({in.high, in.low, in.close}, 14, out);
     }},
    {{"aroon_oscillator_25",
      kFamily,
      kStock,
      "-100..100",
      "Aroon up - Aroon down over 25 sessions and today",
      "Chande 1995",
      26},
     [](const In& in, Output out) {
         aroon_oscillator(in.high, in.low, 25, out);
     }},
    {{"slope_60",
      kFamily,
      kStock,
      "log return per session",
      "Slope of the least-squares line through 60 log closes",
      "definition",
      60},
     [](const In& in, Output out) {
         slope(in.log_close, 60, out);
     }},
    {{"slope_fit_60",
      kFamily,
      kStock,
      "ratio in 0..1",
      "R squared of the least-squares line through 60 log closes; 0 when flat",
      "definition",
      60},
     [](const In& in, Output out) {
         slope_fit(in.log_close, 60, out);
     }},
});

}  // namespace

std::span<const StockFeature> table() {
    return kTable;
}

}  // namespace features::trend
