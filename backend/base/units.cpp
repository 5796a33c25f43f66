#include "base/units.hpp"

#include <cmath>

#include <fmt/format.h>

namespace base {

namespace {

constexpr std::size_t kTickerLengthMax = 12;

bool is_ticker_character(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '^' || c == '=';
}

}  // namespace

Result<Price> Price::from_usd(double usd) {
    if (!std::isfinite(usd) || usd <= 0.0) {
        return Error{ErrorCode::InvalidInput, fmt::format("price {} is not finite and > 0", usd)};
    }
    return Price{usd};
}

Result<Probability> Probability::from(double value) {
    if (!(value >= 0.0 && value <= 1.0)) {
        return Error{ErrorCode::InvalidInput,
                     fmt::format("probability {} is not in [0, 1]", value)};
    }
    return Probability{value};
}

Result<Ticker> Ticker::from(std::string_view text) {
    std::string spelled;
    for (const char c : text) {
        const bool is_separator = c == '.' || c == '/';
        const bool is_lower = c >= 'a' && c <= 'z';
        spelled += is_separator ? '-' : is_lower ? static_cast<char>(c - 'a' + 'A') : c;
        if (!is_ticker_character(spelled.back())) {
            return Error{ErrorCode::InvalidInput, fmt::format("'{}' is not a ticker", text)};
        }
    }
    if (spelled.empty() || spelled.size() > kTickerLengthMax) {
        return Error{
            ErrorCode::InvalidInput,
            fmt::format("'{}' is not a ticker: 1 to {} characters", text, kTickerLengthMax)};
    }
    return Ticker{std::move(spelled)};
}

}  // namespace base
