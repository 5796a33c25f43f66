// The stylised facts of some markets, a column each: how near the simulated one lies to a real one.
// docs/simulated_market.md shows what came out.
//
// Usage: market_facts MARKET...   where MARKET is
//   STORE.db         what that store holds
//   STORE.db:years   the least and the most of it in any stretch of 252 sessions: two columns
//   seed:N           the simulated market of that seed, 500 members, 2520 sessions
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "backend/market_data/source/simulated/facts.hpp"
#include "bars/calendar.hpp"
#include "market_data/reader/reader.hpp"

namespace {

using base::Result;
namespace simulated = market_data::source::simulated;

using Column = std::vector<simulated::Fact>;

constexpr std::size_t kYear = 252;  // Sessions.

Result<bars::Panel> panel_of(const std::filesystem::path& store) {
    TRY_ASSIGN(const auto reader, market_data::Reader::open(store));
    TRY_ASSIGN(const auto summary, reader.summary());
    if (!summary.last_bar) {
        return base::Error{base::ErrorCode::NotEnoughData, store.string() + ": no prices"};
    }
    return reader.panel({.as_of = *summary.last_bar, .sessions_max = 0, .also = {}});
}

bars::Panel year_of(const bars::Panel& whole, std::size_t first) {
    const auto begin = static_cast<std::ptrdiff_t>(first);
    const auto end = static_cast<std::ptrdiff_t>(first + kYear);
    bars::Panel year{.sessions = {whole.sessions.begin() + begin, whole.sessions.begin() + end},
                     .stocks = {}};
    for (const auto& stock : whole.stocks) {
        bars::PanelStock part{.ticker = stock.ticker,
                              .sector = stock.sector,
                              .series = {},
                              .member = {stock.member.begin() + begin, stock.member.begin() + end}};
        for (const auto& action : stock.series.actions()) {
            if (action.ex_date >= year.sessions.front() && action.ex_date <= year.sessions.back()) {
                part.series.append(action);
            }
        }
        for (std::size_t i = 0; i < stock.series.size(); ++i) {
            const auto bar = stock.series.fields(i);
            if (bar.date >= year.sessions.front() && bar.date <= year.sessions.back()) {
                part.series.append(bars::Bar::from(bar).value());
            }
        }
        year.stocks.push_back(std::move(part));
    }
    return year;
}

std::vector<Column> range_of_years(const bars::Panel& panel) {
    std::vector<Column> range;
    for (std::size_t first = 0; first + kYear <= panel.sessions.size(); first += kYear) {
        const auto facts = simulated::stylised_facts(year_of(panel, first));
        if (range.empty()) {
            range = {facts, facts};
        }
        for (std::size_t row = 0; row < facts.size(); ++row) {
            range[0][row].value = std::min(range[0][row].value, facts[row].value);
            range[1][row].value = std::max(range[1][row].value, facts[row].value);
        }
    }
    return range;
}

Result<Column> facts_of_seed(const std::string& text) {
    constexpr std::size_t kSessions = 2520;
    constexpr base::TradingDate kLast{2026, 3, 13};
    std::uint64_t seed = 0;
    const char* const end = text.data() + text.size();
    if (std::from_chars(text.data(), end, seed).ptr != end) {
        return base::Error{base::ErrorCode::Usage, "'" + text + "' is not a seed"};
    }
    const auto sessions = bars::sessions_between(bars::kCalendarFirst, kLast);
    const simulated::MarketSpec spec{.first_session = sessions[sessions.size() - kSessions],
                                     .last_session = kLast,
                                     .seed = seed};
    TRY_ASSIGN(const auto stocks, simulated::simulate(spec));
    return simulated::stylised_facts(simulated::panel_of(spec, stocks));
}

Result<std::vector<Column>> columns_of(const std::string& market) {
    const std::string kSeed = "seed:";
    const std::string kYears = ":years";
    if (market.starts_with(kSeed)) {
        TRY_ASSIGN(auto facts, facts_of_seed(market.substr(kSeed.size())));
        return std::vector<Column>{std::move(facts)};
    }
    const bool by_year = market.ends_with(kYears);
    TRY_ASSIGN(const auto panel,
               panel_of(by_year ? market.substr(0, market.size() - kYears.size()) : market));
    return by_year ? range_of_years(panel) : std::vector<Column>{simulated::stylised_facts(panel)};
}

}  // namespace

int main(int count, char** arguments) {
    std::vector<Column> columns;
    for (int i = 1; i < count; ++i) {
        auto more = columns_of(arguments[i]);
        if (!more.ok()) {
            fmt::print(stderr, "market_facts: {}\n", more.error().message);
            return 1;
        }
        columns.insert(columns.end(), more.value().begin(), more.value().end());
    }
    for (std::size_t row = 0; !columns.empty() && row < columns.front().size(); ++row) {
        fmt::print("| {:<42} |", columns.front()[row].name);
        for (const auto& column : columns) {
            fmt::print(" {:8.4f} |", column[row].value);
        }
        fmt::print("\n");
    }
    return columns.empty() ? 2 : 0;
}
