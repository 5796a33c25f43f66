#include "market_data/app/context.hpp"

#include <toml++/toml.h>

#include <fmt/format.h>

#include "bars/calendar.hpp"

namespace market_data::app {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr const char* kDatabaseDefault = "backend/data/market_data.db";

Result<std::string> database_in(const std::filesystem::path& file) {
    try {
        const auto table = toml::parse_file(file.string());
        for (const auto& [section, content] : table) {
            for (const auto& [key, value] :
                 content.is_table() ? *content.as_table() : toml::table{}) {
                if (section != "paths" || key != "market_data_db" || !value.is_string()) {
                    return Error{ErrorCode::Usage,
                                 fmt::format("{}: unknown setting {}.{}; known: "
                                             "paths.market_data_db (text)",
                                             file.string(),
                                             std::string_view{section},
                                             std::string_view{key})};
                }
            }
        }
        return table["paths"]["market_data_db"].value_or(std::string{kDatabaseDefault});
    } catch (const toml::parse_error& error) {
        return Error{
            ErrorCode::Usage,
            fmt::format(
                "{}:{}: {}", file.string(), error.source().begin.line, error.description())};
    }
}

}  // namespace

Result<std::filesystem::path> Context::database() const {
    const std::filesystem::path root{home};
    std::filesystem::path file{config_file};
    if (config_file.empty()) {
        file = root / "market_data.toml";
        if (!std::filesystem::exists(file)) {
            return root / kDatabaseDefault;
        }
    } else if (!std::filesystem::exists(file)) {
        return Error{ErrorCode::Usage, fmt::format("{}: there is no such file", file.string())};
    }
    TRY_ASSIGN(const auto path, database_in(file));
    return root / path;
}

void answer(const Context& context,
            const nlohmann::ordered_json& document,
            const std::string& text) {
    if (context.json) {
        fmt::print("{}\n", document.dump(2));
    } else {
        fmt::print("{}", text);
    }
}

Result<std::optional<base::TradingDate>> parse_optional_date(const std::string& text) {
    if (text.empty()) {
        return std::optional<base::TradingDate>{};
    }
    auto date = base::TradingDate::parse(text);
    if (!date.ok()) {
        return Error{ErrorCode::Usage, date.error().message};
    }
    return std::optional{date.value()};
}

base::TradingDate today_in_new_york() {
    return bars::new_york_date(std::chrono::system_clock::now());
}

}  // namespace market_data::app
