// How wide prices swing: regimes that last for weeks, and clusters within them.
#pragma once

#include "market_data/source/simulated/random.hpp"

namespace market_data::source::simulated {

// Multiples of the usual volatility; their mean square over the years is about 1.
struct RegimeScale {
    double market;
    double stock;  // Of a stock's own return: it swells less than the market's.
};

// A Markov chain calm - nervous - crisis; calm and crisis are reached through nervous only.
class RegimeChain {
public:
    // Draws the regime of the next session. One draw a call.
    RegimeScale step(Random& random);

private:
    enum class Regime { Calm, Nervous, Crisis };
    Regime regime_ = Regime::Calm;
};

struct GarchParameters {
    double shock;     // Weight of the last session's squared surprise.
    double memory;    // Weight of the last variance.
    double leverage;  // By how much a fall raises variance more than a rise; 0: not at all.
};

// Variance that clusters, with long-run mean 1.
//
// Source: R. F. Engle and V. K. Ng, Measuring and Testing the Impact of News on Volatility (1993),
//         the nonlinear asymmetric GARCH(1,1); with leverage 0 that of T. Bollerslev (1986).
class Garch {
public:
    double variance() const { return variance_; }
    // surprise: the session's shock over its expected volatility, of mean 0 and variance 1.
    void observe(double surprise, const GarchParameters& parameters);

private:
    double variance_ = 1.0;
};

}  // namespace market_data::source::simulated
