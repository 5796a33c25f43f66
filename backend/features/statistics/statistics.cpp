#include "features/statistics/statistics.hpp"

#include <array>

#include "features/statistics/statistics_kernels.hpp"

namespace features::statistics {

namespace {

using In = StockInputs;
constexpr auto kFamily = Family::Statistics;
constexpr auto kStock = Scope::Stock;

constexpr std::array kTable = std::to_array<StockFeature>({
    {{"skewness_60",
      kFamily,
      kStock,
      "ratio",
      "Population skewness of 60 log returns; 0 when the price stands",
      "definition",
      61},
     [](const In& in, Output out) {
         skewness(in.return_log, 60, out);
     }},
    {{"kurtosis_60",
      kFamily,
      kStock,
      "ratio",
      "Population excess kurtosis of 60 log returns; 0 when the price stands",
      "definition",
      61},
     [](const In& in, Output out) {
         kurtosis(in.return_log, 60, out);
     }},
    {{"autocorrelation_60",
      kFamily,
      kStock,
      "correlation",
      "Correlation of a log return with the one before, 60 pairs; 0 when the price stands",
      "definition",
      62},
     [](const In& in, Output out) {
         autocorrelation(in.return_log, 60, out);
     }},
    {{"efficiency_20",
      kFamily,
      kStock,
      "ratio in 0..1",
      "|sum of 20 log returns| / sum of |log return|; 0 when the price stands",
      "Kaufman 1995",
      21},
     [](const In& in, Output out) {
         efficiency(in.return_log, 20, out);
     }},
    {{"variance_ratio_5_120",
      kFamily,
      kStock,
      "ratio",
      "Variance of 5-session log returns / 5 x that of 1-session ones, 120 overlapping returns; 1 "
      "when the price stands",
      "Lo and MacKinlay 1988",
      125},
     [](const In& in, Output out) {
         variance_ratio(in.log_close, 5, 120, out);
     }},
    {{"up_share_20",
      kFamily,
      kStock,
      "ratio in 0..1",
      "Share of 20 sessions that closed higher",
      "definition",
      21},
     [](const In& in, Output out) {
         up_share(in.return_log, 20, out);
     }},
    {{"return_zscore_60",
      kFamily,
      kStock,
      "standard deviations",
      "Log return against mean and deviation of the 60 before it; 0 when those are flat",
      "definition",
      62},
     [](const In& in, Output out) {
         return_zscore(in.return_log, 60, out);
     }},
    {{"return_max_20",
      kFamily,
      kStock,
      "log return",
      "Largest log return of 20 sessions",
      "Bali, Cakici and Whitelaw 2011",
      21},
     [](const In& in, Output out) {
         return_max(in.return_log, 20, out);
     }},
});

}  // namespace

std::span<const StockFeature> table() {
    return kTable;
}

}  // namespace features::statistics
