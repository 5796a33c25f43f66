// Index: which companies are members on which session, and which trade at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/date.hpp"
#include "market_data/source/simulated/company.hpp"
#include "market_data/source/simulated/market.hpp"
#include "market_data/source/simulated/random.hpp"

namespace market_data::source::simulated {

// The same number of members on every session. About 4 % of them are replaced in a year: most
// because they have become small, some because they are bought and stop trading that day. Big
// outsiders join. A few of those that left stop trading weeks later.
class Index {
public:
    // Borrows `companies`. REQUIRES: companies.size() == pool_size(symbols)
    Index(std::size_t symbols, std::span<const Company> companies, std::uint64_t seed);

    // What holds on the sessions[session], decided on the evening before. `caps_usd`: of that
    // evening, one a company.
    // REQUIRES: called for session 0, 1, 2, ... in turn.
    void open(std::size_t session,
              std::span<const base::TradingDate> sessions,
              std::span<const double> caps_usd);

    bool trades(std::size_t company) const;  // On the session last opened.
    std::span<const Spell> spells(std::size_t company) const { return states_[company].spells; }

private:
    struct State {
        bool is_member = false;
        std::optional<int> delisted;  // The first session without a bar.
        std::optional<int> left;      // The first session out of the index, the last time.
        std::vector<Spell> spells;
    };

    void found(base::TradingDate date, std::span<const double> caps_usd);
    void replace_one(base::TradingDate last,
                     base::TradingDate first,
                     std::span<const double> caps_usd);
    bool may_join(std::size_t company) const;
    std::vector<std::size_t> candidates() const;

    std::size_t symbols_;
    std::span<const Company> companies_;
    Random random_;
    int session_ = 0;
    std::vector<State> states_;
    std::vector<std::size_t> members_;
};

}  // namespace market_data::source::simulated
