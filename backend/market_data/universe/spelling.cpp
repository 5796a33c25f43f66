#include "market_data/universe/spelling.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace market_data::universe {

namespace {

bool is_letter_or_digit(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_separator(char c) {
    return c == '.' || c == '-' || c == '/';
}

}  // namespace

std::string spelled(const base::Ticker& ticker, Spelling spelling) {
    std::string text = ticker.text();
    switch (spelling) {
        case Spelling::Dash:
            break;
        case Spelling::LowerDash:
            std::ranges::transform(text, text.begin(), [](char c) {
                return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            });
            break;
        case Spelling::Dot:
            std::ranges::replace(text, '-', '.');
            break;
        case Spelling::Slash:
            std::ranges::replace(text, '-', '/');
            break;
    }
    return text;
}

base::Result<base::Ticker> member_ticker(std::string_view symbol) {
    const auto separators = std::ranges::count_if(symbol, is_separator);
    const auto others = std::ranges::count_if(symbol, is_letter_or_digit);
    const bool fits = !symbol.empty() && is_letter_or_digit(symbol.front()) &&
                      is_letter_or_digit(symbol.back()) && separators <= 1 &&
                      static_cast<std::size_t>(separators + others) == symbol.size();
    if (!fits) {
        return base::Error{base::ErrorCode::InvalidInput,
                           fmt::format("'{}' is not a member's symbol", symbol)};
    }
    return base::Ticker::from(symbol);
}

}  // namespace market_data::universe
