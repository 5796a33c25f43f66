// Query parameters of the lists: which stocks, and which page of them.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/units.hpp"
#include "turbomode/signals/types.hpp"

namespace turbomode::api {

// The rows [offset, offset + limit) of a list; beyond its end there are none.
struct Page {
    std::size_t offset = 0;
    std::size_t limit = 0;
};

// Nothing: any.
struct Filters {
    std::optional<signals::Tier> tier;
    std::optional<models::Side> side;
    std::optional<std::string> sector;
    std::optional<base::Ticker> symbol;
    std::optional<signals::ListReason> exit_reason;
    bool with_resolved = false;  // Alerts that are over, too.
    std::size_t offset = 0;      // Bytes of a log to leave out.
    Page page;
};

// The filters that one path understands, of "market_cap", "signal_type", "sector", "symbol",
// "exit_reason", "state", "offset", "limit", "cursor", and its limit where the request names none.
struct Accepted {
    std::span<const std::string_view> names;
    std::size_t limit_default = 50;
};

// InvalidInput, naming parameter and value, when one is unknown, repeated or out of range.
base::Result<Filters> parse_filters(const std::multimap<std::string, std::string>& query,
                                    const Accepted& accepted);

// The opaque text that stands for the place `offset` in a list; `cursor` brings it back.
std::string cursor_at(std::size_t offset);

}  // namespace turbomode::api
