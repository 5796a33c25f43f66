// Periods: daily bars seen as calendar weeks, months or quarters.
//
// The running period counts, up to today's bar: on a Wednesday the last week is Monday to
// Wednesday. That needs no knowledge of which session will turn out to be a period's last.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/date.hpp"
#include "features/kernel/rolling.hpp"

namespace features {

enum class Period { Week, Month, Quarter };

// The most bars a period can have: the bars after which a period is certain to have begun.
constexpr std::size_t bars_max(Period period) {
    switch (period) {
        case Period::Week:
            return 5;
        case Period::Month:
            return 23;
        case Period::Quarter:
            return 66;
    }
    return 0;
}

// Bars after which `periods` periods, the running one included, have begun for certain, whatever
// day the series starts on: the warm-up of a feature over so many.
constexpr std::size_t warm_up_of(Period period, std::size_t periods) {
    return bars_max(period) * (periods - 1) + 1;
}

struct Periods {
    Period period = Period::Week;
    std::vector<std::uint32_t> running;  // By bar: which period it belongs to, counted from 0.
    std::vector<std::uint32_t> last;     // By period: its last bar (so far).
    std::vector<double> high, low;       // By period: its extremes; of the running one, see below.
    std::vector<double> high_so_far, low_so_far;  // By bar: the running period's, up to that bar.
    std::size_t first_needed = 0;                 // Of earlier bars nobody will read a value.

    void assign(std::span<const base::TradingDate> dates, Period kind, Input highs, Input lows);
    // The last bar of the period `back` before that of `bar`; back 0 is `bar` itself.
    // REQUIRES: so many periods exist
    std::size_t bar_back(std::size_t bar, std::size_t back) const {
        return back == 0 ? bar : last[running[bar] - back];
    }

private:
    void number();  // Fills `running` and `last`.

    std::vector<base::TradingDate> numbered_;  // The dates that those are of.
};

}  // namespace features
