// Bar: one session of one stock as it was traded, unadjusted.
#pragma once

#include "base/date.hpp"
#include "base/result.hpp"

namespace bars {

// The numbers of a bar before anyone has looked at them.
struct BarFields {
    base::TradingDate date;
    double open_usd;
    double high_usd;
    double low_usd;
    double close_usd;
    double volume_shares;
};

// Whether two numbers, or two bars, are the same but for a vendor's rounding: floats that wobble in
// the seventh digit from one reply to the next. Dates are not compared.
bool is_about_same(double a, double b);
bool is_same_bar(const BarFields& a, const BarFields& b);

// A bar whose numbers hold together: prices finite and > 0, low <= open, close <= high, volume
// finite and >= 0. Whether its date is a session is the calendar's affair.
class Bar {
public:
    // The error says which rule is broken, with the values.
    static base::Result<Bar> from(const BarFields& fields);

    base::TradingDate date() const { return fields_.date; }
    double open_usd() const { return fields_.open_usd; }
    double high_usd() const { return fields_.high_usd; }
    double low_usd() const { return fields_.low_usd; }
    double close_usd() const { return fields_.close_usd; }
    double volume_shares() const { return fields_.volume_shares; }
    const BarFields& fields() const { return fields_; }

private:
    explicit Bar(const BarFields& fields) : fields_(fields) {}
    BarFields fields_;
};

}  // namespace bars
