// The S&P 500 as this build knows it, so that a first start needs no file.
//
// It is a list of who belonged to the index on one day, with common names and GICS sectors. It
// knows nothing of who belonged before: taken backwards it holds survivors only. The market caps
// are rough, older than the list, and there to tell large from small.
#pragma once

#include <vector>

#include "market_data/universe/member.hpp"

namespace market_data::universe {

// The day whose members the list holds.
inline constexpr base::TradingDate kBuiltinAsOf{2026, 8, 8};
// The day the market caps speak of.
inline constexpr base::TradingDate kBuiltinCapsAsOf{2025, 6, 30};

struct BuiltinUniverse {
    std::vector<Member> members;  // By ticker.
    base::TradingDate first;      // Each is taken as a member from here on; none has left.
    std::vector<MarketCap> caps;  // Those that are known.
};

// With `first` before kBuiltinAsOf the members of that day are taken for those of the time before
// as well, which is survivorship-biased: whoever uses it has to say so.
// REQUIRES: first <= kBuiltinAsOf
BuiltinUniverse builtin_universe(base::TradingDate first = kBuiltinAsOf);

}  // namespace market_data::universe
