#include "turbomode/models/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "base/check.hpp"
#include "turbomode/models/nights.hpp"

namespace turbomode::models {

namespace {

constexpr double kProbabilityMin = 1e-6;
constexpr std::size_t kBlocksMin = 3;  // Of fewer, no error can be told.

double clipped(double probability) {
    return std::clamp(probability, kProbabilityMin, 1.0 - kProbabilityMin);
}

std::vector<std::size_t> ascending(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
    return order;
}

double mean(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Predicted less seen, in `order`. Equal probabilities get the mean of what came out: which of them
// falls into which bin is chance and must not count as an error.
std::vector<double> gaps_in(std::span<const std::size_t> order,
                            std::span<const double> probabilities,
                            std::span<const float> wins) {
    std::vector<double> gaps(order.size());
    for (std::size_t i = 0; i < order.size();) {
        const std::size_t first = i;
        double won = 0.0;
        for (; i < order.size() && probabilities[order[i]] == probabilities[order[first]]; ++i) {
            won += static_cast<double>(wins[order[i]]);
        }
        const double share = won / static_cast<double>(i - first);
        std::fill(gaps.begin() + static_cast<std::ptrdiff_t>(first),
                  gaps.begin() + static_cast<std::ptrdiff_t>(i),
                  probabilities[order[first]] - share);
    }
    return gaps;
}

}  // namespace

double logit(double probability) {
    const double p = clipped(probability);
    return std::log(p / (1.0 - p));
}

double sigmoid(double log_odds) {
    return 1.0 / (1.0 + std::exp(-log_odds));
}

double log_loss(std::span<const double> probabilities, std::span<const float> wins) {
    CHECK(probabilities.size() == wins.size() && !wins.empty());
    double sum = 0.0;
    for (std::size_t i = 0; i < wins.size(); ++i) {
        const double p = clipped(probabilities[i]);
        sum -= wins[i] > 0.5F ? std::log(p) : std::log(1.0 - p);
    }
    return sum / static_cast<double>(wins.size());
}

double brier_score(std::span<const double> probabilities, std::span<const float> wins) {
    CHECK(probabilities.size() == wins.size() && !wins.empty());
    double sum = 0.0;
    for (std::size_t i = 0; i < wins.size(); ++i) {
        const double gap = probabilities[i] - static_cast<double>(wins[i]);
        sum += gap * gap;
    }
    return sum / static_cast<double>(wins.size());
}

std::optional<double> area_under_curve(std::span<const double> probabilities,
                                       std::span<const float> wins) {
    CHECK(probabilities.size() == wins.size());
    const auto order = ascending(probabilities);
    double rank_sum = 0.0;
    double positives = 0.0;
    for (std::size_t i = 0; i < order.size();) {
        std::size_t end = i + 1;
        while (end < order.size() && probabilities[order[end]] == probabilities[order[i]]) {
            ++end;
        }
        const double middle_rank = static_cast<double>(i + end + 1) / 2.0;
        for (; i < end; ++i) {
            rank_sum += wins[order[i]] > 0.5F ? middle_rank : 0.0;
            positives += wins[order[i]] > 0.5F ? 1.0 : 0.0;
        }
    }
    const double negatives = static_cast<double>(wins.size()) - positives;
    if (positives == 0.0 || negatives == 0.0) {
        return std::nullopt;
    }
    return (rank_sum - positives * (positives + 1.0) / 2.0) / (positives * negatives);
}

double calibration_error(std::span<const double> probabilities,
                         std::span<const float> wins,
                         std::size_t bins) {
    CHECK(probabilities.size() == wins.size() && bins > 0);
    const auto order = ascending(probabilities);
    const auto gaps = gaps_in(order, probabilities, wins);
    double gap_sum = 0.0;
    for (std::size_t bin = 0; bin < bins; ++bin) {
        const std::size_t first = bin * order.size() / bins;
        const std::size_t last = (bin + 1) * order.size() / bins;
        double gap = 0.0;
        for (std::size_t i = first; i < last; ++i) {
            gap += gaps[i];
        }
        gap_sum += std::abs(gap);
    }
    return order.empty() ? 0.0 : gap_sum / static_cast<double>(order.size());
}

double root_mean_square(std::span<const float> values) {
    double squares = 0.0;
    for (const float value : values) {
        squares += static_cast<double>(value) * static_cast<double>(value);
    }
    return std::sqrt(squares / std::max(static_cast<double>(values.size()), 1.0));
}

double correlation(std::span<const double> x, std::span<const double> y) {
    CHECK(x.size() == y.size());
    const double center_x = x.empty() ? 0.0 : mean(x);
    const double center_y = y.empty() ? 0.0 : mean(y);
    double xx = 0.0;
    double yy = 0.0;
    double xy = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - center_x) * (x[i] - center_x);
        yy += (y[i] - center_y) * (y[i] - center_y);
        xy += (x[i] - center_x) * (y[i] - center_y);
    }
    return xx > 0.0 && yy > 0.0 ? xy / std::sqrt(xx * yy) : 0.0;
}

