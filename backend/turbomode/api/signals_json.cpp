#include "turbomode/api/signals_json.hpp"

#include <algorithm>

#include "turbomode/signals/decay.hpp"

namespace turbomode::api {

namespace {

Json reasons_json(const std::vector<store::Reason>& reasons) {
    Json list = Json::array();
    for (const auto& reason : reasons) {
        list.push_back({{"feature", reason.feature},
                        {"text", reason.text},
                        {"contribution", reason.contribution}});
    }
    return list;
}

// What the reasons leave of the way from the base rate to the confidence.
double contribution_of_others(const store::ActiveRow& row) {
    const auto& signal = row.active.signal;
    double others = signal.confidence - signal.base_rate;
    for (const auto& reason : row.reasons) {
        others -= reason.contribution;
    }
    return others;
}

double percent_from(double entry_usd, double level_usd) {
    return 100.0 * (level_usd / entry_usd - 1.0);
}

bool ranks_before(const store::ActiveRow& a, const store::ActiveRow& b) {
    if (a.active.effective_confidence != b.active.effective_confidence) {
        return a.active.effective_confidence > b.active.effective_confidence;
    }
    return a.active.signal.ticker < b.active.signal.ticker;
}

}  // namespace

Json signal_json(const store::ActiveRow& row, int holding_days_max) {
    const auto& signal = row.active.signal;
    const auto& trade = row.active.trade;
    const int age = row.active.age_days;
    return {{"symbol", signal.ticker.text()},
            {"name", name_or_symbol(row.name, signal.ticker)},
            {"sector", signal.sector},
            {"market_cap", signals::name_of(signal.tier)},
            {"signal_type", models::name_of(signal.side)},
            {"confidence", signal.confidence},
            {"effective_confidence", row.active.effective_confidence},
            {"latest_confidence", value_or_null(row.active.latest_confidence)},
            {"base_rate", signal.base_rate},
            {"expected_return", signal.expected_return},
            {"entry_date", signal.entry_date.text()},
            {"entry_price", trade.entry_usd},
            {"entry_min", (1.0 - kEntryRange) * trade.entry_usd},
            {"entry_max", (1.0 + kEntryRange) * trade.entry_usd},
            {"fill_date", trade.fill ? Json(trade.fill->date.text()) : Json(nullptr)},
            {"fill_price", trade.fill ? Json(trade.fill->price_usd) : Json(nullptr)},
            {"current_price", trade.close_usd},
            {"target_price", trade.target_usd},
            {"stop_price", trade.stop_usd},
            {"target_pct", percent_from(trade.entry_usd, trade.target_usd)},
            {"stop_pct", percent_from(trade.entry_usd, trade.stop_usd)},
            {"profit_loss_pct", trade.fill ? percent_or_null(row.net_return) : Json(nullptr)},
            {"age_days", age},
            {"age_color", signals::name_of(signals::age_band(age))},
            {"days_left", std::max(0, holding_days_max - age)},
            {"reasons", reasons_json(row.reasons)},
            {"contribution_of_others", contribution_of_others(row)}};
}

Json signals_json(const std::optional<base::TradingDate>& as_of,
                  std::vector<store::ActiveRow> rows,
                  const Filters& filters,
                  int holding_days_max) {
    std::erase_if(rows, [&](const store::ActiveRow& row) {
        const auto& signal = row.active.signal;
        return (filters.tier && signal.tier != *filters.tier) ||
               (filters.side && signal.side != *filters.side) ||
               (filters.symbol && signal.ticker != *filters.symbol);
    });
    std::ranges::sort(rows, ranks_before);
    return list_answer<store::ActiveRow>(
        as_of, "signals", rows, filters.page, [&](const store::ActiveRow& row) {
            return signal_json(row, holding_days_max);
        });
}

}  // namespace turbomode::api
