// market_data simulate: a made-up market, for a first run without network. Run again, it grows to
// the last finished session; what it once wrote never changes.
#include <chrono>
#include <memory>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/progress.hpp"
#include "market_data/app/context.hpp"
#include "market_data/reader/database.hpp"
#include "market_data/reader/reader.hpp"
#include "market_data/source/simulated/market.hpp"
#include "market_data/store/store.hpp"

namespace market_data::app {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;
namespace simulated = source::simulated;

namespace {

constexpr const char* kSettingSpec = "simulated_market";

struct SimulateOptions {
    std::size_t symbols = 500;
    std::size_t sessions = 2520;
    std::uint64_t seed = 1;
    double edge = 0.3;
    std::string end;
};

// What of a market may never change once it is written.
nlohmann::ordered_json identity_of(const simulated::MarketSpec& spec) {
    return {{"symbols", spec.symbols},
            {"first_session", spec.first_session.text()},
            {"seed", spec.seed},
            {"edge", spec.edge}};
}

Result<TradingDate> end_of(const SimulateOptions& options) {
    TRY_ASSIGN(const auto end, parse_optional_date(options.end));
    if (!end) {
        return bars::last_finished_session(std::chrono::system_clock::now());
    }
    if (!bars::in_calendar(*end)) {
        return Error{ErrorCode::Usage,
                     fmt::format("--end {}: outside the trading calendar {}..{}",
                                 options.end,
                                 bars::kCalendarFirst.text(),
                                 bars::kCalendarLast.text())};
    }
    return bars::session_at_or_before(*end).value_or(*end);
}

Result<simulated::MarketSpec> new_spec(const SimulateOptions& options, TradingDate end) {
    const auto sessions = bars::sessions_between(bars::kCalendarFirst, end);
    if (sessions.size() < options.sessions || options.sessions < 2) {
        return Error{ErrorCode::Usage,
                     fmt::format("--sessions {}: from 2 to {} fit before {}",
                                 options.sessions,
                                 sessions.size(),
                                 end.text())};
    }
    return simulated::MarketSpec{.symbols = options.symbols,
                                 .first_session = sessions[sessions.size() - options.sessions],
                                 .last_session = end,
                                 .seed = options.seed,
                                 .edge = options.edge};
}

// The market that the store already holds, grown to `end`; refused if another one was asked for.
Result<simulated::MarketSpec> grown_spec(const std::string& stored,
                                         const CLI::App& command,
                                         const SimulateOptions& options,
                                         TradingDate end) {
    const auto identity = nlohmann::json::parse(stored);
    simulated::MarketSpec spec{
        .symbols = identity.at("symbols"),
        .first_session = TradingDate::parse(std::string{identity.at("first_session")}).value(),
        .last_session = end,
        .seed = identity.at("seed"),
        .edge = identity.at("edge")};
    const bool asks_other = (command.count("--symbols") > 0 && options.symbols != spec.symbols) ||
                            (command.count("--seed") > 0 && options.seed != spec.seed) ||
                            (command.count("--edge") > 0 && options.edge != spec.edge);
    if (asks_other) {
        return Error{ErrorCode::Refused,
                     fmt::format("this store holds another simulated market ({}); use another "
                                 "--home",
                                 stored)};
    }
    return spec;
}

struct SimulatedRows {
    std::vector<store::StockUpdate> prices;
    std::vector<store::Profile> profiles;
    std::vector<store::Spell> spells;
    std::vector<store::Cap> caps;
};

std::vector<bars::Bar> bars_of(const bars::BarSeries& series) {
    std::vector<bars::Bar> bars;
    bars.reserve(series.size());
    for (std::size_t i = 0; i < series.size(); ++i) {
        auto bar = bars::Bar::from(series.fields(i));
        CHECK(bar.ok());
        bars.push_back(std::move(bar).value());
    }
    return bars;
}

SimulatedRows rows_of(const std::vector<simulated::SimulatedStock>& stocks) {
    SimulatedRows rows;
    for (const auto& stock : stocks) {
        const auto actions = stock.series.actions();
        rows.prices.push_back({.ticker = stock.ticker,
                               .bars = bars_of(stock.series),
                               .actions = {actions.begin(), actions.end()},
                               .quarantined = {}});
        rows.profiles.push_back(
            {.ticker = stock.ticker, .name = stock.name, .sector = stock.sector});
        rows.caps.push_back({.ticker = stock.ticker,
                             .as_of = stock.series.dates().back(),
                             .usd = stock.market_cap_usd});
        for (const auto& spell : stock.member_spells) {
            rows.spells.push_back(
                {.ticker = stock.ticker,
                 .first = spell.first,
                 .end = spell.last ? std::optional{spell.last->plus_days(1)} : std::nullopt});
        }
    }
    return rows;
}

Result<store::PriceCounts> write(store::Store& store, const simulated::MarketSpec& spec) {
    TRY_ASSIGN(const auto stocks, simulated::simulate(spec));
    const auto rows = rows_of(stocks);
    const auto identity = identity_of(spec).dump();
    const store::Provenance provenance{.kind = "simulated", .file = "simulated", .sha256 = ""};
    base::Progress progress("simulating", rows.prices.size());
    // First: a market cut short by a crash is grown by the next run, never mixed with another one.
    TRY(store.set(kSettingSpec, identity));
    TRY(store.claim(std::string{kSourceSimulated}));
    TRY(store.write_profiles(rows.profiles, provenance));
    TRY(store.write_spells(rows.spells, provenance));
    TRY(store.write_caps(rows.caps, provenance));
    TRY_ASSIGN(const auto counts,
               store.write_prices(
                   rows.prices, std::string{kSourceSimulated}, provenance, [&](std::size_t done) {
                       progress.at(done);
                   }));
    // Last: it says that everything above is complete.
    TRY(store.set("simulated_until", spec.last_session.text()));
    return counts;
}

// Members of a real index beside the simulated ones would make an index of neither.
Result<void> refuse_real_universe(const std::filesystem::path& database) {
    TRY_ASSIGN(const auto reader, Reader::open(database));
    TRY_ASSIGN(const auto summary, reader.summary());
    if (summary.spells > 0) {
        return Error{
            ErrorCode::Refused,
            fmt::format("{}: holds {} spells of a real index; simulate into another --home",
                        database.string(),
                        summary.spells)};
    }
    return {};
}

Result<void> run(const Context& context, const CLI::App& command, const SimulateOptions& options) {
    TRY_ASSIGN(const auto end, end_of(options));
    TRY_ASSIGN(const auto database, context.database());
    TRY_ASSIGN(auto store, store::Store::open(database));
    TRY_ASSIGN(const auto source, store.setting(std::string{kSettingSource}));
    if (source && *source != kSourceSimulated) {
        return Error{ErrorCode::Refused,
                     fmt::format("{}: holds real prices ({}); simulate into another --home",
                                 database.string(),
                                 *source)};
    }
    if (!source) {
        TRY(refuse_real_universe(database));
    }
    TRY_ASSIGN(const auto stored, store.setting(kSettingSpec));
    TRY_ASSIGN(const auto spec,
               stored ? grown_spec(*stored, command, options, end) : new_spec(options, end));
    TRY_ASSIGN(const auto until, store.setting("simulated_until"));
    store::PriceCounts counts;
    if (!until || *until < end.text()) {
        TRY_ASSIGN(counts, write(store, spec));
    }
    answer(context,
           {{"simulated", true},
            {"symbols", spec.symbols},
            {"first_session", spec.first_session.text()},
            {"last_session", std::max(until.value_or(""), end.text())},
            {"bars_new", counts.bars_new}},
           fmt::format("simulated market: {} members, {} to {}, seed {}, edge {}: {} bars new\n",
                       spec.symbols,
                       spec.first_session.text(),
                       std::max(until.value_or(""), end.text()),
                       spec.seed,
                       spec.edge,
                       counts.bars_new));
    return {};
}

}  // namespace

void add_simulate(CLI::App& program, const Context& context, Command& command) {
    auto options = std::make_shared<SimulateOptions>();
    auto* simulate = program.add_subcommand(
        "simulate", "Write a simulated market, or grow the one there is to the last session");
    simulate->add_option("--symbols", options->symbols, "Members of the index on every session")
        ->check(CLI::Range(std::size_t{1}, simulated::kSymbolsMax))
        ->capture_default_str();
    simulate->add_option("--sessions", options->sessions, "Length of its history")
        ->capture_default_str();
    simulate->add_option("--seed", options->seed, "Another seed, another market")
        ->capture_default_str();
    simulate->add_option("--edge", options->edge, "How much of the future the past tells, 0..1")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    simulate->add_option("--end", options->end, "YYYY-MM-DD; default the last finished session");
    simulate->footer("Example:\n  market_data simulate --symbols 500 --seed 1");
    simulate->callback([&context, &command, options, simulate] {
        command = [&context, options, simulate] {
            return run(context, *simulate, *options);
        };
    });
}

}  // namespace market_data::app
