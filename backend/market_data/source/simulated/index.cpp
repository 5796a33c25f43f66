#include "market_data/source/simulated/index.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "market_data/source/simulated/portable_math.hpp"

namespace market_data::source::simulated {

namespace {

constexpr double kReplacedPerYear = 0.04;  // Of the members: 20 of 500.
constexpr double kBoughtShare = 0.2;       // Of those that leave.
constexpr double kFailsLaterShare = 0.1;   // Of those that leave otherwise.
constexpr std::size_t kFailsWithinSessions = 120;
constexpr int kSeasoningSessions =
    kSessionsPerYear;                       // Listed, or out of the index, before joining.
constexpr std::size_t kCompared = 8;        // Companies looked at for each place.
constexpr double kFirstChoiceSpread = 1.2;  // Of log cap: small members exist from the start.

}  // namespace

Index::Index(std::size_t symbols, std::span<const Company> companies, std::uint64_t seed)
    : symbols_(symbols),
      companies_(companies),
      random_(seed, Stream::Index),
      states_(companies.size()) {
    CHECK(companies.size() == pool_size(symbols));
}

bool Index::trades(std::size_t company) const {
    const State& state = states_[company];
    const bool is_listed = companies_[company].listed_session <= session_;
    return is_listed && (!state.delisted.has_value() || session_ < *state.delisted);
}

bool Index::may_join(std::size_t company) const {
    const State& state = states_[company];
    const int listed = companies_[company].listed_session;
    const bool is_seasoned = listed == 0 || session_ >= listed + kSeasoningSessions;
    const bool may_return = !state.left.has_value() || session_ >= *state.left + kSeasoningSessions;
    return !state.is_member && !state.delisted.has_value() && is_seasoned && may_return;
}

std::vector<std::size_t> Index::candidates() const {
    std::vector<std::size_t> result;
    for (std::size_t company = 0; company < states_.size(); ++company) {
        if (may_join(company)) {
            result.push_back(company);
        }
    }
    return result;
}

// The biggest, but not strictly.
void Index::found(base::TradingDate date, std::span<const double> caps_usd) {
    std::vector<double> ranking(states_.size());
    for (std::size_t company = 0; company < ranking.size(); ++company) {
        ranking[company] = portable_log(caps_usd[company]) + kFirstChoiceSpread * random_.normal();
    }
    members_ = candidates();
    CHECK(members_.size() >= symbols_);
    std::stable_sort(members_.begin(), members_.end(), [&](std::size_t a, std::size_t b) {
        return ranking[a] > ranking[b];
    });
    members_.resize(symbols_);
    for (const std::size_t company : members_) {
        states_[company].is_member = true;
        states_[company].spells.push_back({.first = date, .last = std::nullopt});
    }
}

void Index::replace_one(base::TradingDate last,
                        base::TradingDate first,
                        std::span<const double> caps_usd) {
    const bool is_bought = random_.chance(kBoughtShare);
    const auto smaller = [&](std::size_t a, std::size_t b) {
        return caps_usd[a] < caps_usd[b];
    };

    auto place = random_.below(members_.size());
    for (std::size_t i = 1; i < kCompared && !is_bought; ++i) {
        const auto other = random_.below(members_.size());
        place = smaller(members_[other], members_[place]) ? other : place;
    }
    const auto outsiders = candidates();
    if (outsiders.empty()) {
        return;
    }
    std::size_t joiner = outsiders[random_.below(outsiders.size())];
    for (std::size_t i = 1; i < kCompared; ++i) {
        const std::size_t other = outsiders[random_.below(outsiders.size())];
        joiner = smaller(joiner, other) ? other : joiner;
    }

    State& leaver = states_[members_[place]];
    leaver.is_member = false;
    leaver.left = session_;
    leaver.spells.back().last = last;
    // No company dies while the outsiders are few: the index must always find its next member.
    const bool may_die = outsiders.size() * 4 > states_.size() - symbols_;
    const bool fails_later = random_.chance(kFailsLaterShare);
    const auto delay = static_cast<int>(1 + random_.below(kFailsWithinSessions));
    if (may_die && (is_bought || fails_later)) {
        leaver.delisted = is_bought ? session_ : session_ + delay;
    }
    members_[place] = joiner;
    states_[joiner].is_member = true;
    states_[joiner].spells.push_back({.first = first, .last = std::nullopt});
}

void Index::open(std::size_t session,
                 std::span<const base::TradingDate> sessions,
                 std::span<const double> caps_usd) {
    session_ = static_cast<int>(session);
    if (session == 0) {
        found(sessions[0], caps_usd);
        return;
    }
    const double expected =
        kReplacedPerYear * static_cast<double>(symbols_) / double{kSessionsPerYear};
    if (random_.chance(expected)) {  // Below 1 up to kSymbolsMax.
        replace_one(sessions[session - 1], sessions[session], caps_usd);
    }
}

}  // namespace market_data::source::simulated
