#include "market_data/source/simulated/returns.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "market_data/source/simulated/portable_math.hpp"

namespace market_data::source::simulated {

namespace {

// 8.3 % a year of expected simple return compounds to 7 % at 16 % volatility.
constexpr double kDriftDaily = 0.083 / kSessionsPerYear;
constexpr double kDriftOvernightShare = 0.25;
constexpr double kMarketVolatility = 0.175;  // Annual.

// The size of a report's jump is itself uncertain: many are expected, some are not.
constexpr double kBigReportChance = 0.15;
constexpr double kBigReportScale = 1.9;  // Of the jump's usual deviation.
constexpr double kSmallReportScale = 0.735;

constexpr double kNewsMean = -0.02;  // Sudden news is bad news rather than good.
constexpr double kNewsJump = 0.08;
constexpr double kNewsChance = 1.0 / 600.0;

// No stock moves more than this in half a session; reached about never.
constexpr double kHalfMoveMax = 0.40;

constexpr GarchParameters kMarketGarch{.shock = 0.09, .memory = 0.84, .leverage = 0.6};
constexpr GarchParameters kOwnGarch{.shock = 0.10, .memory = 0.85, .leverage = 0.2};

double daily(double annual_volatility) {
    return annual_volatility / std::sqrt(double{kSessionsPerYear});
}

}  // namespace

const ReturnModel::Shape ReturnModel::kMarketShape{
    .overnight_share = 0.32, .tail_chance = 0.05, .tail_variance = 4.0, .tail_mean = -0.8};
const ReturnModel::Shape ReturnModel::kOwnShape{
    .overnight_share = 0.19, .tail_chance = 0.03, .tail_variance = 7.0, .tail_mean = -0.2};

ReturnModel::ReturnModel(std::span<const Company> companies, std::uint64_t seed)
    : companies_(companies),
      random_(seed, Stream::Returns),
      own_garch_(companies.size()),
      moves_(companies.size()) {}

ReturnModel::Shock ReturnModel::draw_shock(double volatility, const Shape& shape) {
    const double tail = shape.tail_chance;
    const double body = 1.0 - tail;
    const double body_mean = -tail * shape.tail_mean / body;
    const double between = tail * shape.tail_mean * shape.tail_mean / body;
    const double body_variance = (1.0 - tail * shape.tail_variance - between) / body;

    const bool is_tail = random_.chance(tail);
    const double mean = volatility * (is_tail ? shape.tail_mean : body_mean);
    const double variance =
        volatility * volatility * (is_tail ? shape.tail_variance : body_variance);
    const double overnight_variance = variance * shape.overnight_share;
    const double intraday_variance = variance - overnight_variance;
    const double overnight = std::sqrt(overnight_variance) * random_.normal();
    const double intraday = std::sqrt(intraday_variance) * random_.normal();
    return {.overnight = mean * shape.overnight_share + overnight,
            .intraday = mean * (1.0 - shape.overnight_share) + intraday,
            .expected_variance = volatility * volatility,
            .intraday_variance = intraday_variance};
}

// Reports once a quarter, other news rarely; both come overnight. Less what the jump would add to
// the expected simple return.
double ReturnModel::draw_jump(const Company& company, bool reports_earnings) {
    const double chance = random_.uniform();
    const double size = random_.normal();
    if (reports_earnings) {
        const double scale = chance < kBigReportChance ? kBigReportScale : kSmallReportScale;
        return company.earnings_jump * scale * size -
               0.5 * company.earnings_jump * company.earnings_jump;
    }
    const double mean = kNewsChance * (portable_exp(kNewsMean + 0.5 * kNewsJump * kNewsJump) - 1.0);
    return (chance < kNewsChance ? kNewsMean + kNewsJump * size : 0.0) - mean;
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
        draw_shock(company.own_volatility * stock_scale * std::sqrt(garch.variance()), kOwnShape);
    const bool reports = session_ % kSessionsPerQuarter == company.earnings_phase;
    const double jump = draw_jump(company, reports);
    garch.observe((own.overnight + own.intraday) / std::sqrt(own.expected_variance), kOwnGarch);

    const double beta = company.beta;
    const double expected_variance =
        beta * beta * market.expected_variance + sector.expected_variance + own.expected_variance;
    const double mean = kDriftDaily + edge_log - 0.5 * expected_variance;
    const double overnight = kDriftOvernightShare * mean + beta * market.overnight +
                             sector.overnight + own.overnight + jump;
    const double intraday = (1.0 - kDriftOvernightShare) * mean + beta * market.intraday +
                            sector.intraday + own.intraday;
    return {.overnight_log = std::clamp(overnight, -kHalfMoveMax, kHalfMoveMax),
            .intraday_log = std::clamp(intraday, -kHalfMoveMax, kHalfMoveMax),
            .intraday_variance = beta * beta * market.intraday_variance + sector.intraday_variance +
                                 own.intraday_variance,
            .reports_earnings = reports};
}

std::span<const Move> ReturnModel::step(std::span<const double> edge_log) {
    CHECK(edge_log.size() == companies_.size());
    const RegimeScale scale = regime_.step(random_);
    const Shock market =
        draw_shock(daily(kMarketVolatility) * scale.market * std::sqrt(market_garch_.variance()),
                   kMarketShape);
    market_garch_.observe(
        (market.overnight + market.intraday) / std::sqrt(market.expected_variance), kMarketGarch);
    for (std::size_t sector = 0; sector < kSectorCount; ++sector) {
        sector_shocks_[sector] =
            draw_shock(daily(sectors()[sector].sector_volatility) * scale.stock, kMarketShape);
    }
    for (std::size_t i = 0; i < companies_.size(); ++i) {
        moves_[i] = draw_move(i, market, scale.stock, edge_log[i]);
    }
    ++session_;
    return moves_;
}

}  // namespace market_data::source::simulated
