#include "features/volatility/volatility.hpp"

#include <array>

#include "features/volatility/volatility_kernels.hpp"

namespace features::volatility {

namespace {

using In = StockInputs;
constexpr auto kFamily = Family::Volatility;
constexpr auto kStock = Scope::Stock;

Candles candles(const In& in) {
    return {in.open, in.high, in.low, in.close};
}

constexpr std::array kTable = std::to_array<StockFeature>({
    {{"volatility_20",
      kFamily,
      kStock,
      "log return per year",
      "Sample standard deviation of 20 log returns x sqrt(252)",
      "definition",
      21},
     [](const In& in, Output out) {
         volatility(in.return_log, 20, out);
     }},
    {{"volatility_60",
      kFamily,
      kStock,
      "log return per year",
      "Sample standard deviation of 60 log returns x sqrt(252)",
      "definition",
      61},
     [](const In& in, Output out) {
         volatility(in.return_log, 60, out);
     }},
    {{"volatility_ratio_20_120",
      kFamily,
      kStock,
      "ratio",
      "Standard deviation of 20 log returns / that of 120; 1 when the price stands",
      "definition",
      121},
     [](const In& in, Output out) {
         volatility_ratio(in.return_log, 20, 120, out);
     }},
    {{"downside_volatility_60",
      kFamily,
      kStock,
      "log return per year",
      "Root mean square of min(log return, 0) over 60 sessions x sqrt(252)",
      "Sortino and van der Meer 1991",
      61},
     [](const In& in, Output out) {
         downside_volatility(in.return_log, 60, out);
     }},
    {{"atr_ratio_14",
      kFamily,
      kStock,
      "ratio",
      "Average true range, Wilder smoothing of 14, / close",
      "Wilder 1978",
      14},
     [](const In& in, Output out) {
         atr_ratio(in.true_range, in.close, 14, out);
     }},
    {{"range_expansion_14",
      kFamily,
      kStock,
      "ratio",
      "True range / average true range of 14; 1 when the price stands",
      "Wilder 1978",
      14},
     [](const In& in, Output out) {
         range_expansion(in.true_range, in.close, 14, out);
     }},
    {{"parkinson_20",
      kFamily,
      kStock,
      "log return per year",
      "sqrt(252 x mean of ln(high / low)^2 / (4 ln 2)) over 20 sessions",
      "Parkinson 1980",
      20},
     [](const In& in, Output out) {
         parkinson(candles(in), 20, out);
     }},
    {{"garman_klass_20",
      kFamily,
      kStock,
      "log return per year",
      "sqrt(252 x mean of 0.5 ln(high / low)^2 - (2 ln 2 - 1) ln(close / open)^2), 20 sessions",
      "Garman and Klass 1980",
      20},
     [](const In& in, Output out) {
         garman_klass(candles(in), 20, out);
     }},
    {{"bollinger_width_20",
      kFamily,
      kStock,
      "ratio",
      "4 population standard deviations of 20 closes / their mean",
      "Bollinger 2001",
      20},
     [](const In& in, Output out) {
         bollinger_width(in.close, 20, out);
     }},
    {{"bollinger_position_20",
      kFamily,
      kStock,
      "ratio",
      "(close - lower band) / (upper - lower), bands 2 deviations from the mean of 20; 0.5 when "
      "flat",
      "Bollinger 2001",
      20},
     [](const In& in, Output out) {
         bollinger_position(in.close, 20, out);
     }},
});

}  // namespace

std::span<const StockFeature> table() {
    return kTable;
}

}  // namespace features::volatility
