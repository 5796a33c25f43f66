#include "features/document.hpp"

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

}  // namespace

std::string schema_markdown() {
    const auto features = schema();
    std::string page = fmt::format(
        "# Features\n\n"
        "Generated from `features::schema()`: version {}, {} features, longest warm-up {} bars.\n"
        "Prices are total-return adjusted, volumes split adjusted, dollar volumes as traded.\n"
        "*Warm-up* is the number of the stock's bar, counted from 1, that has the first value.\n"
        "Features marked *market* are the same for all stocks of a session.\n",
        kSchemaVersion,
        features.size(),
        warmup_sessions_max());
    std::optional<Family> family;
    for (const auto& feature : features) {
        if (family != feature.family) {
            family = feature.family;
            page += fmt::format(
                "\n## {}\n\n| name | definition | unit | warm-up | source "
                "|\n|---|---|---|---|---|\n",
                name_of(feature.family));
        }
        page += fmt::format("| `{}`{} | {} | {} | {} | {} |\n",
                            feature.name,
                            feature.scope == Scope::Market ? " *market*" : "",
                            cell(feature.definition),
                            feature.unit,
                            feature.warmup_sessions,
                            feature.source);
    }
    return page;
}

}  // namespace features
