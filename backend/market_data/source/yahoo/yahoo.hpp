// Yahoo's chart service (v8): daily bars of one stock in one reply, without a key.
#pragma once

#include <string>
#include <string_view>

#include "market_data/source/vendor.hpp"

namespace market_data::source::yahoo {

inline constexpr std::string_view kBaseUrl = "https://query1.finance.yahoo.com";

class Yahoo final : public Vendor {
public:
    // Tests name a server on the loopback address.
    explicit Yahoo(std::string_view base_url = kBaseUrl);

    std::string_view name() const override { return "yahoo"; }
    VendorRequest request(const base::Ticker& ticker, base::TradingDate since) const override;
    // As Vendor::parse says. Besides: a reply whose prices contradict one of its splits is refused
    // whole (InvalidInput, see splits.hpp), and so is one that answers for another symbol or with
    // other bars than daily ones.
    base::Result<StockPrices> parse(const VendorReply& reply,
                                    base::TradingDate last_finished) const override;

private:
    std::string base_url_;
};

}  // namespace market_data::source::yahoo
