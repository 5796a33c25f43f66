#include "turbomode/api/history_json.hpp"

#include <algorithm>

namespace turbomode::api {

namespace {

bool is_shown_before(const store::ClosedRow& a, const store::ClosedRow& b) {
    if (a.closed.exit_date != b.closed.exit_date) {
        return a.closed.exit_date > b.closed.exit_date;
    }
    return a.closed.signal.ticker < b.closed.signal.ticker;
}

bool matches(const signals::Closed& closed, const Filters& filters) {
    const auto& signal = closed.signal;
    return (!filters.tier || signal.tier == *filters.tier) &&
           (!filters.side || signal.side == *filters.side) &&
           (!filters.symbol || signal.ticker == *filters.symbol) &&
           (!filters.exit_reason || closed.reason == *filters.exit_reason);
}

}  // namespace

Json closed_json(const store::ClosedRow& row) {
    const auto& closed = row.closed;
    const auto& signal = closed.signal;
    const auto& fill = closed.trade.fill;
    const auto& paper = closed.paper_exit;
    const bool has_paper_price = paper && paper->reason != models::ExitReason::Cancelled;
    return {{"symbol", signal.ticker.text()},
            {"name", name_or_symbol(row.name, signal.ticker)},
            {"sector", signal.sector},
            {"market_cap", signals::name_of(signal.tier)},
            {"signal_type", models::name_of(signal.side)},
            {"confidence", signal.confidence},
            {"base_rate", signal.base_rate},
            {"expected_return", signal.expected_return},
            {"entry_date", signal.entry_date.text()},
            {"entry_price", closed.trade.entry_usd},
            {"fill_date", fill ? Json(fill->date.text()) : Json(nullptr)},
            {"fill_price", fill ? Json(fill->price_usd) : Json(nullptr)},
            {"target_price", closed.trade.target_usd},
            {"stop_price", closed.trade.stop_usd},
            {"exit_date", closed.exit_date.text()},
            {"exit_price", closed.exit_usd},
            {"exit_reason", signals::name_of(closed.reason)},
            {"profit_loss_pct", percent_or_null(closed.net_return)},
            {"hold_days", closed.hold_days},
            {"paper_exit_date", paper ? Json(paper->date.text()) : Json(nullptr)},
            {"paper_exit_price", has_paper_price ? Json(paper->price_usd) : Json(nullptr)},
            {"paper_exit_reason", paper ? Json(models::name_of(paper->reason)) : Json(nullptr)},
            {"paper_profit_loss_pct",
             has_paper_price ? Json(100.0 * paper->net_return) : Json(nullptr)}};
}

Json history_json(const std::optional<base::TradingDate>& as_of,
                  std::vector<store::ClosedRow> rows,
                  const Filters& filters) {
    std::erase_if(rows, [&](const store::ClosedRow& row) { return !matches(row.closed, filters); });
    std::ranges::stable_sort(rows, is_shown_before);
    return list_answer<store::ClosedRow>(as_of, "history", rows, filters.page, closed_json);
}

}  // namespace turbomode::api
