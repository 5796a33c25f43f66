// Forest: a random forest for yes or no. Each leaf holds the share of wins among the samples that
// fell into it; the forest's probability is their mean.
//
// Source: L. Breiman, Random Forests, Machine Learning 45 (2001). Splits are searched over at most
// 64 quantiles of each input, by Gini impurity, among a square root of the inputs.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "ml_automation/learning/rows.hpp"

namespace ml_automation::learning {

struct ForestOptions {
    int trees = 200;
    int depth_max = 8;
    int leaf_min = 50;  // Samples, of the tree's own draw with replacement.
    std::uint64_t seed = 1;
    unsigned threads = 2;  // The forest does not depend on it.
};

class Forest {
public:
    // REQUIRES: rows, all of them finite; options.trees >= 1
    static Forest fit(const Rows& rows, const ForestOptions& options);

    // REQUIRES: as many inputs as it was fitted with.
    double probability(std::span<const float> inputs) const;

    std::size_t input_count() const { return input_count_; }
    // A line a node; reading it gives the same forest again, bit for bit.
    std::string text() const;
    // Corruption, saying what, for anything that text() did not write.
    static base::Result<Forest> parse(std::string_view text);

private:
    // A leaf where `left` is 0: no child lies before its parent.
    struct Node {
        std::uint32_t input = 0;
        float threshold = 0.0F;  // At or below goes left.
        std::uint32_t left = 0;
        std::uint32_t right = 0;
        float win_share = 0.0F;
    };
    using Tree = std::vector<Node>;
    class Grower;

    std::size_t input_count_ = 0;
    std::vector<Tree> trees_;
};

}  // namespace ml_automation::learning
