#include "features/document.hpp"

#include <cmath>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "features/schema.hpp"

namespace features {

namespace {

// A bar would end the cell of the table.
std::string cell(std::string_view text) {
    std::string escaped;
    for (const char letter : text) {
        escaped += letter == '|' ? std::string{"\\|"} : std::string{letter};
    }
    return escaped;
}

std::string range_of(const Unit& unit) {
    const bool has_low = std::isfinite(unit.low);
    const bool has_high = std::isfinite(unit.high);
    return has_low && has_high ? fmt::format("{}..{}", unit.low, unit.high)
           : has_low           ? fmt::format("{} or more", unit.low)
                               : "any";
}

}  // namespace

std::string schema_markdown() {
    const auto features = schema();
    std::string page = fmt::format(
        "# Features\n\n"
        "Generated from `features::schema()`: version {}, {} features, longest warm-up {} bars.\n"
        "Prices are total-return adjusted, volumes split adjusted, dollar volumes as traded.\n"
        "*Otherwise* is the value where the definition has none (a division by nothing).\n"
        "*Warm-up* is the number of the stock's bar, counted from 1, that has the first value.\n"
        "Prices, volumes and returns that differ by less than 1e-10 of themselves are equal, and "
        "a\n"
        "smoothed average below 1e-8 of the price is taken for a price that stands.\n"
        "Exponential and Wilder averages begin with the mean of their first values.\n"
        "Features marked *market* are the same for all stocks of a session.\n",
        kSchemaVersion,
        features.size(),
        warmup_sessions_max());
    std::optional<Family> family;
    for (const auto& feature : features) {
        if (family != feature.family) {
            family = feature.family;
            page += fmt::format(
                "\n## {}\n\n| name | definition | otherwise | unit | range | warm-up | source "
                "|\n|---|---|---|---|---|---|---|\n",
                name_of(feature.family));
        }
        page += fmt::format("| `{}`{} | {} | {} | {} | {} | {} | {} |\n",
                            feature.name,
                            feature.scope == Scope::Market ? " *market*" : "",
                            cell(feature.definition),
                            feature.otherwise,
                            feature.unit.text,
                            range_of(feature.unit),
                            feature.warmup_sessions,
                            feature.source);
    }
    return page;
}

}  // namespace features
