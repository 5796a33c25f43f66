#include "features/market/beta.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "features/catalog.hpp"
#include "features/kernel/moments.hpp"
#include "features/parallel.hpp"
#include "features/stock_inputs.hpp"

namespace features::market {

namespace {

constexpr auto kFamily = Family::Market;
constexpr auto kStock = Scope::Stock;
constexpr double kSessionsPerYear = 252.0;
constexpr Memory kMemory{.block = 120};  // A multiple of every window below.
constexpr int kWarmUpMax = 121;

// Beta of y on x; 0 when x stands, NaN when anything is.
double slope_of(const Comoments& pair) {
    const double flat = kFlatDeviation * kFlatDeviation * pair.count;
    return pair.xx <= flat ? 0.0 * pair.xy : pair.xy / pair.xx;
}

// The first bar has no return.
template <typename Sink>
void rolling_pairs(const ReturnPairs& pairs, std::size_t window, Sink sink) {
    rolling_sum_from(
        1,
        pairs.stock.size(),
        window,
        [&](std::size_t t) { return Comoments::of(pairs.market[t], pairs.stock[t]); },
        sink);
}

constexpr std::array kTable = std::to_array<BetaFeature>({
    {{"beta_120",
      kFamily,
      kStock,
      kRatio,
      "Least-squares slope of 120 log returns on the market's over the same days",
      "0 when that is flat",
      "Sharpe 1964",
      121},
     [](const BetaInputs& in, Output out) {
         std::ranges::copy(in.beta_120, out.begin());
     }},
    {{"correlation_market_120",
      kFamily,
      kStock,
      kCorrelation,
      "Correlation of 120 log returns with the market's over the same days",
      "0 when either is flat",
      "definition",
      121},
     [](const BetaInputs& in, Output out) {
         correlation(in.fits_120, out);
     }},
    {{"residual_return_20",
      kFamily,
      kStock,
      kLogReturn,
      "Log return of 20 sessions less beta_120 x the market's over the same days",
      "",
      "Blitz, Huij and Martens 2011",
      121},
     [](const BetaInputs& in, Output out) {
         residual_return(in.pairs, in.beta_120, 20, out);
     }},
    {{"residual_volatility_120",
      kFamily,
      kStock,
      kVolatility,
      "Standard error of the regression behind beta_120 x sqrt(252)",
      "",
      "Ang, Hodrick, Xing and Zhang 2006",
      121},
     [](const BetaInputs& in, Output out) {
         residual_volatility(in.fits_120, out);
     }},
    {{"beta_60",
      kFamily,
      kStock,
      kRatio,
      "Least-squares slope of 60 log returns on the market's over the same days",
      "0 when that is flat",
      "Sharpe 1964",
      61},
     [](const BetaInputs& in, Output out) {
         beta(in.pairs, 60, out);
     }},
    {{"downside_beta_120",
      kFamily,
      kStock,
      kRatio,
      "Least-squares slope of the log returns on the market's, over those of 120 sessions on which "
      "the market fell",
      "0 when that is flat",
      "Ang, Chen and Xing 2006",
      121},
     [](const BetaInputs& in, Output out) {
         downside_beta(in.pairs, 120, out);
     }},
    {{"residual_return_5",
      kFamily,
      kStock,
      kLogReturn,
      "Log return of 5 sessions less beta_120 x the market's over the same days",
      "",
      "Blitz, Huij and Martens 2011",
      121},
     [](const BetaInputs& in, Output out) {
         residual_return(in.pairs, in.beta_120, 5, out);
     }},
    {{"residual_return_60",
      kFamily,
      kStock,
      kLogReturn,
      "Log return of 60 sessions less beta_120 x the market's over the same days",
      "",
      "Blitz, Huij and Martens 2011",
      121},
     [](const BetaInputs& in, Output out) {
         residual_return(in.pairs, in.beta_120, 60, out);
     }},
});

// The market's return since each bar's predecessor.
void market_returns(const MarketSeries& series, const Track& track, std::vector<double>& out) {
    out.assign(track.session.size(), kMissing);
    for (std::size_t bar = 1; bar < track.session.size(); ++bar) {
        out[bar] = series.level_by_session[track.session[bar]] -
                   series.level_by_session[track.session[bar - 1]];
    }
}

}  // namespace

void fit(const ReturnPairs& pairs, std::size_t window, std::span<Comoments> out) {
    constexpr Comoments kNone{1, kMissing, kMissing, kMissing, kMissing, kMissing};
    std::fill_n(out.begin(), std::min(window, out.size()), kNone);
    rolling_pairs(pairs, window, [&](std::size_t t, const Comoments& pair) { out[t] = pair; });
}

void beta(const ReturnPairs& pairs, std::size_t window, Output out) {
    fill_warm_up(out, window);
    rolling_pairs(
        pairs, window, [&](std::size_t t, const Comoments& pair) { out[t] = slope_of(pair); });
}

void beta(std::span<const Comoments> fits, Output out) {
    std::ranges::transform(fits, out.begin(), slope_of);
}

void correlation(std::span<const Comoments> fits, Output out) {
    std::ranges::transform(fits, out.begin(), [](const Comoments& pair) {
        return pair.correlation(kFlatDeviation, kFlatDeviation);
    });
}

void residual_volatility(std::span<const Comoments> fits, Output out) {
    std::ranges::transform(fits, out.begin(), [](const Comoments& pair) {
        const double squares = pair.yy - slope_of(pair) * pair.xy;
        // Rounding may leave a perfect fit just below 0.
        return std::sqrt(kSessionsPerYear / (pair.count - 2.0) * (squares < 0.0 ? 0.0 : squares));
    });
}

void residual_return(const ReturnPairs& pairs, Input betas, std::size_t window, Output out) {
    struct Sums {
        double market, stock;
        Sums operator+(const Sums& b) const { return {market + b.market, stock + b.stock}; }
    };
    fill_warm_up(out, window);
    rolling_sum_from(
        1,
        out.size(),
        window,
        [&](std::size_t t) {
            return Sums{pairs.market[t], pairs.stock[t]};
        },
        [&](std::size_t t, const Sums& sums) { out[t] = sums.stock - betas[t] * sums.market; });
}

void downside_beta(const ReturnPairs& pairs, std::size_t window, Output out) {
    // Returns are small against 1 and few: plain sums lose nothing that matters.
    struct Sums {
        double count, x, y, xx, xy;
        Sums operator+(const Sums& b) const {
            return {count + b.count, x + b.x, y + b.y, xx + b.xx, xy + b.xy};
        }
    };
    fill_warm_up(out, window);
    const auto value = [&](std::size_t t) {
        const double x = pairs.market[t];
        const double y = pairs.stock[t];
        // The market's NaN is no rise: it makes the sums NaN.
        return x >= 0.0 ? Sums{0.0, 0.0, 0.0, 0.0, 0.0} : Sums{1.0, x, y, x * x, x * y};
    };
    rolling_sum_from(1, pairs.stock.size(), window, value, [&](std::size_t t, const Sums& sums) {
        const double count = std::max(sums.count, 1.0);
        const double xx = sums.xx - sums.x * sums.x / count;
        const double xy = sums.xy - sums.x * sums.y / count;
        const bool flat = xx <= kFlatDeviation * kFlatDeviation * count;
        out[t] = flat ? 0.0 * xy : xy / xx;
    });
}

std::span<const BetaFeature> beta_table() {
    return kTable;
}

void compute_betas(const MarketSeries& series,
                   std::span<const Track> tracks,
                   std::size_t first_session,
                   unsigned threads,
                   Matrix& matrix) {
    const std::size_t first = blocks().beta;
    const auto make_worker = [&] {
        return [&,
                market = std::vector<double>{},
                fits = std::vector<Comoments>{},
                betas = std::vector<double>{},
                values = std::vector<double>{}](std::size_t stock) mutable {
            const Track& track = tracks[stock];
            market_returns(series, track, market);
            values.resize(track.session.size());
            const auto kept = std::ranges::lower_bound(track.session, first_session);
            const auto needed = static_cast<std::size_t>(kept - track.session.begin());
            // One start for all: the longest warm-up, so that each finds the betas it needs.
            const std::size_t start = kMemory.start(needed, kWarmUpMax);
            fits.resize(values.size() - start);
            betas.resize(fits.size());
            const ReturnPairs pairs{.stock = Input{track.return_log}.subspan(start),
                                    .market = Input{market}.subspan(start)};
            fit(pairs, 120, fits);
            beta(fits, betas);
            for (std::size_t row = 0; row < kTable.size(); ++row) {
                kTable[row].kernel({.pairs = pairs, .fits_120 = fits, .beta_120 = betas},
                                   Output{values}.subspan(start));
                scatter<float>(
                    values, track.session, first_session, matrix.column(first + row, stock));
            }
        };
    };
    parallel_for(tracks.size(), threads, make_worker);
}

}  // namespace features::market
