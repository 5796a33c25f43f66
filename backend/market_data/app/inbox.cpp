#include "market_data/app/inbox.hpp"

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/now.hpp"
#include "market_data/app/coverage.hpp"
#include "market_data/app/import.hpp"
#include "market_data/app/report.hpp"

namespace market_data::app {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;
using nlohmann::ordered_json;

namespace {

// The stocks whose last session an inbox is to bring: the index, or all there are without one.
Result<std::vector<base::Ticker>> inbox_tickers(const Reader& stored, TradingDate last_finished) {
    TRY_ASSIGN(auto tickers, index_tickers(stored, last_finished));
    if (tickers.empty()) {
        TRY_ASSIGN(const auto last_bars, stored.last_bars());
        for (const auto& [ticker, date] : last_bars) {
            tickers.push_back(ticker);
        }
    }
    return tickers;
}

void report_inbox(const Context& context,
                  const std::filesystem::path& inbox,
                  const InboxImport& inboxed,
                  const Coverage& coverage) {
    ordered_json failures = ordered_json::array();
    for (const auto& bad : inboxed.failures) {
        failures.push_back({{"file", bad.name}, {"reason", bad.error.message}});
    }
    ordered_json document{{"provider", "csv"},
                          {"session", coverage.session.text()},
                          {"fresh", coverage.fresh},
                          {"asked", coverage.asked},
                          {"inbox", inbox.string()},
                          {"imported", inboxed.imported},
                          {"known", inboxed.known},
                          {"failed", inboxed.failures.size()},
                          {"failures", failures}};
    document.update(report_of(inboxed.prices));
    answer(context,
           document,
           fmt::format("{}: {} files imported, {} known already, {} failed; {} bars new, {} "
                       "changed, {} quarantined; {} of {} stocks have the last session, {}\n",
                       inbox.string(),
                       inboxed.imported.size(),
                       inboxed.known,
                       inboxed.failures.size(),
                       inboxed.prices.bars_new,
                       inboxed.prices.bars_changed,
                       inboxed.prices.quarantined,
                       coverage.fresh,
                       coverage.asked,
                       coverage.session.text()));
}

}  // namespace

Result<void> update_from_inbox(const Context& context, const Settings& settings) {
    const auto inbox = context.at(settings.paths.inbox);
    TRY_ASSIGN(const auto database, context.database());
    TRY_ASSIGN(auto store, store::Store::open(database));
    TRY_ASSIGN(const auto inboxed, import_inbox(settings, inbox, database, store));
    keep_snapshot(store);
    TRY_ASSIGN(const auto stored, Reader::open(database));
    const auto last_finished = bars::last_finished_session(base::now());
    TRY_ASSIGN(const auto tickers, inbox_tickers(stored, last_finished));
    TRY_ASSIGN(const auto coverage, coverage_of(stored, tickers, last_finished));
    std::vector<std::string> failures;
    for (const auto& bad : inboxed.failures) {
        failures.push_back(bad.error.message);
    }
    tell(failures, inboxed.prices);
    report_inbox(context, inbox, inboxed, coverage);
    // A bad file matters when what it should have brought is missing.
    const auto what_next =
        failures.empty()
            ? fmt::format("put newer CSV files into {}", inbox.string())
            : fmt::format("correct or remove the {} files of {} that could not be imported",
                          failures.size(),
                          inbox.string());
    if (tickers.empty()) {
        return Error{ErrorCode::NotEnoughData, "there are no prices yet; " + what_next};
    }
    return check_coverage(coverage, settings, what_next);
}

}  // namespace market_data::app
