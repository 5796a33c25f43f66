// Times in Yahoo's replies and requests as dates of the exchange.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/date.hpp"
#include "base/result.hpp"

namespace date {
class time_zone;
}

namespace market_data::source::yahoo {

// The clock on the exchange's wall.
class ExchangeClock {
public:
    // The zone of that name; where it is unknown here, the offset, which is wrong by an hour for
    // half a year and still names the right day, as sessions open hours after midnight. An error
    // names both when neither will do.
    static base::Result<ExchangeClock> from(const std::string& zone,
                                            std::optional<std::int64_t> gmt_offset_seconds);
    // Nothing for what is no time of any exchange: before 1900 or after 2199.
    std::optional<base::TradingDate> date_at(std::int64_t seconds) const;

private:
    ExchangeClock(const date::time_zone* zone, std::int64_t offset_seconds)
        : zone_(zone), offset_seconds_(offset_seconds) {}

    const date::time_zone* zone_;  // Or null: the offset counts.
    std::int64_t offset_seconds_;
};

// Seconds since 1970 UTC at the first moment of the day in New York.
std::int64_t new_york_midnight(base::TradingDate date);

}  // namespace market_data::source::yahoo
