#include "features/structure/structure.hpp"

#include <array>

#include "features/structure/levels.hpp"

namespace features::structure {

namespace {

using In = StockInputs;
constexpr auto kFamily = Family::Structure;
constexpr auto kStock = Scope::Stock;

// The range position in 0..1 is %K in percent by another name and window.
void range_position(const In& in, std::size_t window, Output out) {
    momentum::stochastic_k({in.high, in.low, in.close}, window, out);
    for (double& value : out) {
        value *= 0.01;
    }
}

constexpr std::array kTable = std::to_array<StockFeature>({
    {{"distance_high_250",
      kFamily,
      kStock,
      "log ratio",
      "ln(close / highest high of 250 sessions)",
      "George and Hwang 2004",
      250},
     [](const In& in, Output out) {
         distance_from_high(in.close, in.high, 250, out);
     }},
    {{"distance_low_250",
      kFamily,
      kStock,
      "log ratio",
      "ln(close / lowest low of 250 sessions)",
      "definition",
      250},
     [](const In& in, Output out) {
         distance_from_low(in.close, in.low, 250, out);
     }},
    {{"range_position_60",
      kFamily,
      kStock,
      "ratio in 0..1",
      "(close - lowest low) / (highest high - lowest low) of 60 sessions; 0.5 without a range",
      "definition",
      60},
     [](const In& in, Output out) {
         range_position(in, 60, out);
     }},
    {{"drawdown_60",
      kFamily,
      kStock,
      "log ratio",
      "ln(close / highest close of 60 sessions)",
      "definition",
      60},
     [](const In& in, Output out) {
         distance_from_high(in.close, in.close, 60, out);
     }},
    {{"ulcer_index_14",
      kFamily,
      kStock,
      "percent",
      "Root mean square of 14 percentage drawdowns, each from the highest of 14 closes",
      "Martin and McCann 1989",
      27},
     [](const In& in, Output out) {
         ulcer_index(in.close, 14, out);
     }},
    {{"since_high_250",
      kFamily,
      kStock,
      "ratio in 0..1",
      "Sessions since the highest high of 250 sessions / 249",
      "definition",
      250},
     [](const In& in, Output out) {
         since_high(in.high, 250, out);
     }},
    {{"breakout_20",
      kFamily,
      kStock,
      "log ratio",
      "ln(close / highest high of the 20 sessions before)",
      "Donchian 1960",
      21},
     [](const In& in, Output out) {
         breakout(in.close, in.high, 20, out);
     }},
});

}  // namespace

std::span<const StockFeature> table() {
    return kTable;
}

}  // namespace features::structure
