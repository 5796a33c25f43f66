#include "market_data/quality/comparison.hpp"

#include <cmath>

#include <fmt/format.h>

namespace market_data::quality {

std::vector<Doubt> differing_closes(const std::vector<bars::Bar>& bars,
                                    const Closes& others,
                                    std::string_view other_vendor,
                                    double difference_max) {
    std::vector<Doubt> doubts;
    for (const auto& bar : bars) {
        const auto other = others.find(bar.date());
        if (other == others.end()) {
            continue;
        }
        const double difference = bar.close_usd() / other->second - 1.0;
        if (!(std::abs(difference) <= difference_max)) {
            doubts.push_back({bar.date(),
                              kSecondSource,
                              fmt::format("close {}, but {} says {} ({:+.2f} %)",
                                          bar.close_usd(),
                                          other_vendor,
                                          other->second,
                                          100.0 * difference)});
        }
    }
    return doubts;
}

}  // namespace market_data::quality
