// market_data check: a report on what looks wrong with the stored prices.
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "bars/adjustment.hpp"
#include "bars/calendar.hpp"
#include "market_data/app/context.hpp"
#include "market_data/quality/doubts.hpp"
#include "market_data/reader/reader.hpp"

namespace market_data::app {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr double kJumpLog = 0.405;  // +50 % or -33 % in a day with all actions worked in.

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

// What the rules doubt of bars that are stored: those of an older build, of a simulated market, or
// that a later bar has put into another light.
void find_doubts(const bars::PanelStock& stock, std::vector<Finding>& findings) {
    for (const auto& doubt : quality::doubtful_bars(stock.series, stock.series.dates().front())) {
        findings.push_back({stock.ticker.text(),
                            std::string{doubt.rule},
                            fmt::format("{}: {}", doubt.date.text(), doubt.reason)});
    }
}

// How many bars each rule holds back.
std::map<std::string, std::size_t> held_by_rule(const std::vector<QuarantinedBar>& items) {
    std::map<std::string, std::size_t> counts;
    for (const auto& item : items) {
        ++counts[item.rule];
    }
    return counts;
}

std::string held_text(const std::map<std::string, std::size_t>& held) {
    std::string text;
    for (const auto& [rule, count] : held) {
        text += fmt::format("{}{} {}", text.empty() ? ": " : ", ", count, rule);
    }
    return text;
}

// What readers are given, from the snapshot or not, must be what the rows say.
Result<void> check_snapshot(const std::filesystem::path& database,
                            const bars::Panel& given,
                            const bars::Panel& rows) {
    const bool is_same = std::ranges::equal(
        given.stocks, rows.stocks, [](const bars::PanelStock& a, const bars::PanelStock& b) {
            return a.ticker == b.ticker && a.series == b.series;
        });
    if (!is_same) {
        return Error{
            ErrorCode::Corruption,
            fmt::format("{}: its snapshot holds other prices; remove {}.snapshot: the rows "
                        "are read until it is made again",
                        database.string(),
                        database.filename().string())};
    }
    return {};
}

Result<void> run(const Context& context) {
    TRY_ASSIGN(const auto database, context.database());
    TRY_ASSIGN(const auto reader, open_reader(context));
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
    PanelRequest request{
        .as_of = *summary.last_bar, .sessions_max = 0, .also = std::move(everyone)};
    TRY_ASSIGN(const auto version, reader.prices_version());
    TRY_ASSIGN(const auto fast, reader.panel(request));
    request.from_rows = true;
    TRY_ASSIGN(const auto panel, reader.panel(request));
    TRY_ASSIGN(const auto version_after, reader.prices_version());
    if (version == version_after) {  // Else an update is running, and the two differ by it.
        TRY(check_snapshot(database, fast, panel));
    }
    std::vector<Finding> findings;
    for (const auto& stock : panel.stocks) {
        find_missing(stock, findings);
        find_jumps(stock, findings);
        find_doubts(stock, findings);
    }
    TRY_ASSIGN(const auto quarantine, reader.quarantine());
    const auto held = held_by_rule(quarantine);
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
         {"quarantined_by_rule", held},
         {"findings", rows}},
        fmt::format("{}database sound; {} stocks looked at, {} findings, {} bars in quarantine{}\n",
                    text,
                    panel.stocks.size(),
                    findings.size(),
                    summary.quarantined,
                    held_text(held)));
    return {};
}

}  // namespace

void add_check(CLI::App& program, const Context& context, Command& command) {
    program
        .add_subcommand("check",
                        "Report missing bars, jumps and what the rules doubt; exit 3 when the file "
                        "itself is damaged")
        ->callback([&] {
            command = [&context] {
                return run(context);
            };
        });
}

}  // namespace market_data::app
