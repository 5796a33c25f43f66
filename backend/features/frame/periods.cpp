#include "features/frame/periods.hpp"

#include <algorithm>
#include <limits>

namespace features {

namespace {

int number_of(base::TradingDate date, Period period) {
    if (period == Period::Week) {
        return (date.days_since_1970() + 3) / 7;  // 1970-01-01 was a Thursday; weeks start Mondays.
    }
    const auto civil = date.civil();
    const int month = static_cast<int>(civil.year()) * 12 +
                      static_cast<int>(static_cast<unsigned>(civil.month())) - 1;
    return period == Period::Month ? month : month / 3;
}

}  // namespace

void Periods::assign(std::span<const base::TradingDate> dates,
                     Period kind,
                     Input highs,
                     Input lows) {
    first_needed = 0;
    // Most stocks have the same sessions: counting them is half of the work.
    if (kind != period || !std::ranges::equal(dates, numbered_)) {
        period = kind;
        numbered_.assign(dates.begin(), dates.end());
        number();
    }
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    high.assign(last.size(), -kInfinity);
    low.assign(last.size(), kInfinity);
    high_so_far.resize(dates.size());
    low_so_far.resize(dates.size());
    for (std::size_t i = 0; i < dates.size(); ++i) {
        double& top = high[running[i]];
        double& bottom = low[running[i]];
        high_so_far[i] = top = std::max(top, highs[i]);
        low_so_far[i] = bottom = std::min(bottom, lows[i]);
    }
}

void Periods::number() {
    running.resize(numbered_.size());
    last.clear();
    int before = 0;
    for (std::size_t i = 0; i < numbered_.size(); ++i) {
        const int now = number_of(numbered_[i], period);
        if (last.empty() || now != before) {
            before = now;
            last.push_back(0);
        }
        running[i] = static_cast<std::uint32_t>(last.size() - 1);
        last.back() = static_cast<std::uint32_t>(i);
    }
}

}  // namespace features
