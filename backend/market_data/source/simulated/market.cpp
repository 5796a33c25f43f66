#include "market_data/source/simulated/market.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "market_data/source/simulated/company.hpp"
#include "market_data/source/simulated/edge.hpp"
#include "market_data/source/simulated/index.hpp"
#include "market_data/source/simulated/returns.hpp"
#include "market_data/source/simulated/sectors.hpp"
#include "market_data/source/simulated/tape.hpp"

namespace market_data::source::simulated {

using base::TradingDate;

namespace {

// Sessions lived before the first one shown: the edge looks back 252, volatility needs to settle.
constexpr int kWarmupSessions = 300;

base::Error wrong(std::string message) {
    return base::Error{base::ErrorCode::Usage, "simulated market: " + std::move(message)};
}

base::Result<std::vector<TradingDate>> sessions_of(const MarketSpec& spec) {
    if (spec.symbols < 1 || spec.symbols > kSymbolsMax) {
        return wrong(fmt::format("symbols {} is not in 1..{}", spec.symbols, kSymbolsMax));
    }
    if (!(spec.edge >= 0.0 && spec.edge <= 1.0)) {
        return wrong(fmt::format("edge {} is not in 0..1", spec.edge));
    }
    for (const auto& [name, share] :
         {std::pair{"missing", spec.missing}, std::pair{"bad", spec.bad}}) {
        if (!(share >= 0.0 && share <= kFaultShareMax)) {
            return wrong(fmt::format("{} {} is not in 0..{}", name, share, kFaultShareMax));
        }
    }
    for (const TradingDate date : {spec.first_session, spec.last_session}) {
        if (!bars::in_calendar(date)) {
            return wrong(fmt::format("{} is outside the trading calendar, {}..{}",
                                     date.text(),
                                     bars::kCalendarFirst.text(),
                                     bars::kCalendarLast.text()));
        }
    }
    if (spec.first_session >= spec.last_session) {
        return wrong(fmt::format("first session {} is not before last session {}",
                                 spec.first_session.text(),
                                 spec.last_session.text()));
    }
    auto sessions = bars::sessions_between(spec.first_session, spec.last_session);
    if (sessions.size() < 2) {
        return wrong(fmt::format("{}..{} has {} session(s), at least 2 are needed",
                                 spec.first_session.text(),
                                 spec.last_session.text(),
                                 sessions.size()));
    }
    return sessions;
}

// What a company has shown under one ticker.
struct Listing {
    bars::BarSeries series;
    std::vector<Fault> faults;
    double cap_usd = 0.0;
};

// The parts of `spells` from `first` on that are over on `last`, if there is one.
std::vector<Spell> spells_within(std::span<const Spell> spells,
                                 TradingDate first,
                                 std::optional<TradingDate> last) {
    std::vector<Spell> result;
    for (const Spell& spell : spells) {
        Spell part{.first = std::max(spell.first, first), .last = spell.last};
        if (last.has_value()) {
            part.last = spell.last.has_value() ? std::min(*spell.last, *last) : *last;
        }
        if (!part.last.has_value() || part.first <= *part.last) {
            result.push_back(part);
        }
    }
    return result;
}

SimulatedStock stock_of(std::size_t sector,
                        Listing listing,
                        const base::Ticker& ticker,
                        const std::string& name) {
    return {.ticker = ticker,
            .name = name,
            .sector = std::string{sectors()[sector].name},
            .series = std::move(listing.series),
            .market_cap_usd = listing.cap_usd,
            .member_spells = {},
            .successor = std::nullopt,
            .faults = std::move(listing.faults)};
}

// The whole market on its way through the sessions. Companies not listed yet and those that no
// longer trade are carried along: what is drawn does not depend on who trades.
class Simulation {
public:
    Simulation(const MarketSpec& spec, std::span<const base::TradingDate> sessions)
        : sessions_(sessions),
          companies_(found_companies(spec.symbols, spec.seed)),
          returns_(companies_, spec.seed),
          edge_(companies_.size(), spec.edge),
          tape_(companies_, spec.seed),
          index_(spec.symbols, companies_, spec.seed),
          has_faults_(spec.missing > 0.0 || spec.bad > 0.0),
          faults_(spec.seed, spec.missing, spec.bad),
          listings_(companies_.size()) {}

    void run() {
        for (int i = 0; i < kWarmupSessions; ++i) {
            draw_moves();
        }
        for (std::size_t session = 0; session < sessions_.size(); ++session) {
            index_.open(session, sessions_, tape_.caps_usd());
            const auto moves = draw_moves();
            for (std::size_t company = 0; company < companies_.size(); ++company) {
                trade(company, moves[company], session);
            }
        }
    }

