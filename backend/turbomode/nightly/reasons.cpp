#include "turbomode/nightly/reasons.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <fmt/format.h>

#include "features/schema.hpp"
#include "features/sentences.hpp"

namespace turbomode::nightly {

namespace {

std::string standing(double rank) {
    // The first of all is ahead of 99 %, not of 100.
    const double share_below = std::clamp(100.0 * (rank + 0.5), 1.0, 99.0);
    return rank >= 0.0 ? fmt::format("more than {:.0f} % of stocks", share_below)
                       : fmt::format("less than {:.0f} % of stocks", 100.0 - share_below);
}

// A rank, or a distance in deviations, says itself where the stock stands.
bool is_standing(const features::Feature& feature) {
    return feature.family == features::Family::CrossSection;
}

}  // namespace

std::vector<store::Reason> reasons_for(const models::Explanation& explanation,
                                       const ScoredSession& scored,
                                       std::size_t row,
                                       std::size_t count) {
    std::vector<store::Reason> reasons;
    std::set<features::Family> families;
    for (const auto& contribution : explanation.contributions) {
        if (reasons.size() == count) {
            break;
        }
        const auto& feature = features::schema()[contribution.feature];
        if (contribution.log_odds <= 0.0 || feature.scope != features::Scope::Stock) {
            continue;
        }
        if (!families.insert(feature.family).second) {
            continue;
        }
        const auto sentence =
            features::sentence_of(contribution.feature, scored.value(row, contribution.feature));
        reasons.push_back(
            {.feature = std::string{feature.name},
             .text = is_standing(feature)
                         ? sentence
                         : fmt::format("{} ({})", sentence, standing(contribution.rank)),
             .contribution = contribution.probability});
    }
    return reasons;
}

}  // namespace turbomode::nightly
