#include "market_data/universe/cap.hpp"

#include "bars/adjustment.hpp"
#include "base/check.hpp"

namespace market_data::universe {

std::optional<double> cap_usd(const bars::BarSeries& series,
                              double shares,
                              base::TradingDate as_of) {
    CHECK(shares > 0.0);
    const std::size_t known = series.count_until(as_of);
    if (known == 0) {
        return std::nullopt;
    }
    const auto session = series.dates()[known - 1];
    if (as_of.days_since(session) > kCapCloseAgeDaysMax) {
        return std::nullopt;
    }
    const double ratio = bars::split_ratio_between(series, session, as_of);
    return shares * series.close_usd()[known - 1] / ratio;
}

}  // namespace market_data::universe
