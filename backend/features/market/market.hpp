// The market family, part 1: the state of the market, the same for all stocks of a session. The
// market is the equal-weight mean of the members.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "features/members.hpp"
#include "features/schema.hpp"

namespace features::market {

// The equal-weight market as if it were a stock: its "bars" are the sessions on which a member has
// a return, and one session before the first of them as a base.
struct MarketSeries {
    std::vector<std::uint32_t> session;    // By bar of the market.
    std::vector<double> return_log;        // Mean log return of the members; 0 at the base.
    std::vector<double> log_index;         // Chained from 0 at the base.
    std::vector<double> index;             // Its exponential.
    std::vector<double> level_by_session;  // ln(index); NaN on a session that is no bar.

    // Over all sessions of the panel, whichever are kept.
    static MarketSeries of(const bars::Panel& panel, std::span<const Track> tracks);
};

// What the kernels of the market read. `own` has the stocks' own features on the kept sessions.
struct MarketInputs {
    const Matrix& own;
    const Members& members;
    const MarketSeries& series;
    std::size_t first_session;  // The first kept one.
};

struct MarketFeature {
    Feature feature;
    void (*kernel)(const MarketInputs& in, Output out);  // Writes a value for each kept session.
};

std::span<const MarketFeature> table();

}  // namespace features::market
