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

}  // namespace features::volume
