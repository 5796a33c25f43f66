// Outcomes: how every possible trade of a panel ended under the exit rule. The labels.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "bars/panel.hpp"
#include "turbomode/models/exit_rule.hpp"

namespace turbomode::models {

inline constexpr std::array<Side, 2> kSides{Side::Buy, Side::Sell};

struct Outcome {
    float net_return;       // NaN when cancelled.
    std::int32_t exit_day;  // Days since 1970.
    ExitReason reason;

    bool cancelled() const { return reason == ExitReason::Cancelled; }
    bool won() const { return net_return > 0.0F; }
};

// By side, stock and session of a panel. An outcome is there only when its whole holding time had
// passed by the last session: with the early exits alone, the newest sessions would show too many
// quick stops and targets.
class Outcomes {
public:
    // Follows a trade from each bar on each side, on the closes of the panel's raw bars.
    static Outcomes of(const bars::Panel& panel, const ExitRule& rule, unsigned threads);

    std::optional<Outcome> at(Side side, std::size_t stock, std::size_t session) const;
    // The last session whose outcomes are complete, as a count of sessions from the first.
    std::size_t complete_sessions() const { return complete_sessions_; }

private:
    Outcomes(std::size_t stocks, std::size_t sessions);
    std::size_t index(Side side, std::size_t stock, std::size_t session) const;

    std::size_t stocks_;
    std::size_t sessions_;
    std::size_t complete_sessions_ = 0;
    std::vector<Outcome> values_;
};

// How many of `sessions` had their whole holding time behind them on the evening of `as_of`.
std::size_t complete_sessions(std::span<const base::TradingDate> sessions,
                              const ExitRule& rule,
                              base::TradingDate as_of);

}  // namespace turbomode::models
