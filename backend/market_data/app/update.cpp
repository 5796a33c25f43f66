// market_data update: prices up to the last finished session, from whatever provider the settings
// name.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/file.hpp"
#include "base/file_lock.hpp"
#include "base/log.hpp"
#include "base/now.hpp"
#include "market_data/app/context.hpp"
#include "market_data/app/coverage.hpp"
#include "market_data/app/inbox.hpp"
#include "market_data/app/report.hpp"
#include "market_data/app/vendor_update.hpp"
#include "market_data/source/vendor_by_name.hpp"
#include "market_data/transport/permitted_url.hpp"

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

constexpr int kSecondVendorDays = 14;
constexpr int kHeldDays = 60;  // A held bar is asked for again for so long.
Result<std::string> tiingo_token(const Context& context, const Settings& settings) {
    const auto& file = settings.vendors.tiingo_token_file;
    if (!file.empty()) {
        auto read = base::read_file(context.at(file));
        if (!read.ok()) {
            return Error{ErrorCode::Usage, "vendors.tiingo_token_file: " + read.error().message};
        }
        auto token = std::move(read).value();
        token.erase(token.find_last_not_of(" \t\r\n") + 1);
        return token;
    }
    const char* token = std::getenv("TIINGO_API_TOKEN");
    return std::string{token != nullptr ? token : ""};
}

struct ReachedVendor {
    std::unique_ptr<source::Vendor> vendor;
    bool is_local;  // A server on this machine.
};

Result<ReachedVendor> vendor_of(const Context& context,
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
    auto reach = transport::Reach::Network;
    if (!vendor.base_url.empty()) {
        if (vendor.base_url.find_first_of("?#") != std::string::npos) {
            return Error{ErrorCode::Usage,
                         fmt::format("the address of {} may hold no ? or #: requests add a path to "
                                     "it and a query of their own",
                                     name)};
        }
        TRY_ASSIGN(reach, transport::permitted_reach(vendor.base_url, vendor.base_url));
    }
    TRY_ASSIGN(auto made, source::vendor_by_name(name, vendor));
    return ReachedVendor{.vendor = std::move(made),
                         .is_local = reach == transport::Reach::Loopback};
}

Result<std::vector<base::Ticker>> named_tickers(const std::string& symbols) {
    std::set<base::Ticker> tickers;
    std::size_t begin = 0;
    while (begin <= symbols.size()) {
        const auto end = std::min(symbols.find(',', begin), symbols.size());
        auto ticker = base::Ticker::from(symbols.substr(begin, end - begin));
        if (!ticker.ok()) {
            return Error{ErrorCode::Usage, fmt::format("--symbols: {}", ticker.error().message)};
        }
        tickers.insert(std::move(ticker).value());
        begin = end + 1;
    }
    return std::vector<base::Ticker>(tickers.begin(), tickers.end());
}

// --since, where it was given. Usage for a date of which there cannot be a bar yet; the setting
// that stands in for it likewise.
Result<std::optional<TradingDate>> since_of(const UpdateOptions& options,
                                            const Settings& settings,
                                            TradingDate last_finished) {
    TRY_ASSIGN(const auto since, parse_optional_date(options.since));
    const auto check = [&](std::string_view name, TradingDate date) -> Result<void> {
        if (date <= last_finished) {
            return {};
        }
        return Error{
            ErrorCode::Usage,
            fmt::format(
                "{} {}: the last finished session is {}", name, date.text(), last_finished.text())};
    };
    TRY(check("update.first_date", settings.update.first_date));
    TRY(check("--since", since.value_or(last_finished)));
    return since;
}

