#include "market_data/source/vendor_bars.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "bars/calendar.hpp"

namespace market_data::source {

using base::TradingDate;

namespace {

// Of one day: a sound bar, or why there is none.
struct Verdict {
    std::optional<bars::Bar> bar;
    std::string reason;
    std::string rule = "unsound_bar";
    bool had_numbers = true;
};

using Verdicts = std::map<TradingDate, Verdict>;

std::vector<std::string_view> missing_fields(const VendorBar& bar) {
    const std::array<std::pair<std::string_view, const std::optional<double>*>, 5> fields{
        {{"open", &bar.open_usd},
         {"high", &bar.high_usd},
         {"low", &bar.low_usd},
         {"close", &bar.close_usd},
         {"volume", &bar.volume_shares}}};
    std::vector<std::string_view> missing;
    for (const auto& [name, value] : fields) {
        if (!value->has_value()) {
            missing.push_back(name);
        }
    }
    return missing;
}

bool has_numbers(const VendorBar& bar) {
    return bar.open_usd || bar.high_usd || bar.low_usd || bar.close_usd || bar.volume_shares;
}

// Why no bar of this date can be had, whatever its numbers; empty if one can.
std::string refused_date(TradingDate date, TradingDate last_finished) {
    const auto running = bars::in_calendar(last_finished) ? bars::next_session(last_finished)
                                                          : std::optional<TradingDate>{};
    if (running && date == *running) {
        return fmt::format("{}: the session is unfinished (the last finished one is {})",
                           date.text(),
                           last_finished.text());
    }
    if (date > last_finished && (!running || date > *running)) {
        return fmt::format("{}: from the future (the last finished session is {})",
                           date.text(),
                           last_finished.text());
    }
    if (!bars::in_calendar(date) || !bars::is_session(date)) {
        return fmt::format("{}: not an NYSE session ({})",
                           date.text(),
                           bars::in_calendar(date) ? bars::closure_reason(date)
                                                   : std::string_view{"after the calendar"});
    }
    return {};
}

Verdict verdict_on(const VendorBar& bar, TradingDate last_finished) {
    Verdict verdict{.bar = {},
                    .reason = refused_date(bar.date, last_finished),
                    .had_numbers = has_numbers(bar)};
    if (!verdict.reason.empty()) {
        verdict.rule = "not_a_session";
        return verdict;
    }
    if (const auto missing = missing_fields(bar); !missing.empty()) {
        verdict.reason = fmt::format("{}: no {}", bar.date.text(), fmt::join(missing, ", no "));
        return verdict;
    }
    auto sound = bars::Bar::from({.date = bar.date,
                                  .open_usd = *bar.open_usd,
                                  .high_usd = *bar.high_usd,
                                  .low_usd = *bar.low_usd,
                                  .close_usd = *bar.close_usd,
                                  .volume_shares = *bar.volume_shares});
    if (sound.ok()) {
        verdict.bar = std::move(sound).value();
    } else {
        verdict.reason = sound.error().message;
    }
    return verdict;
}

bool same_prices(const bars::Bar& a, const bars::Bar& b) {
    return a.open_usd() == b.open_usd() && a.high_usd() == b.high_usd() &&
           a.low_usd() == b.low_usd() && a.close_usd() == b.close_usd();
}

// A second row of a day that has one already.
void merge(TradingDate date, Verdict& first, Verdict second) {
    if (!second.had_numbers) {
        return;
    }
    if (!first.had_numbers) {
        first = std::move(second);
        return;
    }
    if (!first.bar || !second.bar) {
        first.reason = first.bar ? second.reason : first.reason;
        first.bar.reset();
        return;
    }
    if (same_prices(*first.bar, *second.bar)) {
        const bool is_later = second.bar->volume_shares() > first.bar->volume_shares();
        first.bar = is_later ? second.bar : first.bar;
        return;
    }
    first.reason = fmt::format("{}: the date stands twice, with close {} and with close {}",
                               date.text(),
                               first.bar->close_usd(),
                               second.bar->close_usd());
    first.bar.reset();
}

Verdicts verdicts_on(const std::vector<VendorBar>& rows, TradingDate last_finished) {
    Verdicts verdicts;
    for (const auto& row : rows) {
        if (row.date < bars::kCalendarFirst) {
            continue;
        }
        const bool may_be_session = !bars::in_calendar(row.date) || bars::is_session(row.date);
        if (!has_numbers(row) && !may_be_session) {
            continue;
        }
        auto verdict = verdict_on(row, last_finished);
        if (const auto known = verdicts.find(row.date); known != verdicts.end()) {
            merge(row.date, known->second, std::move(verdict));
            continue;
        }
        if (!verdicts.empty() && row.date < verdicts.rbegin()->first) {
            verdict.bar.reset();
            verdict.had_numbers = true;  // No later row of the day makes up for it.
            verdict.reason = fmt::format(
                "{}: out of order, after {}", row.date.text(), verdicts.rbegin()->first.text());
        }
        verdicts.emplace_hint(verdicts.end(), row.date, std::move(verdict));
    }
    return verdicts;
}

}  // namespace

StockPrices judge(const VendorPrices& prices, TradingDate last_finished) {
    StockPrices stock{.ticker = prices.ticker, .bars = {}, .actions = {}, .quarantined = {}};
    stock.bars.reserve(prices.bars.size());
    for (auto& [date, verdict] : verdicts_on(prices.bars, last_finished)) {
        if (verdict.bar) {
            stock.bars.push_back(*verdict.bar);
        } else {
            stock.quarantined.push_back({.date = date,
                                         .reason = verdict.reason,
                                         .origin = prices.origin,
                                         .rule = verdict.rule});
        }
    }
    std::ranges::copy_if(
        prices.actions, std::back_inserter(stock.actions), [&](const bars::Action& action) {
            return action.ex_date >= bars::kCalendarFirst && action.ex_date <= last_finished;
        });
    return stock;
}

}  // namespace market_data::source
