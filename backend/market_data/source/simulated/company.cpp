#include "market_data/source/simulated/company.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "market_data/source/simulated/names.hpp"
#include "market_data/source/simulated/random.hpp"
#include "market_data/source/simulated/sectors.hpp"

namespace market_data::source::simulated {

namespace {

constexpr std::size_t kReserveMin = 8;  // Candidates to join, in the smallest market.
constexpr std::size_t kSymbolsPerLateListing = 40;
constexpr int kLateListingFirst = 40;   // Sessions.
constexpr int kLateListingSpan = 1800;  // Sessions: in ten years all of them arrive.

constexpr double kCapMedianUsd = 16e9;
constexpr double kCapSpread = 1.4;  // Of the logarithm: three orders of magnitude.
constexpr double kPriceMedianUsd = 85.0;
constexpr double kPriceSpread = 0.6;
constexpr double kTurnoverMedian = 0.006;
constexpr double kSplitAboveMedianUsd = 260.0;

double lognormal(Random& random, double median, double spread) {
    return median * std::exp(spread * random.normal());
}

// Sectors get their share of the companies exactly, so that a small market has them all.
std::size_t sector_of(std::size_t index, std::size_t companies) {
    const double position = (static_cast<double>(index) + 0.5) / static_cast<double>(companies);
    double share_until = 0.0;
    for (std::size_t sector = 0; sector + 1 < kSectorCount; ++sector) {
        share_until += sectors()[sector].stocks_share;
        if (position < share_until) {
            return sector;
        }
    }
    return kSectorCount - 1;
}

int phase_of_quarter(Random& random) {
    return static_cast<int>(random.below(static_cast<std::size_t>(kSessionsPerQuarter)));
}

// The bigger the company, the calmer its stock: one spread of size is 8 % less volatility.
Company found_company(std::size_t sector, NameMaker& names, Random& random) {
    const SectorTraits& traits = sectors()[sector];
    const CompanyName name = names.next(random);
    const double size = random.normal();
    const double beta = traits.beta_mean + 0.22 * random.normal();
    const double own_volatility =
        lognormal(random, traits.stock_volatility_median, 0.25) * std::exp(-0.08 * size);
    const bool pays = random.chance(traits.payers_share);
    const double yield = lognormal(random, traits.dividend_yield_median, 0.35);
    return Company{
        .ticker = base::Ticker::from(name.ticker).value(),
        .name = fmt::format("{} {}", name.stem, traits.company_words[random.below(4)]),
        .sector = sector,
        .beta = std::clamp(beta, 0.2, 2.2),
        .own_volatility =
            std::clamp(own_volatility, 0.10, 0.60) / std::sqrt(double{kSessionsPerYear}),
        .market_cap_usd = kCapMedianUsd * std::exp(kCapSpread * size),
        .price_usd = std::clamp(lognormal(random, kPriceMedianUsd, kPriceSpread), 12.0, 900.0),
        .dividend_yield = pays ? yield : 0.0,
        .dividend_phase = phase_of_quarter(random),
        .earnings_phase = phase_of_quarter(random),
        .turnover = std::clamp(lognormal(random, kTurnoverMedian, 0.45), 0.001, 0.03),
        .split_above_usd = lognormal(random, kSplitAboveMedianUsd, 0.45),
        .listed_session = 0};
}

}  // namespace

std::size_t pool_size(std::size_t symbols) {
    return symbols + std::max(kReserveMin, symbols / 2);
}

std::vector<Company> found_companies(std::size_t symbols, std::uint64_t seed) {
    Random random{seed, Stream::Companies};
    NameMaker names;
    const std::size_t count = pool_size(symbols);
    std::vector<Company> companies;
    companies.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        companies.push_back(found_company(sector_of(i, count), names, random));
    }
    const std::size_t late = std::max<std::size_t>(1, symbols / kSymbolsPerLateListing);
    for (std::size_t i = 0; i < late; ++i) {
        const auto delay = static_cast<int>(random.below(kLateListingSpan));
        companies[random.below(count)].listed_session = kLateListingFirst + delay;
    }
    return companies;
}

}  // namespace market_data::source::simulated
