#include "market_data/universe/wikipedia.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <span>

#include <fmt/format.h>

#include "market_data/universe/html_tables.hpp"
#include "market_data/universe/sectors.hpp"
#include "market_data/universe/spelling.hpp"

namespace market_data::universe {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Ticker;
using base::TradingDate;

namespace {

constexpr std::string_view kMembers = "constituents";
constexpr std::string_view kChanges = "changes";

std::string lower(std::string_view text) {
    std::string lowered{text};
    std::ranges::transform(lowered, lowered.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lowered;
}

// One table with its header rows folded into one: "added ticker" from "Added" above "Ticker".
class NamedTable {
public:
    static Result<NamedTable> from(std::span<const HtmlTable> tables, std::string_view id) {
        const auto found = std::ranges::find(tables, id, &HtmlTable::id);
        if (found == tables.end()) {
            return Error{
                ErrorCode::InvalidInput,
                fmt::format("the page has no table '{}' among its {} tables", id, tables.size())};
        }
        return NamedTable{*found};
    }

    // The first of `names` that is a column.
    Result<std::size_t> column(std::initializer_list<std::string_view> names) const {
        if (const auto found = column_if_any(names)) {
            return *found;
        }
        return Error{ErrorCode::InvalidInput,
                     fmt::format("table '{}' has no column '{}'", table_->id, *names.begin())};
    }
    std::optional<std::size_t> column_if_any(std::initializer_list<std::string_view> names) const {
        for (const auto name : names) {
            const auto found = std::ranges::find(names_, name);
            if (found != names_.end()) {
                return static_cast<std::size_t>(found - names_.begin());
            }
        }
        return std::nullopt;
    }

    std::size_t row_count() const { return table_->rows.size() - header_rows_; }
    // Empty beyond the end of a short row. REQUIRES: row < row_count()
    std::string_view cell(std::size_t row, std::optional<std::size_t> column) const {
        const auto& cells = table_->rows[header_rows_ + row].cells;
        return column && *column < cells.size() ? std::string_view{cells[*column]}
                                                : std::string_view{};
    }
    PageFault fault(std::size_t row, std::string_view what) const {
        return {.in_members = table_->id == kMembers,
                .text = fmt::format("{} row {}: {}", table_->id, row + 1, what)};
    }

private:
    explicit NamedTable(const HtmlTable& table) : table_(&table) {
        for (const HtmlRow& row : table.rows) {
            if (!row.is_header) {
                break;
            }
            ++header_rows_;
            names_.resize(std::max(names_.size(), row.cells.size()));
            for (std::size_t i = 0; i < row.cells.size(); ++i) {
                const std::string name = lower(row.cells[i]);
                if (names_[i].empty()) {
                    names_[i] = name;
                } else if (names_[i] != name) {
                    names_[i] += " " + name;
                }
            }
        }
    }

    const HtmlTable* table_;
    std::size_t header_rows_ = 0;
    std::vector<std::string> names_;
};

// "2025-09-22" or "September 22, 2025".
std::optional<TradingDate> date_of(std::string_view text) {
    static constexpr std::array<std::string_view, 12> kMonths{"january",
                                                              "february",
                                                              "march",
                                                              "april",
                                                              "may",
                                                              "june",
                                                              "july",
                                                              "august",
                                                              "september",
                                                              "october",
                                                              "november",
                                                              "december"};
    if (const auto iso = TradingDate::parse(text); iso.ok()) {
        return iso.value();
    }
    const std::string lowered = lower(text);
    const auto blank = lowered.find(' ');
    const auto comma = lowered.find(", ");
    const auto* const month = std::ranges::find(kMonths, lowered.substr(0, blank));
    if (blank == std::string::npos || comma == std::string::npos || comma < blank ||
        month == kMonths.end()) {
        return std::nullopt;
    }
    const auto day = std::string_view{lowered}.substr(blank + 1, comma - blank - 1);
    const auto year = std::string_view{lowered}.substr(comma + 2);
    const auto written = TradingDate::parse(
        fmt::format("{:0>4}-{:02}-{:0>2}", year, month - kMonths.begin() + 1, day));
    return written.ok() ? std::optional{written.value()} : std::nullopt;
}

struct MemberColumns {
    std::size_t symbol;
    std::size_t name;
    std::size_t sector;
    std::optional<std::size_t> sub_industry, headquarters, added, cik, founded;
};

Result<MemberColumns> member_columns(const NamedTable& table) {
    MemberColumns columns{};
    TRY_ASSIGN(columns.symbol, table.column({"symbol", "ticker", "ticker symbol"}));
    TRY_ASSIGN(columns.name, table.column({"security", "company", "name"}));
    TRY_ASSIGN(columns.sector, table.column({"gics sector", "sector"}));
    columns.sub_industry = table.column_if_any({"gics sub-industry", "gics sub industry"});
    columns.headquarters = table.column_if_any({"headquarters location", "headquarters"});
    columns.added = table.column_if_any({"date added", "date first added"});
    columns.cik = table.column_if_any({"cik"});
    columns.founded = table.column_if_any({"founded"});
    return columns;
}

Result<void> read_members(const NamedTable& table, WikipediaPage& page) {
    TRY_ASSIGN(const auto columns, member_columns(table));
    std::set<Ticker> seen;
    for (std::size_t row = 0; row < table.row_count(); ++row) {
        const auto ticker = member_ticker(table.cell(row, columns.symbol));
        if (!ticker.ok()) {
            page.faults.push_back(table.fault(row, ticker.error().message));
            continue;
        }
        if (!seen.insert(ticker.value()).second) {
            page.faults.push_back(
                table.fault(row, fmt::format("'{}' stands twice", ticker.value().text())));
            continue;
        }
        PageMember member{.ticker = ticker.value(),
                          .name = std::string{table.cell(row, columns.name)},
                          .sector = std::string{table.cell(row, columns.sector)},
                          .sub_industry = std::string{table.cell(row, columns.sub_industry)},
                          .headquarters = std::string{table.cell(row, columns.headquarters)},
                          .added = date_of(table.cell(row, columns.added)),
                          .cik = std::string{table.cell(row, columns.cik)},
                          .founded = std::string{table.cell(row, columns.founded)}};
        if (!is_gics_sector(member.sector)) {
            page.faults.push_back(table.fault(
                row,
                fmt::format("{}: '{}' is no GICS sector", member.ticker.text(), member.sector)));
            member.sector.clear();
        }
        page.members.push_back(std::move(member));
    }
    return {};
}

bool says_nobody(std::string_view symbol) {
    return symbol.find_first_not_of('-') == std::string_view::npos;
}

// The ticker in a cell of the changes; nothing for an empty one or a dash, and for one that cannot
// be read, which becomes a fault.
std::optional<Ticker> changed_ticker(const NamedTable& table,
                                     std::size_t row,
                                     std::size_t column,
                                     std::vector<PageFault>& faults) {
    const auto symbol = table.cell(row, column);
    if (says_nobody(symbol)) {
        return std::nullopt;
    }
    const auto ticker = member_ticker(symbol);
    if (!ticker.ok()) {
        faults.push_back(table.fault(row, ticker.error().message));
        return std::nullopt;
    }
    return ticker.value();
}

Result<void> read_changes(const NamedTable& table, WikipediaPage& page) {
    TRY_ASSIGN(const auto date, table.column({"date", "effective date"}));
    TRY_ASSIGN(const auto added, table.column({"added ticker", "added symbol"}));
    TRY_ASSIGN(const auto removed, table.column({"removed ticker", "removed symbol"}));
    const auto added_name = table.column_if_any({"added security", "added name"});
    const auto removed_name = table.column_if_any({"removed security", "removed name"});
    const auto reason = table.column_if_any({"reason"});
    for (std::size_t row = 0; row < table.row_count(); ++row) {
        const auto day = date_of(table.cell(row, date));
        if (!day) {
            page.faults.push_back(
                table.fault(row, fmt::format("'{}' is not a date", table.cell(row, date))));
            continue;
        }
        page.changes.push_back({.date = *day,
                                .added = changed_ticker(table, row, added, page.faults),
                                .added_name = std::string{table.cell(row, added_name)},
                                .removed = changed_ticker(table, row, removed, page.faults),
                                .removed_name = std::string{table.cell(row, removed_name)},
                                .reason = std::string{table.cell(row, reason)}});
    }
    return {};
}

}  // namespace

Result<WikipediaPage> parse_wikipedia(std::string_view html) {
    TRY_ASSIGN(const auto tables, html_tables(html));
    TRY_ASSIGN(const auto members, NamedTable::from(tables, kMembers));
    TRY_ASSIGN(const auto changes, NamedTable::from(tables, kChanges));
    WikipediaPage page;
    TRY(read_members(members, page));
    TRY(read_changes(changes, page));
    return page;
}

}  // namespace market_data::universe
