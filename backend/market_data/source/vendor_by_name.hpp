// The live vendors by the names that users type.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "market_data/source/vendor.hpp"

namespace market_data::source {

struct VendorSettings {
    std::string base_url;  // Empty: the vendor's own. Where requests may go is transport's affair.
    std::string token;     // Of Tiingo.
};

// "yahoo" or "tiingo". Errors are Usage: another name, a token that is missing or cannot stand in a
// header.
base::Result<std::unique_ptr<Vendor>> vendor_by_name(std::string_view name,
                                                     const VendorSettings& settings);

}  // namespace market_data::source
