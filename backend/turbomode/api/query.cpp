#include "turbomode/api/query.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/check.hpp"

namespace turbomode::api {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::size_t kLimitMax = 1000;
constexpr std::size_t kSectorLengthMax = 60;
constexpr std::size_t kOffsetMax = 1'000'000'000;

Error bad_value(std::string_view name, std::string_view value, std::string_view allowed) {
    return {ErrorCode::InvalidInput, fmt::format("{}: '{}' is not {}", name, value, allowed)};
}

// Digits only, as a whole: no sign, no space, nothing after it.
std::optional<std::size_t> whole_number(std::string_view text) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

Result<void> set_page(const std::string& name, const std::string& value, Page& page) {
    const auto number = whole_number(value);
    if (name == "limit") {
        if (!number || *number < 1 || *number > kLimitMax) {
            return bad_value(name, value, fmt::format("a whole number from 1 to {}", kLimitMax));
        }
        page.limit = *number;
        return {};
    }
    if (!number || *number > kOffsetMax) {
        return bad_value(name, value, "a next_cursor of this list");
    }
    page.offset = *number;
    return {};
}

// `parse` with its error in the words of this parameter.
template <typename Value>
Result<Value> read(const std::string& name,
                   const std::string& value,
                   Result<Value> parsed,
                   std::string_view allowed) {
    if (!parsed.ok()) {
        return bad_value(name, value, allowed);
    }
    return parsed;
}

Result<void> set(const std::string& name, const std::string& value, Filters& filters) {
    if (name == "market_cap") {
        TRY_ASSIGN(
            filters.tier,
            read(name, value, signals::parse_tier(value), "large_cap, mid_cap or small_cap"));
    } else if (name == "signal_type") {
        TRY_ASSIGN(filters.side, read(name, value, signals::parse_side(value), "BUY or SELL"));
    } else if (name == "symbol") {
        TRY_ASSIGN(filters.symbol, read(name, value, base::Ticker::from(value), "a symbol"));
    } else if (name == "exit_reason") {
        TRY_ASSIGN(filters.exit_reason,
                   read(name,
                        value,
                        signals::parse_list_reason(value),
                        "TARGET_HIT, STOP_HIT, EXPIRED, REPLACED, FLIPPED, CANCELLED or DELISTED"));
    } else if (name == "sector") {
        if (value.empty() || value.size() > kSectorLengthMax) {
            return bad_value(
                name, value, fmt::format("a sector's name of 1 to {} bytes", kSectorLengthMax));
        }
        filters.sector = value;
    } else if (name == "state") {
        if (value != "open" && value != "all") {
            return bad_value(name, value, "open or all");
        }
        filters.with_resolved = value == "all";
    } else if (name == "offset") {
        const auto offset = whole_number(value);
        if (!offset || *offset > kOffsetMax) {
            return bad_value(name, value, "a next_offset of this log");
        }
        filters.offset = *offset;
    } else {
        TRY(set_page(name, value, filters.page));
    }
    return {};
}

}  // namespace

Result<Filters> parse_filters(const std::multimap<std::string, std::string>& query,
                              const Accepted& accepted) {
    Filters filters;
    filters.page.limit = accepted.limit_default;
    for (const auto& [name, value] : query) {
        if (std::ranges::find(accepted.names, name) == accepted.names.end()) {
            return Error{ErrorCode::InvalidInput,
                         accepted.names.empty()
                             ? fmt::format("'{}' is no parameter of this path; it has none", name)
                             : fmt::format("'{}' is no parameter of this path; it has: {}",
                                           name,
                                           fmt::join(accepted.names, ", "))};
        }
        if (query.count(name) > 1) {
            return Error{ErrorCode::InvalidInput,
                         fmt::format("{}: given {} times, the first as '{}'; give it once",
                                     name,
                                     query.count(name),
                                     value)};
        }
        TRY(set(name, value, filters));
    }
    return filters;
}

std::string cursor_at(std::size_t offset) {
    return std::to_string(offset);
}

}  // namespace turbomode::api
