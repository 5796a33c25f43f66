#include "features/sentences.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "features/schema.hpp"
#include "features/sentences/sentence.hpp"

namespace features {
namespace {

constexpr std::size_t kLettersMax = 100;
// Sentences are fragments: a capital is an abbreviation's or a name's.
constexpr std::string_view kCapitalised = "MACD";

std::string said(std::string_view feature, double value) {
    return sentence_of(index_of(feature).value(), value);
}

std::vector<std::string_view> names_of(const auto& rows, auto name) {
    std::vector<std::string_view> names;
    std::ranges::transform(rows, std::back_inserter(names), name);
    std::ranges::sort(names);
    return names;
}

TEST(Sentences, ThereIsOneForEachFeatureAndNoOther) {
    const auto written = sentences::all();
    EXPECT_EQ(names_of(written, &sentences::Sentence::feature), names_of(schema(), &Feature::name));
}

// Below, at and above 0, near it and far from it, as far as the unit goes.
std::vector<double> values_of(const Unit& unit) {
    std::vector<double> values{0.0, -0.0, 1e-9, -1e-9, 0.02, -0.02, 0.4, -0.4, 0.997, 1.0};
    for (const double value : {-0.997, -1.0, 1.7, -1.7, 3.0, 12.0, -12.0, 71.3, -71.3, 1e3, -1e3}) {
        values.push_back(value);
    }
    values.push_back(std::numeric_limits<double>::max());
    values.push_back(std::numeric_limits<double>::lowest());
    std::erase_if(values, [&](double value) { return value < unit.low || value > unit.high; });
    for (const double end : {unit.low, unit.high, 0.5 * (unit.low + unit.high)}) {
        if (std::isfinite(end)) {
            values.push_back(end);
        }
    }
    return values;
}

bool has_negative_zero(std::string_view text) {
    for (auto at = text.find("-0"); at != std::string_view::npos; at = text.find("-0", at + 1)) {
        const auto end = text.find_first_not_of("-0.", at);
        if (end == std::string_view::npos || text[end] < '1' || text[end] > '9') {
            return true;
        }
    }
    return false;
}

bool starts_small(std::string_view text) {
    const char first = text.empty() ? 'A' : text.front();
    return (first >= 'a' && first <= 'z') || (first >= '0' && first <= '9') ||
           text.starts_with(kCapitalised);
}

void expect_readable(const std::string& text) {
    EXPECT_TRUE(starts_small(text)) << text;
    EXPECT_LE(text.size(), kLettersMax) << text;
    EXPECT_NE(text.back(), '.') << text;
    EXPECT_TRUE(std::ranges::all_of(text, [](char letter) { return letter >= 32 && letter < 127; }))
        << text;
    for (const std::string_view broken : {"{", "}", "nan", "inf", "  ", "--"}) {
        EXPECT_EQ(text.find(broken), std::string::npos) << text;
    }
    EXPECT_FALSE(has_negative_zero(text)) << text;
}

TEST(Sentences, AreReadableForEveryValue) {
    for (std::size_t feature = 0; feature < schema().size(); ++feature) {
        SCOPED_TRACE(schema()[feature].name);
        for (const double value : values_of(schema()[feature].unit)) {
            expect_readable(sentence_of(feature, value));
        }
    }
}

TEST(Sentences, HaveOneNumberUnlessTheyTellAFlag) {
    for (const auto& sentence : sentences::all()) {
        for (const auto phrase : {sentence.above, sentence.below, sentence.level}) {
            EXPECT_EQ(phrase.find("{}"), phrase.rfind("{}")) << phrase;
            EXPECT_EQ(phrase.find("{s}"), phrase.rfind("{s}")) << phrase;
        }
        const bool has_number = sentence.above.find("{}") != std::string_view::npos ||
                                sentence.below.find("{}") != std::string_view::npos;
        EXPECT_EQ(has_number, sentence.show != sentences::Show::Flag) << sentence.feature;
    }
}

// What can be of either sign says which, in words or with a sign.
TEST(Sentences, TellRisesFromFalls) {
    for (std::size_t feature = 0; feature < schema().size(); ++feature) {
        const auto& unit = schema()[feature].unit;
        const double value = std::min(unit.high, 4.0);
        if (unit.low < 0.0) {
            EXPECT_NE(sentence_of(feature, value), sentence_of(feature, -value))
                << schema()[feature].name;
        }
    }
}

TEST(Sentences, SpeakOfTheMarketWhereAllStocksShareTheValue) {
    for (std::size_t index = 0; index < schema().size(); ++index) {
        const auto& feature = schema()[index];
        const bool market = sentence_of(index, 0.4).find("the market") != std::string::npos;
        if (feature.scope == Scope::Market) {
            EXPECT_EQ(market, feature.family == Family::Market) << feature.name;
        } else {
            EXPECT_TRUE(!market || feature.family == Family::Market ||
                        feature.family == Family::CrossSection)
                << feature.name;
        }
    }
}

TEST(SentencesDeathTest, RefuseAnythingElse) {
    EXPECT_DEATH(sentence_of(schema().size(), 0.0), "kSentences.size");
    EXPECT_DEATH(sentence_of(0, std::nan("")), "isfinite");
}

// The number in each sentence is worked out by hand from the value beside it.
struct Example {
    std::string_view feature;
    double value;
    std::string_view sentence;
};

void expect_said(std::span<const Example> examples) {
    for (const auto& [feature, value, sentence] : examples) {
        EXPECT_EQ(said(feature, value), sentence) << feature << " of " << value;
    }
}

TEST(Sentences, MomentumIsAMoveOfThePriceOrAnOscillator) {
    expect_said(std::to_array<Example>({
        {"return_log_1", std::log(1.012), "rose 1.2 % on the day"},
        {"return_log_1", 0.0, "was little changed on the day"},
        {"return_log_20", std::log(0.95), "fell 5.0 % in 20 sessions"},
        {"return_log_250_to_20", std::log(1.3), "rose 30.0 % from 250 to 20 sessions ago"},
        {"return_acceleration_20",
         std::log(0.96),
         "did 4.0 % worse in the last 20 sessions than in the 20 before"},
        {"overnight_return_20",
         std::log(1.025),
         "rose 2.5 % between close and next open over 20 sessions"},
        {"rsi_14", 71.0, "14-day RSI is 71"},
        {"stochastic_k_14", 18.2, "closed 18 % of the way up its 14-day range"},
        {"stochastic_rsi_14", 0.25, "14-day RSI is 25 % of the way up its own 14-day range"},
        {"cci_20", -120.0, "20-day CCI is -120"},
        {"macd_histogram_12_26_9", -0.0035, "MACD is below its signal line by 0.35 % of the price"},
        {"return_agreement",
         0.6,
         "over 5, 10, 20, 60 and 120 sessions, rises outnumber falls by 3"},
        {"information_discreteness_120",
         -0.1,
         "moved with its 120-day direction more often than against it, by 10 % of the days"},
        {"trix_15",
         std::log(0.9995),
         "thrice smoothed 15-day average fell 0.05 % on the day (TRIX)"},
        {"rsi_price_correlation_20",
         -0.35,
         "14-day RSI moved against the price over 20 sessions (correlation -0.35)"},
    }));
}

TEST(Sentences, TrendIsADistanceOrADirection) {
    expect_said(std::to_array<Example>({
        {"distance_mean_50", std::log(1.08), "closed 8.0 % above its 50-day average"},
        {"distance_mean_50", std::log(0.969), "closed 3.1 % below its 50-day average"},
        {"distance_mean_50", -0.0001, "closed at its 50-day average"},
        {"distance_ema_20", std::log(1.02), "closed 2.0 % above its 20-day exponential average"},
        {"macd_12_26",
         0.0123,
         "12-day average is above the 26-day one by 1.23 % of the price (MACD)"},
        {"adx_14", 31.0, "14-day ADX is 31 (strength of the trend, either way)"},
        {"directional_balance_14",
         -0.4,
         "downward moves outweigh upward ones over 14 days by 40 % of both"},
        {"aroon_oscillator_25", 56.0, "made its 25-day high 14 sessions after its 25-day low"},
        {"aroon_oscillator_25", -4.0, "made its 25-day high 1 session before its 25-day low"},
        {"slope_60", std::log(1.0015), "60-day trend line rises 0.15 % a day"},
        {"slope_fit_60", 0.83, "a straight line explains 83 % of its price moves over 60 sessions"},
        {"mean_cross_50_200", std::log(0.95), "50-day average is 5.0 % below the 200-day average"},
        {"mean_alignment",
         -1.0,
         "of 5 pairs of its 5- to 200-day averages, 5 more have the longer on top"},
        {"plus_di_14", 27.0, "upward moves over 14 days (+DI) are 27 % of the true range"},
        {"parabolic_distance", -0.042, "closed below its parabolic stop by 4.2 % of the price"},
    }));
}

TEST(Sentences, VolumeIsAMultipleOrALeaning) {
    expect_said(std::to_array<Example>({
        {"volume_ratio_20", 1.8, "volume was 1.80 times its 20-day average"},
        {"volume_trend_5_60", 0.75, "5-day average volume is 0.75 times the 60-day average"},
        {"dollar_volume_zscore_60",
         -1.5,
         "dollars traded were 1.5 standard deviations below the usual of 60 days"},
        {"signed_volume_20", 0.22, "20-day volume leaned to rising days by 22 % of the total"},
        {"chaikin_money_flow_20",
         -0.11,
         "20-day volume leaned to closes near the low by 11 % (Chaikin money flow)"},
        {"money_flow_index_14",
         63.0,
         "14-day money flow index is 63 (percent traded on rising days)"},
        {"volume_return_correlation_20",
         0.41,
         "traded more on better days over 20 sessions (correlation 0.41)"},
        {"vwap_distance_20",
         std::log(1.03),
         "closed 3.0 % above its 20-day volume-weighted average price"},
        {"amihud_20",
         std::log(1.0125),
         "moved 1.25 % for each billion dollars traded, on average over 20 sessions"},
        {"force_index_13",
         std::log(0.998),
         "fell 0.20 % a day, weighted by volume and recency (13-day force index)"},
        {"negative_volume_return_60",
         std::log(1.04),
         "rose 4.0 % on those of 60 days with less volume than the day before"},
        {"ease_of_movement_14",
         -0.00021,
         "moved down with ease over 14 days (ease of movement -2.1 basis points)"},
        {"chaikin_oscillator_3_10",
         0.4,
         "volume lately leaned to closes near the high by 40 % of a day (Chaikin oscillator)"},
    }));
}

TEST(Sentences, VolatilityAndLiquidityArePercentOrAMultiple) {
    expect_said(std::to_array<Example>({
        {"volatility_20", 0.32, "20-day volatility is 32 % a year"},
        {"volatility_ratio_20_120", 1.25, "20-day volatility is 1.25 times the 120-day one"},
        {"downside_volatility_60", 0.18, "60-day volatility from falls alone is 18 % a year"},
        {"atr_ratio_14", 0.023, "14-day average true range is 2.3 % of the price"},
        {"range_expansion_14", 2.1, "the day's true range was 2.10 times its 14-day average"},
        {"bollinger_position_20", 1.12, "closed 112 % of the way up its 20-day Bollinger bands"},
        {"bollinger_position_20",
         -0.08,
         "closed below its 20-day Bollinger bands by 8 % of their width"},
        {"keltner_position_20",
         -0.5,
         "closed 50 % of the way from middle to bottom of its 20-day Keltner channel"},
        {"semivariance_balance_60", 0.3, "rises outweigh falls by 30 % of the 60-day variance"},
        {"dollar_volume_trend_5_60",
         1.4,
         "5-day average of dollars traded is 1.40 times the 60-day average"},
        {"standing_share_60", 0.05, "closed unchanged on 5 % of 60 days"},
        {"roll_spread_60", 0.0, "60 days of closes show no bid-ask spread"},
        {"corwin_schultz_20",
         0.0042,
         "estimated bid-ask spread is 0.42 % of the price, by 20 days of highs and lows"},
    }));
}

TEST(Sentences, PatternsAreNamed) {
    expect_said(std::to_array<Example>({
        {"body_1", -0.6, "closed below its open by 60 % of the day's range"},
        {"upper_shadow_1", 0.25, "25 % of the day's range lies above both open and close"},
        {"gap_1", std::log(1.015), "opened 1.5 % above the previous close"},
        {"engulfing_1", 1.0, "made a bullish engulfing candle today"},
        {"engulfing_1", 0.0, "made no engulfing candle today"},
        {"engulfing_1", -1.0, "made a bearish engulfing candle today"},
        {"hammer_1",
         -1.0,
         "made a shooting star candle today: long upper shadow, small body below"},
        {"range_nesting_1",
         -1.0,
         "made an inside day: lower high and higher low than the day before"},
        {"close_streak_20", 3.0, "has closed higher for 3 sessions"},
        {"close_streak_20", -1.0, "has closed lower for 1 session"},
        {"close_streak_20", 20.0, "has closed higher for 20 or more sessions"},
        {"close_streak_20", 0.0, "closed unchanged today, so no streak is running"},
        {"doji_1", 1.0, "made a doji candle today: open and close almost level"},
        {"doji_1", 0.0, "made no doji candle today"},
        {"high_shift_20", std::log(0.98), "20-day high is 2.0 % below that of the 20 days before"},
        {"fibonacci_distance_60",
         0.031,
         "closed above the nearest Fibonacci level by 3.1 % of the 60-day range"},
    }));
}

TEST(Sentences, StatisticsAreSaidWithTheirName) {
    expect_said(std::to_array<Example>({
        {"skewness_60", -0.8, "60-day returns lean to big falls (skewness -0.80)"},
        {"kurtosis_20",
         2.1,
         "20 days had more extreme moves than a bell curve (excess kurtosis 2.10)"},
        {"autocorrelation_60",
         -0.15,
         "moves tended to reverse the next day over 60 sessions (correlation -0.15)"},
        {"efficiency_20", 0.4, "20-day net move is 40 % of the way travelled"},
        {"up_share_20", 0.65, "closed higher on 65 % of 20 days"},
        {"return_zscore_60",
         -2.4,
         "the day's move was 2.4 standard deviations below the mean of the 60 before"},
        {"return_max_20", std::log(1.041), "best day of 20 was a rise of 4.1 %"},
        {"return_min_20", std::log(0.965), "worst day of 20 was a fall of 3.5 %"},
        {"sharpe_60", -1.2, "60-day return over its risk, a year, is -1.20 (Sharpe ratio)"},
        {"close_zscore_50", 1.6, "closed 1.6 standard deviations above its 50-day average"},
    }));
}

TEST(Sentences, StructureIsAPlaceBetweenHighsAndLows) {
    expect_said(std::to_array<Example>({
        {"distance_high_250", std::log(0.88), "closed 12.0 % below its 250-day high"},
        {"distance_high_250", 0.0, "closed at its 250-day high"},
        {"distance_low_250", std::log(1.5), "closed 50.0 % above its 250-day low"},
        {"range_position_60", 0.9, "closed 90 % of the way up its 60-day range"},
        {"drawdown_60", std::log(0.93), "closed 7.0 % below its highest close of 60 days"},
        {"since_high_250", 12.0 / 249.0, "made its 250-day high 12 sessions ago"},
        {"since_low_250", 1.0 / 249.0, "made its 250-day low 1 session ago"},
        {"since_high_250", 0.0, "made its 250-day high today"},
        {"breakout_20", std::log(1.01), "closed 1.0 % above the high of the 20 days before"},
        {"breakdown_20", std::log(0.99), "closed 1.0 % below the low of the 20 days before"},
        {"range_width_20", std::log(1.11), "20-day high is 11.0 % above the 20-day low"},
    }));
}

TEST(Sentences, FramesAreWeeksMonthsAndQuarters) {
    expect_said(std::to_array<Example>({
        {"week_to_date_return", std::log(0.985), "fell 1.5 % since the end of the week before"},
        {"week_rsi_14", 58.0, "14-week RSI is 58"},
        {"month_return_6", std::log(1.2), "rose 20.0 % since the end of the month 6 months before"},
        {"month_distance_mean_10", std::log(1.06), "closed 6.0 % above its 10-month average"},
        {"week_volatility_26", 0.28, "26-week volatility is 28 % a year"},
        {"previous_week_position", 0.7, "closed 70 % of the way up the range of the week before"},
        {"previous_quarter_position",
         -0.2,
         "closed below the low of the quarter before by 20 % of that quarter's range"},
        {"quarter_to_date_return", 0.0, "was little changed since the end of the quarter before"},
    }));
}

TEST(Sentences, TheMarketIsNamed) {
    expect_said(std::to_array<Example>({
        {"market_return_5", std::log(0.98), "the market fell 2.0 % in 5 sessions"},
        {"market_distance_mean_200",
         std::log(1.02),
         "the market closed 2.0 % above its 200-day average"},
        {"market_drawdown_250",
         std::log(0.9),
         "the market closed 10.0 % below its highest close of 250 days"},
        {"market_breadth_50",
         0.61,
         "61 % of the market's stocks closed above their 50-day averages"},
        {"market_volatility_20", 0.14, "the market's 20-day volatility is 14 % a year"},
        {"market_dispersion_1",
         0.018,
         "the market's stocks spread by 1.8 % around their average return of the day"},
        {"market_correlation_60",
         0.33,
         "the market's stocks moved together over 60 days (implied correlation 0.33)"},
        {"market_skewness_60",
         0.5,
         "the market's 60-day returns lean to big rises (skewness 0.50)"},
    }));
}

TEST(Sentences, TheCalendarIsThatOfTheSession) {
    expect_said(std::to_array<Example>({
        {"day_of_week", 0.0, "the session was on a Monday"},
        {"day_of_week", 4.0, "the session was on a Friday"},
        {"weekdays_to_month_end", 1.0, "the month has 1 weekday left"},
        {"weekdays_to_quarter_end", 17.0, "the quarter has 17 weekdays left"},
        {"weekdays_since_month_start", 0.0, "it was the first weekday of the month"},
        {"turn_of_quarter", 0.0, "it was none of the first or last three weekdays of a quarter"},
        {"year_cosine",
         -0.5,
         "it was nearer to midyear than to New Year (cosine of the date -0.50)"},
    }));
}

TEST(Sentences, TheSectorAndTheMarketAreCompared) {
    expect_said(std::to_array<Example>({
        {"sector_return_20", std::log(1.03), "its sector rose 3.0 % in 20 sessions"},
        {"return_less_sector_20", std::log(0.98), "did 2.0 % worse than its sector in 20 sessions"},
        {"sector_distance_mean_50",
         std::log(1.04),
         "its sector's stocks closed 4.0 % above their 50-day averages, on average"},
        {"beta_120", 1.3, "tended to move 1.30 times as much as the market (120-day beta)"},
        {"beta_60",
         -0.2,
         "tended to move 0.20 times as much as the market, the other way (60-day beta)"},
        {"downside_beta_120",
         1.4,
         "when the market fell, tended to move 1.40 times as much (120-day beta)"},
        {"correlation_market_120",
         0.55,
         "moved with the market over 120 sessions (correlation 0.55)"},
        {"residual_return_20",
         std::log(1.05),
         "rose 5.0 % in 20 sessions, the market's pull left out"},
        {"residual_volatility_120",
         0.21,
         "120-day volatility, the market's pull left out, is 21 % a year"},
    }));
}

TEST(Sentences, RanksAndScoresCompareWithTheOthers) {
    expect_said(std::to_array<Example>({
        {"rank_return_log_5", 0.42, "did better over 5 sessions than 92 % of stocks"},
        {"rank_return_log_5", -0.42, "did worse over 5 sessions than 92 % of stocks"},
        {"rank_rsi_14", 0.0, "14-day RSI is higher than that of 50 % of stocks"},
        {"rank_distance_high_250",
         -0.25,
         "closed farther below its 250-day high than 75 % of stocks"},
        {"sector_rank_volatility_60", 0.31, "swung more over 60 sessions than 81 % of its sector"},
        {"sector_rank_mean_dollar_volume_20",
         -0.5,
         "had fewer dollars traded over 20 sessions than 100 % of its sector"},
        {"zscore_return_log_20",
         1.8,
         "20-day return is 1.8 standard deviations above that of the average stock"},
        {"zscore_rsi_14", 0.0, "14-day RSI is that of the average stock"},
        {"zscore_distance_high_250",
         -1.1,
         "closed 1.1 standard deviations farther below its 250-day high than the average stock"},
        {"sector_zscore_distance_mean_50",
         -0.7,
         "is 0.7 standard deviations lower against its 50-day average than its sector"},
    }));
}

}  // namespace
}  // namespace features
