#include "turbomode/api/bars_json.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "bars/adjustment.hpp"
#include "bars/calendar.hpp"

namespace turbomode::api {

using base::Result;
using base::TradingDate;

namespace {

struct Note {
    TradingDate date;
    std::string_view kind;
    std::string text;
};

void add_actions(const bars::BarSeries& series, std::vector<Note>& notes) {
    for (const auto& action : series.actions()) {
        if (action.split_ratio != 1.0) {
            notes.push_back({action.ex_date,
                             "split",
                             fmt::format("split: {:g} new shares for one", action.split_ratio)});
        }
        if (action.dividend_usd > 0.0) {
            notes.push_back({action.ex_date,
                             "dividend",
                             fmt::format("dividend of {:.4g} USD a share", action.dividend_usd)});
        }
    }
}

Result<void> add_quality(const market_data::Reader& prices,
                         const base::Ticker& ticker,
                         std::vector<Note>& notes) {
    TRY_ASSIGN(const auto quarantined, prices.quarantine(ticker));
    for (const auto& bar : quarantined) {
        notes.push_back({bar.date, "quarantined", fmt::format("kept out: {}", bar.reason)});
    }
    TRY_ASSIGN(const auto revisions, prices.revisions(ticker));
    for (const auto& revision : revisions) {
        notes.push_back({revision.before.date,
                         "revised",
                         fmt::format("was changed by {} on {:.10}; its close was {:.2f}",
                                     revision.replaced_by,
                                     revision.replaced_at,
                                     revision.before.close_usd)});
    }
    return {};
}

Json rows_json(const bars::BarSeries& series, std::size_t first, std::size_t last) {
    Json rows = Json::array();
    for (std::size_t i = first; i < last; ++i) {
        rows.push_back({{"date", series.dates()[i].text()},
                        {"open", series.open_usd()[i]},
                        {"high", series.high_usd()[i]},
                        {"low", series.low_usd()[i]},
                        {"close", series.close_usd()[i]},
                        {"volume", series.volume_shares()[i]}});
    }
    return rows;
}

}  // namespace

Result<Json> bars_json(const std::optional<TradingDate>& as_of,
                       const market_data::Reader& prices,
                       const base::Ticker& ticker,
                       const Page& page) {
    const auto until = as_of.value_or(bars::kCalendarLast);
    const auto found = prices.series(ticker, bars::kCalendarFirst, until);
    if (!found.ok()) {
        // The reader's words name the file, which is nothing to a page.
        const bool is_missing = found.error().code == base::ErrorCode::NotFound;
        return is_missing ? base::Error{base::ErrorCode::NotFound,
                                        fmt::format("{}: there are no prices of it", ticker.text())}
                          : found.error();
    }
    const auto& raw = found.value();
    TRY_ASSIGN(const auto profile, prices.profile(ticker));
    const auto series = bars::adjusted(raw, bars::Adjustment::Split, until);
    const std::size_t last = series.size() - std::min(page.offset, series.size());
    const std::size_t first = last - std::min(page.limit, last);
    std::vector<Note> notes;
    add_actions(raw, notes);
    TRY(add_quality(prices, ticker, notes));
    if (first < last) {
        std::erase_if(notes, [&](const Note& note) {
            return note.date < series.dates()[first] || note.date > until;
        });
    }
    std::ranges::stable_sort(notes, {}, &Note::date);
    Json told = Json::array();
    for (const auto& note : notes) {
        told.push_back({{"date", note.date.text()}, {"kind", note.kind}, {"text", note.text}});
    }
    return Json{{"success", true},
                {"as_of", date_or_null(as_of)},
                {"symbol", ticker.text()},
                {"name", name_or_symbol(profile ? profile->name : "", ticker)},
                {"sector", profile ? profile->sector : "Unknown"},
                {"adjustment", "split"},
                {"count", last - first},
                {"total", series.size()},
                {"next_cursor", first > 0 ? Json(cursor_at(page.offset + last - first)) : Json()},
                {"bars", rows_json(series, first, last)},
                {"notes", told}};
}

}  // namespace turbomode::api
