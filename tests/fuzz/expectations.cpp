#include "fuzz/expectations.hpp"

#include <algorithm>
#include <set>

#include "bars/calendar.hpp"
#include "base/check.hpp"

namespace fuzz {

namespace {

constexpr std::size_t kMessageMax = 10'000;

}  // namespace

void expect_plain(std::string_view message) {
    CHECK(!message.empty());
    CHECK(message.size() <= kMessageMax);
    CHECK(std::ranges::all_of(message, [](char c) { return c >= ' ' && c <= '~'; }));
}

void expect_plain(const base::Error& error) {
    expect_plain(error.message);
}

void expect_sound(const market_data::source::StockPrices& stock, base::TradingDate last) {
    bars::BarSeries series;
    std::set<base::TradingDate> dates;
    for (const auto& bar : stock.bars) {
        series.append(bar);
        CHECK(bar.date() <= last);
        CHECK(bars::in_calendar(bar.date()) && bars::is_session(bar.date()));
        CHECK(bars::Bar::from(bar.fields()).ok());
        dates.insert(bar.date());
    }
    for (const auto& action : stock.actions) {
        series.append(action);
    }
    for (const auto& item : stock.quarantined) {
        CHECK(!dates.contains(item.date));
        expect_plain(item.reason);
        expect_plain(item.origin);
    }
}

}  // namespace fuzz
