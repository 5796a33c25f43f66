// Who trades, and on which side.
//
// For all: one value a bar, oldest first; out[t] depends on inputs [0..t] only, NaN before. A
// window without any volume has the neutral value that is stated.
#pragma once

#include "features/momentum/oscillators.hpp"

namespace features::volume {

// volume / mean volume of `window` bars, today's included; 1 without any. First at window - 1.
void volume_ratio(Input volumes, std::size_t window, Output out);
// Mean of the last `fast` bars / mean of the last `slow`; 1 without any. First at slow - 1.
void volume_trend(Input volumes, std::size_t fast, std::size_t slow, Output out);

// ln(1 + dollars) in standard deviations (population) from its mean over `window` bars; 0 when it
// does not move. First value at window - 1.
void dollar_volume_zscore(Input dollar_volumes, std::size_t window, Output out);
// ln(1 + mean dollars of `window` bars). First value at window - 1.
void log_mean_dollar_volume(Input dollar_volumes, std::size_t window, Output out);

// Volume of rising sessions less that of falling ones, over all volume, in -1..1; 0 without any.
// The change of J. Granville's On Balance Volume (1963), per share traded. First at `window`.
void signed_volume(Input returns_log, Input volumes, std::size_t window, Output out);

// Chaikin Money Flow, in -1..1: volume weighted by where in its range each bar closed; 0 without
// any. Source: M. Chaikin. First value at window - 1.
void chaikin_money_flow(const momentum::Ranges& bars,
                        Input volumes,
                        std::size_t window,
                        Output out);

// Money Flow Index, 0..100: the share of typical price x volume on sessions whose typical price
// rose, of those on which it moved; 50 without any. Source: G. Quong and A. Soudack (1989).
// First value at `window`.
void money_flow_index(const momentum::Ranges& bars, Input volumes, std::size_t window, Output out);

// Pearson's correlation of returns and volumes over `window` bars; 0 when either stands. First
// value at `window`.
void volume_return_correlation(Input returns_log, Input volumes, std::size_t window, Output out);

// ln(close / volume-weighted mean of the typical prices) of `window` bars; their plain mean without
// any volume. First value at window - 1.
void vwap_distance(const momentum::Ranges& bars, Input volumes, std::size_t window, Output out);

// ln(1 + mean of |log return| per billion dollars traded), over those of `window` sessions on which
// anything was traded; 0 when none was. Source: Y. Amihud (2002). First value at `window`.
void amihud(Input returns_log, Input dollar_volumes, std::size_t window, Output out);

// (on balance volume - its mean of `window` bars) / volume of those bars, in -1..1; 0 without any.
// First value at `window`.
void obv_distance(Input returns_log, Input volumes, std::size_t window, Output out);

// Sum of log return x volume / sum of volume over `window` bars; 0 without any. First at `window`.
void volume_price_trend(Input returns_log, Input volumes, std::size_t window, Output out);

// EMA of log return x volume / EMA of volume; 0 without any. First value at `span`.
// Source: A. Elder's force index, Trading for a Living (1993), per share traded.
void force_index(Input returns_log, Input volumes, int span, Output out);

// Sum of the log returns on the bars of the last `window` whose volume was less, or more, than that
// of the bar before. First value at `window`.
// Source: P. Dysart's negative and positive volume index (1936); N. Fosback (1976).
enum class VolumeChange { Less, More };
void return_on_volume(
    Input returns_log, Input volumes, std::size_t window, VolumeChange change, Output out);

// How far the middle of the range moved, in ranges, per share of usual volume, over the bars with
// any. First value at `window`.
// Source: R. Arms, The Arms Index (1989), scale-free.
void ease_of_movement(const momentum::Ranges& bars, Input volumes, std::size_t window, Output out);

// (fast EMA - slow EMA of Chaikin's accumulation/distribution line) / slow EMA of volume; 0 without
// any. First value at slow - 1.
struct ChaikinSpans {
    int fast = 3;
    int slow = 10;
};
void chaikin_oscillator(const momentum::Ranges& bars,
                        Input volumes,
                        const ChaikinSpans& spans,
                        Output out);

}  // namespace features::volume
