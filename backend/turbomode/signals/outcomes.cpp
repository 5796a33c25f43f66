#include "turbomode/signals/outcomes.hpp"

#include "base/check.hpp"

namespace turbomode::signals {

std::vector<Outcome> resolve(std::span<const PredictedTrade> trades,
                             const SeriesOf& series_of,
                             const models::ExitRule& rule,
                             base::TradingDate as_of) {
    std::vector<Outcome> ended;
    for (const auto& trade : trades) {
        CHECK(trade.session < as_of);
        const bars::BarSeries* series = series_of(trade.ticker);
        if (series == nullptr || series->empty()) {
            continue;
        }
        CHECK(series->dates().back() <= as_of);
        const auto exit =
            models::follow(
                rule,
                {.side = trade.side, .signal_date = trade.session, .entry_usd = trade.close_usd},
                *series,
                as_of)
                .exit;
        if (!exit) {
            continue;
        }
        const bool was_filled = exit->reason != models::ExitReason::Cancelled;
        ended.push_back(
            {.session = trade.session,
             .ticker = trade.ticker,
             .side = trade.side,
             .reason = exit->reason,
             .exit_date = exit->date,
             .net_return = was_filled ? std::optional{exit->net_return} : std::nullopt});
    }
    return ended;
}

}  // namespace turbomode::signals
