#include "market_data/source/csv/universe_files.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "market_data/source/csv/csv_file.hpp"

namespace market_data::source::csv {

using base::Result;
using base::Ticker;
using base::TradingDate;

namespace {

bool has(const std::vector<std::string>& header, std::string_view name) {
    return std::ranges::find(header, name) != header.end();
}

// The first of `names` that the header has; the last one if none, whose absence is then reported.
std::string_view one_of(const std::vector<std::string>& header,
                        std::initializer_list<std::string_view> names) {
    for (const auto name : names) {
        if (has(header, name)) {
            return name;
        }
    }
    return *(names.end() - 1);
}

template <typename T>
Result<T> placed(const Row& row, Result<T> parsed) {
    if (!parsed.ok()) {
        return row.error(parsed.error().message);
    }
    return parsed;
}

TradingDate next_month(TradingDate month) {
    const auto civil = month.civil();
    return TradingDate{std::chrono::sys_days{
        std::chrono::year_month_day{civil.year() / civil.month() / std::chrono::day{1}} +
        std::chrono::months{1}}};
}

Result<std::vector<MemberSpell>> read_monthly_lists(const std::filesystem::path& path) {
    constexpr std::array<Column, 2> kColumns{{{.name = "month_start"}, {.name = "symbol"}}};
    std::map<TradingDate, std::set<Ticker>> months;
    TRY(read_rows(path, kColumns, [&](const Row& row) -> Result<void> {
        TRY_ASSIGN(const auto month, placed(row, TradingDate::parse(row[0])));
        TRY_ASSIGN(auto ticker, placed(row, Ticker::from(row[1])));
        months[month].insert(std::move(ticker));
        return {};
    }));
    std::vector<MemberSpell> spells;
    std::map<Ticker, std::size_t> open;  // By ticker, its spell that may still be continued.
    for (auto month = months.begin(); month != months.end(); ++month) {
        const auto after = std::next(month);
        const TradingDate end = after != months.end() ? after->first : next_month(month->first);
        for (const Ticker& ticker : month->second) {
            const auto known = open.find(ticker);
            if (known != open.end() && spells[known->second].end == month->first) {
                spells[known->second].end = end;
            } else {
                open[ticker] = spells.size();
                spells.push_back({.ticker = ticker, .first = month->first, .end = end});
            }
        }
    }
    return spells;
}

// "market_cap_usd_2026_08_16" -> 2026-08-16.
std::optional<TradingDate> date_in_name(std::string_view column) {
    constexpr std::size_t kDateLength = std::string_view{"YYYY_MM_DD"}.size();
    if (!column.starts_with("market_cap") || column.size() < kDateLength) {
        return std::nullopt;
    }
    std::string text{column.substr(column.size() - kDateLength)};
    std::ranges::replace(text, '_', '-');
    const auto date = TradingDate::parse(text);
    return date.ok() ? std::optional{date.value()} : std::nullopt;
}

}  // namespace

Result<std::vector<MemberProfile>> read_members(const std::filesystem::path& path) {
    TRY_ASSIGN(const auto header, read_header(path));
    const std::array<Column, 3> columns{
        {{.name = one_of(header, {"ticker", "symbol"})},
         {.name = one_of(header, {"name", "company", "security"}), .required = false},
         {.name = one_of(header, {"sector", "gics_sector"}), .required = false}}};
    std::vector<MemberProfile> members;
    TRY(read_rows(path, columns, [&](const Row& row) -> Result<void> {
        TRY_ASSIGN(auto ticker, placed(row, Ticker::from(row[0])));
        members.push_back({.ticker = std::move(ticker), .name = row[1], .sector = row[2]});
        return {};
    }));
    return members;
}

Result<std::vector<MemberSpell>> read_spells(const std::filesystem::path& path) {
    TRY_ASSIGN(const auto header, read_header(path));
    if (has(header, "month_start")) {
        return read_monthly_lists(path);
    }
    const std::array<Column, 3> columns{{{.name = one_of(header, {"symbol", "ticker"})},
                                         {.name = "start_date"},
                                         {.name = "end_date"}}};
    std::vector<MemberSpell> spells;
    TRY(read_rows(path, columns, [&](const Row& row) -> Result<void> {
        TRY_ASSIGN(auto ticker, placed(row, Ticker::from(row[0])));
        TRY_ASSIGN(const auto first, placed(row, TradingDate::parse(row[1])));
        MemberSpell spell{.ticker = std::move(ticker), .first = first, .end = {}};
        if (!row[2].empty()) {
            TRY_ASSIGN(spell.end, placed(row, TradingDate::parse(row[2])));
            if (*spell.end <= first) {
                return row.error(
                    fmt::format("{}: ends on {}, not after its start {}", row[0], row[2], row[1]));
            }
        }
        spells.push_back(std::move(spell));
        return {};
    }));
    return spells;
}

Result<std::vector<MemberCap>> read_caps(const std::filesystem::path& path) {
    TRY_ASSIGN(const auto header, read_header(path));
    const auto dated = std::ranges::find_if(
        header, [](const auto& name) { return date_in_name(name).has_value(); });
    const bool is_dated = dated != header.end();
    const std::array<Column, 3> columns{
        {{.name = one_of(header, {"ticker", "symbol"})},
         {.name = is_dated ? std::string_view{*dated}
                           : one_of(header, {"market_cap_usd", "market_cap"})},
         {.name = "as_of", .required = !is_dated}}};
    std::vector<MemberCap> caps;
    TRY(read_rows(path, columns, [&](const Row& row) -> Result<void> {
        if (row[1].empty()) {
            return {};
        }
        TRY_ASSIGN(auto ticker, placed(row, Ticker::from(row[0])));
        TRY_ASSIGN(const double usd, row.number(1, "market cap"));
        TRY_ASSIGN(const auto as_of,
                   is_dated ? Result<TradingDate>{*date_in_name(*dated)}
                            : placed(row, TradingDate::parse(row[2])));
        if (usd <= 0.0) {
            return row.error(fmt::format("{}: market cap {} is not > 0", row[0], usd));
        }
        caps.push_back({.ticker = std::move(ticker), .as_of = as_of, .usd = usd});
        return {};
    }));
    return caps;
}

Result<std::vector<MemberShares>> read_shares(const std::filesystem::path& path) {
    TRY_ASSIGN(const auto header, read_header(path));
    const std::array<Column, 3> columns{{{.name = one_of(header, {"ticker", "symbol"})},
                                         {.name = one_of(header, {"shares_outstanding", "shares"})},
                                         {.name = "as_of"}}};
    std::vector<MemberShares> all;
    TRY(read_rows(path, columns, [&](const Row& row) -> Result<void> {
        if (row[1].empty()) {
            return {};
        }
        TRY_ASSIGN(auto ticker, placed(row, Ticker::from(row[0])));
        TRY_ASSIGN(const double shares, row.number(1, "shares"));
        TRY_ASSIGN(const auto as_of, placed(row, TradingDate::parse(row[2])));
        if (shares <= 0.0) {
            return row.error(fmt::format("{}: {} shares are not > 0", row[0], shares));
        }
        all.push_back({.ticker = std::move(ticker), .as_of = as_of, .shares = shares});
        return {};
    }));
    return all;
}

}  // namespace market_data::source::csv
