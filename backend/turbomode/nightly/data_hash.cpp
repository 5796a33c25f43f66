#include "turbomode/nightly/data_hash.hpp"

#include "base/hash.hpp"

namespace turbomode::nightly {

std::string data_hash(const bars::Panel& panel) {
    base::Sha256 hash;
    std::vector<double> days;
    for (const auto& stock : panel.stocks) {
        hash.update(stock.ticker.text() + "|" + stock.sector + "|");
        hash.update(std::string_view{reinterpret_cast<const char*>(stock.member.data()),
                                     stock.member.size()});
        const auto& series = stock.series;
        days.clear();
        for (const auto date : series.dates()) {
            days.push_back(date.days_since_1970());
        }
        for (const auto& action : series.actions()) {
            days.push_back(action.ex_date.days_since_1970());
            days.push_back(action.dividend_usd);
            days.push_back(action.split_ratio);
        }
        hash.update(days);
        for (const auto column : {series.open_usd(),
                                  series.high_usd(),
                                  series.low_usd(),
                                  series.close_usd(),
                                  series.volume_shares()}) {
            hash.update(column);
        }
    }
    return hash.hex();
}

}  // namespace turbomode::nightly
