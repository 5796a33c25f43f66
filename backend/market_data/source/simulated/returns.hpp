// ReturnModel: the total returns of all companies, session by session: the market's, their
// sector's, their own, and jumps.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "market_data/source/simulated/company.hpp"
#include "market_data/source/simulated/random.hpp"
#include "market_data/source/simulated/sectors.hpp"
#include "market_data/source/simulated/volatility.hpp"

namespace market_data::source::simulated {

// One session of one company.
struct Move {
    double overnight_log = 0.0;      // Last close to open, dividend included.
    double intraday_log = 0.0;       // Open to close.
    double intraday_variance = 0.0;  // Of the path in between, which decides the day's range.
    bool reports_earnings = false;   // The night before was that of the quarterly report.

    double total_log() const { return overnight_log + intraday_log; }
};

class ReturnModel {
public:
    // Borrows `companies`.
    ReturnModel(std::span<const Company> companies, std::uint64_t seed);

    // The next session, one move a company; valid until the next call. Each company's expected
    // simple return is the same but for `edge_log`, an addition to its log return.
    // The draws are the same in number on every call, whatever was drawn or given.
    // REQUIRES: edge_log.size() is the number of companies.
    std::span<const Move> step(std::span<const double> edge_log);

private:
    // A shock shared by many, or one company's own.
    struct Shock {
        double overnight = 0.0;
        double intraday = 0.0;
        double expected_variance = 0.0;  // Before its size was drawn.
        double intraday_variance = 0.0;  // After, of its intraday part.
    };

    // How a shock is spread over the session and over its sizes.
    struct Shape {
        double overnight_share;  // Of the variance.
        double tail_chance;      // A shock is normal, and now and then a wilder normal around a
        double tail_variance;    // mean of its own, such that all in all it has mean 0 and
        double tail_mean;        // variance 1, in units of its volatility.
    };
    static const Shape kMarketShape;
    static const Shape kOwnShape;

    Shock draw_shock(double volatility, const Shape& shape);
    double draw_jump(const Company& company, bool reports_earnings);
    Move draw_move(std::size_t index, const Shock& market, double stock_scale, double edge_log);

    std::span<const Company> companies_;
    Random random_;
    int session_ = 0;
    RegimeChain regime_;
    Garch market_garch_;
    std::vector<Garch> own_garch_;
    std::array<Shock, kSectorCount> sector_shocks_{};
    std::vector<Move> moves_;
};

}  // namespace market_data::source::simulated
