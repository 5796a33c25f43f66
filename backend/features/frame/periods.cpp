#include "features/frame/periods.hpp"

#include <algorithm>

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
    period = kind;
    first_needed = 0;
    high.clear();
    low.clear();
    last.clear();
    running.resize(dates.size());
    high_so_far.resize(dates.size());
    low_so_far.resize(dates.size());
    int number = 0;
    for (std::size_t i = 0; i < dates.size(); ++i) {
        const int now = number_of(dates[i], period);
        if (last.empty() || now != number) {
            number = now;
            last.push_back(0);
            high.push_back(highs[i]);
            low.push_back(lows[i]);
        }
        running[i] = static_cast<std::uint32_t>(last.size() - 1);
        last.back() = static_cast<std::uint32_t>(i);
        high.back() = high_so_far[i] = std::max(high.back(), highs[i]);
        low.back() = low_so_far[i] = std::min(low.back(), lows[i]);
    }
}

}  // namespace features
