#include "features/sentences/number.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>

#include <fmt/format.h>

#include "base/check.hpp"

namespace features::sentences {

namespace {

// More digits would say nothing to a reader, and could fill a line.
constexpr double kShownMax = 100'000.0;
constexpr double kStreakMax = 20.0;
constexpr std::array<std::string_view, 5> kWeekdays{
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"};

struct Scaled {
    double number;
    int decimals;
};

Scaled scaled(Show show, double value) {
    switch (show) {
        case Show::Flag:
        case Show::Count:
        case Show::Streak:
        case Show::Weekday:
            return {value, 0};
        case Show::OneDecimal:
            return {value, 1};
        case Show::TwoDecimals:
            return {value, 2};
        case Show::Share:
            return {100.0 * value, 0};
        case Show::Percent:
            return {100.0 * value, 1};
        case Show::PercentFine:
            return {100.0 * value, 2};
        case Show::BasisPoints:
            return {10'000.0 * value, 1};
        case Show::Move:
            return {100.0 * std::expm1(value), 1};
        case Show::MoveFine:
            return {100.0 * std::expm1(value), 2};
        case Show::Rank:
            return {value < 0.0 ? 100.0 * value - 50.0 : 100.0 * value + 50.0, 0};
        case Show::Fifths:
            return {5.0 * value, 0};
        case Show::AgeOf250:
            return {249.0 * value, 0};
        case Show::AroonSessions:
            return {0.25 * value, 0};
    }
    CHECK(false);
}

std::string text_of(Show show, const Scaled& scaled) {
    const double magnitude = std::abs(scaled.number);
    if (show == Show::Weekday) {
        const double last = static_cast<double>(kWeekdays.size()) - 1.0;
        const auto day = static_cast<std::size_t>(std::lround(std::min(magnitude, last)));
        return std::string{kWeekdays[day]};
    }
    if (show == Show::Streak && magnitude >= kStreakMax) {
        return fmt::format("{:.0f} or more", kStreakMax);
    }
    return magnitude > kShownMax ? fmt::format("{:.0f}", kShownMax)
                                 : fmt::format("{:.{}f}", magnitude, scaled.decimals);
}

}  // namespace

Number number_of(Show show, double value) {
    CHECK(std::isfinite(value));
    const Scaled number = scaled(show, value);
    const std::string text = text_of(show, number);
    const bool is_zero = text.find_first_not_of("0.") == std::string::npos;
    const bool is_negative = number.number < 0.0 && !is_zero;
    const bool is_over = std::abs(number.number) > kShownMax;
    const std::string minus = is_over ? "under -" : "-";
    const std::string magnitude = is_over ? "over " + text : text;
    return {.magnitude = magnitude,
            .signed_text = is_negative ? minus + text : magnitude,
            .is_negative = is_negative,
            .is_zero = is_zero,
            .is_one = text == "1"};
}

}  // namespace features::sentences
