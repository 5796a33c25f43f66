// The table of the settings of a backtest's account.
#pragma once

#include "base/settings.hpp"
#include "turbomode/platform/config.hpp"

namespace turbomode::platform {

// Name, bounds and meaning of each; the values lie in `portfolio`.
base::Settings portfolio_settings(PortfolioSettings& portfolio);

}  // namespace turbomode::platform
