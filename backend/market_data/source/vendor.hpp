// Vendor: one live origin of prices, as the two pure halves around the wire: what to ask, and what
// the answer means. Who sends the question, how often and how fast, is the transport's affair.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "market_data/source/stock_prices.hpp"

namespace market_data::source {

// One GET request.
struct VendorRequest {
    std::string url;                   // As sent.
    std::vector<std::string> headers;  // "Name: value"; may hold a secret, so never logged.
    std::string url_shown;             // For records, logs and messages: without any secret.
};

// What came back for one stock, whole.
struct VendorReply {
    base::Ticker ticker;
    int status;  // HTTP.
    std::string content_type;
    std::string body;         // Uncompressed.
    std::string redirect_to;  // Target of a 3xx, which is not followed; else empty.
};

class Vendor {
public:
    Vendor() = default;
    Vendor(const Vendor&) = delete;
    Vendor& operator=(const Vendor&) = delete;
    virtual ~Vendor() = default;

    virtual std::string_view name() const = 0;  // "yahoo", "tiingo"
    // Daily bars, splits and dividends of `ticker` from `since` to now.
    virtual VendorRequest request(const base::Ticker& ticker, base::TradingDate since) const = 0;
    // The bars and actions in a reply. `last_finished`: the last session whose bar is complete; a
    // later bar is quarantined, as is any that does not hold together. Actions come with the bars.
    // Errors say what the reply is and what the user can do: NotFound for a symbol that the vendor
    // does not know or has no data of; Refused when it will not serve us (401, 403, 429, 999, a
    // consent page); InvalidInput for what cannot be read, another currency than USD included.
    virtual base::Result<StockPrices> parse(const VendorReply& reply,
                                            base::TradingDate last_finished) const = 0;
};

}  // namespace market_data::source
