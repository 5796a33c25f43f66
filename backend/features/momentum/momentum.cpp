#include "features/momentum/momentum.hpp"

#include <array>

#include "features/momentum/oscillators.hpp"
#include "features/momentum/returns.hpp"

namespace features::momentum {

namespace {

using In = StockInputs;
constexpr auto kFamily = Family::Momentum;
constexpr auto kStock = Scope::Stock;

constexpr std::array kTable = std::to_array<StockFeature>({
    {{"return_log_1",
      kFamily,
      kStock,
      "log return",
      "ln(close / close 1 session before)",
      "definition",
      2},
     [](const In& in, Output out) {
         return_between(in.log_close, 1, 0, out);
     }},
    {{"return_log_5",
      kFamily,
      kStock,
      "log return",
      "ln(close / close 5 sessions before)",
      "Lehmann 1990",
      6},
     [](const In& in, Output out) {
         return_between(in.log_close, 5, 0, out);
     }},
    {{"return_log_20",
      kFamily,
      kStock,
      "log return",
      "ln(close / close 20 sessions before)",
      "Jegadeesh 1990",
      21},
     [](const In& in, Output out) {
         return_between(in.log_close, 20, 0, out);
     }},
    {{"return_log_60",
      kFamily,
      kStock,
      "log return",
      "ln(close / close 60 sessions before)",
      "Jegadeesh and Titman 1993",
      61},
     [](const In& in, Output out) {
         return_between(in.log_close, 60, 0, out);
     }},
    {{"return_log_120",
      kFamily,
      kStock,
      "log return",
      "ln(close / close 120 sessions before)",
      "Jegadeesh and Titman 1993",
      121},
     [](const In& in, Output out) {
         return_between(in.log_close, 120, 0, out);
     }},
    {{"return_log_250_to_20",
      kFamily,
      kStock,
      "log return",
      "ln(close 20 sessions before / close 250 sessions before)",
      "Jegadeesh and Titman 1993",
      251},
     [](const In& in, Output out) {
         return_between(in.log_close, 250, 20, out);
     }},
    {{"return_acceleration_20",
      kFamily,
      kStock,
      "log return",
      "Log return of the last 20 sessions less that of the 20 before",
      "definition",
      41},
     [](const In& in, Output out) {
         return_acceleration(in.log_close, 20, out);
     }},
    {{"overnight_return_20",
      kFamily,
      kStock,
      "log return",
      "Sum of ln(open / close before) over 20 sessions",
      "Lou, Polk and Skouras 2019",
      21},
     [](const In& in, Output out) {
         overnight_return(in.open, in.close, 20, out);
     }},
    {{"rsi_14",
      kFamily,
      kStock,
      "0..100",
      "Relative strength index, Wilder smoothing of 14; 50 when the price stands",
      "Wilder 1978",
      15},
     [](const In& in, Output out) {
         rsi(in.close, 14, out);
     }},
    {{"stochastic_k_14",
      kFamily,
      kStock,
      "0..100",
      "100 (close - lowest low) / (highest high - lowest low) of 14 sessions; 50 without a range",
      "Lane 1957",
      14},
     [](const In& in, Output out) {
         stochastic_k({in.high, in.low, in.close}, 14, out);
     }},
    {{"cci_20",
      kFamily,
      kStock,
      "0.015 mean deviations",
      "Commodity channel index: typical price less its 20-session mean, over 0.015 mean absolute "
      "deviations; 0 when the price stands",
      "Lambert 1980",
      20},
     [](const In& in, Output out) {
         cci({in.high, in.low, in.close}, 20, out);
     }},
    {{"macd_histogram_12_26_9",
      kFamily,
      kStock,
      "ratio",
      "(MACD 12, 26 - its EMA of 9) / close",
      "Appel 1979; histogram Aspray 1986",
      34},
     [](const In& in, Output out) {
         macd_histogram(in.close, {}, out);
     }},
});

}  // namespace

std::span<const StockFeature> table() {
    return kTable;
}

}  // namespace features::momentum
