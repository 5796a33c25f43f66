#include "market_data/source/simulated/volatility.hpp"

namespace market_data::source::simulated {

namespace {

// Mean stays of 150, 50 and 20 sessions: calm 67 %, nervous 30 %, crisis 3 % of the time, which
// makes the mean square of the market's multiples 1.00 and of the stocks' 1.00.
constexpr double kLeaveCalm = 1.0 / 150.0;
constexpr double kNervousToCrisis = 0.25 / 50.0;
constexpr double kNervousToCalm = 0.75 / 50.0;
constexpr double kLeaveCrisis = 1.0 / 20.0;

}  // namespace

RegimeScale RegimeChain::step(Random& random) {
    const double draw = random.uniform();
    switch (regime_) {
        case Regime::Calm:
            regime_ = draw < kLeaveCalm ? Regime::Nervous : Regime::Calm;
            break;
        case Regime::Nervous:
            regime_ = draw < kNervousToCrisis                    ? Regime::Crisis
                      : draw < kNervousToCrisis + kNervousToCalm ? Regime::Calm
                                                                 : Regime::Nervous;
            break;
        case Regime::Crisis:
            regime_ = draw < kLeaveCrisis ? Regime::Nervous : Regime::Crisis;
            break;
    }
    switch (regime_) {
        case Regime::Calm:
            return {.market = 0.66, .stock = 0.84};
        case Regime::Nervous:
            return {.market = 1.3, .stock = 1.18};
        case Regime::Crisis:
            break;
    }
    return {.market = 2.6, .stock = 1.9};
}

void Garch::observe(double surprise, const GarchParameters& p) {
    const double constant = 1.0 - p.memory - p.shock * (1.0 + p.leverage * p.leverage);
    const double news = surprise - p.leverage;
    variance_ = constant + variance_ * (p.memory + p.shock * news * news);
}

}  // namespace market_data::source::simulated
