#include "market_data/source/simulated/company.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "market_data/source/simulated/names.hpp"
#include "market_data/source/simulated/portable_math.hpp"
#include "market_data/source/simulated/random.hpp"
#include "market_data/source/simulated/sectors.hpp"

namespace market_data::source::simulated {

namespace {

constexpr std::size_t kReserveMin = 8;  // Candidates to join, in the smallest market.
constexpr std::size_t kSymbolsPerLateListing = 40;
constexpr int kLateListingFirst = 40;   // Sessions.
constexpr int kLateListingSpan = 1800;  // Sessions: in ten years all of them arrive.

constexpr std::size_t kSymbolsPerRename = 15;  // A third of the companies are outsiders.
constexpr int kRenameFirst = 60;               // Sessions.
constexpr int kRenameSpan = 2400;

constexpr double kCapMedianUsd = 16e9;
constexpr double kCapSpread = 1.4;  // Of the logarithm: three orders of magnitude.
constexpr double kPriceMedianUsd = 85.0;
constexpr double kPriceSpread = 0.6;
constexpr double kTurnoverMedian = 0.006;
constexpr double kSplitAboveMedianUsd = 260.0;

// Beside a stock's own volatility on other days; 5 % for the median one.
constexpr double kEarningsJumpPerVolatility = 3.8;

double lognormal(Random& random, double median, double spread) {
    return median * portable_exp(spread * random.normal());
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

// Most report in the weeks around the middle of the quarter, a few at any time.
int phase_of_report(Random& random) {
    constexpr std::size_t kHalf = (kSessionsPerQuarter + 1) / 2;
    return static_cast<int>(random.below(kHalf) + random.below(kHalf));
}

std::string full_name(const CompanyName& name, std::size_t sector, Random& random) {
    return fmt::format("{} {}", name.stem, sectors()[sector].company_words[random.below(4)]);
}

// The bigger the company, the calmer its stock: one spread of size is 8 % less volatility.
Company found_company(std::size_t sector, NameMaker& names, Random& random) {
    const SectorTraits& traits = sectors()[sector];
    const CompanyName name = names.next(random);
    const double size = random.normal();
    const double beta = traits.beta_mean + 0.22 * random.normal();
    const double own_volatility =
        lognormal(random, traits.stock_volatility_median, 0.25) * portable_exp(-0.08 * size);
    const double own_volatility_daily =
        std::clamp(own_volatility, 0.10, 0.60) / std::sqrt(double{kSessionsPerYear});
    const bool pays = random.chance(traits.payers_share);
    const double yield = lognormal(random, traits.dividend_yield_median, 0.35);
    return Company{
        .ticker = base::Ticker::from(name.ticker).value(),
        .name = full_name(name, sector, random),
        .sector = sector,
        .beta = std::clamp(beta, 0.2, 2.2),
        .own_volatility = own_volatility_daily,
        .market_cap_usd = kCapMedianUsd * portable_exp(kCapSpread * size),
        .price_usd = std::clamp(lognormal(random, kPriceMedianUsd, kPriceSpread), 12.0, 900.0),
        .dividend_yield = pays ? yield : 0.0,
        .dividend_phase = phase_of_quarter(random),
        .earnings_phase = phase_of_report(random),
        .earnings_jump = kEarningsJumpPerVolatility * own_volatility_daily,
        .turnover = std::clamp(lognormal(random, kTurnoverMedian, 0.45), 0.001, 0.03),
        .split_above_usd = lognormal(random, kSplitAboveMedianUsd, 0.45),
        .listed_session = 0,
        .rename = std::nullopt};
}

// A company may be drawn twice: the later draw counts.
void list_some_later(std::vector<Company>& companies, std::size_t symbols, Random& random) {
    const std::size_t late = std::max<std::size_t>(1, symbols / kSymbolsPerLateListing);
    for (std::size_t i = 0; i < late; ++i) {
        const auto delay = static_cast<int>(random.below(kLateListingSpan));
        companies[random.below(companies.size())].listed_session = kLateListingFirst + delay;
    }
}

void rename_some(std::vector<Company>& companies,
                 std::size_t symbols,
                 NameMaker& names,
                 Random& random) {
    const std::size_t renamed = std::max<std::size_t>(1, symbols / kSymbolsPerRename);
    for (std::size_t i = 0; i < renamed; ++i) {
        const auto delay = static_cast<int>(random.below(kRenameSpan));
        Company& company = companies[random.below(companies.size())];
        const CompanyName name = names.next(random);
        company.rename = Rename{.ticker = base::Ticker::from(name.ticker).value(),
                                .name = full_name(name, company.sector, random),
                                .session = kRenameFirst + delay};
    }
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
    list_some_later(companies, symbols, random);
    rename_some(companies, symbols, names, random);
    return companies;
}

}  // namespace market_data::source::simulated
