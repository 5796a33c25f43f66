// What the features of pattern say.
#include <array>

#include "features/sentences/sentence.hpp"

namespace features::sentences {

namespace {

constexpr std::array kTable = std::to_array<Sentence>({
    {"body_1",
     Show::Share,
     "closed above its open by {} % of the day's range",
     "closed below its open by {} % of the day's range",
     "closed at its open"},
    {"upper_shadow_1", Show::Share, "{} % of the day's range lies above both open and close"},
    {"lower_shadow_1", Show::Share, "{} % of the day's range lies below both open and close"},
    {"gap_1",
     Show::Move,
     "opened {} % above the previous close",
     "opened {} % below the previous close",
     "opened at the previous close"},
    {"engulfing_1",
     Show::Flag,
     "made a bullish engulfing candle today",
     "made a bearish engulfing candle today",
     "made no engulfing candle today"},
    {"hammer_1",
     Show::Flag,
     "made a hammer candle today: long lower shadow, small body on top",
     "made a shooting star candle today: long upper shadow, small body below",
     "made neither a hammer nor a shooting star candle today"},
    {"range_nesting_1",
     Show::Flag,
     "made an outside day: higher high and lower low than the day before",
     "made an inside day: lower high and higher low than the day before",
     "made neither an outside nor an inside day"},
    {"close_streak_20",
     Show::Streak,
     "has closed higher for {} session{s}",
     "has closed lower for {} session{s}",
     "closed unchanged today, so no streak is running"},
    {"doji_1",
     Show::Flag,
     "made a doji candle today: open and close almost level",
     "",
     "made no doji candle today"},
    {"harami_1",
     Show::Flag,
     "made a bullish harami today: a rise within the fall of the day before",
     "made a bearish harami today: a fall within the rise of the day before",
     "made no harami candle today"},
    {"three_candles_3",
     Show::Flag,
     "made three rising candles in a row, each with a higher close",
     "made three falling candles in a row, each with a lower close",
     "made neither three rising nor three falling candles in a row"},
    {"pivot_distance_1",
     Show::Move,
     "closed {} % above the previous day's pivot, the mean of high, low and close",
     "closed {} % below the previous day's pivot, the mean of high, low and close",
     "closed at the previous day's pivot, the mean of high, low and close"},
    {"high_shift_20",
     Show::Move,
     "20-day high is {} % above that of the 20 days before",
     "20-day high is {} % below that of the 20 days before",
     "20-day high is at that of the 20 days before"},
    {"low_shift_20",
     Show::Move,
     "20-day low is {} % above that of the 20 days before",
     "20-day low is {} % below that of the 20 days before",
     "20-day low is at that of the 20 days before"},
    {"fibonacci_distance_60",
     Show::Percent,
     "closed above the nearest Fibonacci level by {} % of the 60-day range",
     "closed below the nearest Fibonacci level by {} % of the 60-day range",
     "closed at a Fibonacci level of the 60-day range"},
});

}  // namespace

std::span<const Sentence> pattern() {
    return kTable;
}

}  // namespace features::sentences
