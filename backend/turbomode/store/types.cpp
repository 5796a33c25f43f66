#include "turbomode/store/types.hpp"

#include <array>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/utc.hpp"

namespace turbomode::store {

namespace {

constexpr std::array kStates{RunState::Published,
                             RunState::NoEdge,
                             RunState::DataIncomplete,
                             RunState::Suspect,
                             RunState::MarketClosed,
                             RunState::Failed};

}  // namespace

std::string_view name_of(RunState state) {
    switch (state) {
        case RunState::Published:
            return "PUBLISHED";
        case RunState::NoEdge:
            return "NO_EDGE";
        case RunState::DataIncomplete:
            return "DATA_INCOMPLETE";
        case RunState::Suspect:
            return "SUSPECT";
        case RunState::MarketClosed:
            return "MARKET_CLOSED";
        case RunState::Failed:
            return "FAILED";
    }
    return "";
}

base::Result<RunState> parse_run_state(std::string_view name) {
    for (const RunState state : kStates) {
        if (name_of(state) == name) {
            return state;
        }
    }
    return base::Error{base::ErrorCode::Corruption, fmt::format("'{}' is no run state", name)};
}

bool shows_signals(RunState state) {
    return state == RunState::Published || state == RunState::NoEdge;
}

bool was_late(base::TradingDate session, const std::string& published_at) {
    const auto published = base::parse_utc(published_at);
    const auto fill = bars::next_session(session);
    return published && fill && *published >= bars::opening_moment(*fill);
}

}  // namespace turbomode::store
