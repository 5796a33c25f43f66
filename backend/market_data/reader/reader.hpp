// Reader: the read-only face of the prices, for every program. It never creates, changes or locks
// the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bars/panel.hpp"
#include "base/result.hpp"

namespace market_data {

// What is known about a stock beside its prices.
struct Profile {
    base::Ticker ticker;
    std::string name;
    std::string sector;  // "Unknown" when nobody said.
};

// A market capitalisation and the day it was true.
struct Cap {
    base::TradingDate as_of;
    double usd;
};

struct Summary {
    std::string source;  // kSourceSimulated, or the files the prices came from.
    std::size_t symbols_with_bars;
    std::size_t bars;
    std::size_t actions;
    std::size_t spells;
    std::size_t quarantined;
    std::optional<base::TradingDate> first_bar;
    std::optional<base::TradingDate> last_bar;

    bool simulated() const;
};

// A bar that was kept out, and why.
struct QuarantinedBar {
    base::Ticker ticker;
    base::TradingDate date;
    std::string reason;
    std::string origin;
    std::string rule;
    std::optional<bars::BarFields> fields;  // Where it has all five numbers.
};

// What a bar was before a vendor or file changed it.
struct Revision {
    base::Ticker ticker;
    bars::BarFields before;
    std::string replaced_at;  // RFC 3339, UTC.
    std::string replaced_by;  // "yahoo", "prices", "released", ...
};

struct PanelRequest {
    base::TradingDate as_of;         // Nothing later is read.
    std::size_t sessions_max = 0;    // The last so many sessions; 0: from the first bar on.
    std::vector<base::Ticker> also;  // Stocks to read even if never a member in that time.
    // Only what the store knew on the evening of that day in New York, before later corrections.
    std::optional<base::TradingDate> known_on = {};
    bool from_rows = false;  // Not from the snapshot: for whoever checks the rows themselves.
};

// For one thread at a time.
class Reader {
public:
    static base::Result<Reader> open(const std::filesystem::path& path);
    Reader(Reader&&) noexcept;
    Reader& operator=(Reader&&) noexcept;
    ~Reader();

    base::Result<Summary> summary() const;
    // Where the prices come from, as in Summary; empty when there are none.
    base::Result<std::string> source() const;
    // Another text whenever bars or actions have changed; empty in a store of an older build's.
    base::Result<std::string> prices_version() const;
    // Every stock with a bar, by ticker.
    base::Result<std::vector<base::Ticker>> tickers() const;
    // The date of each stock's last bar.
    base::Result<std::map<base::Ticker, base::TradingDate>> last_bars() const;
    // What SQLite's own check finds wrong with the file; empty when it is sound.
    base::Result<std::vector<std::string>> integrity_faults() const;
    // Every stock that was an index member on some session of the request, with its bars; members
    // without a single bar are left out. NotEnoughData when there are no bars or no members. From
    // the store's snapshot where there is one of the same version, else from its rows.
    base::Result<bars::Panel> panel(const PanelRequest& request) const;
    // The bars and actions of each stock in turn, by its number in the store, from the day on that
    // `first_day` says; returns the version of the prices that they are of, empty when the store
    // has none.
    using FirstDay = std::function<base::TradingDate(std::int64_t symbol_id)>;
    using EachSeries = std::function<void(std::int64_t symbol_id, const bars::BarSeries& series)>;
    base::Result<std::string> each_series(const FirstDay& first_day, const EachSeries& each) const;
    // Of one stock or all, by ticker and date.
    base::Result<std::vector<QuarantinedBar>> quarantine(
        const std::optional<base::Ticker>& ticker = std::nullopt) const;
    // The bars of a stock that the user vouched for, with the numbers they were vouched for with.
    base::Result<std::vector<bars::BarFields>> released(const base::Ticker& ticker) const;
    // The members on that date, by ticker, whether they have prices or not.
    base::Result<std::vector<Profile>> members_on(base::TradingDate date) const;
    base::Result<std::optional<Profile>> profile(const base::Ticker& ticker) const;
    // All bars and actions with from <= date <= to; with `known_on`, as in a PanelRequest. NotFound
    // for a stock without any bar.
    base::Result<bars::BarSeries> series(
        const base::Ticker& ticker,
        base::TradingDate from,
        base::TradingDate to,
        std::optional<base::TradingDate> known_on = std::nullopt) const;
    // Bars that were changed after they had been stored, latest change first; of one stock or all.
    base::Result<std::vector<Revision>> revisions(const std::optional<base::Ticker>& ticker) const;
    // The latest capitalisation known on `date`: as_of <= date.
    base::Result<std::optional<Cap>> cap_on(const base::Ticker& ticker,
                                            base::TradingDate date) const;
    // All that are known of a stock, oldest first.
    base::Result<std::vector<Cap>> caps(const base::Ticker& ticker) const;

private:
    struct Implementation;
    explicit Reader(std::unique_ptr<Implementation> implementation);
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace market_data
