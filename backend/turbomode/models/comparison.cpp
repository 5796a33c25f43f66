#include "turbomode/models/comparison.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "turbomode/models/metrics.hpp"

namespace turbomode::models {

namespace {

constexpr std::size_t kBlockNights = 10;  // A holding time: neighbours within share outcomes.

double mean(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) /
           static_cast<double>(std::max<std::size_t>(values.size(), 1));
}

SideComparison compare_side(std::span<const NightLoss> champion,
                            std::span<const NightLoss> challenger) {
    std::vector<double> champion_gains;
    std::vector<double> challenger_gains;
    std::vector<double> differences;
    for (const auto& own : champion) {
        const auto other = std::ranges::lower_bound(challenger, own.date, {}, &NightLoss::date);
        if (other == challenger.end() || other->date != own.date) {
            continue;
        }
        champion_gains.push_back(own.log_loss_base_rate - own.log_loss);
        challenger_gains.push_back(own.log_loss_base_rate - other->log_loss);
        differences.push_back(own.log_loss - other->log_loss);
    }
    return {.nights = differences.size(),
            .champion_gain = mean(champion_gains),
            .challenger_gain = mean(challenger_gains),
            .error = block_error(differences, kBlockNights)};
}

}  // namespace

Comparison compare(const NightLosses& champion, const NightLosses& challenger) {
    return {compare_side(champion[0], challenger[0]), compare_side(champion[1], challenger[1])};
}

bool can_tell(const Comparison& comparison) {
    return std::ranges::all_of(
        comparison, [](const SideComparison& side) { return side.nights >= kSharedNightsMin; });
}

}  // namespace turbomode::models
