// Small chart replies of Yahoo, written by hand.
#pragma once

#include <string>
#include <vector>

#include "base/date.hpp"
#include "market_data/source/vendor.hpp"

namespace market_data::source::yahoo {

// Summer time in New York: sessions open at 13:30 UTC.
inline constexpr int kOpenUtcSeconds = 13 * 3600 + 30 * 60;

// One row as JSON text, so that any field may be "null" or nonsense.
struct ChartRow {
    base::TradingDate date;
    std::string open = "10";
    std::string high = "12";
    std::string low = "9";
    std::string close = "11";
    std::string volume = "100";
    int utc_seconds = kOpenUtcSeconds;  // After midnight.
};

std::string seconds_of(base::TradingDate date, int utc_seconds = kOpenUtcSeconds);

// `"1718026200":{"date":1718026200,"numerator":10,"denominator":1,"splitRatio":"10:1"}`
std::string split_event(base::TradingDate date, double numerator, double denominator);
std::string dividend_event(base::TradingDate date, double amount);

struct ChartParts {
    std::vector<ChartRow> rows;
    std::string splits;     // Events, with commas between them.
    std::string dividends;  // The same.
    std::string currency = "\"USD\"";
    std::string symbol = "ACME";
    std::string granularity = "1d";
    std::string zone = "America/New_York";
    std::string gmt_offset = "-14400";
};

std::string chart_body(const ChartParts& parts);

// A reply of status 200 for ACME.
VendorReply reply_of(std::string body, const std::string& symbol = "ACME");

}  // namespace market_data::source::yahoo
