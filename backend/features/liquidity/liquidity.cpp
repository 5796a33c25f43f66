#include "features/liquidity/liquidity.hpp"

#include <array>

#include "features/liquidity/spreads.hpp"
#include "features/volume/volume_kernels.hpp"

namespace features::liquidity {

namespace {

using In = StockView;
constexpr auto kFamily = Family::Liquidity;
constexpr auto kStock = Scope::Stock;

constexpr std::array kTable = std::to_array<StockFeature>({
    {{"dollar_volume_trend_5_60",
      kFamily,
      kStock,
      kPositiveRatio,
      "Mean dollar volume of 5 sessions / that of 60",
      "1 without any",
      "definition",
      60},
     [](const In& in, Output out) { volume::volume_trend(in.dollar_volume, 5, 60, out); },
     Memory{60}},
    {{"volume_variation_60",
      kFamily,
      kStock,
      kPositiveRatio,
      "Population standard deviation of volume / its mean, 60 sessions",
      "0 without any",
      "Chordia, Subrahmanyam and Anshuman 2001",
      60},
     [](const In& in, Output out) { volume_variation(in.volume, 60, out); },
     Memory{60}},
    {{"standing_share_60",
      kFamily,
      kStock,
      kShare,
      "Share of 60 sessions that closed where the one before did",
      "",
      "Lesmond, Ogden and Trzcinka 1999",
      61},
     [](const In& in, Output out) { standing_share(in.return_log, 60, out); },
     Memory{60}},
    {{"roll_spread_60",
      kFamily,
      kStock,
      kPositiveRatio,
      "2 sqrt(-covariance of a log return with the one before), 60 pairs",
      "0 when that covariance is positive",
      "Roll 1984",
      62},
     [](const In& in, Output out) { roll_spread(in.return_log, 60, out); },
     Memory{60}},
    {{"corwin_schultz_20",
      kFamily,
      kStock,
      kPositiveRatio,
      "Mean over 20 sessions of the spread that the highs and lows of two days in a row imply, "
      "negative ones taken as 0, gaps overnight left as they are",
      "",
      "Corwin and Schultz 2012",
      21},
     [](const In& in, Output out) { corwin_schultz(in.log_high, in.log_low, 20, out); },
     Memory{20}},
});

}  // namespace

std::span<const StockFeature> table() {
    return kTable;
}

}  // namespace features::liquidity
