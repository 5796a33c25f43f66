#include "ml_automation/analysis/analyser.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/check.hpp"
#include "features/schema.hpp"

namespace ml_automation::analysis {

namespace {

// The shared features that the analysers look at.
enum Wanted : std::size_t {
    kRsi7,
    kRsi14,
    kRsi21,
    kMacd,
    kMacdHistogram,
    kTrueRange,
    kBalanceDistance,
    kMoneyFlow,
    kVolumeRatio,
    kDistance20,
    kDistance50,
    kDistance200,
    kCross,
    kDirectionalIndex,
    kWantedCount,
};
constexpr std::array<std::string_view, kWantedCount> kNames{"rsi_7",
                                                            "rsi_14",
                                                            "rsi_21",
                                                            "macd_12_26",
                                                            "macd_histogram_12_26_9",
                                                            "atr_ratio_14",
                                                            "obv_distance_mean_20",
                                                            "chaikin_money_flow_20",
                                                            "volume_ratio_20",
                                                            "distance_mean_20",
                                                            "distance_mean_50",
                                                            "distance_mean_200",
                                                            "mean_cross_50_200",
                                                            "adx_14"};

std::array<std::size_t, kWantedCount> find_columns() {
    std::array<std::size_t, kWantedCount> columns{};
    for (std::size_t at = 0; at < kWantedCount; ++at) {
        const auto column = features::index_of(kNames[at]);
        CHECK(column.has_value());
        columns[at] = *column;
    }
    return columns;
}

bool same_sign(double a, double b) {
    return (a > 0.0) == (b > 0.0) && (a < 0.0) == (b < 0.0);
}

// Bullish above `limit`, bearish below its negative.
Direction direction_beyond(double value, double limit) {
    if (value > limit) {
        return Direction::Bullish;
    }
    return value < -limit ? Direction::Bearish : Direction::Neutral;
}

double at_most_one(double value) {
    return std::min(value, 1.0);
}

}  // namespace

std::string_view name_of(Direction direction) {
    switch (direction) {
        case Direction::Bearish:
            return "BEARISH";
        case Direction::Neutral:
            return "NEUTRAL";
        case Direction::Bullish:
            return "BULLISH";
    }
    CHECK(false);
    return {};
}

std::string_view name_of(Analyser analyser) {
    switch (analyser) {
        case Analyser::Rsi:
            return "rsi";
        case Analyser::Macd:
            return "macd";
        case Analyser::Volume:
            return "volume";
        case Analyser::Trend:
            return "trend";
    }
    CHECK(false);
    return {};
}

double Opinion::signed_strength() const {
    switch (direction) {
        case Direction::Bearish:
            return -strength;
        case Direction::Neutral:
            return 0.0;
        case Direction::Bullish:
            return strength;
    }
    return 0.0;
}

Opinion rsi_opinion(double rsi_7, double rsi_14, double rsi_21) {
    constexpr double kMiddle = 50.0;
    constexpr double kReach = 20.0;
    double agreeing = 0.0;
    for (const double one : {rsi_7, rsi_14, rsi_21}) {
        agreeing += same_sign(one - kMiddle, rsi_14 - kMiddle) ? 1.0 : 0.0;
    }
    const double below = kMiddle - rsi_14;
    Direction direction = Direction::Neutral;
    if (std::abs(below) >= kReach) {
        direction = below > 0.0 ? Direction::Bullish : Direction::Bearish;
    }
    return {.direction = direction,
            .strength = std::abs(below) / kMiddle,
            .confidence = agreeing / 3.0};
}

Opinion macd_opinion(double macd, double histogram, double true_range) {
    if (true_range <= 0.0) {
        return {};  // The price stands still.
    }
    const double reach = histogram / true_range;
    return {.direction = direction_beyond(reach, 0.02),
            .strength = at_most_one(std::abs(reach) / 0.5),
            .confidence = same_sign(macd, histogram) ? 1.0 : 0.5};
}

Opinion volume_opinion(double balance_distance, double money_flow, double volume_ratio) {
    const double confirmed = same_sign(balance_distance, money_flow) ? 1.0 : 0.5;
    return {.direction = direction_beyond(balance_distance, 0.05),
            .strength = at_most_one(2.0 * std::abs(balance_distance)),
            .confidence = confirmed * at_most_one(volume_ratio)};
}

Opinion trend_opinion(double distance_20,
                      double distance_50,
                      double distance_200,
                      double cross_50_200,
                      double directional_index) {
    double votes = 0.0;
    for (const double one : {distance_20, distance_50, distance_200, cross_50_200}) {
        votes += one > 0.0 ? 1.0 : one < 0.0 ? -1.0 : 0.0;
    }
    return {.direction = direction_beyond(votes, 1.0),
            .strength = std::abs(votes) / 4.0,
            .confidence = at_most_one(directional_index / 50.0)};
}

std::optional<Opinions> analyse(const features::Matrix& matrix,
                                std::size_t stock,
                                std::size_t session) {
    static const auto kColumns = find_columns();
    std::array<double, kWantedCount> v{};
    for (std::size_t at = 0; at < kWantedCount; ++at) {
        v[at] = static_cast<double>(matrix.value(kColumns[at], stock, session));
        if (!std::isfinite(v[at])) {
            return std::nullopt;
        }
    }
    return Opinions{
        rsi_opinion(v[kRsi7], v[kRsi14], v[kRsi21]),
        macd_opinion(v[kMacd], v[kMacdHistogram], v[kTrueRange]),
        volume_opinion(v[kBalanceDistance], v[kMoneyFlow], v[kVolumeRatio]),
        trend_opinion(
            v[kDistance20], v[kDistance50], v[kDistance200], v[kCross], v[kDirectionalIndex])};
}

}  // namespace ml_automation::analysis
