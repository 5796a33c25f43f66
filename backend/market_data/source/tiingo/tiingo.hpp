// Tiingo's end-of-day prices: raw, with dividends and splits beside them. Needs a token.
#pragma once

#include <string>
#include <string_view>

#include "market_data/source/vendor.hpp"

namespace market_data::source::tiingo {

inline constexpr std::string_view kBaseUrl = "https://api.tiingo.com";

class Tiingo final : public Vendor {
public:
    // The token is sent in a header, never in an address, and never stands in a message, not even
    // where a reply repeats it. Tests name a server on the loopback address.
    explicit Tiingo(std::string token, std::string_view base_url = kBaseUrl);

    std::string_view name() const override { return "tiingo"; }
    VendorRequest request(const base::Ticker& ticker, base::TradingDate since) const override;
    // As Vendor::parse says.
    base::Result<StockPrices> parse(const VendorReply& reply,
                                    base::TradingDate last_finished) const override;

private:
    // The reply without the token, for messages.
    VendorReply without_token(const VendorReply& reply) const;

    std::string token_;
    std::string base_url_;
};

}  // namespace market_data::source::tiingo
