// One input as a reply of a vendor: its first byte chooses the status, its second the type.
#pragma once

#include <cstddef>
#include <cstdint>

#include "market_data/source/vendor.hpp"

namespace fuzz {

void parse_as_reply(const market_data::source::Vendor& vendor,
                    const std::uint8_t* bytes,
                    std::size_t size);

}  // namespace fuzz
