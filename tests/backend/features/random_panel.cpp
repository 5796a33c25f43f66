#include "backend/features/random_panel.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <random>
#include <string>

#include <fmt/format.h>

#include "bars/calendar.hpp"

namespace features {

namespace {

using base::TradingDate;

class RandomWalk {
public:
    RandomWalk(std::uint64_t seed, bool actions)
        : random_(seed), actions_(actions), price_(20.0 + 10.0 * static_cast<double>(seed % 13)) {}

    // Appends what happened on `date`; the common part of the move is `market`.
    void trade(TradingDate date, double market, bool volume, bars::BarSeries& series) {
        double ratio = 1.0;
        double dividend = 0.0;
        if (actions_ && !series.empty()) {
            ratio = uniform() < 0.003 ? (uniform() < 0.7 ? 2.0 : 0.2) : 1.0;
            dividend = uniform() < 0.015 ? 0.01 * price_ / ratio : 0.0;
        }
        price_ = price_ / ratio - dividend;
        if (ratio != 1.0 || dividend != 0.0) {
            series.append(
                bars::Action{.ex_date = date, .dividend_usd = dividend, .split_ratio = ratio});
        }
        const double open = price_ * std::exp(0.005 * normal());
        const double close = open * std::exp(0.7 * market + 0.012 * normal());
        const double high = std::max(open, close) * std::exp(0.004 * std::abs(normal()));
        const double low = std::min(open, close) * std::exp(-0.004 * std::abs(normal()));
        const double shares = volume ? std::floor(1e6 * std::exp(0.4 * normal())) : 0.0;
        price_ = close;
        series.append(bars::Bar::from({date, open, high, low, close, shares}).value());
    }
    double uniform() { return std::uniform_real_distribution<double>{}(random_); }

private:
    double normal() { return std::normal_distribution<double>{}(random_); }

    std::mt19937_64 random_;
    bool actions_;
    double price_;
};

std::vector<TradingDate> sessions_from(TradingDate first, std::size_t count) {
    auto sessions = bars::sessions_between(first, TradingDate{2030, 12, 31});
    sessions.resize(count, first);
    return sessions;
}

bars::Panel cut(const bars::Panel& panel, std::size_t begin, std::size_t end) {
    const auto at = [](std::size_t index) {
        return static_cast<std::ptrdiff_t>(index);
    };
    bars::Panel part;
    part.sessions.assign(std::next(panel.sessions.begin(), at(begin)),
                         std::next(panel.sessions.begin(), at(end)));
    for (const auto& stock : panel.stocks) {
        bars::BarSeries series;
        const auto& whole = stock.series;
        const auto inside = [&](TradingDate date) {
            return part.sessions.front() <= date && date <= part.sessions.back();
        };
        for (std::size_t bar = 0; bar < whole.size(); ++bar) {
            if (inside(whole.dates()[bar])) {
                series.append(bars::Bar::from(whole.fields(bar)).value());
            }
        }
        for (const auto& action : whole.actions()) {
            if (inside(action.ex_date)) {
                series.append(action);
            }
        }
        part.stocks.push_back({stock.ticker,
                               stock.sector,
                               std::move(series),
                               {std::next(stock.member.begin(), at(begin)),
                                std::next(stock.member.begin(), at(end))}});
    }
    return part;
}

}  // namespace

bars::Panel random_panel(const RandomPanelOptions& options) {
    bars::Panel panel;
    panel.sessions = sessions_from(TradingDate{2015, 3, 4}, options.sessions);
    std::mt19937_64 random{options.seed};
    std::normal_distribution<double> normal;
    std::vector<double> market(options.sessions);
    std::generate(market.begin(), market.end(), [&] { return 0.01 * normal(random); });
    for (std::size_t number = 0; number < options.stocks; ++number) {
        RandomWalk walk{options.seed * 1000 + number, options.actions};
        const std::size_t first = options.gaps && number % 7 == 3 ? options.sessions / 3 : 0;
        bars::BarSeries series;
        std::vector<std::uint8_t> member(options.sessions, 1);
        for (std::size_t session = first; session < options.sessions; ++session) {
            if (options.gaps && walk.uniform() < 0.02) {
                continue;
            }
            const bool volume = !options.gaps || walk.uniform() > 0.05;
            walk.trade(panel.sessions[session], market[session], volume, series);
        }
        for (std::size_t session = 0; session < options.sessions; ++session) {
            const bool leaves = number % 5 == 2 && session > options.sessions / 2;
            const bool joins = number % 5 == 4 && session < options.sessions / 4;
            member[session] = !options.all_members && (leaves || joins) ? 0 : 1;
        }
        const std::size_t sector = number % options.sectors;
        panel.stocks.push_back({base::Ticker::from(fmt::format("S{}", 1000 + number)).value(),
                                sector == 0 ? "Unknown" : fmt::format("Sector {}", sector),
                                std::move(series),
                                std::move(member)});
    }
    return panel;
}

bars::Panel first_sessions(const bars::Panel& panel, std::size_t count) {
    return cut(panel, 0, count);
}

bars::Panel last_sessions(const bars::Panel& panel, std::size_t count) {
    return cut(panel, panel.sessions.size() - count, panel.sessions.size());
}

}  // namespace features
