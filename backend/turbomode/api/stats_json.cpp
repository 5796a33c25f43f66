#include "turbomode/api/stats_json.hpp"

#include <algorithm>

#include "turbomode/signals/track_record.hpp"

namespace turbomode::api {

namespace {

Json counts_by_tier(std::span<const store::ActiveRow> active) {
    Json tiers = Json::object();
    for (const auto tier : signals::kTiers) {
        const auto count = [&](models::Side side) {
            return std::ranges::count_if(active, [&](const store::ActiveRow& row) {
                return row.active.signal.tier == tier && row.active.signal.side == side;
            });
        };
        tiers[std::string{signals::name_of(tier)}] = {{"buy_count", count(models::Side::Buy)},
                                                      {"sell_count", count(models::Side::Sell)}};
    }
    return tiers;
}

signals::TrackRecord record_of(std::span<const store::ClosedRow> history) {
    std::vector<signals::Closed> closed;
    for (const auto& row : history) {
        if (!row.was_late) {  // Nobody could have followed it.
            closed.push_back(row.closed);
        }
    }
    return signals::summarize(closed);
}

}  // namespace

Json stats_json(const std::optional<base::TradingDate>& as_of,
                std::span<const store::ActiveRow> active,
                std::span<const store::ClosedRow> history) {
    const auto record = record_of(history);
    const auto& interval = record.win_rate_interval;
    const bool is_enough = record.outcomes >= signals::kOutcomesMin;
    const auto if_enough = [&](const std::optional<double>& value) {
        return is_enough ? value_or_null(value) : Json(nullptr);
    };
    return {{"success", true},
            {"as_of", date_or_null(as_of)},
            {"stats",
             {{"active_signals", active.size()},
              {"active_by_tier", counts_by_tier(active)},
              {"closed_signals", record.closed_signals},
              {"targets_hit", record.targets_hit},
              {"stops_hit", record.stops_hit},
              {"expired", record.expired},
              {"replaced", record.replaced},
              {"flipped", record.flipped},
              {"cancelled", record.cancelled},
              {"delisted", record.delisted},
              {"published_late", std::ranges::count_if(history, &store::ClosedRow::was_late)},
              {"outcomes", record.outcomes},
              {"outcomes_needed", signals::kOutcomesMin},
              {"wins", record.wins},
              {"losses", record.outcomes - record.wins},
              {"win_rate", if_enough(record.win_rate)},
              {"win_rate_low", interval ? Json(interval->low) : Json(nullptr)},
              {"win_rate_high", interval ? Json(interval->high) : Json(nullptr)},
              {"base_rate", if_enough(record.base_rate)},
              {"avg_win_pct", if_enough(record.avg_win_pct)},
              {"avg_loss_pct", if_enough(record.avg_loss_pct)}}}};
}

}  // namespace turbomode::api
