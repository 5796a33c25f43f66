// The live vendors by the names that users type.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "market_data/source/vendor.hpp"

namespace market_data::source {

struct VendorSettings {
    std::string base_url;  // Empty: the vendor's own.
    std::string token;     // Of Tiingo.
};

// "yahoo" or "tiingo". Errors are Usage: another name, an address that is not http(s), a token that
// is missing, that cannot stand in a header, or that would travel unencrypted past this machine.
base::Result<std::unique_ptr<Vendor>> vendor_by_name(std::string_view name,
                                                     const VendorSettings& settings);

}  // namespace market_data::source
