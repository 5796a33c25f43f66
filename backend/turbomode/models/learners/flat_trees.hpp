// FlatTrees: trees as plain arrays, read from what XGBoost saves. They score to the bit as XGBoost
// does, without its own copy of the inputs, its threads and its look at the machine at every call,
// which cost a night more than the walk down the trees.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "turbomode/models/learners/learner.hpp"

namespace turbomode::models {

struct TreeNode {
    static constexpr std::int32_t kLeaf = -1;

    float value;          // Of a leaf what it adds to the score, else below it goes to the left.
    std::int32_t column;  // Which input is compared; kLeaf: none.
    std::uint32_t right;  // Position of the right child in the tree; the left one comes next.
    float share;          // Of its parent's training rows, by curvature, those that came here.

    bool is_leaf() const { return column == kLeaf; }
};

struct FlatTree {
    std::span<const TreeNode> nodes;  // The root first.
    std::size_t depth;                // Splits from the root to the farthest leaf.
};

class FlatTrees {
public:
    static constexpr std::size_t kDepthMax = 32;

    // Reads a model that XGBoost saved as UBJSON. Corruption, saying why, when it is none, or has a
    // tree that is none.
    static base::Result<FlatTrees> read(std::string_view ubjson);

    const std::string& learner() const { return learner_; }  // What it was marked with; else empty.
    std::size_t columns() const { return columns_; }
    std::size_t size() const { return places_.size(); }
    FlatTree tree(std::size_t t) const {
        return {.nodes = std::span(nodes_).subspan(places_[t].first, places_[t].count),
                .depth = places_[t].depth};
    }

    // One margin a row, added up in single precision, tree after tree. REQUIRES: as many columns.
    std::vector<double> score(const Inputs& inputs) const;

private:
    struct Place {
        std::size_t first, count, depth;
    };

    std::string learner_;
    std::size_t columns_ = 0;
    std::vector<TreeNode> nodes_;  // Tree after tree.
    std::vector<Place> places_;
};

}  // namespace turbomode::models
