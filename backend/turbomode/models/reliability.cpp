#include "turbomode/models/reliability.hpp"

#include <algorithm>
#include <numeric>

#include "base/check.hpp"
#include "turbomode/models/metrics.hpp"

namespace turbomode::models {

namespace {

constexpr std::size_t kBlocksMin = 3;

// The bins by ascending confidence, each as positions of `confidences`.
std::vector<std::vector<std::size_t>> binned(std::span<const double> confidences) {
    std::vector<std::size_t> order(confidences.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return confidences[i]; });
    std::vector<std::vector<std::size_t>> bins;
    std::size_t first = 0;
    for (std::size_t bin = 1; bin <= kReliabilityBins; ++bin) {
        std::size_t last = std::max(first, bin * order.size() / kReliabilityBins);
        while (last > first && last < order.size() &&
               confidences[order[last]] == confidences[order[last - 1]]) {
            ++last;
        }
        if (last > first) {
            bins.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(first),
                              order.begin() + static_cast<std::ptrdiff_t>(last));
        }
        first = last;
    }
    return bins;
}

std::vector<std::size_t> nights_of(std::span<const std::size_t> night_sizes) {
    std::vector<std::size_t> nights;
    for (std::size_t night = 0; night < night_sizes.size(); ++night) {
        nights.insert(nights.end(), night_sizes[night], night);
    }
    return nights;
}

}  // namespace

std::vector<ReliabilityBin> reliability(const JudgedConfidences& judged, std::size_t block_nights) {
    CHECK(block_nights > 0 && judged.confidences.size() == judged.wins.size());
    const auto nights = nights_of(judged.night_sizes);
    CHECK(nights.size() == judged.wins.size());
    const auto members = binned(judged.confidences);
    const bool has_intervals = judged.night_sizes.size() >= kBlocksMin * block_nights;
    std::vector<ReliabilityBin> bins;
    for (const auto& bin : members) {
        double said = 0.0;
        double won = 0.0;
        std::vector<Tally> tallies(judged.night_sizes.size());
        for (const auto i : bin) {
            said += judged.confidences[i];
            won += static_cast<double>(judged.wins[i]);
            tallies[nights[i]].part += static_cast<double>(judged.wins[i]);
            tallies[nights[i]].whole += 1.0;
        }
        const auto outcomes = static_cast<double>(bin.size());
        const auto interval = has_intervals ? share_bootstrap(tallies, block_nights)
                                            : Interval{.low = 0.0, .high = 1.0};
        bins.push_back({.confidence = said / outcomes,
                        .won = won / outcomes,
                        .won_low = interval.low,
                        .won_high = interval.high,
                        .outcomes = bin.size()});
    }
    return bins;
}

}  // namespace turbomode::models
