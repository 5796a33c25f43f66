// Yahoo's chart reply as it came, decoded and not yet judged.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace market_data::source::yahoo {

struct DividendEvent {
    std::int64_t time;  // Seconds since 1970 UTC: the open of the ex-date.
    double amount;      // A share, in shares of today.
};

struct SplitEvent {
    std::int64_t time;
    double numerator;  // 4 and 1 for four new shares for one old.
    double denominator;
};

struct ChartError {
    std::string code;
    std::string description;
};

using Column = std::vector<std::optional<double>>;  // As long as the times; nothing for null.

struct Chart {
    // Empty strings and nothing: not said.
    std::string symbol;
    std::string currency;
    std::string granularity;  // "1d"
    std::string zone;         // "America/New_York"
    std::optional<std::int64_t> gmt_offset_seconds;
    std::vector<std::int64_t> times;  // Seconds since 1970 UTC.
    Column open, high, low, close, volume;
    std::vector<DividendEvent> dividends;
    std::vector<SplitEvent> splits;
    std::optional<ChartError> error;  // What Yahoo says instead of prices.
};

// Errors: InvalidInput for what is no JSON of that shape, a column of another length than the
// times, an entry that is no number. No times is no error: Yahoo answers so where it has no bars.
base::Result<Chart> read_chart(std::string_view body);

}  // namespace market_data::source::yahoo
