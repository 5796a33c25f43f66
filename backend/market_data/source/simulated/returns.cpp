#include "market_data/source/simulated/returns.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"

namespace market_data::source::simulated {

namespace {

// 8.3 % a year of expected simple return compounds to 7 % at 16 % volatility.
constexpr double kDriftDaily = 0.083 / kSessionsPerYear;
constexpr double kMarketVolatility = 0.16;  // Annual.
constexpr double kOvernightShare = 0.25;    // Of a session's variance.

// Fat tails: a shock is normal with one of two variances, whose mean is 1.
constexpr double kTailChance = 0.06;
constexpr double kTailVariance = 62.0 / 15.0;
constexpr double kBodyVariance = 0.8;

constexpr double kEarningsJump = 0.035;  // Standard deviations of the log return.
constexpr double kNewsJump = 0.08;
constexpr double kNewsChance = 1.0 / 700.0;

// No stock moves more than this in half a session; reached about never.
constexpr double kHalfMoveMax = 0.28;

constexpr GarchParameters kMarketGarch{.shock = 0.07, .memory = 0.88, .leverage = 0.5};
constexpr GarchParameters kOwnGarch{.shock = 0.08, .memory = 0.86, .leverage = 0.0};

double daily(double annual_volatility) {
    return annual_volatility / std::sqrt(double{kSessionsPerYear});
}

}  // namespace

ReturnModel::ReturnModel(std::span<const Company> companies, std::uint64_t seed)
    : companies_(companies),
      random_(seed, Stream::Returns),
      own_garch_(companies.size()),
      moves_(companies.size()) {}

ReturnModel::Shock ReturnModel::draw_shock(double volatility) {
    const double size = random_.chance(kTailChance) ? kTailVariance : kBodyVariance;
    const double expected = volatility * volatility;
    const double drawn = expected * size;
    const double overnight = std::sqrt(drawn * kOvernightShare) * random_.normal();
    const double intraday = std::sqrt(drawn * (1.0 - kOvernightShare)) * random_.normal();
    return {.overnight = overnight,
            .intraday = intraday,
            .expected_variance = expected,
            .drawn_variance = drawn};
}

// Reports once a quarter, other news rarely; both come overnight. Less what the jump would add to
// the expected simple return.
double ReturnModel::draw_jump(const Company& company) {
    const bool has_news = random_.chance(kNewsChance);
    const double size = random_.normal();
    if (session_ % kSessionsPerQuarter == company.earnings_phase) {
        return kEarningsJump * size - 0.5 * kEarningsJump * kEarningsJump;
    }
    const double mean = kNewsChance * (std::exp(0.5 * kNewsJump * kNewsJump) - 1.0);
    return (has_news ? kNewsJump * size : 0.0) - mean;
}

// A log return of mean 0 and variance v has an expected simple return of v / 2, which is taken
// off; what fat tails add to that (v squared) is below a basis point a year and left in.
Move ReturnModel::draw_move(std::size_t index,
                            const Shock& market,
                            double stock_scale,
                            double edge_log) {
    const Company& company = companies_[index];
    Garch& garch = own_garch_[index];
    const Shock& sector = sector_shocks_[company.sector];
    const Shock own =
        draw_shock(company.own_volatility * stock_scale * std::sqrt(garch.variance()));
    const double jump = draw_jump(company);
    garch.observe((own.overnight + own.intraday) / std::sqrt(own.expected_variance), kOwnGarch);

    const double beta = company.beta;
    const double expected_variance =
        beta * beta * market.expected_variance + sector.expected_variance + own.expected_variance;
    const double drawn_variance =
        beta * beta * market.drawn_variance + sector.drawn_variance + own.drawn_variance;
    const double mean = kDriftDaily + edge_log - 0.5 * expected_variance;
    const double overnight =
        kOvernightShare * mean + beta * market.overnight + sector.overnight + own.overnight + jump;
    const double intraday =
        (1.0 - kOvernightShare) * mean + beta * market.intraday + sector.intraday + own.intraday;
    return {.overnight_log = std::clamp(overnight, -kHalfMoveMax, kHalfMoveMax),
            .intraday_log = std::clamp(intraday, -kHalfMoveMax, kHalfMoveMax),
            .intraday_variance = (1.0 - kOvernightShare) * drawn_variance};
}

std::span<const Move> ReturnModel::step(std::span<const double> edge_log) {
    CHECK(edge_log.size() == companies_.size());
    const RegimeScale scale = regime_.step(random_);
    const Shock market =
        draw_shock(daily(kMarketVolatility) * scale.market * std::sqrt(market_garch_.variance()));
    market_garch_.observe(
        (market.overnight + market.intraday) / std::sqrt(market.expected_variance), kMarketGarch);
    for (std::size_t sector = 0; sector < kSectorCount; ++sector) {
        sector_shocks_[sector] =
            draw_shock(daily(sectors()[sector].sector_volatility) * scale.stock);
    }
    for (std::size_t i = 0; i < companies_.size(); ++i) {
        moves_[i] = draw_move(i, market, scale.stock, edge_log[i]);
    }
    ++session_;
    return moves_;
}

}  // namespace market_data::source::simulated
