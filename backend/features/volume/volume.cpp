#include "features/volume/volume.hpp"

#include <array>

#include "features/volume/volume_kernels.hpp"

namespace features::volume {

namespace {

using In = StockView;
constexpr auto kFamily = Family::Volume;
constexpr auto kStock = Scope::Stock;

momentum::Ranges ranges(const In& in) {
    return {in.high, in.low, in.close};
}

constexpr std::array kTable = std::to_array<StockFeature>({
    {{"volume_ratio_20",
      kFamily,
      kStock,
      kPositiveRatio,
      "Volume / mean volume of 20 sessions, today's included",
      "1 without any",
      "definition",
      20},
     [](const In& in, Output out) { volume_ratio(in.volume, 20, out); },
     Memory{20}},
    {{"volume_trend_5_60",
      kFamily,
      kStock,
      kPositiveRatio,
      "Mean volume of 5 sessions / that of 60",
      "1 without any",
      "definition",
      60},
     [](const In& in, Output out) { volume_trend(in.volume, 5, 60, out); },
     Memory{60}},
    {{"dollar_volume_zscore_60",
      kFamily,
      kStock,
      kDeviations,
      "ln(1 + dollar volume) against its mean and population deviation over 60 sessions",
      "0 when flat",
      "definition",
      60},
     [](const In& in, Output out) { dollar_volume_zscore(in.dollar_volume, 60, out); },
     Memory{60}},
    {{"signed_volume_20",
      kFamily,
      kStock,
      kBalance,
      "Volume of rising less that of falling sessions / all volume, 20 sessions",
      "0 without any",
      "Granville 1963",
      21},
     [](const In& in, Output out) { signed_volume(in.return_log, in.volume, 20, out); },
     Memory{20}},
    {{"chaikin_money_flow_20",
      kFamily,
      kStock,
      kBalance,
      "Sum of volume x (2 close - high - low) / (high - low) over sum of volume, 20 sessions",
      "0 without any; 0 for a session without a range",
      "Chaikin",
      20},
     [](const In& in, Output out) { chaikin_money_flow(ranges(in), in.volume, 20, out); },
     Memory{20}},
    {{"money_flow_index_14",
      kFamily,
      kStock,
      kHundred,
      "Share of typical price x volume that fell on sessions whose typical price rose, of those on "
      "which it moved, 14 sessions",
      "50 without any",
      "Quong and Soudack 1989",
      15},
     [](const In& in, Output out) { money_flow_index(ranges(in), in.volume, 14, out); },
     Memory{14}},
    {{"volume_return_correlation_20",
      kFamily,
      kStock,
      kCorrelation,
      "Correlation of log return and volume over 20 sessions",
      "0 when either stands",
      "Karpoff 1987",
      21},
     [](const In& in, Output out) { volume_return_correlation(in.return_log, in.volume, 20, out); },
     Memory{20}},
    {{"vwap_distance_20",
      kFamily,
      kStock,
      kLogRatio,
      "ln(close / volume-weighted mean typical price of 20 sessions)",
      "against their plain mean without any volume",
      "definition",
      20},
     [](const In& in, Output out) { vwap_distance(ranges(in), in.volume, 20, out); },
     Memory{20}},
    {{"amihud_20",
      kFamily,
      kStock,
      kIlliquidity,
      "ln(1 + mean of |log return| per billion dollars traded) over the sessions of the last 20 "
      "with any volume",
      "0 without any",
      "Amihud 2002",
      21},
     [](const In& in, Output out) { amihud(in.return_log, in.dollar_volume, 20, out); },
     Memory{20}},
    {{"volume_ratio_50",
      kFamily,
      kStock,
      kPositiveRatio,
      "Volume / mean volume of 50 sessions, today's included",
      "1 without any",
      "definition",
      50},
     [](const In& in, Output out) { volume_ratio(in.volume, 50, out); },
     Memory{50}},
    {{"obv_distance_mean_20",
      kFamily,
      kStock,
      kBalance,
      "(on balance volume - its mean of 20 sessions) / volume of the 20",
      "0 without any",
      "Granville 1963",
      21},
     [](const In& in, Output out) {
         obv_distance(in.return_log, in.volume, 20, out);
     }},
    {{"volume_price_trend_20",
      kFamily,
      kStock,
      kLogReturn,
      "Sum of log return x volume / sum of volume, 20 sessions",
      "0 without any",
      "definition",
      21},
     [](const In& in, Output out) { volume_price_trend(in.return_log, in.volume, 20, out); },
     Memory{20}},
    {{"force_index_13",
      kFamily,
      kStock,
      kLogReturn,
      "EMA of 13 of log return x volume / EMA of 13 of volume",
      "0 without any",
      "Elder 1993",
      14},
     [](const In& in, Output out) {
         force_index(in.return_log, in.volume, 13, out);
     }},
    {{"negative_volume_return_60",
      kFamily,
      kStock,
      kLogReturn,
      "Sum of the log returns on sessions with less volume than the one before, of 60",
      "",
      "Dysart 1936; Fosback 1976",
      61},
     [](const In& in, Output out) {
         return_on_volume(in.return_log, in.volume, 60, VolumeChange::Less, out);
     },
     Memory{60}},
    {{"positive_volume_return_60",
      kFamily,
      kStock,
      kLogReturn,
      "Sum of the log returns on sessions with more volume than the one before, of 60",
      "",
      "Dysart 1936; Fosback 1976",
      61},
     [](const In& in, Output out) {
         return_on_volume(in.return_log, in.volume, 60, VolumeChange::More, out);
     },
     Memory{60}},
    {{"ease_of_movement_14",
      kFamily,
      kStock,
      kRatio,
      "Mean volume of 14 sessions x mean of change of the middle of the range x range / close^2 / "
      "volume over those of them with any volume",
      "0 without any",
      "Arms 1989",
      15},
     [](const In& in, Output out) { ease_of_movement(ranges(in), in.volume, 14, out); },
     Memory{14}},
    {{"chaikin_oscillator_3_10",
      kFamily,
      kStock,
      kRatio,
      "(EMA of 3 - EMA of 10 of the accumulation/distribution line) / EMA of 10 of volume",
      "0 without any",
      "Chaikin",
      10},
     [](const In& in, Output out) {
         chaikin_oscillator(ranges(in), in.volume, {}, out);
     }},
});

constexpr std::array kUnpublished = std::to_array<StockFeature>({
    {{"mean_dollar_volume_20",
      kFamily,
      kStock,
      kLogDollars,
      "ln(1 + mean dollar volume of 20 sessions)",
      "",
      "definition",
      20},
     [](const In& in, Output out) { log_mean_dollar_volume(in.dollar_volume, 20, out); },
     Memory{20}},
});

}  // namespace

std::span<const StockFeature> table() {
    return kTable;
}

std::span<const StockFeature> unpublished() {
    return kUnpublished;
}

}  // namespace features::volume
