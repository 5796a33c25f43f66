// The stylised facts of a market: what its daily bars show of tails, clusters, common movement,
// volume and gaps, whether it is real or made up. One number a fact, so that two markets can be
// laid side by side.
//
// Source: R. Cont, Empirical Properties of Asset Returns: Stylized Facts and Statistical Issues
//         (2001), for the choice and the definitions of most.
#pragma once

#include <string_view>
#include <vector>

#include "bars/panel.hpp"
#include "market_data/source/simulated/market.hpp"

namespace market_data::source::simulated {

struct Fact {
    std::string_view name;
    double value;
};

// Of the stocks that are members on the last session and have a bar on all sessions but a tenth.
// Returns are logarithms of total returns. A fact of "stocks" is the median over them; one of the
// "index" is that of their equally weighted mean return.
//
// REQUIRES: at least two such stocks and 252 sessions.
std::vector<Fact> stylised_facts(const bars::Panel& panel);

// The market that `simulate` made of `spec`.
bars::Panel panel_of(const MarketSpec& spec, const std::vector<SimulatedStock>& stocks);

// REQUIRES: a fact has that name.
double fact(const std::vector<Fact>& facts, std::string_view name);

}  // namespace market_data::source::simulated
