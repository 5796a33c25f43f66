#include "market_data/source/simulated/market.hpp"

#include <algorithm>
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

namespace {

// Sessions lived before the first one shown: the edge looks back 252, volatility needs to settle.
constexpr int kWarmupSessions = 300;

base::Error wrong(std::string message) {
    return base::Error{base::ErrorCode::Usage, "simulated market: " + std::move(message)};
}

base::Result<std::vector<base::TradingDate>> sessions_of(const MarketSpec& spec) {
    if (spec.symbols < 1 || spec.symbols > kSymbolsMax) {
        return wrong(fmt::format("symbols {} is not in 1..{}", spec.symbols, kSymbolsMax));
    }
    if (!(spec.edge >= 0.0 && spec.edge <= 1.0)) {
        return wrong(fmt::format("edge {} is not in 0..1", spec.edge));
    }
    for (const base::TradingDate date : {spec.first_session, spec.last_session}) {
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
          series_(companies_.size()),
          caps_usd_(companies_.size(), 0.0) {}

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
            if (series_[i].empty()) {
                continue;
            }
            const auto spells = index_.spells(i);
            stocks.push_back({.ticker = companies_[i].ticker,
                              .name = companies_[i].name,
                              .sector = std::string{sectors()[companies_[i].sector].name},
                              .series = std::move(series_[i]),
                              .market_cap_usd = caps_usd_[i],
                              .member_spells = {spells.begin(), spells.end()}});
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
        bars::BarSeries& series = series_[company];
        if (!index_.trades(company)) {
            return;
        }
        if (series.empty()) {
            series.reserve(sessions_.size() - session);
        } else if (print.action.has_value()) {  // Nobody sees what came before the first bar.
            series.append(*print.action);
        }
        series.append(print.bar);
        caps_usd_[company] = tape_.caps_usd()[company];
    }

    std::span<const base::TradingDate> sessions_;
    std::vector<Company> companies_;
    ReturnModel returns_;
    Edge edge_;
    Tape tape_;
    Index index_;
    std::vector<bars::BarSeries> series_;
    std::vector<double> caps_usd_;
};

}  // namespace

base::Result<std::vector<SimulatedStock>> simulate(const MarketSpec& spec) {
    TRY_ASSIGN(const auto sessions, sessions_of(spec));
    Simulation simulation{spec, sessions};
    simulation.run();
    return std::move(simulation).take_stocks();
}

}  // namespace market_data::source::simulated
