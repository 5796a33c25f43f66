#include "fuzz/vendor_fuzz.hpp"

#include <array>
#include <string>
#include <string_view>

#include "fuzz/expectations.hpp"

namespace fuzz {

namespace {

constexpr base::TradingDate kLastFinished{2024, 6, 14};
// Mostly 200, written as the printable bytes from ' ' on.
constexpr std::array<int, 12> kStatuses{200, 200, 200, 200, 400, 401, 404, 429, 500, 999, 307, 204};
constexpr std::array<std::string_view, 3> kTypes{"application/json", "text/html", "\x1b[31m\xff"};

}  // namespace

void parse_as_reply(const market_data::source::Vendor& vendor,
                    const std::uint8_t* bytes,
                    std::size_t size) {
    if (size < 2) {
        return;
    }
    const std::string body(bytes + 2, bytes + size);
    const auto stock = vendor.parse({.ticker = base::Ticker::from("ACME").value(),
                                     .status = kStatuses[bytes[0] % kStatuses.size()],
                                     .content_type = std::string{kTypes[bytes[1] % kTypes.size()]},
                                     .body = body,
                                     .redirect_to = body.substr(0, 200)},
                                    kLastFinished);
    if (stock.ok()) {
        expect_sound(stock.value(), kLastFinished);
    } else {
        expect_plain(stock.error());
    }
}

}  // namespace fuzz
