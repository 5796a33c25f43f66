#include "features/pattern/pattern.hpp"

#include <array>

#include "features/pattern/candles.hpp"

namespace features::pattern {

namespace {

using In = StockInputs;
constexpr auto kFamily = Family::Pattern;
constexpr auto kStock = Scope::Stock;

Candles candles(const In& in) {
    return {in.open, in.high, in.low, in.close};
}

constexpr std::array kTable = std::to_array<StockFeature>({
    {{"body_1",
      kFamily,
      kStock,
      "ratio in -1..1",
      "(close - open) / (high - low); 0 without a range",
      "definition",
      1},
     [](const In& in, Output out) {
         body(candles(in), out);
     }},
    {{"upper_shadow_1",
      kFamily,
      kStock,
      "ratio in 0..1",
      "(high - max(open, close)) / (high - low); 0 without a range",
      "Nison 1991",
      1},
     [](const In& in, Output out) {
         upper_shadow(candles(in), out);
     }},
    {{"lower_shadow_1",
      kFamily,
      kStock,
      "ratio in 0..1",
      "(min(open, close) - low) / (high - low); 0 without a range",
      "Nison 1991",
      1},
     [](const In& in, Output out) {
         lower_shadow(candles(in), out);
     }},
    {{"gap_1", kFamily, kStock, "log return", "ln(open / close 1 session before)", "definition", 2},
     [](const In& in, Output out) {
         gap(candles(in), out);
     }},
    {{"engulfing_1",
      kFamily,
      kStock,
      "-1, 0 or 1",
      "1 when a rising body covers the falling one before, -1 the reverse",
      "Nison 1991",
      2},
     [](const In& in, Output out) {
         engulfing(candles(in), out);
     }},
    {{"hammer_1",
      kFamily,
      kStock,
      "-1, 0 or 1",
      "1 when the lower shadow is at least twice the body and the upper at most a tenth of the "
      "range, -1 upside down",
      "Nison 1991",
      1},
     [](const In& in, Output out) {
         hammer(candles(in), out);
     }},
    {{"range_nesting_1",
      kFamily,
      kStock,
      "-1, 0 or 1",
      "1 on a higher high and lower low than the session before, -1 inside its range",
      "definition",
      2},
     [](const In& in, Output out) {
         range_nesting(candles(in), out);
     }},
    {{"close_streak_20",
      kFamily,
      kStock,
      "sessions in -20..20",
      "Closes in a row that rose (positive) or fell (negative), counted up to 20",
      "definition",
      21},
     [](const In& in, Output out) {
         close_streak(in.return_log, 20, out);
     }},
});

}  // namespace

std::span<const StockFeature> table() {
    return kTable;
}

}  // namespace features::pattern
