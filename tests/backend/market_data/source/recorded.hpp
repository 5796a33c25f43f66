// Replies of vendors that were recorded from the wire.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "market_data/source/vendor.hpp"

namespace market_data::source {

// Below the folder of real prices; it need not exist.
std::filesystem::path recorded(std::string_view name);

std::string text_of(const std::filesystem::path& file);

// A recording {"request": ..., "response": {"status", "headers", "bodyJson" or "body"}} as a reply
// to the question for `symbol`.
VendorReply recorded_reply(const std::filesystem::path& file, std::string_view symbol);

// The body of the first reply in a cassette (YAML) whose address holds `address_part`.
std::string cassette_body(const std::filesystem::path& file, std::string_view address_part);

}  // namespace market_data::source
