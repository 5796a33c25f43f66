// How the answers write what may be absent, and a page of a list.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/date.hpp"
#include "turbomode/api/query.hpp"

namespace turbomode::api {

// Keeps the order of the fields, so that people find in an answer what openapi.json lists.
using Json = nlohmann::ordered_json;

template <typename Value>
Json value_or_null(const std::optional<Value>& value) {
    return value ? Json(*value) : Json(nullptr);
}

inline Json date_or_null(const std::optional<base::TradingDate>& date) {
    return date ? Json(date->text()) : Json(nullptr);
}

inline Json percent_or_null(const std::optional<double>& fraction) {
    return fraction ? Json(100.0 * *fraction) : Json(nullptr);
}

inline Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

// The company's name; its symbol where the name is unknown.
inline const std::string& name_or_symbol(const std::string& name, const base::Ticker& ticker) {
    return name.empty() ? ticker.text() : name;
}

// One page of `rows`, under the name `items`, each written by `to_json`.
template <typename Row, typename ToJson>
Json list_answer(const std::optional<base::TradingDate>& as_of,
                 const std::string& items,
                 std::span<const Row> rows,
                 const Page& page,
                 ToJson&& to_json) {
    const std::size_t begin = std::min(page.offset, rows.size());
    const std::size_t end = begin + std::min(page.limit, rows.size() - begin);
    Json list = Json::array();
    for (const Row& row : rows.subspan(begin, end - begin)) {
        list.push_back(to_json(row));
    }
    return Json{{"success", true},
                {"as_of", date_or_null(as_of)},
                {"count", end - begin},
                {"total", rows.size()},
                {"next_cursor", end < rows.size() ? Json(cursor_at(end)) : Json(nullptr)},
                {items, std::move(list)}};
}

}  // namespace turbomode::api
