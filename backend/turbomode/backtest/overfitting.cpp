#include "turbomode/backtest/overfitting.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

#include "base/check.hpp"
#include "turbomode/backtest/moments.hpp"

namespace turbomode::backtest {

namespace {

// A set of blocks, a bit each.
using Half = std::uint32_t;

// Sums over each block of every variant's distances from its own mean, which keeps their squares
// from drowning in it.
class BlockSums {
public:
    BlockSums(std::span<const double> returns, std::size_t variants, std::size_t blocks)
        : variants_(variants),
          blocks_(blocks),
          centers_(variants),
          sessions_(blocks),
          sums_(blocks * variants),
          squares_(blocks * variants) {
        const std::size_t sessions = returns.size() / variants;
        for (std::size_t i = 0; i < returns.size(); ++i) {
            CHECK(std::isfinite(returns[i]));
            centers_[i % variants] += returns[i] / static_cast<double>(sessions);
        }
        for (std::size_t block = 0; block < blocks; ++block) {
            const std::size_t first = block * sessions / blocks;
            const std::size_t end = (block + 1) * sessions / blocks;
            sessions_[block] = static_cast<double>(end - first);
            for (std::size_t i = first * variants; i < end * variants; ++i) {
                const double gap = returns[i] - centers_[i % variants];
                sums_[block * variants + i % variants] += gap;
                squares_[block * variants + i % variants] += gap * gap;
            }
        }
    }

    // Every variant's Sharpe ratio in these blocks, into `ratios`; the other two are for its work.
    void sharpe_in(Half half,
                   std::vector<double>& ratios,
                   std::vector<double>& sums,
                   std::vector<double>& squares) const {
        sums.assign(variants_, 0.0);
        squares.assign(variants_, 0.0);
        double n = 0.0;
        for (std::size_t block = 0; block < blocks_; ++block) {
            if ((half >> block & 1U) == 0) {
                continue;
            }
            n += sessions_[block];
            for (std::size_t variant = 0; variant < variants_; ++variant) {
                sums[variant] += sums_[block * variants_ + variant];
                squares[variant] += squares_[block * variants_ + variant];
            }
        }
        ratios.resize(variants_);
        for (std::size_t variant = 0; variant < variants_; ++variant) {
            const auto moments =
                moments_of_sums(n, centers_[variant], sums[variant], squares[variant]);
            ratios[variant] = moments.vary() ? moments.mean / moments.deviation() : 0.0;
        }
    }

private:
    std::size_t variants_;
    std::size_t blocks_;
    std::vector<double> centers_;
    std::vector<double> sessions_;  // Of each block.
    std::vector<double> sums_;      // A row a block.
    std::vector<double> squares_;
};

// What became outside of what was best inside.
struct Choice {
    double overfitted;  // 1 below the middle, 0 above, a part of it where several were best.
    double logit;
};

Choice choose(std::span<const double> inside, std::span<const double> outside) {
    const double best = *std::ranges::max_element(inside);
    const auto n = static_cast<double>(outside.size());
    Choice choice{.overfitted = 0.0, .logit = 0.0};
    double chosen = 0.0;
    for (std::size_t i = 0; i < inside.size(); ++i) {
        if (inside[i] < best) {
            continue;
        }
        double worse = 0.0;
        double alike = 0.0;  // Itself too.
        for (const double other : outside) {
            worse += other < outside[i] ? 1.0 : 0.0;
            alike += other == outside[i] ? 1.0 : 0.0;
        }
        const double rank = worse + (alike + 1.0) / 2.0;
        const double middle = (n + 1.0) / 2.0;
        choice.overfitted += rank < middle ? 1.0 : rank == middle ? 0.5 : 0.0;
        choice.logit += std::log(rank / (n + 1.0 - rank));
        chosen += 1.0;
    }
    return {.overfitted = choice.overfitted / chosen, .logit = choice.logit / chosen};
}

double median(std::vector<double>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    // Splits come in pairs, so that there are two in the middle.
    return (*middle + *std::max_element(values.begin(), middle)) / 2.0;
}

}  // namespace

std::optional<Overfitting> backtest_overfitting(std::span<const double> returns,
                                                std::size_t variants,
                                                std::size_t blocks) {
    CHECK(blocks % 2 == 0 && blocks >= kOverfittingBlocksMin && blocks <= kOverfittingBlocksMax);
    CHECK(variants == 0 ? returns.empty() : returns.size() % variants == 0);
    if (variants < 2) {
        return std::nullopt;
    }
    const std::size_t most = returns.size() / variants / kOverfittingBlockSessionsMin;
    blocks = std::min(blocks, most - most % 2);
    if (blocks < kOverfittingBlocksMin) {
        return std::nullopt;
    }
    const BlockSums sums(returns, variants, blocks);
    const Half all = (Half{1} << blocks) - 1;
    double overfitted = 0.0;
    std::vector<double> logits;
    std::vector<double> one;
    std::vector<double> other;
    std::vector<double> work_sums;
    std::vector<double> work_squares;
    // Halves with the first block; with what it is not, each is two splits.
    for (Half half = 1; half < all; half += 2) {
        if (static_cast<std::size_t>(std::popcount(half)) != blocks / 2) {
            continue;
        }
        sums.sharpe_in(half, one, work_sums, work_squares);
        sums.sharpe_in(all & ~half, other, work_sums, work_squares);
        for (const auto& choice : {choose(one, other), choose(other, one)}) {
            overfitted += choice.overfitted;
            logits.push_back(choice.logit);
        }
    }
    return Overfitting{.probability = overfitted / static_cast<double>(logits.size()),
                       .logit_median = median(logits),
                       .splits = logits.size(),
                       .blocks = blocks};
}

}  // namespace turbomode::backtest
