// What the features of the stock against the market say.
#include <array>

#include "features/sentences/sentence.hpp"

namespace features::sentences {

namespace {

constexpr std::array kTable = std::to_array<Sentence>({
    {"beta_120",
     Show::TwoDecimals,
     "tended to move {} times as much as the market (120-day beta)",
     "tended to move {} times as much as the market, the other way (120-day beta)",
     "tended to move neither with nor against the market (120-day beta)"},
    {"correlation_market_120",
     Show::TwoDecimals,
     "moved with the market over 120 sessions (correlation {})",
     "moved against the market over 120 sessions (correlation -{})",
     "moved neither with nor against the market over 120 sessions"},
    {"residual_return_20",
     Show::Move,
     "rose {} % in 20 sessions, the market's pull left out",
     "fell {} % in 20 sessions, the market's pull left out",
     "was level over 20 sessions, the market's pull left out"},
    {"residual_volatility_120",
     Show::Share,
     "120-day volatility, the market's pull left out, is {} % a year"},
    {"beta_60",
     Show::TwoDecimals,
     "tended to move {} times as much as the market (60-day beta)",
     "tended to move {} times as much as the market, the other way (60-day beta)",
     "tended to move neither with nor against the market (60-day beta)"},
    {"downside_beta_120",
     Show::TwoDecimals,
     "when the market fell, tended to move {} times as much (120-day beta)",
     "when the market fell, tended to move {} times as much, the other way (120-day beta)",
     "when the market fell, tended to move neither with it nor against it (120-day beta)"},
    {"residual_return_5",
     Show::Move,
     "rose {} % in 5 sessions, the market's pull left out",
     "fell {} % in 5 sessions, the market's pull left out",
     "was level over 5 sessions, the market's pull left out"},
    {"residual_return_60",
     Show::Move,
     "rose {} % in 60 sessions, the market's pull left out",
     "fell {} % in 60 sessions, the market's pull left out",
     "was level over 60 sessions, the market's pull left out"},
});

}  // namespace

std::span<const Sentence> beta() {
    return kTable;
}

}  // namespace features::sentences
