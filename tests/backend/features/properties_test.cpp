// What every feature of one stock is in a steady trend and in a steady up and down, worked out by
// hand from its definition: a value that needs no other program to be believed.
#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "backend/features/known_paths.hpp"
#include "bars/calendar.hpp"
#include "features/catalog.hpp"
#include "features/schema.hpp"

namespace features {
namespace {

const double kYear = std::sqrt(252.0);

OnPath is(double value) {
    return [value](double) {
        return value;
    };
}
// g or s so many times.
OnPath times(double count) {
    return [count](double step) {
        return count * step;
    };
}
double sign(double x) {
    return x > 0.0 ? 1.0 : -1.0;
}
// `value` with the sign of the trend.
OnPath with_sign(double value) {
    return [value](double g) {
        return value * sign(g);
    };
}
// One value in a rise, another in a fall.
OnPath rise_or_fall(double rise, double fall) {
    return [=](double g) {
        return g > 0.0 ? rise : fall;
    };
}
OnPath rise_or_fall(const OnPath& rise, const OnPath& fall) {
    return [=](double g) {
        return g > 0.0 ? rise(g) : fall(g);
    };
}

// --- A trend. All in units of the last close.

// Sum of x^0 .. x^(n - 1).
double geometric(double x, double n) {
    return (1.0 - std::pow(x, n)) / (1.0 - x);
}
// Mean of the last n closes, and of their squares.
double mean_of(double g, double n) {
    return geometric(std::exp(-g), n) / n;
}
double deviation_of(double g, double n) {
    const double mean = mean_of(g, n);
    return std::sqrt(geometric(std::exp(-2.0 * g), n) / n - mean * mean);
}
// An average that moves by `weight` of the distance each session, long after its start.
double smoothed(double g, double weight) {
    return weight / (1.0 - (1.0 - weight) * std::exp(-g));
}
double ema(double g, double span) {
    return smoothed(g, 2.0 / (span + 1.0));
}
double true_range(double g) {
    return std::abs(1.0 - std::exp(-g));
}
double average_true_range(double g, double period) {
    return true_range(g) * smoothed(g, 1.0 / period);
}
// (high + low + close) / 3: the other end of the bar is the close before.
double typical(double g) {
    return (2.0 + std::exp(-g)) / 3.0;
}
double macd(double g) {
    return ema(g, 12.0) - ema(g, 26.0);
}

OnPath distance_mean(double n) {
    return [n](double g) {
        return -std::log(mean_of(g, n));
    };
}
OnPath distance_ema(double span) {
    return [span](double g) {
        return -std::log(ema(g, span));
    };
}
OnPath atr_ratio(double period) {
    return [period](double g) {
        return average_true_range(g, period);
    };
}
// n sessions of the path behind: only a falling price is below what it was, or above.
OnPath only_in_a_rise(double n) {
    return rise_or_fall(times(n), is(0.0));
}
OnPath only_in_a_fall(double n) {
    return rise_or_fall(is(0.0), times(n));
}

// --- An up and down between 1 and e^s, the last close up.

double top(double s) {
    return std::exp(s);
}
double middle(double s) {
    return (1.0 + top(s)) / 2.0;
}
// An average that moves by `weight` of the distance each session swings between two values; the
// share of the way up at which it stands after a rise: sum of weight (1 - weight)^(2 k).
double swing(double weight) {
    return weight / (1.0 - (1.0 - weight) * (1.0 - weight));
}
double ema_in_zigzag(double s, double span) {
    return 1.0 + (top(s) - 1.0) * swing(2.0 / (span + 1.0));
}
// The highs of n bars: for an even n as many up as down, else one more up.
OnPath distance_mean_in_zigzag(double n) {
    return [n](double s) {
        const double ups = std::ceil(n / 2.0);
        return std::log(top(s) / ((ups * top(s) + (n - ups)) / n));
    };
}
OnPath distance_ema_in_zigzag(double span) {
    return [span](double s) {
        return std::log(top(s) / ema_in_zigzag(s, span));
    };
}
// Sample deviation of an even number of returns s, -s.
double deviation_in_zigzag(double s, double n) {
    return s * std::sqrt(n / (n - 1.0));
}
OnPath volatility_in_zigzag(double n) {
    return [n](double s) {
        return deviation_in_zigzag(s, n) * kYear;
    };
}
// Gains and losses are equal; the latest, a gain, weighs by 1 / (1 - 1 / period) more.
OnPath rsi_in_zigzag(double period) {
    return is(100.0 / (1.0 + (period - 1.0) / period));
}
OnPath atr_ratio_in_zigzag() {
    return [](double s) {
        return (top(s) - 1.0) / top(s);
    };
}

const auto kMomentum = std::to_array<Property>({
    {"return_log_1", times(1), times(1)},
    {"return_log_5", times(5), times(1)},
    {"return_log_10", times(10), is(0.0)},
    {"return_log_20", times(20), is(0.0)},
    {"return_log_60", times(60), is(0.0)},
    {"return_log_120", times(120), is(0.0)},
    {"return_log_250", times(250), is(0.0)},
    {"return_log_250_to_20", times(230), is(0.0)},
    {"return_acceleration_20", is(0.0), is(0.0)},
    {"overnight_return_20", is(0.0), is(0.0)},
    {"return_agreement", with_sign(1.0), is(0.2)},  // Only the odd window has a return.
    {"information_discreteness_120", is(-1.0), is(0.0)},
    {"rsi_7", rise_or_fall(100.0, 0.0), rsi_in_zigzag(7)},
    {"rsi_14", rise_or_fall(100.0, 0.0), rsi_in_zigzag(14)},
    {"rsi_21", rise_or_fall(100.0, 0.0), rsi_in_zigzag(21)},
    {"stochastic_k_14", rise_or_fall(100.0, 0.0), is(100.0)},
    {"stochastic_d_14", rise_or_fall(100.0, 0.0), is(200.0 / 3.0)},
    {"stochastic_rsi_14", is(0.5), is(1.0)},
    {"cci_20", {}, is(1.0 / 0.015)},  // All typical prices are one mean deviation off.
    {"ultimate_oscillator_7_14_28",
     rise_or_fall(100.0, 0.0),
     is(100.0 * (4.0 * 4.0 / 7.0 + 2.0 * 0.5 + 0.5) / 7.0)},
    {"trix_15", times(1), {}},
    {"rsi_price_correlation_20", is(0.0), is(1.0)},
    {"macd_histogram_12_26_9", [](double g) { return macd(g) * (1.0 - ema(g, 9.0)); }, {}},
});

const auto kTrend = std::to_array<Property>({
    {"distance_mean_5", distance_mean(5), distance_mean_in_zigzag(5)},
    {"distance_mean_10", distance_mean(10), distance_mean_in_zigzag(10)},
    {"distance_mean_20", distance_mean(20), distance_mean_in_zigzag(20)},
    {"distance_mean_50", distance_mean(50), distance_mean_in_zigzag(50)},
    {"distance_mean_100", distance_mean(100), distance_mean_in_zigzag(100)},
    {"distance_mean_200", distance_mean(200), distance_mean_in_zigzag(200)},
    {"distance_ema_5", distance_ema(5), distance_ema_in_zigzag(5)},
    {"distance_ema_10", distance_ema(10), distance_ema_in_zigzag(10)},
    {"distance_ema_20", distance_ema(20), distance_ema_in_zigzag(20)},
    {"distance_ema_50", distance_ema(50), distance_ema_in_zigzag(50)},
    {"mean_cross_50_200",
     [](double g) { return std::log(mean_of(g, 50) / mean_of(g, 200)); },
     is(0.0)},
    {"mean_alignment", with_sign(1.0), {}},
    {"macd_12_26",
     macd,
     [](double s) {
         return (ema_in_zigzag(s, 12) - ema_in_zigzag(s, 26)) / top(s);
     }},
    {"macd_signal_12_26_9", [](double g) { return macd(g) * ema(g, 9.0); }, {}},
    {"adx_14", is(100.0), is(0.0)},
    {"directional_balance_14", with_sign(1.0), is(0.0)},
    {"plus_di_14", rise_or_fall(100.0, 0.0), is(0.0)},
    {"minus_di_14", rise_or_fall(0.0, 100.0), is(0.0)},
    // In a rise |high - low before| spans two sessions, |low - high before| none.
    {"vortex_14", [](double g) { return sign(g) * (1.0 + std::exp(-g)); }, is(0.0)},
    {"choppiness_14", is(0.0), is(100.0)},  // 14 ranges in a row, 14 ranges over each other.
    {"aroon_oscillator_25", with_sign(100.0), is(0.0)},
    {"slope_10", times(1), {}},
    {"slope_20", times(1), {}},
    {"slope_60", times(1), {}},
    {"slope_fit_60", is(1.0), {}},
});

const auto kVolume = std::to_array<Property>({
    {"volume_ratio_20", is(1.0), is(4.0 / 3.0)},
    {"volume_ratio_50", is(1.0), is(4.0 / 3.0)},
    {"volume_trend_5_60", is(1.0), is(1600.0 / 1500.0)},
    {"dollar_volume_zscore_60", {}, is(1.0)},  // Of two values the higher.
    {"signed_volume_20", with_sign(1.0), is(1.0 / 3.0)},
    {"chaikin_money_flow_20", with_sign(1.0), is(1.0 / 3.0)},
    {"money_flow_index_14",
     rise_or_fall(100.0, 0.0),
     [](double s) {
         const double rising = 2000.0 * (2.0 * top(s) + 1.0);
         const double falling = 1000.0 * (top(s) + 2.0);
         return 100.0 * rising / (rising + falling);
     }},
    {"volume_return_correlation_20", is(0.0), is(1.0)},
    {"vwap_distance_20",
     [](double g) { return -std::log(mean_of(g, 20) * typical(g)); },
     [](double s) {
         const double mean = (2000.0 * (2.0 * top(s) + 1.0) + 1000.0 * (top(s) + 2.0)) / 9000.0;
         return std::log(top(s) / mean);
     }},
    {"amihud_20",
     {},
     [](double s) {
         const double up = s / (100.0 * top(s) * 2000.0 / 1e9);
         const double down = s / (100.0 * 1000.0 / 1e9);
         return std::log(1.0 + (up + down) / 2.0);
     }},
    // The mean of the last 20 steps of one volume is 9.5 steps behind; of +2, -1, +2, ... it is
    // (19 x 2 - 20 + 10 x 1) / 20 below the latest, in thousands.
    {"obv_distance_mean_20",
     with_sign(9.5 / 20.0),
     [](double) {
         double sum = 0.0;
         double behind = 0.0;
         for (int back = 0; back < 20; ++back) {
             sum += behind;
             behind += back % 2 == 0 ? 2.0 : -1.0;
         }
         return sum / 20.0 / 30.0;
     }},
    {"volume_price_trend_20", times(1), times(1.0 / 3.0)},
    {"force_index_13",
     times(1),
     [](double s) {
         const double up = swing(2.0 / 14.0);
         return (2000.0 * up - 1000.0 * (1.0 - up)) / (2000.0 * up + 1000.0 * (1.0 - up)) * s;
     }},
    {"negative_volume_return_60", is(0.0), times(-30)},
    {"positive_volume_return_60", is(0.0), times(30)},
    // The middle moves by one range's length a session, as seen from the close.
    {"ease_of_movement_14", {}, is(0.0)},
    // The line moves by all volume: an EMA is (span - 1) / 2 sessions behind.
    {"chaikin_oscillator_3_10", with_sign(3.5), {}},
});

const auto kVolatility = std::to_array<Property>({
    {"volatility_10", is(0.0), volatility_in_zigzag(10)},
    {"volatility_20", is(0.0), volatility_in_zigzag(20)},
    {"volatility_30", is(0.0), volatility_in_zigzag(30)},
    {"volatility_60", is(0.0), volatility_in_zigzag(60)},
    // Five returns s, -s, s, -s, s: squares 5 s^2 about a mean of s / 5.
    {"volatility_ratio_5_20", is(1.0), is(std::sqrt(4.8 / 4.0) / std::sqrt(20.0 / 19.0))},
    {"volatility_ratio_20_120", is(1.0), is(std::sqrt(20.0 / 19.0 * 119.0 / 120.0))},
    {"downside_volatility_60",
     [](double g) { return g > 0.0 ? 0.0 : -g * kYear; },
     times(kYear / std::sqrt(2.0))},
    {"atr_ratio_7", atr_ratio(7), atr_ratio_in_zigzag()},
    {"atr_ratio_14", atr_ratio(14), atr_ratio_in_zigzag()},
    {"atr_ratio_21", atr_ratio(21), atr_ratio_in_zigzag()},
    {"range_expansion_14", [](double g) { return 1.0 / smoothed(g, 1.0 / 14.0); }, is(1.0)},
    {"parkinson_20",
     [](double g) { return std::abs(g) * kYear / std::sqrt(4.0 * std::log(2.0)); },
     times(kYear / std::sqrt(4.0 * std::log(2.0)))},
    // 0.5 - (2 ln 2 - 1): a bar that is all body.
    {"garman_klass_20",
     [](double g) { return std::abs(g) * kYear * std::sqrt(1.5 - 2.0 * std::log(2.0)); },
     times(kYear* std::sqrt(1.5 - 2.0 * std::log(2.0)))},
    {"rogers_satchell_20", is(0.0), is(0.0)},  // Open and close are the extremes.
    {"yang_zhang_20", is(0.0), times(kYear* std::sqrt(0.34 / (1.34 + 21.0 / 19.0) * 20.0 / 19.0))},
    {"bollinger_width_20",
     [](double g) { return 4.0 * deviation_of(g, 20) / mean_of(g, 20); },
     [](double s) {
         return 4.0 * (top(s) - 1.0) / 2.0 / middle(s);
     }},
    {"bollinger_position_20",
     [](double g) { return 0.5 + (1.0 - mean_of(g, 20)) / (4.0 * deviation_of(g, 20)); },
     is(0.75)},
    {"keltner_position_20",
     [](double g) { return (1.0 - ema(g, 20)) / (2.0 * average_true_range(g, 20)); },
     [](double s) {
         return (top(s) - ema_in_zigzag(s, 20)) / (2.0 * (top(s) - 1.0));
     }},
    {"squeeze_20",
     [](double g) { return 2.0 * deviation_of(g, 20) / (1.5 * average_true_range(g, 20)); },
     is(2.0 / 3.0)},
    {"semivariance_balance_60", with_sign(1.0), is(0.0)},
});

const auto kLiquidity = std::to_array<Property>({
    {"dollar_volume_trend_5_60",
     [](double g) { return mean_of(g, 5) / mean_of(g, 60); },
     [](double s) {
         return (3.0 * 2.0 * top(s) + 2.0) / 5.0 / ((2.0 * top(s) + 1.0) / 2.0);
     }},
    {"volume_variation_60", is(0.0), is(1.0 / 3.0)},
    {"standing_share_60", is(0.0), is(0.0)},
    {"roll_spread_60", is(0.0), times(2)},  // A bounce between bid and ask.
    // Two days have the range of one: all of it is spread, 2 (e^s - 1) / (1 + e^s).
    {"corwin_schultz_20",
     {},
     [](double s) {
         return (top(s) - 1.0) / middle(s);
     }},
});

const auto kPattern = std::to_array<Property>({
    {"body_1", with_sign(1.0), is(1.0)},
    {"upper_shadow_1", is(0.0), is(0.0)},
    {"lower_shadow_1", is(0.0), is(0.0)},
    {"gap_1", is(0.0), is(0.0)},
    {"engulfing_1", is(0.0), {}},
    {"hammer_1", is(0.0), is(0.0)},
    {"range_nesting_1", is(0.0), is(0.0)},
    {"close_streak_20", with_sign(20.0), is(1.0)},
    {"doji_1", is(0.0), is(0.0)},
    {"harami_1", is(0.0), {}},
    {"three_candles_3", with_sign(1.0), is(0.0)},
    {"pivot_distance_1",
     [](double g) { return g - std::log(typical(g)); },
     [](double s) {
         return std::log(top(s) / ((top(s) + 2.0) / 3.0));
     }},
    {"high_shift_20", times(20), is(0.0)},
    {"low_shift_20", times(20), is(0.0)},
    {"fibonacci_distance_60", is(0.0), is(0.0)},
});

const auto kStatistics = std::to_array<Property>({
    {"skewness_20", is(0.0), is(0.0)},
    {"skewness_60", is(0.0), is(0.0)},
    {"kurtosis_20", is(0.0), is(-2.0)},  // Two values as far off the mean: the least there is.
    {"kurtosis_60", is(0.0), is(-2.0)},
    {"autocorrelation_60", is(0.0), is(-1.0)},
    {"efficiency_20", is(1.0), is(0.0)},
    {"variance_ratio_5_120", {}, is(0.2)},  // Five sessions move as far as one.
    {"up_share_20", rise_or_fall(1.0, 0.0), is(0.5)},
    {"return_zscore_60", is(0.0), is(std::sqrt(59.0 / 60.0))},
    {"return_max_20", times(1), times(1)},
    {"return_min_20", times(1), times(-1)},
    {"sharpe_20", {}, is(0.0)},
    {"sharpe_60", {}, is(0.0)},
    // The last of n values on a line is (n - 1) / 2 steps above a deviation of
    // sqrt((n^2 - 1) / 12).
    {"close_zscore_50", with_sign(std::sqrt(3.0 * 49.0 / 51.0)), is(1.0)},
});

const auto kStructure = std::to_array<Property>({
    {"distance_high_250", only_in_a_fall(250), is(0.0)},  // It opened at the close before.
    {"distance_low_250", only_in_a_rise(250), times(1)},
    {"range_position_5", rise_or_fall(1.0, 0.0), is(1.0)},
    {"range_position_10", rise_or_fall(1.0, 0.0), is(1.0)},
    {"range_position_20", rise_or_fall(1.0, 0.0), is(1.0)},
    {"range_position_60", rise_or_fall(1.0, 0.0), is(1.0)},
    {"range_width_5", [](double g) { return 5.0 * std::abs(g); }, times(1)},
    {"range_width_20", [](double g) { return 20.0 * std::abs(g); }, times(1)},
    {"range_width_60", [](double g) { return 60.0 * std::abs(g); }, times(1)},
    {"drawdown_60", only_in_a_fall(59), is(0.0)},
    {"drawdown_250", only_in_a_fall(249), is(0.0)},
    {"ulcer_index_14",
     rise_or_fall(is(0.0), [](double g) { return 100.0 * (1.0 - std::exp(13.0 * g)); }),
     [](double s) {
         return 100.0 * (1.0 - 1.0 / top(s)) / std::sqrt(2.0);
     }},
    {"since_high_250", rise_or_fall(0.0, 1.0), is(0.0)},
    {"since_low_250", rise_or_fall(1.0, 0.0), is(0.0)},
    {"breakout_20", rise_or_fall(times(1), times(21)), is(0.0)},
    {"breakdown_20", rise_or_fall(times(21), times(1)), times(1)},
});

// --- Frames: how many sessions ago a week, month or quarter ended.

enum class Frame { Week, Month, Quarter };

int period_of(base::TradingDate date, Frame frame) {
    const auto civil = date.civil();
    const int month =
        static_cast<int>(civil.year()) * 12 + static_cast<int>(unsigned{civil.month()});
    switch (frame) {
        case Frame::Week:
            return (date.days_since_1970() + 3) / 7;  // 1970-01-01 was a Thursday.
        case Frame::Month:
            return month;
        case Frame::Quarter:
            return (month - 1) / 3;
    }
    return 0;
}

// Sessions from the last one of the period `back` before the running one to the last bar.
double sessions_since(Frame frame, int back) {
    static const auto series = trend(0.001);
    const auto dates = series.dates();
    const int wanted = period_of(dates.back(), frame) - back;
    const auto later = std::ranges::find_if(
        dates, [&](base::TradingDate date) { return period_of(date, frame) > wanted; });
    return static_cast<double>(dates.end() - later);
}
OnPath since(Frame frame, int back) {
    return [=](double g) {
        return g * sessions_since(frame, back);
    };
}
// Of the last `count` period closes, the running one first, in units of the last close.
double mean_of_periods(double g, Frame frame, int count) {
    double sum = 1.0;
    for (int back = 1; back < count; ++back) {
        sum += std::exp(-g * sessions_since(frame, back));
    }
    return sum / count;
}
OnPath distance_from_periods(Frame frame, int count) {
    return [=](double g) {
        return -std::log(mean_of_periods(g, frame, count));
    };
}
// Above the period before by as many sessions as have run since, below by as many: in its ranges.
OnPath against_period_before(Frame frame) {
    return [frame](double g) {
        const double now = sessions_since(frame, 1);
        const double length = sessions_since(frame, 2) - now;
        const double end = std::exp(-g * now);  // Of the period before; it opened `length` earlier.
        const double start = std::exp(-g * (now + length));
        const double low = std::min(start, end);
        return (1.0 - low) / std::abs(end - start);
    };
}

const auto kFrame = std::to_array<Property>({
    {"week_to_date_return", since(Frame::Week, 1), {}},
    {"week_return_4", since(Frame::Week, 4), {}},
    {"month_to_date_return", since(Frame::Month, 1), {}},
    {"month_return_3", since(Frame::Month, 3), {}},
    {"month_return_6", since(Frame::Month, 6), {}},
    {"month_return_9", since(Frame::Month, 9), {}},
    {"quarter_to_date_return", since(Frame::Quarter, 1), {}},
    {"quarter_return_2", since(Frame::Quarter, 2), {}},
    {"week_rsi_14", rise_or_fall(100.0, 0.0), {}},
    {"week_distance_mean_10", distance_from_periods(Frame::Week, 10), {}},
    {"month_distance_mean_10", distance_from_periods(Frame::Month, 10), {}},
    {"week_macd_6_13",
     [](double g) {
         return mean_of_periods(g, Frame::Week, 6) - mean_of_periods(g, Frame::Week, 13);
     },
     {}},
    {"week_volatility_26",
     [](double g) {
         double sum = 0.0;
         double squares = 0.0;
         for (int back = 0; back < 26; ++back) {
             const double ended = back == 0 ? 0.0 : sessions_since(Frame::Week, back);
             const double length = sessions_since(Frame::Week, back + 1) - ended;
             sum += length;
             squares += length * length;
         }
         return std::abs(g) * std::sqrt((squares - sum * sum / 26.0) / 25.0 * 52.0);
     },
     {}},
    {"week_range_position_13", rise_or_fall(1.0, 0.0), is(1.0)},
    {"month_range_position_6", rise_or_fall(1.0, 0.0), is(1.0)},
    {"quarter_range_position_3", rise_or_fall(1.0, 0.0), is(1.0)},
    {"previous_week_position", against_period_before(Frame::Week), is(1.0)},
    {"previous_month_position", against_period_before(Frame::Month), is(1.0)},
    {"previous_quarter_position", against_period_before(Frame::Quarter), is(1.0)},
});

TEST(Properties, OfMomentum) {
    expect_properties(kMomentum);
}
TEST(Properties, OfTrend) {
    expect_properties(kTrend);
}
TEST(Properties, OfVolume) {
    expect_properties(kVolume);
}
TEST(Properties, OfVolatility) {
    expect_properties(kVolatility);
}
TEST(Properties, OfLiquidity) {
    expect_properties(kLiquidity);
}
TEST(Properties, OfPattern) {
    expect_properties(kPattern);
}
TEST(Properties, OfStatistics) {
    expect_properties(kStatistics);
}
TEST(Properties, OfStructure) {
    expect_properties(kStructure);
}
TEST(Properties, OfFrames) {
    expect_properties(kFrame);
}

TEST(Properties, EveryFeatureOfOneStockHasThem) {
    std::set<std::string_view> known{"parabolic_distance"};  // See trend_test.cpp.
    for (const std::span<const Property> family : {std::span<const Property>{kMomentum},
                                                   {kTrend},
                                                   {kVolume},
                                                   {kVolatility},
                                                   {kLiquidity},
                                                   {kPattern},
                                                   {kStatistics},
                                                   {kStructure},
                                                   {kFrame}}) {
        for (const auto& property : family) {
            EXPECT_TRUE(known.insert(property.feature).second) << property.feature;
        }
    }
    for (const auto& row : own_features()) {
        EXPECT_TRUE(known.contains(row.feature.name)) << row.feature.name;
    }
}

}  // namespace
}  // namespace features
