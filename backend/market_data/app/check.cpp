// market_data check: a report on what looks wrong with the stored prices.
#include <cmath>

#include <fmt/format.h>

#include "bars/adjustment.hpp"
#include "bars/calendar.hpp"
#include "market_data/app/context.hpp"
#include "market_data/reader/reader.hpp"

namespace market_data::app {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr double kJumpLog = 0.405;     // +50 % or -33 % in a day with all actions worked in.
constexpr std::size_t kStaleBars = 5;  // So many bars without a trade or a change.

struct Finding {
    std::string symbol;
    std::string rule;
    std::string text;
};

void find_missing(const bars::PanelStock& stock, std::vector<Finding>& findings) {
    const auto dates = stock.series.dates();
    const auto expected =
        static_cast<std::size_t>(bars::sessions_in(dates.front(), dates.back())) + 1;
    if (expected != dates.size()) {
        findings.push_back({stock.ticker.text(),
                            "missing_bars",
                            fmt::format("{} sessions without a bar between {} and {}",
                                        expected - dates.size(),
                                        dates.front().text(),
                                        dates.back().text())});
    }
}

void find_jumps(const bars::PanelStock& stock, std::vector<Finding>& findings) {
    const auto factors = bars::growth_factors(stock.series, bars::Adjustment::TotalReturn);
    const auto close = stock.series.close_usd();
    for (std::size_t i = 1; i < close.size(); ++i) {
        const double change = std::log(close[i] * factors[i] / (close[i - 1] * factors[i - 1]));
        if (std::abs(change) > kJumpLog) {
            findings.push_back({stock.ticker.text(),
                                "unexplained_jump",
                                fmt::format("{}: total return {:+.1f} % in one session",
                                            stock.series.dates()[i].text(),
                                            100.0 * std::expm1(change))});
        }
    }
}

bool is_stale(const bars::BarSeries& series, std::size_t i) {
    const auto bar = series.fields(i);
    return bar.volume_shares == 0.0 ||
           (i > 0 && bar.high_usd == bar.low_usd && bar.close_usd == series.close_usd()[i - 1]);
}

void find_stale(const bars::PanelStock& stock, std::vector<Finding>& findings) {
    std::size_t run = 0;
    for (std::size_t i = 0; i <= stock.series.size(); ++i) {
        if (i < stock.series.size() && is_stale(stock.series, i)) {
            ++run;
            continue;
        }
        if (run >= kStaleBars) {
            findings.push_back(
                {stock.ticker.text(),
                 "stale_bars",
                 fmt::format(
                     "{} bars without trade until {}", run, stock.series.dates()[i - 1].text())});
        }
        run = 0;
    }
}

Result<void> run(const Context& context) {
    TRY_ASSIGN(const auto database, context.database());
    TRY_ASSIGN(const auto reader, Reader::open(database));
    TRY_ASSIGN(const auto faults, reader.integrity_faults());
    if (!faults.empty()) {
        return Error{ErrorCode::Corruption,
                     fmt::format("{}: {}", database.string(), fmt::join(faults, "; "))};
    }
    TRY_ASSIGN(const auto summary, reader.summary());
    if (!summary.last_bar) {
        return Error{ErrorCode::NotEnoughData, fmt::format("{}: no prices yet", database.string())};
    }
    TRY_ASSIGN(auto everyone, reader.tickers());  // Prices may come before the universe does.
    TRY_ASSIGN(
        const auto panel,
        reader.panel({.as_of = *summary.last_bar, .sessions_max = 0, .also = std::move(everyone)}));
    std::vector<Finding> findings;
    for (const auto& stock : panel.stocks) {
        find_missing(stock, findings);
        find_jumps(stock, findings);
        find_stale(stock, findings);
    }
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    std::string text;
    for (const auto& finding : findings) {
        rows.push_back(
            {{"symbol", finding.symbol}, {"rule", finding.rule}, {"text", finding.text}});
        text += fmt::format("{:<8} {:<18} {}\n", finding.symbol, finding.rule, finding.text);
    }
    answer(
        context,
        {{"database", database.string()},
         {"stocks", panel.stocks.size()},
         {"integrity", "ok"},
         {"quarantined", summary.quarantined},
         {"findings", rows}},
        fmt::format("{}database sound; {} stocks looked at, {} findings, {} bars in quarantine\n",
                    text,
                    panel.stocks.size(),
                    findings.size(),
                    summary.quarantined));
    return {};
}

}  // namespace

void add_check(CLI::App& program, const Context& context, Command& command) {
    program
        .add_subcommand("check",
                        "Report missing bars, unexplained jumps, stale runs; exit 3 when the file "
                        "itself is damaged")
        ->callback([&] {
            command = [&context] {
                return run(context);
            };
        });
}

}  // namespace market_data::app
