#include "market_data/app/screening.hpp"

#include <algorithm>
#include <map>

#include "bars/calendar.hpp"

namespace market_data::app {

using base::ErrorCode;
using base::Result;

namespace {

// Enough for kContextBars, holidays included.
constexpr int kContextDays = 60;
// No two ordinary dividends of a stock lie so close together.
constexpr int kMovedDaysMax = 20;

// The stored bars shortly before `first`; none for a stock without any.
Result<bars::BarSeries> context_of(const Reader* stored,
                                   const base::Ticker& ticker,
                                   base::TradingDate first) {
    if (stored == nullptr) {
        return bars::BarSeries{};
    }
    auto series = stored->series(ticker, first.plus_days(-kContextDays), first.plus_days(-1));
    if (!series.ok() && series.error().code == ErrorCode::NotFound) {
        return bars::BarSeries{};
    }
    return series;
}

// What a second vendor contradicted stays in doubt on a night on which it does not say what it
// thinks of that day.
Result<std::vector<quality::Doubt>> still_contradicted(const store::StockUpdate& update,
                                                       const Reader& stored,
                                                       const OtherVendor* other) {
    TRY_ASSIGN(const auto held, stored.quarantine(update.ticker));
    std::vector<quality::Doubt> doubts;
    for (const auto& item : held) {
        const bool is_answered = other != nullptr && other->closes.contains(item.date);
        const auto bar = std::ranges::find(update.bars, item.date, &bars::Bar::date);
        if (item.rule == quality::kSecondSource && !is_answered && bar != update.bars.end() &&
            item.fields && bars::is_same_bar(*item.fields, bar->fields())) {
            doubts.push_back({item.date, quality::kSecondSource, item.reason});
        }
    }
    return doubts;
}

}  // namespace

store::StockUpdate update_of(source::StockPrices prices) {
    store::StockUpdate update{.ticker = prices.ticker,
                              .bars = std::move(prices.bars),
                              .actions = std::move(prices.actions),
                              .quarantined = {}};
    for (auto& item : prices.quarantined) {
        update.quarantined.push_back({.date = item.date,
                                      .reason = std::move(item.reason),
                                      .origin = std::move(item.origin),
                                      .rule = std::move(item.rule),
                                      .fields = item.fields});
    }
    return update;
}

void hold_back(store::StockUpdate& update,
               const std::vector<quality::Doubt>& doubts,
               const std::string& origin) {
    std::map<base::TradingDate, const quality::Doubt*> doubted;
    for (const auto& doubt : doubts) {
        doubted.emplace(doubt.date, &doubt);
    }
    std::erase_if(update.bars, [&](const bars::Bar& bar) {
        const auto found = doubted.find(bar.date());
        if (found == doubted.end()) {
            return false;
        }
        if (found->second->rule == quality::kCountedTwice) {
            // With the split alone the day is an ordinary one: that booking holds.
            const auto action =
                std::ranges::find(update.actions, bar.date(), &bars::Action::ex_date);
            if (action != update.actions.end()) {
                action->dividend_usd = 0.0;
            }
        }
        update.quarantined.push_back({.date = bar.date(),
                                      .reason = found->second->reason,
                                      .origin = origin,
                                      .rule = std::string{found->second->rule},
                                      .fields = bar.fields()});
        return true;
    });
}

Result<void> screen(store::StockUpdate& update, const Reader* stored, const std::string& origin) {
    if (update.bars.empty()) {
        return {};
    }
    const auto first = update.bars.front().date();
    TRY_ASSIGN(const auto before, context_of(stored, update.ticker, first));
    const auto context_first = before.empty() ? first : before.dates().front();
    // The stored actions are those of the context; the new ones may repeat or add to them.
    std::map<base::TradingDate, bars::Action> actions;
    for (const auto& action : before.actions()) {
        actions.emplace(action.ex_date, action);
    }
    for (const auto& action : update.actions) {
        if (action.ex_date >= context_first) {
            actions.insert_or_assign(action.ex_date, action);
        }
    }
    bars::BarSeries whole;
    whole.reserve(before.size() + update.bars.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        whole.append(bars::Bar::from(before.fields(i)).value());
    }
    for (const auto& bar : update.bars) {
        whole.append(bar);
    }
    for (const auto& [date, action] : actions) {
        whole.append(action);
    }
    std::vector<bars::BarFields> vouched;
    if (stored != nullptr) {
        TRY_ASSIGN(vouched, stored->released(update.ticker));
    }
    hold_back(update, quality::doubtful_bars(whole, first, vouched), origin);
    return {};
}

Result<store::StockUpdate> screened_reply(source::StockPrices prices,
                                          const Reader& stored,
                                          const std::string& vendor,
                                          const OtherVendor* other) {
    auto update = update_of(std::move(prices));
    if (!update.bars.empty()) {
        update.actions_told =
            store::Days{update.bars.front().date().plus_days(-1), update.bars.back().date()};
    }
    TRY(screen(update, &stored, vendor));
    if (other != nullptr) {
        hold_back(update,
                  quality::differing_closes(
                      update.bars, other->closes, other->name, other->difference_max),
                  vendor);
    }
    TRY_ASSIGN(const auto contradicted, still_contradicted(update, stored, other));
    hold_back(update, contradicted, vendor);
    return update;
}

Result<bool> is_told_anew(const store::StockUpdate& update, const Reader& stored) {
    if (!update.actions_told) {
        return false;
    }
    const auto first = update.actions_told->after.plus_days(1);
    TRY_ASSIGN(const auto before, context_of(&stored, update.ticker, first));
    return std::ranges::any_of(update.actions, [&](const bars::Action& action) {
        return std::ranges::any_of(before.actions(), [&](const bars::Action& known) {
            return action.ex_date.days_since(known.ex_date) <= kMovedDaysMax &&
                   action.dividend_usd == known.dividend_usd &&
                   action.split_ratio == known.split_ratio;
        });
    });
}

quality::Closes closes_of(const source::StockPrices& prices) {
    quality::Closes closes;
    for (const auto& bar : prices.bars) {
        closes.emplace(bar.date(), bar.close_usd());
    }
    return closes;
}

}  // namespace market_data::app
