// The feature schema: the ordered names of all features, compiled into trainer and scanner alike.
//
// It is the concatenation of the families' tables, in which each feature stands beside its kernel.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "features/unit.hpp"

namespace features {

enum class Family {
    Momentum,
    Trend,
    Volume,
    Volatility,
    Liquidity,
    Pattern,
    Statistics,
    Structure,
    Frame,
    Market,
    Calendar,
    CrossSection,
};

// What a feature's value can be compared with.
enum class Scope {
    Stock,   // Differs by stock; comparable across stocks and dates.
    Market,  // The same for all stocks of a session: the state of the market.
};

struct Feature {
    std::string_view name;  // snake_case, window in sessions last: "return_log_20".
    Family family;
    Scope scope;
    Unit unit;
    std::string_view definition;  // One sentence, or a formula.
    std::string_view otherwise;   // Its value where the definition has none; else empty.
    std::string_view source;      // Author and year, or "definition".
    // The stock's first value is on its bar number `warmup_sessions`, counted from 1; all bars
    // after have one. For Scope::Market: the panel's session of that number, given members that
    // have bars from its first session on.
    int warmup_sessions;
};

// Rises with every change of a value that a definition does not show: models trained on the old
// values must not score the new ones.
inline constexpr int kSchemaVersion = 2;

std::span<const Feature> schema();
// SHA-256 over version, and each feature's name, unit, definition (and otherwise) and warm-up, in
// order.
const std::string& schema_hash();
std::string hash_of(std::span<const Feature> features, int version);
std::optional<std::size_t> index_of(std::string_view name);
// The most bars any feature needs.
int warmup_sessions_max();

std::string_view name_of(Family family);

}  // namespace features
