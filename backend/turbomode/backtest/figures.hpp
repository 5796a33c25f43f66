// Figures: what several parts of a report say in the same way.
#pragma once

#include <array>
#include <optional>

#include <nlohmann/json.hpp>

namespace turbomode::backtest {

inline constexpr double kBasisPoint = 1e-4;
// What trading is assumed to cost in every comparison, in basis points a side.
inline constexpr std::array kComparedCostsBp{0.0, 5.0, 10.0, 20.0};

// Null for nothing.
inline nlohmann::ordered_json number(const std::optional<double>& value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

}  // namespace turbomode::backtest
