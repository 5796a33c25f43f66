// Panel: the bars of many stocks on one list of sessions, with who was an index member when. The
// input of the features.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bars/bar_series.hpp"
#include "base/units.hpp"

namespace bars {

struct PanelStock {
    base::Ticker ticker;
    std::string sector;                // GICS sector; "Unknown" when nobody says.
    BarSeries series;                  // Raw bars; a session may be missing.
    std::vector<std::uint8_t> member;  // A value a session of the panel: 1 = in the index that day.
};

struct Panel {
    std::vector<base::TradingDate> sessions;  // Oldest first, without gaps in the calendar.
    std::vector<PanelStock> stocks;           // By ticker.
};

// CHECKs that nothing in `panel` is later than `as_of`: no bar, no action, no session.
void check_not_later(const Panel& panel, base::TradingDate as_of);

}  // namespace bars
