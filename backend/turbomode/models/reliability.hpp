// Reliability: of what was said with about the same confidence, how much came true.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace turbomode::models {

// Predictions of about the same confidence.
struct ReliabilityBin {
    double confidence = 0.0;  // Mean of what was said.
    double won = 0.0;         // Share that won.
    double won_low = 0.0;     // Interval of 95 % of that share.
    double won_high = 1.0;
    std::size_t outcomes = 0;
};

inline constexpr std::size_t kReliabilityBins = 10;

// Confidences and what came of them, night after night, the oldest first.
struct JudgedConfidences {
    std::span<const double> confidences;
    std::span<const float> wins;               // 1 or 0 a confidence.
    std::span<const std::size_t> night_sizes;  // Outcomes a night; they add up to all.
};

// Bins of equal numbers, the lowest confidences first (A. Murphy, A New Vector Partition of the
// Probability Score, Journal of Applied Meteorology 12, 1973). Equal confidences share a bin, so
// that there may be fewer than kReliabilityBins; nothing of nothing.
//
// Intervals by drawing blocks of `block_nights` consecutive nights with the end followed by the
// beginning, as in block_bootstrap(): stocks of a night win and lose together, and so do
// neighbouring nights. From 0 to 1 with fewer than three blocks of nights.
std::vector<ReliabilityBin> reliability(const JudgedConfidences& judged, std::size_t block_nights);

}  // namespace turbomode::models
