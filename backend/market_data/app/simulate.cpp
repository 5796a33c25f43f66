// market_data simulate: a made-up market, for a first run without network. Run again, it grows to
// the last finished session; what it once wrote never changes.
#include <chrono>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/now.hpp"
#include "base/progress.hpp"
#include "market_data/app/context.hpp"
#include "market_data/reader/database.hpp"
#include "market_data/reader/reader.hpp"
#include "market_data/source/simulated/faults.hpp"
#include "market_data/source/simulated/market.hpp"
#include "market_data/store/store.hpp"

namespace market_data::app {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;
namespace simulated = source::simulated;

namespace {

// Whether the user named a flag.
using IsGiven = std::function<bool(const char*)>;

constexpr const char* kSettingSpec = "simulated_market";
constexpr const char* kSettingUntil = "simulated_until";
constexpr const char* kSettingEvents = "simulated_events";  // What events_of() says.

struct SimulateOptions {
    std::size_t symbols = 500;
    std::size_t sessions = 2520;
    std::uint64_t seed = 1;
    double edge = 0.3;
    double missing = 0.0;
    double bad = 0.0;
    std::string end;
};

// What of a market may never change once it is written.
nlohmann::ordered_json identity_of(const simulated::MarketSpec& spec) {
    return {{"model", simulated::kModelVersion},
            {"symbols", spec.symbols},
            {"first_session", spec.first_session.text()},
            {"seed", spec.seed},
            {"edge", spec.edge},
            {"missing", spec.missing},
            {"bad", spec.bad}};
}

// A market that another generator made cannot go on: this one's prices would not fit behind.
Result<void> refuse_other_model(const nlohmann::json& identity,
                                const std::filesystem::path& database) {
    const int model = identity.value("model", 1);  // The first one did not say so.
    if (model == simulated::kModelVersion) {
        return {};
    }
    return Error{ErrorCode::Refused,
                 fmt::format("{}: holds a simulated market of model {}, and this program makes "
                             "model {}, which cannot continue it. It can still be read. For a new "
                             "market use another --home, or move {} away together with what was "
                             "trained and published on it",
                             database.string(),
                             model,
                             simulated::kModelVersion,
                             database.parent_path().string())};
}

Result<TradingDate> end_of(const SimulateOptions& options) {
    TRY_ASSIGN(const auto end, parse_optional_date(options.end));
    if (!end) {
        return bars::last_finished_session(base::now());
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
                                 .edge = options.edge,
                                 .missing = options.missing,
                                 .bad = options.bad};
}

// The market that the store already holds, grown to `end`; refused if another one was asked for.
Result<simulated::MarketSpec> grown_spec(const nlohmann::json& identity,
                                         const IsGiven& is_given,
                                         const SimulateOptions& options,
                                         TradingDate end) {
    const simulated::MarketSpec spec{
        .symbols = identity.at("symbols"),
        .first_session = TradingDate::parse(std::string{identity.at("first_session")}).value(),
        .last_session = end,
        .seed = identity.at("seed"),
        .edge = identity.at("edge"),
        .missing = identity.at("missing"),
        .bad = identity.at("bad")};
    const auto asks_other = [&](const char* flag, auto asked, auto is) {
        return is_given(flag) && asked != is;
    };
    if (asks_other("--symbols", options.symbols, spec.symbols) ||
        asks_other("--seed", options.seed, spec.seed) ||
        asks_other("--edge", options.edge, spec.edge) ||
        asks_other("--missing", options.missing, spec.missing) ||
        asks_other("--bad", options.bad, spec.bad)) {
        return Error{ErrorCode::Refused,
                     fmt::format("this store holds another simulated market ({}); use another "
                                 "--home",
                                 identity.dump())};
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

// A bar that does not hold together never reaches the store, as with any other source.
std::vector<store::Quarantined> quarantined_of(const std::vector<simulated::Fault>& faults) {
    std::vector<store::Quarantined> quarantined;
    for (const auto& fault : faults) {
        const auto bar = bars::Bar::from(fault.bar);
        if (fault.kind != simulated::FaultKind::Missing && !bar.ok()) {
            quarantined.push_back({.date = fault.bar.date,
                                   .reason = bar.error().message,
                                   .origin = std::string{kSourceSimulated}});
        }
    }
    return quarantined;
}

SimulatedRows rows_of(const std::vector<simulated::SimulatedStock>& stocks) {
    SimulatedRows rows;
    for (const auto& stock : stocks) {
        const auto actions = stock.series.actions();
        rows.prices.push_back({.ticker = stock.ticker,
                               .bars = bars_of(stock.series),
                               .actions = {actions.begin(), actions.end()},
                               .quarantined = quarantined_of(stock.faults)});
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

// What a test wants to know without looking for it: faults by kind, and who changed its ticker.
nlohmann::ordered_json events_of(const std::vector<simulated::SimulatedStock>& stocks) {
    std::map<simulated::FaultKind, std::size_t> counts;
    auto renames = nlohmann::ordered_json::array();
    for (const auto& stock : stocks) {
        for (const auto& fault : stock.faults) {
            ++counts[fault.kind];
        }
        if (stock.successor) {
            renames.push_back({{"from", stock.ticker.text()},
                               {"to", stock.successor->ticker.text()},
                               {"on", stock.successor->first_session.text()}});
        }
    }
    nlohmann::ordered_json faults;
    for (const auto kind : simulated::kFaultKinds) {
        faults[std::string{simulated::name_of(kind)}] = counts[kind];
    }
    return {{"faults", faults}, {"renames", renames}};
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
    TRY(store.set(kSettingEvents, events_of(stocks).dump()));
    // Last: it says that everything above is complete.
    TRY(store.set(kSettingUntil, spec.last_session.text()));
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

Result<simulated::MarketSpec> spec_of(const store::Store& store,
                                      const std::filesystem::path& database,
                                      const IsGiven& is_given,
                                      const SimulateOptions& options) {
    TRY_ASSIGN(const auto end, end_of(options));
    TRY_ASSIGN(const auto stored, store.setting(kSettingSpec));
    if (!stored) {
        return new_spec(options, end);
    }
    const auto identity = nlohmann::json::parse(*stored);
    TRY(refuse_other_model(identity, database));
    return grown_spec(identity, is_given, options, end);
}

void answer_with(const Context& context,
                 const simulated::MarketSpec& spec,
                 const std::string& last_session,
                 std::size_t bars_new,
                 const nlohmann::ordered_json& events) {
    nlohmann::ordered_json document{{"simulated", true},
                                    {"model", simulated::kModelVersion},
                                    {"symbols", spec.symbols},
                                    {"first_session", spec.first_session.text()},
                                    {"last_session", last_session},
                                    {"seed", spec.seed},
                                    {"edge", spec.edge},
                                    {"bars_new", bars_new}};
    document.update(events);
    std::string text =
        fmt::format("simulated market: {} members, {} to {}, seed {}, edge {}: {} bars new\n",
                    spec.symbols,
                    spec.first_session.text(),
                    last_session,
                    spec.seed,
                    spec.edge,
                    bars_new);
    if (spec.missing > 0.0 || spec.bad > 0.0) {
        text += "faults:";
        for (const auto& [kind, count] : events.at("faults").items()) {
            text += fmt::format(" {} {},", kind, count.get<std::size_t>());
        }
        text.back() = '\n';
    }
    answer(context, document, text);
}

Result<void> run(const Context& context, const IsGiven& is_given, const SimulateOptions& options) {
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
    TRY_ASSIGN(const auto spec, spec_of(store, database, is_given, options));
    TRY_ASSIGN(const auto until, store.setting(kSettingUntil));
    store::PriceCounts counts;
    if (!until || *until < spec.last_session.text()) {
        TRY_ASSIGN(counts, write(store, spec));
    }
    keep_snapshot(store);
    TRY_ASSIGN(const auto events, store.setting(kSettingEvents));
    answer_with(context,
                spec,
                std::max(until.value_or(""), spec.last_session.text()),
                counts.bars_new,
                nlohmann::ordered_json::parse(events.value_or("{}")));
    return {};
}

}  // namespace

Result<void> grow_simulated(const Context& context) {
    return run(context, [](const char* /*flag*/) { return false; }, {});
}

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
    simulate
        ->add_option("--missing", options->missing, "Share of bars that never arrive, for tests")
        ->check(CLI::Range(0.0, simulated::kFaultShareMax))
        ->capture_default_str();
    simulate->add_option("--bad", options->bad, "Share of bars that arrive wrong, for tests")
        ->check(CLI::Range(0.0, simulated::kFaultShareMax))
        ->capture_default_str();
    simulate->add_option("--end", options->end, "YYYY-MM-DD; default the last finished session");
    simulate->footer(
        "Examples:\n"
        "  market_data simulate                          # made, or grown to the last session\n"
        "  market_data simulate --symbols 50 --sessions 600 --edge 0 --home DIR\n"
        "  market_data simulate --missing 0.001 --bad 0.0005 --home DIR\n\n"
        "Bad bars repeat the one before, have no volume, high below low, prices off by 10 or 100,\n"
        "or no numbers at all; what does not hold together goes into quarantine. The answer with\n"
        "--json counts them by kind and names every change of a ticker. A market grows with the\n"
        "same parameters and the same model of this program only; anything else is refused.");
    simulate->callback([&context, &command, options, simulate] {
        command = [&context, options, simulate] {
            return run(
                context,
                [simulate](const char* flag) { return simulate->count(flag) > 0; },
                *options);
        };
    });
}

}  // namespace market_data::app
