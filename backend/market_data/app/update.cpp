// market_data update: prices up to the last finished session, from whatever provider the settings
// name.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/file.hpp"
#include "base/file_lock.hpp"
#include "base/log.hpp"
#include "market_data/app/context.hpp"
#include "market_data/app/vendor_update.hpp"
#include "market_data/source/vendor_by_name.hpp"

namespace market_data::app {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;
using nlohmann::ordered_json;

namespace {

struct UpdateOptions {
    std::string provider;
    std::string base_url;
    std::string symbols;
    std::string since;
};

// A stock that left the index is still asked about for so long: its open signals run to their end.
constexpr int kFormerMemberDays = 60;
constexpr int kSecondVendorDays = 14;
constexpr std::size_t kLinesMax = 20;

Result<std::string> tiingo_token(const Context& context, const Settings& settings) {
    const auto& file = settings.vendors.tiingo_token_file;
    if (!file.empty()) {
        TRY_ASSIGN(auto token, base::read_file(context.at(file)));
        token.erase(token.find_last_not_of(" \t\r\n") + 1);
        return token;
    }
    const char* token = std::getenv("TIINGO_API_TOKEN");
    return std::string{token != nullptr ? token : ""};
}

Result<std::unique_ptr<source::Vendor>> vendor_of(const Context& context,
                                                  const Settings& settings,
                                                  const std::string& name,
                                                  const std::string& base_url) {
    const bool is_tiingo = name == "tiingo";
    const auto& configured =
        is_tiingo ? settings.vendors.tiingo_base_url : settings.vendors.yahoo_base_url;
    source::VendorSettings vendor{.base_url = base_url.empty() ? configured : base_url,
                                  .token = {}};
    if (is_tiingo) {
        TRY_ASSIGN(vendor.token, tiingo_token(context, settings));
    }
    return source::vendor_by_name(name, vendor);
}

bool is_on_this_machine(const std::string& url) {
    constexpr std::array<std::string_view, 6> kHosts{"http://127.",
                                                     "http://localhost",
                                                     "http://[::1]",
                                                     "https://127.",
                                                     "https://localhost",
                                                     "https://[::1]"};
    return std::ranges::any_of(kHosts,
                               [&](std::string_view host) { return url.starts_with(host); });
}

Result<std::vector<base::Ticker>> named_tickers(const std::string& symbols) {
    std::vector<base::Ticker> tickers;
    std::size_t begin = 0;
    while (begin <= symbols.size()) {
        const auto end = std::min(symbols.find(',', begin), symbols.size());
        auto ticker = base::Ticker::from(symbols.substr(begin, end - begin));
        if (!ticker.ok()) {
            return Error{ErrorCode::Usage, fmt::format("--symbols: {}", ticker.error().message)};
        }
        tickers.push_back(std::move(ticker).value());
        begin = end + 1;
    }
    return tickers;
}

// The members, and those that left lately.
Result<std::vector<base::Ticker>> index_tickers(const Reader& stored, TradingDate last_finished) {
    std::set<base::Ticker> tickers;
    for (const int days : {0, 15, 30, 45, kFormerMemberDays}) {
        TRY_ASSIGN(const auto members, stored.members_on(last_finished.plus_days(-days)));
        for (const auto& member : members) {
            tickers.insert(member.ticker);
        }
    }
    return std::vector<base::Ticker>(tickers.begin(), tickers.end());
}

Result<std::vector<Wish>> wishes_of(const UpdateOptions& options,
                                    const Settings& settings,
                                    const Reader& stored,
                                    TradingDate last_finished) {
    TRY_ASSIGN(const auto since, parse_optional_date(options.since));
    const auto first = TradingDate::parse(settings.update.first_date);
    if (!first.ok()) {
        return Error{ErrorCode::Usage, "update.first_date: " + first.error().message};
    }
    TRY_ASSIGN(const auto tickers,
               options.symbols.empty() ? index_tickers(stored, last_finished)
                                       : named_tickers(options.symbols));
    TRY_ASSIGN(const auto last_bars, stored.last_bars());
    std::vector<Wish> wishes;
    for (const auto& ticker : tickers) {
        const auto last = last_bars.find(ticker);
        const auto start = last == last_bars.end()
                               ? first.value()
                               : last->second.plus_days(-settings.update.overlap_days);
        wishes.push_back({.ticker = ticker, .since = since.value_or(start)});
    }
    return wishes;
}

// How many of the wished stocks have a bar of the last finished session.
Result<std::size_t> fresh_count(const Reader& stored,
                                const std::vector<Wish>& wishes,
                                TradingDate last_finished) {
    TRY_ASSIGN(const auto last_bars, stored.last_bars());
    std::size_t fresh = 0;
    for (const auto& wish : wishes) {
        const auto last = last_bars.find(wish.ticker);
        fresh += last != last_bars.end() && last->second >= last_finished ? 1U : 0U;
    }
    return fresh;
}

std::string_view kind_of(const Failure& failure) {
    if (StopOnInterrupt::is_asked()) {
        return "stopped";  // What was not asked any more is no refusal of the vendor's.
    }
    switch (failure.error.code) {
        case ErrorCode::NotFound:
            return "no_data";
        case ErrorCode::Refused:
            return "refused";
        case ErrorCode::InvalidInput:
            return "unreadable";
        default:
            return "network";
    }
}

ordered_json report_of(const UpdateCounts& counts) {
    ordered_json failures = ordered_json::array();
    for (const auto& failure : counts.failures) {
        failures.push_back({{"symbol", failure.ticker.text()},
                            {"kind", kind_of(failure)},
                            {"reason", failure.error.message}});
    }
    ordered_json held = ordered_json::array();
    for (const auto& item : counts.prices.held) {
        held.push_back({{"symbol", item.ticker.text()},
                        {"date", item.bar.date.text()},
                        {"rule", item.bar.rule},
                        {"reason", item.bar.reason}});
    }
    ordered_json revised = ordered_json::array();
    for (const auto& revision : counts.prices.revisions) {
        revised.push_back({{"symbol", revision.ticker.text()},
                           {"date", revision.after.date.text()},
                           {"close_before", revision.before.close_usd},
                           {"close_after", revision.after.close_usd},
                           {"volume_before", revision.before.volume_shares},
                           {"volume_after", revision.after.volume_shares}});
    }
    return {{"asked", counts.asked},
            {"fetched", counts.fetched},
            {"unchanged", counts.unchanged},
            {"failed", counts.failures.size()},
            {"quarantined", counts.prices.quarantined},
            {"bars_new", counts.prices.bars_new},
            {"bars_changed", counts.prices.bars_changed},
            {"actions_changed", counts.prices.actions_changed},
            {"failures", failures},
            {"held", held},
            {"revisions", revised}};
}

void tell(const UpdateCounts& counts) {
    std::size_t lines = 0;
    const auto is_room = [&] {
        return ++lines <= kLinesMax;
    };
    for (const auto& failure : counts.failures) {
        if (!StopOnInterrupt::is_asked() && is_room()) {
            spdlog::warn("{}: {}", failure.ticker.text(), failure.error.message);
        }
    }
    for (const auto& item : counts.prices.held) {
        if (is_room()) {
            spdlog::warn("quarantined {} {} ({}): {}",
                         item.ticker.text(),
                         item.bar.date.text(),
                         item.bar.rule,
                         item.bar.reason);
        }
    }
    for (const auto& revision : counts.prices.revisions) {
        if (revision.before.close_usd != revision.after.close_usd && is_room()) {
            spdlog::warn("revised {} {}: close {} was {}",
                         revision.ticker.text(),
                         revision.after.date.text(),
                         revision.after.close_usd,
                         revision.before.close_usd);
        }
    }
    if (lines > kLinesMax) {
        spdlog::warn("... and {} more; --json lists them all", lines - kLinesMax);
    }
}

Result<void> verdict(const UpdateCounts& counts,
                     std::size_t fresh,
                     const Settings& settings,
                     TradingDate last_finished) {
    if (StopOnInterrupt::is_asked()) {
        return Error{ErrorCode::Failed,
                     fmt::format("stopped by the user: {} of {} stocks are done; run market_data "
                                 "update again to go on",
                                 counts.fetched,
                                 counts.asked)};
    }
    if (counts.fetched == 0 && !counts.failures.empty()) {
        const auto& first = counts.failures.front();
        return Error{first.error.code,
                     fmt::format("not one of {} stocks could be updated; {}: {}",
                                 counts.asked,
                                 first.ticker.text(),
                                 first.error.message)};
    }
    const double coverage = static_cast<double>(fresh) / static_cast<double>(counts.asked);
    if (coverage < settings.update.coverage_min) {
        return Error{
            ErrorCode::NotEnoughData,
            fmt::format("{} of {} stocks have a bar of {} ({:.1f} %, {:.1f} % are needed); "
                        "run market_data update again",
                        fresh,
                        counts.asked,
                        last_finished.text(),
                        100.0 * coverage,
                        100.0 * settings.update.coverage_min)};
    }
    return {};
}

bool is_local(const source::Vendor& vendor, const Wish& wish) {
    return is_on_this_machine(vendor.request(wish.ticker, wish.since).url_shown);
}

// What a second vendor says about the last days of the same stocks.
Result<Comparison> recent_closes(const UpdateRun& run,
                                 const source::Vendor& second,
                                 const std::vector<Wish>& wishes) {
    std::vector<Wish> recent;
    recent.reserve(wishes.size());
    for (const auto& wish : wishes) {
        recent.push_back({wish.ticker, run.last_finished.plus_days(-kSecondVendorDays)});
    }
    return closes_of_vendor({.vendor = second,
                             .settings = run.settings,
                             .is_local = is_local(second, recent.front()),
                             .stored = run.stored,
                             .store = run.store,
                             .last_finished = run.last_finished,
                             .others = {}},
                            recent);
}

// What an update tells beside its counts.
struct About {
    std::string provider;
    TradingDate session;
    std::size_t fresh;
    std::optional<std::size_t> compared;  // Nothing without a second vendor.
    std::size_t pruned;
    double seconds;
};

void report(const About& about, const UpdateCounts& counts, const Context& context) {
    ordered_json document{{"provider", about.provider},
                          {"session", about.session.text()},
                          {"fresh", about.fresh},
                          {"compared", about.compared.value_or(0)},
                          {"replies_pruned", about.pruned},
                          {"seconds", about.seconds}};
    document.update(report_of(counts));
    answer(context,
           document,
           fmt::format("{} until {}: {} asked, {} fetched ({} unchanged), {} failed; {} bars new, "
                       "{} changed, {} quarantined; {}{} have the last session; {:.1f} s\n",
                       about.provider,
                       about.session.text(),
                       counts.asked,
                       counts.fetched,
                       counts.unchanged,
                       counts.failures.size(),
                       counts.prices.bars_new,
                       counts.prices.bars_changed,
                       counts.prices.quarantined,
                       about.compared ? fmt::format("{} compared; ", *about.compared) : "",
                       about.fresh,
                       about.seconds));
}

bool is_compared(const Settings& settings, const std::string& provider) {
    const auto& second = settings.update.second_provider;
    return !second.empty() && second != provider;
}

// A second vendor that is not heard is a check that was not made.
void warn_of_silence(const Comparison& comparison,
                     const source::Vendor& second,
                     std::size_t asked) {
    if (!comparison.failures.empty()) {
        const auto& first = comparison.failures.front();
        spdlog::warn("{} of {} stocks could not be compared with {}; {}: {}",
                     comparison.failures.size(),
                     asked,
                     second.name(),
                     first.ticker.text(),
                     first.error.message);
    }
}

Result<void> fetch(const Context& context,
                   const UpdateOptions& options,
                   const Settings& settings,
                   const std::string& provider) {
    const auto started = std::chrono::steady_clock::now();
    TRY_ASSIGN(const auto vendor, vendor_of(context, settings, provider, options.base_url));
    TRY_ASSIGN(const auto database, context.database());
    TRY_ASSIGN(auto store, store::Store::open(database));
    TRY_ASSIGN(const auto stored, Reader::open(database));
    const auto last_finished = bars::last_finished_session(std::chrono::system_clock::now());
    TRY_ASSIGN(const auto wishes, wishes_of(options, settings, stored, last_finished));
    if (wishes.empty()) {
        return Error{ErrorCode::NotEnoughData,
                     fmt::format("{}: nobody is in the index on {}; run market_data universe "
                                 "builtin or import",
                                 database.string(),
                                 last_finished.text())};
    }
    UpdateRun run{.vendor = *vendor,
                  .settings = settings,
                  .is_local = is_local(*vendor, wishes.front()),
                  .stored = stored,
                  .store = store,
                  .last_finished = last_finished,
                  .others = {}};
    const StopOnInterrupt interrupt;
    if (is_compared(settings, provider)) {
        TRY_ASSIGN(const auto second,
                   vendor_of(context, settings, settings.update.second_provider, ""));
        TRY_ASSIGN(auto comparison, recent_closes(run, *second, wishes));
        warn_of_silence(comparison, *second, wishes.size());
        run.others = std::move(comparison.others);
    }
    TRY_ASSIGN(const auto counts, update_from_vendor(run, wishes));
    TRY_ASSIGN(const auto pruned,
               store.prune_replies(last_finished.plus_days(-settings.update.keep_replies_days)));
    TRY_ASSIGN(const auto fresh, fresh_count(stored, wishes, last_finished));
    tell(counts);
    report({.provider = provider,
            .session = last_finished,
            .fresh = fresh,
            .compared =
                is_compared(settings, provider) ? std::optional{run.others.size()} : std::nullopt,
            .pruned = pruned,
            .seconds =
                std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count()},
           counts,
           context);
    return verdict(counts, fresh, settings, last_finished);
}

// What the store holds decides before what the settings say: the kinds do not mix.
Result<std::string> provider_of(const UpdateOptions& options,
                                const Settings& settings,
                                const store::Store& store) {
    if (!options.provider.empty()) {
        return options.provider;
    }
    TRY_ASSIGN(const auto source, store.setting("source"));
    return source == "SIMULATED" ? std::string{"simulated"} : settings.update.provider;
}

Result<void> run(const Context& context, const UpdateOptions& options) {
    TRY_ASSIGN(const auto settings, context.settings());
    TRY_ASSIGN(const auto database, context.database());
    TRY_ASSIGN(const auto store, store::Store::open(database));  // Made, if there is none.
    auto lock_path = database;
    lock_path += ".update.lock";
    TRY_ASSIGN(const auto lock, base::FileLock::try_lock(lock_path, "market_data update"));
    TRY_ASSIGN(const auto provider, provider_of(options, settings, store));
    if (provider == "simulated") {
        return grow_simulated(context);
    }
    TRY(store.refuse_simulated());
    if (provider == "csv") {
        return import_inbox(context);
    }
    TRY_ASSIGN(const auto stored, Reader::open(database));
    TRY_ASSIGN(const auto summary, stored.summary());
    if (options.symbols.empty() && summary.spells == 0) {
        const auto first = TradingDate::parse(settings.update.first_date);
        TRY(write_builtin_since(context, first.ok() ? first.value() : bars::kCalendarFirst));
    }
    return fetch(context, options, settings, provider);
}

}  // namespace

void add_update(CLI::App& program, const Context& context, Command& command) {
    auto options = std::make_shared<UpdateOptions>();
    auto* update = program.add_subcommand("update", "Bring prices up to the last finished session");
    update->add_option("--provider", options->provider, "Default: as the settings say")
        ->check(CLI::IsMember({"yahoo", "tiingo", "csv", "simulated"}));
    update->add_option("--base-url", options->base_url, "Another address of the vendor's service");
    update->add_option("--symbols", options->symbols, "A,B: these only; default the index");
    update->add_option(
        "--since", options->since, "YYYY-MM-DD: ask again from there; default what is missing");
    update->footer(
        "Examples:\n"
        "  market_data update                       # the whole index, what is missing\n"
        "  market_data update --provider tiingo --symbols AAPL,BRK-B --since 2015-01-02\n"
        "  market_data update --provider csv        # new files of the inbox\n\n"
        "A bad stock is named and costs no other its night. Ends with 4 when too few stocks have\n"
        "the last session, 3 when another update runs or the vendor refuses. Can be run again.");
    update->callback([&context, &command, options] {
        command = [&context, options] {
            return run(context, *options);
        };
    });
}

}  // namespace market_data::app
