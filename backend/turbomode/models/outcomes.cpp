#include "turbomode/models/outcomes.hpp"

#include <limits>

#include "bars/calendar.hpp"
#include "base/check.hpp"
#include "turbomode/models/parallel.hpp"

namespace turbomode::models {

namespace {

constexpr std::int32_t kNoOutcome = std::numeric_limits<std::int32_t>::min();

Outcome outcome_of(const TradeState& state) {
    CHECK(state.exit.has_value());
    const bool cancelled = state.cancelled();
    return {.net_return = cancelled ? std::numeric_limits<float>::quiet_NaN()
                                    : static_cast<float>(state.exit->net_return),
            .exit_day = state.exit->date.days_since_1970(),
            .reason = state.exit->reason};
}

}  // namespace

Outcomes::Outcomes(std::size_t stocks, std::size_t sessions)
    : stocks_(stocks),
      sessions_(sessions),
      values_(2 * stocks * sessions,
              Outcome{.net_return = 0.0F, .exit_day = kNoOutcome, .reason = ExitReason::Expired}) {}

std::size_t Outcomes::index(Side side, std::size_t stock, std::size_t session) const {
    CHECK(stock < stocks_ && session < sessions_);
    const std::size_t side_index = side == Side::Buy ? 0 : 1;
    return (side_index * stocks_ + stock) * sessions_ + session;
}

std::size_t complete_sessions(std::span<const base::TradingDate> sessions,
                              const ExitRule& rule,
                              base::TradingDate as_of) {
    std::size_t count = 0;
    while (count < sessions.size()) {
        const auto deadline =
            bars::session_at_or_before(sessions[count].plus_days(rule.holding_days_max));
        if (!deadline || *deadline > as_of) {
            break;
        }
        ++count;
    }
    return count;
}

Outcomes Outcomes::of(const bars::Panel& panel, const ExitRule& rule, unsigned threads) {
    Outcomes outcomes(panel.stocks.size(), panel.sessions.size());
    if (panel.sessions.empty()) {
        return outcomes;
    }
    const base::TradingDate as_of = panel.sessions.back();
    outcomes.complete_sessions_ = models::complete_sessions(panel.sessions, rule, as_of);
    parallel_for(panel.stocks.size(), threads, [&](std::size_t stock) {
        const auto& series = panel.stocks[stock].series;
        std::size_t bar = 0;
        for (std::size_t session = 0; session < outcomes.complete_sessions_; ++session) {
            while (bar < series.size() && series.dates()[bar] < panel.sessions[session]) {
                ++bar;
            }
            if (bar == series.size() || series.dates()[bar] != panel.sessions[session]) {
                continue;
            }
            for (const Side side : kSides) {
                const Trade trade{.side = side,
                                  .signal_date = panel.sessions[session],
                                  .entry_usd = series.close_usd()[bar]};
                outcomes.values_[outcomes.index(side, stock, session)] =
                    outcome_of(follow_from(rule, trade, series, bar, as_of));
            }
        }
    });
    return outcomes;
}

std::optional<Outcome> Outcomes::at(Side side, std::size_t stock, std::size_t session) const {
    const Outcome& outcome = values_[index(side, stock, session)];
    return outcome.exit_day == kNoOutcome ? std::nullopt : std::optional{outcome};
}

}  // namespace turbomode::models