double rank_correlation(std::span<const double> x, std::span<const double> y) {
    std::vector<double> rank_x(x.size());
    std::vector<double> rank_y(y.size());
    rank_within(x, rank_x);
    rank_within(y, rank_y);
    return correlation(rank_x, rank_y);
}

std::vector<double> block_means(std::span<const double> values, std::size_t block) {
    CHECK(block > 0);
    std::vector<double> means;
    for (std::size_t first = 0; first + block <= values.size(); first += block) {
        means.push_back(mean(values.subspan(first, block)));
    }
    return means;
}

double block_error(std::span<const double> values, std::size_t block) {
    const auto means = block_means(values, block);
    if (means.size() < kBlocksMin) {
        return 0.0;
    }
    const double center = mean(means);
    double squares = 0.0;
    for (const double m : means) {
        squares += (m - center) * (m - center);
    }
    const auto n = static_cast<double>(means.size());
    return std::sqrt(squares / (n - 1.0) / n);
}

BlockMean block_mean(std::span<const double> values, std::size_t block) {
    CHECK(block > 0);
    if (values.empty()) {
        return {.mean = 0.0, .t = 0.0};
    }
    const double error = block_error(values, block);
    return {.mean = mean(values),
            .t = error > 0.0 ? mean(block_means(values, block)) / error : 0.0};
}

Interval block_bootstrap(std::span<const double> values, std::size_t block) {
    std::vector<Tally> tallies;
    for (const double value : values) {
        tallies.push_back({.part = value, .whole = 1.0});
    }
    return share_bootstrap(tallies, std::min(block, values.size()));
}

Interval share_bootstrap(std::span<const Tally> nights, std::size_t block) {
    std::vector<double> rows;
    rows.reserve(2 * nights.size());
    for (const auto& night : nights) {
        rows.insert(rows.end(), {night.part, night.whole});
    }
    const auto share = [](std::span<const double> sums) {
        return sums[1] > 0.0 ? std::optional{sums[0] / sums[1]} : std::nullopt;
    };
    const auto interval = sums_bootstrap(rows, 2, block, share);
    CHECK(interval.has_value());
    return *interval;
}

std::optional<Interval> sums_bootstrap(std::span<const double> nights,
                                       std::size_t columns,
                                       std::size_t block,
                                       const SumStatistic& statistic) {
    CHECK(columns > 0 && block > 0 && !nights.empty() && nights.size() % columns == 0);
    constexpr std::size_t kDraws = 1'000;
    constexpr std::uint64_t kSeed = 20'260'101;
    const std::size_t n = nights.size() / columns;
    // Sums from each start, so that a block costs one look.
    std::vector<double> sums(nights.size());
    for (std::size_t start = 0; start < n; ++start) {
        for (std::size_t i = 0; i < block; ++i) {
            const auto night = nights.subspan((start + i) % n * columns, columns);
            for (std::size_t column = 0; column < columns; ++column) {
                sums[start * columns + column] += night[column];
            }
        }
    }
    std::mt19937_64 random(kSeed);
    const std::size_t blocks = (n + block - 1) / block;
    std::vector<double> numbers;
    std::vector<double> sum(columns);
    for (std::size_t draw = 0; draw < kDraws; ++draw) {
        std::ranges::fill(sum, 0.0);
        for (std::size_t b = 0; b < blocks; ++b) {
            const std::size_t start = random() % n * columns;
            for (std::size_t column = 0; column < columns; ++column) {
                sum[column] += sums[start + column];
            }
        }
        if (const auto number = statistic(sum)) {
            numbers.push_back(*number);
        }
    }
    if (numbers.empty()) {
        return std::nullopt;
    }
    std::ranges::sort(numbers);
    return Interval{.low = numbers[numbers.size() * 25 / 1'000],
                    .high = numbers[(numbers.size() * 975 + 999) / 1'000 - 1]};
}

}  // namespace turbomode::models
