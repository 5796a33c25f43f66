#include "features/volatility/volatility.hpp"

#include <array>

#include "features/volatility/volatility_kernels.hpp"

namespace features::volatility {

namespace {

using In = StockView;
constexpr auto kFamily = Family::Volatility;
constexpr auto kStock = Scope::Stock;

LogCandles log_candles(const In& in) {
    return {in.log_open, in.log_high, in.log_low, in.log_close};
}

constexpr std::array kTable = std::to_array<StockFeature>({
    {{"volatility_20",
      kFamily,
      kStock,
      kVolatility,
      "Sample standard deviation of 20 log returns x sqrt(252)",
      "",
      "definition",
      21},
     [](const In& in, Output out) { volatility(in.return_log, 20, out); },
     Memory{20}},
    {{"volatility_60",
      kFamily,
      kStock,
      kVolatility,
      "Sample standard deviation of 60 log returns x sqrt(252)",
      "",
      "definition",
      61},
     [](const In& in, Output out) { volatility(in.return_log, 60, out); },
     Memory{60}},
    {{"volatility_ratio_20_120",
      kFamily,
      kStock,
      kPositiveRatio,
      "Standard deviation of 20 log returns / that of 120",
      "1 when the price stands",
      "definition",
      121},
     [](const In& in, Output out) { volatility_ratio(in.return_log, 20, 120, out); },
     Memory{120}},
    {{"downside_volatility_60",
      kFamily,
      kStock,
      kVolatility,
      "Root mean square of min(log return, 0) over 60 sessions x sqrt(252)",
      "",
      "Sortino and van der Meer 1991",
      61},
     [](const In& in, Output out) { downside_volatility(in.return_log, 60, out); },
     Memory{60}},
    {{"atr_ratio_14",
      kFamily,
      kStock,
      kPositiveRatio,
      "Average true range, Wilder smoothing of 14, / close",
      "",
      "Wilder 1978",
      14},
     [](const In& in, Output out) {
         atr_ratio(in.true_range, in.close, 14, out);
     }},
    {{"range_expansion_14",
      kFamily,
      kStock,
      kPositiveRatio,
      "True range / average true range of 14",
      "1 when the price stands",
      "Wilder 1978",
      14},
     [](const In& in, Output out) {
         range_expansion(in.true_range, in.close, 14, out);
     }},
    {{"parkinson_20",
      kFamily,
      kStock,
      kVolatility,
      "sqrt(252 x mean of ln(high / low)^2 / (4 ln 2)) over 20 sessions",
      "",
      "Parkinson 1980",
      20},
     [](const In& in, Output out) { parkinson(log_candles(in), 20, out); },
     Memory{20}},
    {{"garman_klass_20",
      kFamily,
      kStock,
      kVolatility,
      "sqrt(252 x mean of 0.5 ln(high / low)^2 - (2 ln 2 - 1) ln(close / open)^2), 20 sessions",
      "",
      "Garman and Klass 1980",
      20},
     [](const In& in, Output out) { garman_klass(log_candles(in), 20, out); },
     Memory{20}},
    {{"bollinger_width_20",
      kFamily,
      kStock,
      kPositiveRatio,
      "4 population standard deviations of 20 closes / their mean",
      "",
      "Bollinger 2001",
      20},
     [](const In& in, Output out) {
         bollinger_width({in.mean(20), in.deviation_20}, out);
     },
     kThisBar},
    {{"bollinger_position_20",
      kFamily,
      kStock,
      kRatio,
      "(close - lower band) / (upper - lower), bands 2 deviations from the mean of 20",
      "0.5 when flat",
      "Bollinger 2001",
      20},
     [](const In& in, Output out) {
         bollinger_position(in.close, {in.mean(20), in.deviation_20}, out);
     },
     kThisBar},
    {{"volatility_10",
      kFamily,
      kStock,
      kVolatility,
      "Sample standard deviation of 10 log returns x sqrt(252)",
      "",
      "definition",
      11},
     [](const In& in, Output out) { volatility(in.return_log, 10, out); },
     Memory{10}},
    {{"volatility_30",
      kFamily,
      kStock,
      kVolatility,
      "Sample standard deviation of 30 log returns x sqrt(252)",
      "",
      "definition",
      31},
     [](const In& in, Output out) { volatility(in.return_log, 30, out); },
     Memory{30}},
    {{"volatility_ratio_5_20",
      kFamily,
      kStock,
      kPositiveRatio,
      "Standard deviation of 5 log returns / that of 20",
      "1 when the price stands",
      "definition",
      21},
     [](const In& in, Output out) { volatility_ratio(in.return_log, 5, 20, out); },
     Memory{20}},
    {{"atr_ratio_7",
      kFamily,
      kStock,
      kPositiveRatio,
      "Average true range, Wilder smoothing of 7, / close",
      "",
      "Wilder 1978",
      7},
     [](const In& in, Output out) {
         atr_ratio(in.true_range, in.close, 7, out);
     }},
    {{"atr_ratio_21",
      kFamily,
      kStock,
      kPositiveRatio,
      "Average true range, Wilder smoothing of 21, / close",
      "",
      "Wilder 1978",
      21},
     [](const In& in, Output out) {
         atr_ratio(in.true_range, in.close, 21, out);
     }},
    {{"keltner_position_20",
      kFamily,
      kStock,
      kRatio,
      "(close - EMA of 20) / (2 average true ranges of 20)",
      "0 when the price stands",
      "Keltner 1960; Raschke",
      20},
     [](const In& in, Output out) {
         keltner_position(in.true_range, in.close, 20, out);
     }},
    {{"squeeze_20",
      kFamily,
      kStock,
      kPositiveRatio,
      "2 standard deviations of 20 closes / 1.5 average true ranges of 20: the Bollinger bands "
      "over the Keltner channel",
      "1 when the price stands",
      "Carter 2005",
      20},
     [](const In& in, Output out) {
         squeeze(in.true_range, in.close, in.deviation_20, 20, out);
     }},
    {{"rogers_satchell_20",
      kFamily,
      kStock,
      kVolatility,
      "sqrt(252 x mean of ln(high / close) ln(high / open) + ln(low / close) ln(low / open)), 20 "
      "sessions",
      "",
      "Rogers and Satchell 1991",
      20},
     [](const In& in, Output out) { rogers_satchell(log_candles(in), 20, out); },
     Memory{20}},
    {{"yang_zhang_20",
      kFamily,
      kStock,
      kVolatility,
      "sqrt(252 x (overnight variance + 0.34 / (1.34 + 21 / 19) of the open-to-close variance + "
      "the rest of the Rogers-Satchell variance)), 20 sessions",
      "",
      "Yang and Zhang 2000",
      21},
     [](const In& in, Output out) { yang_zhang(log_candles(in), 20, out); },
     Memory{20}},
    {{"semivariance_balance_60",
      kFamily,
      kStock,
      kBalance,
      "(sum of squared positive - sum of squared negative log returns) / sum of all squares, 60 "
      "sessions",
      "0 when the price stands",
      "Patton and Sheppard 2015",
      61},
     [](const In& in, Output out) { semivariance_balance(in.return_log, 60, out); },
     Memory{60}},
});

}  // namespace

std::span<const StockFeature> table() {
    return kTable;
}

}  // namespace features::volatility
