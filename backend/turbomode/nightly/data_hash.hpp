// The fingerprint of the prices that a night or a training looked at.
#pragma once

#include <string>

#include "bars/panel.hpp"

namespace turbomode::nightly {

// SHA-256 over tickers, sectors, membership, bars and actions of the panel, in order.
std::string data_hash(const bars::Panel& panel);

}  // namespace turbomode::nightly
