// Value types for the quantities that cross a function boundary. Each validates once, on entry.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base {

// A price in US dollars. Finite and greater than zero.
class Price {
public:
    static Result<Price> from_usd(double usd);
    double usd() const noexcept { return usd_; }
    auto operator<=>(const Price&) const = default;

private:
    explicit Price(double usd) : usd_(usd) {}
    double usd_;
};

// A probability in [0, 1].
class Probability {
public:
    static Result<Probability> from(double value);
    double value() const noexcept { return value_; }
    Probability complement() const { return Probability{1.0 - value_}; }
    auto operator<=>(const Probability&) const = default;

private:
    explicit Probability(double value) : value_(value) {}
    double value_;
};

// The symbol of a stock in this project's spelling: upper case, share classes with a dash
// ("BRK-B"). Other spellings of the same symbol ("brk.b", "BRK/B") become this one.
class Ticker {
public:
    // An error unless `text` is 1 to 12 characters of A-Z, a-z, 0-9, '.', '-', '/', '^', '='.
    static Result<Ticker> from(std::string_view text);
    const std::string& text() const noexcept { return text_; }
    auto operator<=>(const Ticker&) const = default;

private:
    explicit Ticker(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

}  // namespace base
