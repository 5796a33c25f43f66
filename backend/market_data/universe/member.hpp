// What the parts of this layer hand each other: an index member, and a size.
#pragma once

#include <string>

#include "base/date.hpp"
#include "base/units.hpp"

namespace market_data::universe {

struct Member {
    base::Ticker ticker;
    std::string name;
    std::string sector;  // One of sectors.hpp, or what a store holds: "Unknown".
};

// A company's market capitalisation and the day it was true. Each of several share classes carries
// the whole company's.
struct MarketCap {
    base::Ticker ticker;
    base::TradingDate as_of;
    double usd;
};

}  // namespace market_data::universe
