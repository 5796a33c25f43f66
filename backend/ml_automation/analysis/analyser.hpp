// The four analysers: what RSI, MACD, volume and trend each say of a stock on a session. Pure
// functions of the shared features of that session.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "features/build.hpp"

namespace ml_automation::analysis {

enum class Direction { Bearish, Neutral, Bullish };
std::string_view name_of(Direction direction);  // "BEARISH", ...

enum class Analyser { Rsi, Macd, Volume, Trend };
inline constexpr std::array kAnalysers{
    Analyser::Rsi, Analyser::Macd, Analyser::Volume, Analyser::Trend};
std::string_view name_of(Analyser analyser);  // "rsi", "macd", "volume", "trend"

// Strength: how far it goes, 0 to 1. Confidence: how well its own parts agree, 0 to 1; it is no
// probability.
struct Opinion {
    Direction direction = Direction::Neutral;
    double strength = 0.0;
    double confidence = 0.0;

    // -1 to 1: the strength, against the stock when bearish, 0 when neutral.
    double signed_strength() const;
};

using Opinions = std::array<Opinion, kAnalysers.size()>;  // In the order of kAnalysers.

// The relative strength index as its author used it: 30 or less is oversold and bullish, 70 or more
// overbought and bearish.
//
// Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978).
// strength: |50 - RSI of 14| / 50. confidence: the share of the RSIs of 7, 14 and 21 on the same
// side of 50 as that of 14.
Opinion rsi_opinion(double rsi_7, double rsi_14, double rsi_21);

// Moving average convergence/divergence: above its signal line is bullish, below it bearish, within
// a fiftieth of the true range neutral.
//
// Source: G. Appel (1979). All in parts of the close.
// strength: |histogram| / (half of the average true range), at most 1. confidence: 1 where the MACD
// itself has the histogram's sign, else 1/2.
Opinion macd_opinion(double macd, double histogram, double true_range);

// On balance volume: above its mean of 20 sessions is bullish, below it bearish, within a twentieth
// of their volume neutral.
//
// Source: J. E. Granville, New Key to Stock Market Profits (1963); M. Chaikin's money flow.
// strength: twice the distance in parts of the 20 sessions' volume, at most 1. confidence: the
// session's volume in parts of its mean, at most 1; half of it where the money flow has another
// sign.
Opinion volume_opinion(double balance_distance, double money_flow, double volume_ratio);

// Moving averages: of four votes (close above its mean of 20, of 50, of 200; mean of 50 above that
// of 200) three or four one way make a direction.
//
// Source: textbook; J. W. Wilder (1978) for the directional index.
// strength: |votes for - votes against| / 4. confidence: average directional index / 50, at most 1.
Opinion trend_opinion(double distance_20,
                      double distance_50,
                      double distance_200,
                      double cross_50_200,
                      double directional_index);

// All four, of a stock on a session of the matrix; nothing where a feature of theirs has no value.
std::optional<Opinions> analyse(const features::Matrix& matrix,
                                std::size_t stock,
                                std::size_t session);

}  // namespace ml_automation::analysis