Result<std::vector<Wish>> wishes_of(const std::vector<base::Ticker>& tickers,
                                    std::optional<TradingDate> since,
                                    const Settings& settings,
                                    const Reader& stored) {
    TRY_ASSIGN(const auto last_bars, stored.last_bars());
    TRY_ASSIGN(const auto held, stored.quarantine());
    std::vector<Wish> wishes;
    wishes.reserve(tickers.size());
    for (const auto& ticker : tickers) {
        const auto last = last_bars.find(ticker);
        if (last == last_bars.end()) {
            wishes.push_back({ticker, since.value_or(settings.update.first_date)});
            continue;
        }
        // No gap after what is stored, and the held bars that a vendor may still correct.
        auto start = last->second.plus_days(-settings.update.overlap_days);
        for (const auto& item : held) {
            const bool is_recent = last->second.days_since(item.date) <= kHeldDays;
            start = item.ticker == ticker && is_recent ? std::min(start, item.date) : start;
        }
        wishes.push_back({ticker, std::min(since.value_or(start), start)});
    }
    return wishes;
}

std::string_view kind_of(const Failure& failure) {
    switch (failure.error.code) {
        case ErrorCode::NotFound:
            return "no_data";
        case ErrorCode::Refused:
            // What was not asked any more is no refusal of the vendor's.
            return StopOnInterrupt::is_asked() ? "stopped" : "refused";
        case ErrorCode::InvalidInput:
            return "unreadable";
        default:
            return "network";
    }
}

ordered_json vendor_report_of(const UpdateCounts& counts) {
    ordered_json failures = ordered_json::array();
    for (const auto& failure : counts.failures) {
        failures.push_back({{"symbol", failure.ticker.text()},
                            {"kind", kind_of(failure)},
                            {"reason", failure.error.message}});
    }
    ordered_json report{{"asked", counts.asked},
                        {"fetched", counts.fetched},
                        {"unchanged", counts.unchanged},
                        {"failed", counts.failures.size()},
                        {"failures", failures}};
    report.update(report_of(counts.prices));
    return report;
}

void tell_of_vendor(const UpdateCounts& counts) {
    std::vector<std::string> failures;
    if (!StopOnInterrupt::is_asked()) {
        for (const auto& failure : counts.failures) {
            failures.push_back(fmt::format("{}: {}", failure.ticker.text(), failure.error.message));
        }
    }
    tell(failures, counts.prices);
}

