#include "features/volume/volume.hpp"

#include <array>

#include "features/volume/volume_kernels.hpp"

namespace features::volume {

namespace {

using In = StockInputs;
constexpr auto kFamily = Family::Volume;
constexpr auto kStock = Scope::Stock;

momentum::Ranges ranges(const In& in) {
    return {in.high, in.low, in.close};
}

constexpr std::array kTable = std::to_array<StockFeature>({
    {{"volume_ratio_20",
      kFamily,
      kStock,
      "ratio",
      "Volume / mean volume of 20 sessions, today's included; 1 without any",
      "definition",
      20},
     [](const In& in, Output out) {
         volume_ratio(in.volume, 20, out);
     }},
    {{"volume_trend_5_60",
      kFamily,
      kStock,
      "ratio",
      "Mean volume of 5 sessions / that of 60; 1 without any",
      "definition",
      60},
     [](const In& in, Output out) {
         volume_trend(in.volume, 5, 60, out);
     }},
    {{"dollar_volume_zscore_60",
      kFamily,
      kStock,
      "standard deviations",
      "ln(1 + dollar volume) against its mean and deviation over 60 sessions; 0 when flat",
      "definition",
      60},
     [](const In& in, Output out) {
         dollar_volume_zscore(in.dollar_volume, 60, out);
     }},
    {{"signed_volume_20",
      kFamily,
      kStock,
      "ratio in -1..1",
      "Volume of rising less that of falling sessions / all volume, 20 sessions; 0 without any",
      "Granville 1963",
      21},
     [](const In& in, Output out) {
         signed_volume(in.return_log, in.volume, 20, out);
     }},
    {{"chaikin_money_flow_20",
      kFamily,
      kStock,
      "ratio in -1..1",
      "Sum of volume x (2 close - high - low) / (high - low) over sum of volume, 20 sessions",
      "Chaikin",
      20},
     [](const In& in, Output out) {
         chaikin_money_flow(ranges(in), in.volume, 20, out);
     }},
    {{"money_flow_index_14",
      kFamily,
      kStock,
      "0..100",
      "Share of typical price x volume that fell on rising sessions, 14 sessions; 50 without any",
      "Quong and Soudack 1989",
      15},
     [](const In& in, Output out) {
         money_flow_index(ranges(in), in.volume, 14, out);
     }},
    {{"volume_return_correlation_20",
      kFamily,
      kStock,
      "correlation",
      "Correlation of log return and volume over 20 sessions; 0 when either stands",
      "Karpoff 1987",
      21},
     [](const In& in, Output out) {
         volume_return_correlation(in.return_log, in.volume, 20, out);
     }},
    {{"vwap_distance_20",
      kFamily,
      kStock,
      "log ratio",
      "ln(close / volume-weighted mean typical price of 20 sessions)",
      "definition",
      20},
     [](const In& in, Output out) {
         vwap_distance(ranges(in), in.volume, 20, out);
     }},
    {{"amihud_20",
      kFamily,
      kStock,
      "log of 1 + log return per billion USD",
      "ln(1 + mean of |log return| per billion dollars traded) over the sessions of the last 20 "
      "with any volume; 0 without",
      "Amihud 2002",
      21},
     [](const In& in, Output out) {
         amihud(in.return_log, in.dollar_volume, 20, out);
     }},
});

constexpr std::array kUnpublished = std::to_array<StockFeature>({
    {{"mean_dollar_volume_20",
      kFamily,
      kStock,
      "log of 1 + USD",
      "ln(1 + mean dollar volume of 20 sessions)",
      "definition",
      20},
     [](const In& in, Output out) {
         log_mean_dollar_volume(in.dollar_volume, 20, out);
     }},
});

}  // namespace

std::span<const StockFeature> table() {
    return kTable;
}

std::span<const StockFeature> unpublished() {
    return kUnpublished;
}

}  // namespace features::volume
