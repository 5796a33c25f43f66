#include "turbomode/models/reliability.hpp"

#include <algorithm>
#include <numeric>
#include <random>

#include "base/check.hpp"

namespace turbomode::models {

namespace {

constexpr std::size_t kDraws = 1'000;
constexpr std::uint64_t kSeed = 20'260'101;
constexpr std::size_t kBlocksMin = 3;

struct Tally {
    double wins = 0.0;
    double outcomes = 0.0;

    Tally& operator+=(const Tally& other) {
        wins += other.wins;
        outcomes += other.outcomes;
        return *this;
    }
};

// By night and bin.
using Tallies = std::vector<std::vector<Tally>>;

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

// What a block beginning with each night tells, by bin.
Tallies block_tallies(const Tallies& nights, std::size_t block) {
    Tallies blocks(nights.size(), std::vector<Tally>(nights.front().size()));
    for (std::size_t start = 0; start < nights.size(); ++start) {
        for (std::size_t i = 0; i < block; ++i) {
            const auto& night = nights[(start + i) % nights.size()];
            for (std::size_t bin = 0; bin < night.size(); ++bin) {
                blocks[start][bin] += night[bin];
            }
        }
    }
    return blocks;
}

void put_intervals(const Tallies& nights,
                   std::size_t block_nights,
                   std::vector<ReliabilityBin>& bins) {
    const auto blocks = block_tallies(nights, block_nights);
    const std::size_t count = (nights.size() + block_nights - 1) / block_nights;
    std::mt19937_64 random(kSeed);
    std::vector<std::vector<double>> shares(bins.size());
    for (std::size_t draw = 0; draw < kDraws; ++draw) {
        std::vector<Tally> drawn(bins.size());
        for (std::size_t b = 0; b < count; ++b) {
            const auto& block = blocks[random() % blocks.size()];
            for (std::size_t bin = 0; bin < bins.size(); ++bin) {
                drawn[bin] += block[bin];
            }
        }
        for (std::size_t bin = 0; bin < bins.size(); ++bin) {
            if (drawn[bin].outcomes > 0.0) {
                shares[bin].push_back(drawn[bin].wins / drawn[bin].outcomes);
            }
        }
    }
    for (std::size_t bin = 0; bin < bins.size(); ++bin) {
        auto& drawn = shares[bin];
        std::ranges::sort(drawn);
        bins[bin].won_low = drawn[drawn.size() * 25 / 1'000];
        bins[bin].won_high = drawn[(drawn.size() * 975 + 999) / 1'000 - 1];
    }
}

}  // namespace

std::vector<ReliabilityBin> reliability(const JudgedConfidences& judged, std::size_t block_nights) {
    CHECK(block_nights > 0 && judged.confidences.size() == judged.wins.size());
    const auto nights = nights_of(judged.night_sizes);
    CHECK(nights.size() == judged.wins.size());
    const auto members = binned(judged.confidences);
    std::vector<ReliabilityBin> bins(members.size());
    Tallies tallies(judged.night_sizes.size(), std::vector<Tally>(bins.size()));
    for (std::size_t b = 0; b < bins.size(); ++b) {
        double said = 0.0;
        Tally all;
        for (const auto i : members[b]) {
            const Tally one{.wins = static_cast<double>(judged.wins[i]), .outcomes = 1.0};
            said += judged.confidences[i];
            all += one;
            tallies[nights[i]][b] += one;
        }
        bins[b] = {.confidence = said / all.outcomes,
                   .won = all.wins / all.outcomes,
                   .outcomes = members[b].size()};
    }
    if (!bins.empty() && tallies.size() >= kBlocksMin * block_nights) {
        put_intervals(tallies, block_nights, bins);
    }
    return bins;
}

}  // namespace turbomode::models
