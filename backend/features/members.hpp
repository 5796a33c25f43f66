// Members: who counts on which session, for everything that is taken over the universe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bars/panel.hpp"
#include "features/build.hpp"
#include "features/kernel/rolling.hpp"

namespace features {

// Where the bars of one stock lie among the panel's sessions, and the returns the market needs.
struct Track {
    std::vector<std::uint32_t> session;  // By bar.
    std::vector<double> return_log;      // By bar, since the bar before; 0 at the first.
};

// Membership and sector of every stock, on the sessions that are kept.
struct Members {
    static constexpr std::size_t kSectorMembersMin = 3;

    std::vector<std::span<const std::uint8_t>> flags;  // By stock; a flag a kept session.
    std::vector<std::uint32_t> sector;                 // By stock; 0: nobody says which.
    std::size_t sectors = 1;                           // Including number 0.

    // Borrows the flags of `panel`.
    static Members of(const bars::Panel& panel, std::size_t first_session);
    std::size_t stocks() const { return flags.size(); }
    bool counts(std::size_t stock, std::size_t session, double value) const {
        return flags[stock][session] != 0 && value == value;  // Not NaN.
    }
};

// Lays values by bar out by session: NaN where there is no bar. `first_session` is the panel's
// session that `out` begins with; bars before it are dropped.
template <typename Value>  // double or float
void scatter(Input values,
             std::span<const std::uint32_t> session_of_bar,
             std::size_t first_session,
             std::span<Value> out) {
    constexpr auto kNone = static_cast<Value>(kMissing);
    const auto kept = std::ranges::lower_bound(session_of_bar, first_session);
    auto bar = static_cast<std::size_t>(kept - session_of_bar.begin());
    std::size_t session = 0;
    for (; bar < session_of_bar.size(); ++bar) {
        const std::size_t here = session_of_bar[bar] - first_session;
        for (; session < here; ++session) {
            out[session] = kNone;
        }
        out[session++] = static_cast<Value>(values[bar]);
    }
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(session), out.end(), kNone);
}

}  // namespace features
