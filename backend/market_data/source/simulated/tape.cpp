#include "market_data/source/simulated/tape.hpp"

#include <algorithm>
#include <cmath>

#include "market_data/source/simulated/portable_math.hpp"

namespace market_data::source::simulated {

namespace {

constexpr double kSplitChance = 1.0 / 50.0;  // A session above the company's own limit.
constexpr double kReverseBelowUsd = 5.0;
constexpr double kReverseChance = 1.0 / 30.0;
constexpr double kReverseAlwaysBelowUsd = 3.0;
constexpr double kReverseRatio = 1.0 / 8.0;

constexpr double kDividendAdjustment = 0.15;  // A quarter, towards the company's yield.
constexpr double kDividendOfPriceMax = 0.02;  // A quarter.

// Volume in logs: what lasts for days, of all stocks and of one, what is new, and what the move
// and a report bring, on their day and some of it on the next. The constant makes the mean
// activity about 1.
constexpr double kMarketMemory = 0.8;
constexpr double kMarketLasting = 0.07;
constexpr double kActivityMemory = 0.67;
constexpr double kActivityLasting = 0.22;
constexpr double kActivityNew = 0.16;
constexpr double kActivityOfMove = 0.16;
constexpr double kLastingOfMove = 0.05;
constexpr double kMoveUsual = 1.1;  // Its mean, in units of the stock's own volatility.
constexpr double kMoveMax = 6.0;
constexpr double kActivityOfReport = 0.30;
constexpr double kLastingOfReport = 0.30;
constexpr double kActivityConstant = -0.08;

double in_cents(double usd) {
    return std::max(std::round(usd * 100.0), 1.0) / 100.0;
}

// The highest point of a Brownian path in logs that starts at 0 and ends at `end_log`.
// Source: the reflection principle; L. Devroye, Non-Uniform Random Variate Generation (1986).
double path_maximum_log(double end_log, double variance, double uniform) {
    return 0.5 * (end_log + std::sqrt(end_log * end_log - 2.0 * variance * portable_log(uniform)));
}

}  // namespace

Tape::Tape(std::span<const Company> companies, std::uint64_t seed)
    : companies_(companies),
      random_(seed, Stream::Tape),
      activity_(companies.size(), 1.0),
      caps_usd_(companies.size()) {
    quotes_.reserve(companies.size());
    for (std::size_t i = 0; i < companies.size(); ++i) {
        const Company& company = companies[i];
        quotes_.push_back(
            {.price_usd = company.price_usd,
             .shares_outstanding = std::round(company.market_cap_usd / company.price_usd),
             .dividend_usd = company.dividend_yield / 4.0 * company.price_usd});
        caps_usd_[i] = quotes_[i].price_usd * quotes_[i].shares_outstanding;
    }
}

std::span<const double> Tape::draw_activity(std::span<const Move> moves) {
    market_activity_log_ = kMarketMemory * market_activity_log_ + kMarketLasting * random_.normal();
    for (std::size_t i = 0; i < companies_.size(); ++i) {
        const double size =
            std::min(std::abs(moves[i].total_log()) / companies_[i].own_volatility, kMoveMax) -
            kMoveUsual;
        const double report = moves[i].reports_earnings ? 1.0 : 0.0;
        double& lasting = quotes_[i].activity_log;
        const double today = lasting + market_activity_log_ + kActivityNew * random_.normal() +
                             kActivityOfMove * size + kActivityOfReport * report;
        activity_[i] = portable_exp(kActivityConstant + today);
        lasting = kActivityMemory * lasting + kActivityLasting * random_.normal() +
                  kLastingOfMove * size + kLastingOfReport * report;
    }
    return activity_;
}

// New shares for one old; 1 on nearly all sessions. The higher the price over the company's own
// limit, the more pieces.
double Tape::draw_split_ratio(const Company& company, double price_usd) {
    const double draw = random_.uniform();
    if (price_usd < kReverseBelowUsd) {
        return draw < kReverseChance || price_usd < kReverseAlwaysBelowUsd ? kReverseRatio : 1.0;
    }
    if (price_usd < company.split_above_usd || draw >= kSplitChance) {
        return 1.0;
    }
    const double excess = price_usd / company.split_above_usd;
    return excess < 1.12 ? 2.0 : excess < 1.25 ? 3.0 : 4.0;
}

// Dividends move slowly towards a share of the price.
// Source: J. Lintner, Distribution of Incomes of Corporations (1956).
double Tape::next_dividend_usd(const Company& company, const Quote& quote) {
    const double target = company.dividend_yield / 4.0 * quote.price_usd;
    const double next = quote.dividend_usd + kDividendAdjustment * (target - quote.dividend_usd);
    return std::min(next, kDividendOfPriceMax * quote.price_usd);
}

bars::Bar Tape::draw_bar(const Move& move, double base_usd, double volume, base::TradingDate date) {
    const double open_exact = base_usd * portable_exp(move.overnight_log);
    const double up =
        path_maximum_log(move.intraday_log, move.intraday_variance, random_.uniform());
    const double down =
        path_maximum_log(-move.intraday_log, move.intraday_variance, random_.uniform());
    const double open = in_cents(open_exact);
    const double close = in_cents(open_exact * portable_exp(move.intraday_log));
    const double high = in_cents(open_exact * portable_exp(up));
    const double low = in_cents(open_exact * portable_exp(-down));
    return bars::Bar::from({.date = date,
                            .open_usd = open,
                            .high_usd = std::max({high, open, close}),
                            .low_usd = std::min({low, open, close}),
                            .close_usd = close,
                            .volume_shares = std::round(volume)})
        .value();
}

Print Tape::print(std::size_t company_index,
                  const Move& move,
                  base::TradingDate date,
                  int session) {
    const Company& company = companies_[company_index];
    Quote& quote = quotes_[company_index];
    bars::Action action{.ex_date = date};

    action.split_ratio = draw_split_ratio(company, quote.price_usd);
    quote.price_usd /= action.split_ratio;
    quote.dividend_usd /= action.split_ratio;
    quote.shares_outstanding *= action.split_ratio;

    const bool goes_ex = session % kSessionsPerQuarter == company.dividend_phase;
    if (goes_ex && company.dividend_yield > 0.0) {
        quote.dividend_usd = next_dividend_usd(company, quote);
        action.dividend_usd = std::round(quote.dividend_usd * 100.0) / 100.0;
    }

    const double base_usd = quote.price_usd - action.dividend_usd;
    const double volume = quote.shares_outstanding * company.turnover * activity_[company_index];
    const bars::Bar bar = draw_bar(move, base_usd, volume, date);
    quote.price_usd = base_usd * portable_exp(move.total_log());
    caps_usd_[company_index] = bar.close_usd() * quote.shares_outstanding;

    const bool has_action = action.split_ratio != 1.0 || action.dividend_usd > 0.0;
    return {.bar = bar, .action = has_action ? std::optional{action} : std::nullopt};
}

}  // namespace market_data::source::simulated
