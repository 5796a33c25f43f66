// Tape: turns a company's returns into what the exchange prints: bars in cents and shares, splits
// and dividends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "bars/bar.hpp"
#include "bars/bar_series.hpp"
#include "base/date.hpp"
#include "market_data/source/simulated/company.hpp"
#include "market_data/source/simulated/random.hpp"
#include "market_data/source/simulated/returns.hpp"

namespace market_data::source::simulated {

struct Print {
    bars::Bar bar;
    std::optional<bars::Action> action;  // Before the open.
};

class Tape {
public:
    // Borrows `companies`.
    Tape(std::span<const Company> companies, std::uint64_t seed);

    // Volume over its usual for these moves, one a company; valid until the next call.
    // REQUIRES: called once a session, before its prints.
    std::span<const double> draw_activity(std::span<const Move> moves);
    // session: counted from the first.
    Print print(std::size_t company_index, const Move& move, base::TradingDate date, int session);

    // At the last price; one a company.
    std::span<const double> caps_usd() const { return caps_usd_; }

private:
    struct Quote {
        double price_usd;  // Exact; the bars show it in cents.
        double shares_outstanding;
        double dividend_usd;        // Of the last quarter, per share.
        double activity_log = 0.0;  // The part of its volume that lasts for days.
    };

    double draw_split_ratio(const Company& company, double price_usd);
    static double next_dividend_usd(const Company& company, const Quote& quote);
    bars::Bar draw_bar(const Move& move, double base_usd, double volume, base::TradingDate date);

    std::span<const Company> companies_;
    Random random_;
    std::vector<Quote> quotes_;
    double market_activity_log_ = 0.0;  // The part of all volumes that lasts for days.
    std::vector<double> activity_;
    std::vector<double> caps_usd_;
};

}  // namespace market_data::source::simulated
