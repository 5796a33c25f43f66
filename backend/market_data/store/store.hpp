// Store: the only writer of market_data.db. Each call is one transaction: all of it or nothing.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bars/bar_series.hpp"
#include "base/result.hpp"
#include "base/units.hpp"

namespace market_data::store {

struct Quarantined {
    base::TradingDate date;
    std::string reason;
    std::string origin;  // File and line, or vendor and reply.
};

struct StockUpdate {
    base::Ticker ticker;
    std::vector<bars::Bar> bars;        // Oldest first.
    std::vector<bars::Action> actions;  // Oldest first; as traded on the ex-date.
    std::vector<Quarantined> quarantined;
};

// Where an import came from, for the record.
struct Provenance {
    std::string
        kind;  // "prices", "members", "spells", "caps", "shares", "builtin", "wikipedia", ...
    std::string file;    // Name without folder.
    std::string sha256;  // Of the file as it was read.
};

struct PriceCounts {
    std::size_t bars_new = 0;
    std::size_t bars_changed = 0;
    std::size_t bars_unchanged = 0;
    std::size_t actions = 0;
    std::size_t quarantined = 0;
};

struct Profile {
    base::Ticker ticker;
    std::string name;    // Empty: keep what is known.
    std::string sector;  // Empty: keep what is known.
};

struct Spell {
    base::Ticker ticker;
    base::TradingDate first;
    std::optional<base::TradingDate> end;  // Exclusive; nothing: still a member.
};

// A stock joins the index on a day, or is no longer in it from that day on.
struct MembershipChange {
    base::Ticker ticker;
    base::TradingDate date;
    bool joins;
};

struct Cap {
    base::Ticker ticker;
    base::TradingDate as_of;
    double usd;
};

class Store {
public:
    static base::Result<Store> open(const std::filesystem::path& path);
    Store(Store&&) noexcept;
    Store& operator=(Store&&) noexcept;
    ~Store();

    // Says where the prices come from before the first of them is written; Refused as below.
    base::Result<void> claim(const std::string& source);
    // Bars and actions replace those of the same stock and date; others stay. A bar put into
    // quarantine leaves the store; a sound bar of the same day ends its quarantine. `source` names
    // the prices on every page; one store holds either simulated or real prices, and the other kind
    // is Refused. `progress` gets the stocks done.
    base::Result<PriceCounts> write_prices(const std::vector<StockUpdate>& stocks,
                                           const std::string& source,
                                           const Provenance& provenance,
                                           const std::function<void(std::size_t)>& progress);
    // Replaces all spells of the same provenance file; spells of other files stay.
    base::Result<void> write_spells(const std::vector<Spell>& spells, const Provenance& provenance);
    // In order. A stock that joins gets an open spell of its own, kept under the provenance file
    // with those already there. A stock that leaves ends that day in the spells of every file;
    // those that would have begun then or later go.
    base::Result<void> change_membership(const std::vector<MembershipChange>& changes,
                                         const Provenance& provenance);
    base::Result<void> write_profiles(const std::vector<Profile>& profiles,
                                      const Provenance& provenance);
    base::Result<void> write_caps(const std::vector<Cap>& caps, const Provenance& provenance);

    base::Result<void> set(const std::string& key, const std::string& value);
    base::Result<std::optional<std::string>> setting(const std::string& key) const;

private:
    struct Implementation;
    explicit Store(std::unique_ptr<Implementation> implementation);
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace market_data::store
