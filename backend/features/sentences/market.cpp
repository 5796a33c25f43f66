// What the features of the market as a whole say.
#include <array>

#include "features/sentences/sentence.hpp"

namespace features::sentences {

namespace {

constexpr std::array kTable = std::to_array<Sentence>({
    {"market_return_1",
     Show::Move,
     "the market rose {} % on the day",
     "the market fell {} % on the day",
     "the market was little changed on the day"},
    {"market_return_5",
     Show::Move,
     "the market rose {} % in 5 sessions",
     "the market fell {} % in 5 sessions",
     "the market was little changed over 5 sessions"},
    {"market_return_20",
     Show::Move,
     "the market rose {} % in 20 sessions",
     "the market fell {} % in 20 sessions",
     "the market was little changed over 20 sessions"},
    {"market_return_60",
     Show::Move,
     "the market rose {} % in 60 sessions",
     "the market fell {} % in 60 sessions",
     "the market was little changed over 60 sessions"},
    {"market_volatility_20", Show::Share, "the market's 20-day volatility is {} % a year"},
    {"market_volatility_ratio_20_120",
     Show::TwoDecimals,
     "the market's 20-day volatility is {} times its 120-day one"},
    {"market_distance_mean_50",
     Show::Move,
     "the market closed {} % above its 50-day average",
     "the market closed {} % below its 50-day average",
     "the market closed at its 50-day average"},
    {"market_drawdown_250",
     Show::Move,
     "the market closed at its highest close of 250 days",
     "the market closed {} % below its highest close of 250 days"},
    {"market_up_share_1", Show::Share, "{} % of the market's stocks closed higher"},
    {"market_breadth_50",
     Show::Share,
     "{} % of the market's stocks closed above their 50-day averages"},
    {"market_breadth_200",
     Show::Share,
     "{} % of the market's stocks closed above their 200-day averages"},
    {"market_dispersion_1",
     Show::Percent,
     "the market's stocks spread by {} % around their average return of the day"},
    {"market_dispersion_20",
     Show::Percent,
     "the market's stocks spread by {} % around their average 20-day return"},
    {"market_correlation_60",
     Show::TwoDecimals,
     "the market's stocks moved together over 60 days (implied correlation {})"},
    {"market_return_120",
     Show::Move,
     "the market rose {} % in 120 sessions",
     "the market fell {} % in 120 sessions",
     "the market was little changed over 120 sessions"},
    {"market_volatility_60", Show::Share, "the market's 60-day volatility is {} % a year"},
    {"market_distance_mean_200",
     Show::Move,
     "the market closed {} % above its 200-day average",
     "the market closed {} % below its 200-day average",
     "the market closed at its 200-day average"},
    {"market_rsi_14", Show::Count, "the market's 14-day RSI is {}"},
    {"market_skewness_60",
     Show::TwoDecimals,
     "the market's 60-day returns lean to big rises (skewness {})",
     "the market's 60-day returns lean to big falls (skewness -{})",
     "the market's 60-day returns lean neither to big rises nor to big falls"},
    {"market_up_share_20", Show::Share, "{} % of the market's stocks rose over 20 sessions"},
    {"market_breadth_20",
     Show::Share,
     "{} % of the market's stocks closed above their 20-day averages"},
    {"market_high_share_250",
     Show::Share,
     "{} % of the market's stocks closed within 2 % of their 250-day highs"},
    {"market_volume_trend",
     Show::TwoDecimals,
     "5-day volume of the market's stocks averages {} times their 60-day volume"},
});

}  // namespace

std::span<const Sentence> market() {
    return kTable;
}

}  // namespace features::sentences