Result<void> verdict(const UpdateCounts& counts,
                     const Coverage& coverage,
                     const Settings& settings) {
    const bool is_whole = counts.failures.empty();
    if (StopOnInterrupt::is_asked() && !is_whole) {
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
    // Asking again helps only against what may go better the next time.
    const auto refused =
        std::ranges::find(counts.failures, ErrorCode::Refused, [](const Failure& failure) {
            return failure.error.code;
        });
    const bool is_held = is_whole && counts.prices.quarantined > 0;
    return check_coverage(coverage,
                          settings,
                          refused != counts.failures.end() ? refused->error.message
                          : is_held                        ? "see market_data quarantine list"
                                                           : "run market_data update again");
}

// What a second vendor says about the last days of the same stocks.
Result<Comparison> recent_closes(const UpdateRun& run,
                                 const ReachedVendor& second,
                                 const std::vector<Wish>& wishes) {
    std::vector<Wish> recent;
    recent.reserve(wishes.size());
    for (const auto& wish : wishes) {
        recent.push_back({wish.ticker, run.last_finished.plus_days(-kSecondVendorDays)});
    }
    return closes_of_vendor({.vendor = *second.vendor,
                             .settings = run.settings,
                             .is_local = second.is_local,
                             .stored = run.stored,
                             .store = run.store,
                             .last_finished = run.last_finished,
                             .others = {}},
                            recent);
}

// What an update tells beside its counts.
struct About {
    std::string provider;
    Coverage coverage;
    std::optional<std::size_t>
        compared;  // Stocks whose last session was; nothing without a second.
    std::size_t pruned;
    double seconds;
};

void report(const About& about, const UpdateCounts& counts, const Context& context) {
    ordered_json document{{"provider", about.provider},
                          {"session", about.coverage.session.text()},
                          {"fresh", about.coverage.fresh},
                          {"compared", about.compared.value_or(0)},
                          {"replies_pruned", about.pruned},
                          {"seconds", about.seconds}};
    document.update(vendor_report_of(counts));
    answer(context,
           document,
           fmt::format("{} until {}: {} asked, {} fetched ({} unchanged), {} failed; {} bars new, "
                       "{} changed, {} quarantined; {}{} have the last session; {:.1f} s\n",
                       about.provider,
                       about.coverage.session.text(),
                       counts.asked,
                       counts.fetched,
                       counts.unchanged,
                       counts.failures.size(),
                       counts.prices.bars_new,
                       counts.prices.bars_changed,
                       counts.prices.quarantined,
                       about.compared ? fmt::format("{} compared; ", *about.compared) : "",
                       about.coverage.fresh,
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
    const auto last_finished = bars::last_finished_session(base::now());
    TRY_ASSIGN(const auto since, since_of(options, settings, last_finished));
    TRY_ASSIGN(const auto database, context.database());
    TRY_ASSIGN(auto store, store::Store::open(database));
    TRY_ASSIGN(const auto stored, Reader::open(database));
    std::optional<ReachedVendor> second;
    if (is_compared(settings, provider)) {
        TRY_ASSIGN(second, vendor_of(context, settings, settings.update.second_provider, ""));
    }
    TRY_ASSIGN(const auto summary, stored.summary());
    if (options.symbols.empty() && summary.spells == 0) {
        TRY(write_builtin_since(context, settings.update.first_date));
    }
    TRY_ASSIGN(const auto tickers,
               options.symbols.empty() ? index_tickers(stored, last_finished)
                                       : named_tickers(options.symbols));
    TRY_ASSIGN(const auto wishes, wishes_of(tickers, since, settings, stored));
    if (wishes.empty()) {
        return Error{ErrorCode::NotEnoughData,
                     fmt::format("{}: nobody is in the index on {}; run market_data universe "
                                 "builtin or import",
                                 database.string(),
                                 last_finished.text())};
    }
    UpdateRun run{.vendor = *vendor.vendor,
                  .settings = settings,
                  .is_local = vendor.is_local,
                  .stored = stored,
                  .store = store,
                  .last_finished = last_finished,
                  .others = {}};
    const StopOnInterrupt interrupt;
    std::optional<std::size_t> compared;
    if (second) {
        TRY_ASSIGN(auto comparison, recent_closes(run, *second, wishes));
        warn_of_silence(comparison, *second->vendor, wishes.size());
        compared = wishes.size() - comparison.failures.size();
        run.others = std::move(comparison.others);
    }
    TRY_ASSIGN(const auto counts, update_from_vendor(run, wishes));
    TRY_ASSIGN(const auto pruned,
               store.prune_replies(last_finished.plus_days(-settings.update.keep_replies_days)));
    keep_snapshot(store);
    TRY_ASSIGN(const auto coverage, coverage_of(stored, tickers, last_finished));
    tell_of_vendor(counts);
    report({.provider = provider,
            .coverage = coverage,
            .compared = compared,
            .pruned = pruned,
            .seconds =
                std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count()},
           counts,
           context);
    return verdict(counts, coverage, settings);
}

// Flags that only a live vendor can follow.
Result<void> refuse_flags_without_vendor(const UpdateOptions& options,
                                         const std::string& provider) {
    for (const auto& [flag, value] : {std::pair{"--base-url", &options.base_url},
                                      std::pair{"--symbols", &options.symbols},
                                      std::pair{"--since", &options.since}}) {
        if (!value->empty()) {
            return Error{
                ErrorCode::Usage,
                fmt::format("{} is for yahoo and tiingo; the provider is {}", flag, provider)};
        }
    }
    return {};
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
        TRY(refuse_flags_without_vendor(options, provider));
        return grow_simulated(context);
    }
    TRY(store.refuse_simulated());
    if (provider == "csv") {
        TRY(refuse_flags_without_vendor(options, provider));
        return update_from_inbox(context, settings);
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
