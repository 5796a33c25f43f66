// market_data status, bars, quarantine: looking inside the store.
#include <memory>

#include <fmt/format.h>

#include "bars/adjustment.hpp"
#include "bars/calendar.hpp"
#include "market_data/app/context.hpp"
#include "market_data/reader/reader.hpp"

namespace market_data::app {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;

namespace {

struct BarsOptions {
    std::string symbol;
    std::string from;
    std::string to;
    std::string adjust = "none";
    std::string known_on;
};

Result<void> status(const Context& context) {
    TRY_ASSIGN(const auto database, context.database());
    TRY_ASSIGN(const auto reader, open_reader(context));
    TRY_ASSIGN(const auto summary, reader.summary());
    const auto date = [](const std::optional<TradingDate>& day) {
        return day ? day->text() : std::string{"-"};
    };
    const auto json_date = [](const std::optional<TradingDate>& day) {
        return day ? nlohmann::ordered_json(day->text()) : nlohmann::ordered_json(nullptr);
    };
    answer(context,
           {{"database", database.string()},
            {"source", summary.source},
            {"simulated", summary.simulated()},
            {"symbols", summary.symbols_with_bars},
            {"bars", summary.bars},
            {"actions", summary.actions},
            {"spells", summary.spells},
            {"quarantined", summary.quarantined},
            {"first_session", json_date(summary.first_bar)},
            {"last_session", json_date(summary.last_bar)}},
           fmt::format("database     {}\nsource       {}\nsymbols      {}\nbars         {} ({} to "
                       "{})\nactions      {}\nmemberships  {}\nquarantined  {}\n",
                       database.string(),
                       summary.source.empty() ? "-" : summary.source,
                       summary.symbols_with_bars,
                       summary.bars,
                       date(summary.first_bar),
                       date(summary.last_bar),
                       summary.actions,
                       summary.spells,
                       summary.quarantined));
    if (summary.bars == 0) {
        return Error{ErrorCode::NotEnoughData,
                     fmt::format("{}: no prices yet; run market_data update, import or simulate",
                                 database.string())};
    }
    return {};
}

bars::Adjustment adjustment_of(const std::string& name) {
    return name == "none"    ? bars::Adjustment::None
           : name == "split" ? bars::Adjustment::Split
                             : bars::Adjustment::TotalReturn;
}

// The actions of one date, as two CSV fields of which either may be empty.
std::string action_text(const bars::BarSeries& series, TradingDate date) {
    for (const auto& action : series.actions()) {
        if (action.ex_date == date) {
            return fmt::format(
                "{},{}",
                action.dividend_usd > 0.0 ? fmt::format("{}", action.dividend_usd) : std::string{},
                action.split_ratio != 1.0 ? fmt::format("{}", action.split_ratio) : std::string{});
        }
    }
    return ",";
}

Result<void> show_bars(const Context& context, const BarsOptions& options) {
    auto ticker = base::Ticker::from(options.symbol);
    if (!ticker.ok()) {
        return Error{ErrorCode::Usage, ticker.error().message};
    }
    TRY_ASSIGN(const auto from, parse_optional_date(options.from));
    TRY_ASSIGN(const auto to, parse_optional_date(options.to));
    TRY_ASSIGN(const auto reader, open_reader(context));
    // Adjusted as of `to`: what a chart of that evening showed.
    const auto last = to.value_or(bars::kCalendarLast);
    TRY_ASSIGN(const auto known_on, parse_optional_date(options.known_on));
    TRY_ASSIGN(const auto raw, reader.series(ticker.value(), bars::kCalendarFirst, last, known_on));
    const auto series = bars::adjusted(raw, adjustment_of(options.adjust), last);
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    std::string text = "date,open,high,low,close,volume,dividend,split\n";
    for (std::size_t i = 0; i < series.size(); ++i) {
        const auto bar = series.fields(i);
        if (from && bar.date < *from) {
            continue;
        }
        rows.push_back({{"date", bar.date.text()},
                        {"open", bar.open_usd},
                        {"high", bar.high_usd},
                        {"low", bar.low_usd},
                        {"close", bar.close_usd},
                        {"volume", bar.volume_shares}});
        text += fmt::format("{},{:.10g},{:.10g},{:.10g},{:.10g},{:.10g},{}\n",
                            bar.date.text(),
                            bar.open_usd,
                            bar.high_usd,
                            bar.low_usd,
                            bar.close_usd,
                            bar.volume_shares,
                            action_text(raw, bar.date));
    }
    if (rows.empty()) {
        return Error{
            ErrorCode::NotFound,
            fmt::format(
                "no bars of {} from {} to {}", ticker.value().text(), options.from, last.text())};
    }
    answer(context,
           {{"symbol", ticker.value().text()}, {"adjust", options.adjust}, {"bars", rows}},
           text);
    return {};
}

Result<void> list_quarantine(const Context& context) {
    TRY_ASSIGN(const auto reader, open_reader(context));
    TRY_ASSIGN(const auto items, reader.quarantine());
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    std::string text = "symbol,date,rule,origin,reason\n";
    for (const auto& item : items) {
        rows.push_back({{"symbol", item.ticker.text()},
                        {"date", item.date.text()},
                        {"rule", item.rule},
                        {"reason", item.reason},
                        {"origin", item.origin}});
        text += fmt::format("{},{},{},{},\"{}\"\n",
                            item.ticker.text(),
                            item.date.text(),
                            item.rule,
                            item.origin,
                            item.reason);
    }
    answer(context,
           {{"count", items.size()}, {"quarantined", rows}},
           items.empty() ? "nothing is in quarantine\n" : text);
    return {};
}

}  // namespace

void add_look(CLI::App& program, const Context& context, Command& command) {
    program.add_subcommand("config", "Every setting with its meaning and present value")
        ->callback([&] {
            command = [&context]() -> Result<void> {
                TRY_ASSIGN(const auto settings, context.settings());
                fmt::print("{}", documented_settings(settings));
                return {};
            };
        });
    program.add_subcommand("status", "What the store holds; exit 4 when it has no prices")
        ->callback([&] {
            command = [&context] {
                return status(context);
            };
        });

    auto options = std::make_shared<BarsOptions>();
    auto* bars = program.add_subcommand("bars", "The bars of one stock as CSV");
    bars->add_option("symbol", options->symbol, "Ticker: AAPL, BRK-B")->required();
    bars->add_option("--from", options->from, "YYYY-MM-DD");
    bars->add_option("--to", options->to, "YYYY-MM-DD; adjustment is as of this day");
    bars->add_option("--adjust", options->adjust, "none: as traded; split; total: dividends too")
        ->check(CLI::IsMember({"none", "split", "total"}))
        ->capture_default_str();
    bars->add_option("--known-on",
                     options->known_on,
                     "YYYY-MM-DD: as the store knew them that evening, before later corrections");
    bars->footer(
        "Example:\n  market_data bars AAPL --from 2020-08-24 --to 2020-09-04 --adjust split");
    bars->callback([&context, &command, options] {
        command = [&context, options] {
            return show_bars(context, *options);
        };
    });

    auto* quarantine = program.add_subcommand("quarantine", "Bars kept out, with the reason");
    quarantine->require_subcommand(1);
    quarantine->add_subcommand("list", "All of them")->callback([&] {
        command = [&context] {
            return list_quarantine(context);
        };
    });
}

}  // namespace market_data::app
