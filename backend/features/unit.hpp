// Units: in what a feature is measured, and the range that its values cannot leave.
#pragma once

#include <limits>
#include <string_view>

namespace features {

inline constexpr double kUnbounded = std::numeric_limits<double>::infinity();

struct Unit {
    std::string_view text;
    double low = -kUnbounded;
    double high = kUnbounded;
};

inline constexpr Unit kLogReturn{"log return"};
inline constexpr Unit kLogReturnPerSession{"log return per session"};
inline constexpr Unit kLogRatio{"log ratio"};
inline constexpr Unit kRatio{"ratio"};
inline constexpr Unit kPositiveRatio{"ratio", 0.0};
inline constexpr Unit kShare{"ratio", 0.0, 1.0};
inline constexpr Unit kBalance{"ratio", -1.0, 1.0};
inline constexpr Unit kCorrelation{"correlation", -1.0, 1.0};
inline constexpr Unit kDeviations{"standard deviations"};
inline constexpr Unit kMeanDeviations{"0.015 mean deviations"};
inline constexpr Unit kVolatility{"log return per year", 0.0};
inline constexpr Unit kHundred{"percent", 0.0, 100.0};
inline constexpr Unit kSignedHundred{"percent", -100.0, 100.0};
inline constexpr Unit kPercent{"percent", 0.0};
inline constexpr Unit kSign{"-1, 0 or 1", -1.0, 1.0};
inline constexpr Unit kRank{"rank", -0.5, 0.5};
inline constexpr Unit kStreak{"sessions", -20.0, 20.0};
inline constexpr Unit kIlliquidity{"log of 1 + log return per billion USD", 0.0};
inline constexpr Unit kLogDollars{"log of 1 + USD", 0.0};
inline constexpr Unit kWeekday{"weekdays", 0.0, 4.0};
inline constexpr Unit kDays{"weekdays", 0.0};

}  // namespace features
