#include "turbomode/models/learners/flat_trees.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace turbomode::models {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

Error corrupt(std::string_view why) {
    return Error{ErrorCode::Corruption, std::string{why}};
}

// The lists that make a tree, under XGBoost's names; a leaf's value stands among the conditions.
enum List { kLeft, kRight, kColumn, kCondition, kCover, kLists };
constexpr std::array<std::string_view, kLists> kNames{
    "left_children", "right_children", "split_indices", "split_conditions", "sum_hessian"};

// Listens to nlohmann's reader and keeps what makes the trees: a tenth of the time of a document.
class Reader final : public nlohmann::json_sax<nlohmann::json> {
public:
    std::array<std::vector<double>, kLists> lists;  // Tree after tree.
    std::vector<std::size_t> first;                 // Of each tree in them.
    std::string learner;
    std::string columns;
    std::string fault;

    bool null() override { return true; }
    bool boolean(bool /*value*/) override { return true; }
    bool number_integer(number_integer_t value) override {
        return keep(static_cast<double>(value));
    }
    bool number_unsigned(number_unsigned_t value) override {
        return keep(static_cast<double>(value));
    }
    bool number_float(number_float_t value, const string_t& /*text*/) override {
        return keep(value);
    }
    bool string(string_t& value) override {
        if (key_ == "learner") {
            learner = value;
        } else if (key_ == "num_feature") {
            columns = value;
        }
        return true;
    }
    bool binary(binary_t& /*value*/) override { return true; }
    bool start_object(std::size_t /*elements*/) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t /*elements*/) override { return true; }
    bool end_array() override { return true; }
    bool key(string_t& name) override {
        key_ = name;
        const auto found = std::ranges::find(kNames, name);
        list_ = found == kNames.end() ? kLists : static_cast<List>(found - kNames.begin());
        if (list_ == kLeft) {
            first.push_back(lists[kLeft].size());
        }
        return true;
    }
    bool parse_error(std::size_t /*position*/,
                     const std::string& /*token*/,
                     const nlohmann::detail::exception& exception) override {
        fault = exception.what();
        return false;
    }

private:
    bool keep(double number) {
        if (list_ != kLists) {
            lists[list_].push_back(number);
        }
        return true;
    }

    std::string key_;
    List list_ = kLists;
};

// One tree's part of the lists.
struct Listed {
    const std::array<std::vector<double>, kLists>& lists;
    std::size_t first, count, columns;

    double at(List list, std::size_t node) const { return lists[list][first + node]; }
    // Nothing when there is none; an impossible one is beyond the tree.
    std::optional<std::size_t> child(List side, std::size_t node) const {
        const double number = at(side, node);
        if (number == -1.0) {
            return std::nullopt;
        }
        return number >= 0.0 && number < static_cast<double>(count)
                   ? static_cast<std::size_t>(number)
                   : count;
    }
};

// A node to be laid down, under whose number in the lists, and whose right child it is.
struct Pending {
    std::size_t listed;
    std::optional<std::size_t> parent;  // Position; none for a root or a left child.
    double parent_cover;
    std::size_t depth;
};

// Appends the tree so that left children follow their parents, and returns its depth.
Result<std::size_t> lay_down(const Listed& listed, std::vector<TreeNode>& nodes) {
    const std::size_t base = nodes.size();
    std::size_t depth = 0;
    std::vector<std::uint8_t> is_laid(listed.count, 0);
    std::vector<Pending> pending{
        {.listed = 0, .parent = std::nullopt, .parent_cover = listed.at(kCover, 0), .depth = 0}};
    while (!pending.empty()) {
        const Pending next = pending.back();
        pending.pop_back();
        if (next.listed >= listed.count || is_laid[next.listed] != 0) {
            return corrupt("its nodes make no tree");
        }
        if (next.depth > FlatTrees::kDepthMax) {
            return corrupt(fmt::format("a tree is deeper than {}", FlatTrees::kDepthMax));
        }
        is_laid[next.listed] = 1;
        depth = std::max(depth, next.depth);
        const std::size_t position = nodes.size() - base;
        if (next.parent) {
            nodes[base + *next.parent].right = static_cast<std::uint32_t>(position);
        }
        const auto left = listed.child(kLeft, next.listed);
        const auto right = listed.child(kRight, next.listed);
        const double column = listed.at(kColumn, next.listed);
        const double cover = listed.at(kCover, next.listed);
        const bool is_known = column >= 0.0 && column < static_cast<double>(listed.columns);
        if (left.has_value() != right.has_value() || (left && !(is_known && cover > 0.0))) {
            return corrupt("a split has no column, no rows or not two children");
        }
        nodes.push_back({.value = static_cast<float>(listed.at(kCondition, next.listed)),
                         .column = left ? static_cast<std::int32_t>(column) : TreeNode::kLeaf,
                         .right = 0,
                         .share = static_cast<float>(cover / next.parent_cover)});
        if (left) {
            for (const auto& [child, parent] : {std::pair{*right, std::optional{position}},
                                                std::pair{*left, std::optional<std::size_t>{}}}) {
                pending.push_back({.listed = child,
                                   .parent = parent,
                                   .parent_cover = cover,
                                   .depth = next.depth + 1});
            }
        }
    }
    return depth;
}

float leaf_of(std::span<const TreeNode> nodes, std::span<const float> row) {
    std::size_t at = 0;
    while (!nodes[at].is_leaf()) {
        const auto& node = nodes[at];
        at = row[static_cast<std::size_t>(node.column)] < node.value ? at + 1 : node.right;
    }
    return nodes[at].value;
}

}  // namespace

Result<FlatTrees> FlatTrees::read(std::string_view ubjson) {
    Reader reader;
    if (!nlohmann::json::sax_parse(ubjson, &reader, nlohmann::json::input_format_t::ubjson)) {
        return corrupt(reader.fault);
    }
    const auto& lists = reader.lists;
    const std::size_t count = lists[kLeft].size();
    if (!std::ranges::all_of(lists, [&](const auto& list) { return list.size() == count; })) {
        return corrupt("its lists of nodes do not fit together");
    }
    FlatTrees trees;
    trees.learner_ = reader.learner;
    const char* const end = reader.columns.data() + reader.columns.size();
    if (std::from_chars(reader.columns.data(), end, trees.columns_).ptr != end ||
        trees.columns_ == 0) {
        return corrupt("it does not say how many columns it has");
    }
    trees.nodes_.reserve(count);
    for (std::size_t t = 0; t < reader.first.size(); ++t) {
        const std::size_t first = reader.first[t];
        const std::size_t last = t + 1 < reader.first.size() ? reader.first[t + 1] : count;
        const std::size_t position = trees.nodes_.size();
        TRY_ASSIGN(
            const auto depth,
            lay_down(
                {.lists = lists, .first = first, .count = last - first, .columns = trees.columns_},
                trees.nodes_));
        trees.places_.push_back(
            {.first = position, .count = trees.nodes_.size() - position, .depth = depth});
    }
    return trees;
}

std::vector<double> FlatTrees::score(const Inputs& inputs) const {
    CHECK(inputs.columns == columns_);
    std::vector<float> margins(inputs.rows(), 0.0F);
    for (std::size_t t = 0; t < size(); ++t) {
        const auto nodes = tree(t).nodes;
        for (std::size_t r = 0; r < margins.size(); ++r) {
            margins[r] += leaf_of(nodes, inputs.row(r));
        }
    }
    return {margins.begin(), margins.end()};
}

}  // namespace turbomode::models
