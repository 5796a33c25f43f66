// Random markets for tests: the same seed gives the same panel.
#pragma once

#include <cstddef>
#include <cstdint>

#include "bars/panel.hpp"

namespace features {

struct RandomPanelOptions {
    std::size_t stocks = 30;
    std::size_t sessions = 600;
    std::uint64_t seed = 1;
    bool actions = true;      // Splits and dividends.
    bool gaps = false;        // Sessions without a bar, sessions without volume, late listings.
    bool all_members = true;  // Else a part of the stocks joins and leaves.
    std::size_t sectors = 4;
};

// Correlated random walks on NYSE sessions from 2015-03-04 (a Wednesday) on.
bars::Panel random_panel(const RandomPanelOptions& options);

// The panel on the evening of its session number `count`.
bars::Panel first_sessions(const bars::Panel& panel, std::size_t count);
// The panel as if history began `count` sessions before its end: no bar or action before.
bars::Panel last_sessions(const bars::Panel& panel, std::size_t count);

}  // namespace features
