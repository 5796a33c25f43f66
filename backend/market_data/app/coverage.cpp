#include "market_data/app/coverage.hpp"

#include <set>

#include <fmt/format.h>

namespace market_data::app {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;

namespace {

// A stock that left the index is still asked about for so long: its open signals run to their end.
constexpr int kFormerMemberDays = 60;

}  // namespace

Result<std::vector<base::Ticker>> index_tickers(const Reader& stored, TradingDate last_finished) {
    std::set<base::Ticker> tickers;
    for (const int days : {0, 15, 30, 45, kFormerMemberDays}) {
        TRY_ASSIGN(const auto members, stored.members_on(last_finished.plus_days(-days)));
        for (const auto& member : members) {
            tickers.insert(member.ticker);
        }
    }
    return std::vector<base::Ticker>(tickers.begin(), tickers.end());
}

Result<Coverage> coverage_of(const Reader& stored,
                             const std::vector<base::Ticker>& tickers,
                             TradingDate last_finished) {
    TRY_ASSIGN(const auto last_bars, stored.last_bars());
    std::size_t fresh = 0;
    for (const auto& ticker : tickers) {
        const auto last = last_bars.find(ticker);
        fresh += last != last_bars.end() && last->second >= last_finished ? 1U : 0U;
    }
    return Coverage{.fresh = fresh, .asked = tickers.size(), .session = last_finished};
}

Result<void> check_coverage(const Coverage& coverage,
                            const Settings& settings,
                            std::string_view what_next) {
    const double share = static_cast<double>(coverage.fresh) / static_cast<double>(coverage.asked);
    if (share >= settings.update.coverage_min) {
        return {};
    }
    return Error{ErrorCode::NotEnoughData,
                 fmt::format("{} of {} stocks have a bar of {} ({:.1f} %, {:.1f} % are needed); {}",
                             coverage.fresh,
                             coverage.asked,
                             coverage.session.text(),
                             100.0 * share,
                             100.0 * settings.update.coverage_min,
                             what_next)};
}

}  // namespace market_data::app