    std::vector<SimulatedStock> take_stocks() && {
        std::vector<SimulatedStock> stocks;
        for (std::size_t i = 0; i < companies_.size(); ++i) {
            take_company(i, stocks);
        }
        std::sort(stocks.begin(), stocks.end(), [](const auto& a, const auto& b) {
            return a.ticker < b.ticker;
        });
        return stocks;
    }

private:
    std::span<const Move> draw_moves() {
        const auto moves = returns_.step(edge_.next_log());
        edge_.observe(moves, tape_.draw_activity(moves));
        return moves;
    }

    void trade(std::size_t company, const Move& move, std::size_t session) {
        const Print print =
            tape_.print(company, move, sessions_[session], static_cast<int>(session));
        if (!index_.trades(company)) {
            return;
        }
        Listing& listing = listing_on(company, session);
        if (listing.series.empty()) {
            listing.series.reserve(sessions_.size() - session);
        } else if (print.action.has_value()) {  // Nobody sees what came before the first bar.
            listing.series.append(*print.action);
        }
        if (arrives(listing, print.bar)) {
            listing.series.append(print.bar);
        }
        listing.cap_usd = listing.series.dates().back() == print.bar.date()
                              ? tape_.caps_usd()[company]
                              : listing.cap_usd;
    }

    // On the day of a new ticker, all that was shown under the old one is found under it too.
    Listing& listing_on(std::size_t company, std::size_t session) {
        Listing& before = listings_[company][kBefore];
        Listing& after = listings_[company][kAfter];
        if (!is_renamed(company, session)) {
            return before;
        }
        if (after.series.empty()) {
            after.series = before.series;
        }
        return after;
    }

    // Whether the bar comes through as it is; what comes instead is dealt with.
    bool arrives(Listing& listing, const bars::Bar& bar) {
        if (!has_faults_ || listing.series.empty()) {
            return true;
        }
        const auto last = listing.series.fields(listing.series.size() - 1);
        const auto fault = faults_.draw(bar.fields(), last);
        if (!fault.has_value()) {
            return true;
        }
        listing.faults.push_back(*fault);
        const auto wrong_bar = bars::Bar::from(fault->bar);
        if (fault->kind != FaultKind::Missing && wrong_bar.ok()) {
            listing.series.append(wrong_bar.value());
        }
        return false;
    }

    bool is_renamed(std::size_t company, std::size_t session) const {
        const auto& rename = companies_[company].rename;
        return rename.has_value() && rename->session <= static_cast<int>(session);
    }

    // One stock, or two of a company that changed its ticker.
    void take_company(std::size_t company, std::vector<SimulatedStock>& stocks) {
        const Company& who = companies_[company];
        Listing& before = listings_[company][kBefore];
        Listing& after = listings_[company][kAfter];
        const auto spells = index_.spells(company);
        std::optional<TradingDate> change;       // First session under the new ticker.
        std::optional<TradingDate> last_before;  // Last one under the old.
        if (is_renamed(company, sessions_.size() - 1)) {
            const auto session = static_cast<std::size_t>(who.rename->session);
            change = sessions_[session];
            last_before = sessions_[session - 1];
        }
        if (!before.series.empty()) {
            stocks.push_back(stock_of(who.sector, std::move(before), who.ticker, who.name));
            stocks.back().member_spells = spells_within(spells, sessions_[0], last_before);
            if (!after.series.empty()) {
                stocks.back().successor =
                    Successor{.ticker = who.rename->ticker, .first_session = *change};
            }
        }
        if (!after.series.empty()) {
            stocks.push_back(
                stock_of(who.sector, std::move(after), who.rename->ticker, who.rename->name));
            stocks.back().member_spells = spells_within(spells, *change, std::nullopt);
        }
    }

    static constexpr std::size_t kBefore = 0;  // Its first ticker.
    static constexpr std::size_t kAfter = 1;   // The one it changed to.

    std::span<const base::TradingDate> sessions_;
    std::vector<Company> companies_;
    ReturnModel returns_;
    Edge edge_;
    Tape tape_;
    Index index_;
    bool has_faults_;
    Faults faults_;
    std::vector<std::array<Listing, 2>> listings_;
};

}  // namespace

base::Result<std::vector<SimulatedStock>> simulate(const MarketSpec& spec) {
    TRY_ASSIGN(const auto sessions, sessions_of(spec));
    Simulation simulation{spec, sessions};
    simulation.run();
    return std::move(simulation).take_stocks();
}

}  // namespace market_data::source::simulated
