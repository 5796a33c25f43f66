#include "market_data/universe/builtin.hpp"

#include "base/check.hpp"
#include "market_data/universe/builtin_members.hpp"

namespace market_data::universe {

namespace {

constexpr double kBillion = 1e9;

}  // namespace

BuiltinUniverse builtin_universe(base::TradingDate first) {
    CHECK(first <= kBuiltinAsOf);
    BuiltinUniverse universe{.members = {}, .first = first, .caps = {}};
    for (const BuiltinMember& row : builtin_members()) {
        const auto ticker = base::Ticker::from(row.symbol);
        CHECK(ticker.ok());
        universe.members.push_back({.ticker = ticker.value(),
                                    .name = std::string{row.name},
                                    .sector = std::string{row.sector}});
        if (row.cap_usd_billions > 0.0) {
            universe.caps.push_back({.ticker = ticker.value(),
                                     .as_of = kBuiltinCapsAsOf,
                                     .usd = row.cap_usd_billions * kBillion});
        }
    }
    return universe;
}

}  // namespace market_data::universe
