// Store: the only writer of market_data.db. Each call is one transaction: all of it or nothing.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "market_data/store/types.hpp"

namespace market_data::store {

class Store {
public:
    static base::Result<Store> open(const std::filesystem::path& path);
    Store(Store&&) noexcept;
    Store& operator=(Store&&) noexcept;
    ~Store();

    // Says where the prices come from before the first of them is written; Refused as below.
    base::Result<void> claim(const std::string& source);
    // Refused for a store that holds a simulated market.
    base::Result<void> refuse_simulated() const;
    // Bars and actions replace those of the same stock and date, which stay as earlier versions;
    // others stay as they are. Numbers that differ by less than a vendor's rounding are no change.
    // A bar put into quarantine leaves the store, unless other numbers are stored for that day; a
    // sound bar of the same day ends its quarantine, and one that the user released is not held
    // back again. `source` names the prices on every page; one store holds either simulated or real
    // prices, and the other kind is Refused. `progress` gets the stocks done.
    base::Result<PriceCounts> write_prices(const std::vector<StockUpdate>& stocks,
                                           const std::string& source,
                                           const Provenance& provenance,
                                           const std::function<void(std::size_t)>& progress);
    // The same for one stock out of a vendor's reply, which is kept whole beside it.
    base::Result<PriceCounts> write_reply(const StockUpdate& stock,
                                          const std::string& source,
                                          const PackedReply& reply);
    // Keeps a reply of which nothing could be used.
    base::Result<void> keep_reply(const base::Ticker& ticker, const PackedReply& reply);
    // Whether the file of that name was imported last with these bytes, and nothing of it is held
    // back: a held bar may be believed now.
    base::Result<bool> has_file(const std::string& file, const std::string& sha256) const;
    // Puts a bar held in quarantine into the store, as the user says that it is right. NotFound
    // when there is none that day; InvalidInput when its numbers do not hold together; Refused when
    // the day is no session.
    base::Result<void> release(const base::Ticker& ticker,
                               base::TradingDate date,
                               std::chrono::system_clock::time_point now);
    // Says of a bar that the user vouches for it, whether it is stored or still to come.
    base::Result<void> vouch(const base::Ticker& ticker, const bars::BarFields& bar);
    // The reply that the stored bar of that day came from. NotFound when there is no such bar, when
    // it came from a file, or when the reply was pruned.
    base::Result<KeptReply> reply_of(const base::Ticker& ticker, base::TradingDate date) const;
    // Every kept reply in the order in which they came.
    base::Result<void> each_reply(
        const std::function<base::Result<void>(const KeptReply&)>& each) const;
    // Forgets the bodies of replies that came before that day; what they brought stays. How many.
    base::Result<std::size_t> prune_replies(base::TradingDate before);

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

    // Makes the snapshot for readers (reader/snapshot.hpp) anew where the prices have changed since
    // it was made. Without one they read the rows, ten times slower.
    base::Result<void> refresh_snapshot();

    base::Result<void> set(const std::string& key, const std::string& value);
    base::Result<std::optional<std::string>> setting(const std::string& key) const;

private:
    struct Implementation;
    explicit Store(std::unique_ptr<Implementation> implementation);
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace market_data::store
