// What every vendor needs around its replies and requests: telling what came instead of prices, and
// spelling addresses.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "market_data/source/vendor.hpp"

namespace market_data::source {

// No history of one stock comes near: 40 years of daily bars take 2 MB.
inline constexpr std::size_t kReplyBytesMax = std::size_t{16} << 20;

// The first 60 characters of a text in printable ASCII, runs of blanks as one, anything else as
// '?': a reply may hold what a terminal must not be sent.
std::string shown_start(std::string_view text);

// "Yahoo: AAPL: <what> (HTTP 200, content type 'text/html', beginning '<!DOCTYPE html>')".
base::Error unreadable(std::string_view vendor, const VendorReply& reply, std::string_view what);

// Where a redirect leads, without the query, which may hold a session.
std::string shown_target(std::string_view redirect_to);

// A symbol as one segment of a path: '^' and '=' are escaped.
std::string path_segment(std::string_view symbol);

// A base address without a slash at its end.
std::string trimmed_base(std::string_view base_url);

}  // namespace market_data::source
