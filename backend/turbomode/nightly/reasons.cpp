#include "turbomode/nightly/reasons.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "features/schema.hpp"

namespace turbomode::nightly {

namespace {

std::string words(std::string_view name) {
    std::string text{name};
    std::ranges::replace(text, '_', ' ');
    return text;
}

std::string standing(double rank) {
    const double share_below = 100.0 * (rank + 0.5);
    return rank >= 0.0 ? fmt::format("higher than {:.0f} % of stocks tonight", share_below)
                       : fmt::format("lower than {:.0f} % of stocks tonight", 100.0 - share_below);
}

}  // namespace

std::vector<store::Reason> reasons_for(const std::vector<models::Contribution>& contributions,
                                       std::size_t count) {
    std::vector<store::Reason> reasons;
    for (const auto& contribution : contributions) {
        const auto& feature = features::schema()[contribution.feature];
        if (reasons.size() == count) {
            break;
        }
        if (contribution.probability > 0.0 && feature.scope == features::Scope::Stock) {
            reasons.push_back(
                {.feature = std::string{feature.name},
                 .text = fmt::format("{}: {}", words(feature.name), standing(contribution.rank)),
                 .contribution = contribution.probability});
        }
    }
    return reasons;
}

}  // namespace turbomode::nightly
