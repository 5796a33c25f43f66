#include "turbomode/models/learners/forest.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>

#include <fmt/format.h>

#include "turbomode/models/metrics.hpp"
#include "turbomode/models/parallel.hpp"

namespace turbomode::models {

using base::Result;

// The inputs by column, each value as the number of cuts that are not above it.
struct BinnedInputs::Bins {
    std::size_t rows;
    std::vector<std::uint8_t> bins;        // Column after column.
    std::vector<std::vector<float>> cuts;  // By column, ascending.

    const std::uint8_t* column(std::size_t c) const { return bins.data() + c * rows; }
};

namespace {

using Bins = BinnedInputs::Bins;

// Depth, leaves and shrinkage were chosen out of sample on the years until 2012 against depth 7
// with leaves of a hundredth; the rest by time alone.
constexpr std::size_t kTrees = 60;
constexpr int kDepthMax = 12;
constexpr std::size_t kBins = 32;
constexpr double kRowShare = 0.4;           // Of the rows a tree sees, drawn without replacement,
constexpr double kRowsMax = 32'000.0;       // at the most about so many.
constexpr std::size_t kColumnDivisor = 12;  // A split looks at one of so many columns,
constexpr std::size_t kColumnsMin = 3;      // at the least at these.
constexpr double kLeafShareMin = 0.001;     // Of the tree's rows,
constexpr double kLeafRowsMin = 30.0;       // and at least so many,
constexpr double kFewRowsShare = 0.02;      // but of few rows no more than this share.
constexpr double kShrinkShare = 0.002;      // Of the tree's curvature, added to every leaf's.
constexpr std::size_t kCutRows = 20'000;    // Cuts between bins are taken from about so many.
constexpr std::size_t kBlockRows = 1024;    // Sorted into bins at a time: they fit the cache.

std::vector<float> cuts_of(const Inputs& inputs, std::size_t column) {
    const std::size_t step = std::max<std::size_t>(1, inputs.rows() / kCutRows);
    std::vector<float> values;
    for (std::size_t r = 0; r < inputs.rows(); r += step) {
        values.push_back(inputs.row(r)[column]);
    }
    std::ranges::sort(values);
    std::vector<float> cuts;
    for (std::size_t bin = 1; bin < kBins; ++bin) {
        const float cut = values[values.size() * bin / kBins];
        if (cut > values.front() && (cuts.empty() || cut > cuts.back())) {
            cuts.push_back(cut);
        }
    }
    return cuts;
}

// A training row: how far its target is above what is expected, and the curvature there, weighed.
struct Row {
    std::uint32_t index;
    float residual, curvature;
};

struct Sums {
    double residual = 0.0;
    double curvature = 0.0;
    std::uint32_t rows = 0;

    void add(const Row& row) {
        residual += static_cast<double>(row.residual);
        curvature += static_cast<double>(row.curvature);
        ++rows;
    }
    void add(const Sums& other) {
        residual += other.residual;
        curvature += other.curvature;
        rows += other.rows;
    }
    Sums less(const Sums& other) const {
        return {residual - other.residual, curvature - other.curvature, rows - other.rows};
    }
};

struct Node {
    int left = -1;
    int right = -1;
    int parent = std::numeric_limits<int>::max();
    std::size_t column = 0;
    float threshold = 0.0F;  // Below it to the left.
    double value = 0.0;
    double gain = 0.0;
    double curvature = 0.0;
};

struct Split {
    std::size_t column = 0;
    std::size_t bin = 0;  // The last one to the left.
    double gain = 0.0;
};

// Grows one tree.
class Grower {
public:
    Grower(const Bins& inputs, std::vector<Row> rows, Thresholds thresholds, std::uint64_t seed)
        : inputs_(inputs), rows_(std::move(rows)), thresholds_(thresholds), random_(seed) {
        for (const auto& row : rows_) {
            all_.add(row);
        }
        columns_.resize(inputs_.cuts.size());
        std::iota(columns_.begin(), columns_.end(), std::size_t{0});
        const auto count = static_cast<double>(all_.rows);
        leaf_min_ = static_cast<std::uint32_t>(
            std::max({1.0, std::min(kLeafRowsMin, kFewRowsShare * count), kLeafShareMin * count}));
    }

    std::vector<Node> grow() {
        nodes_.emplace_back();
        grow_from(0, rows_, all_, 0);
        return std::move(nodes_);
    }

private:
    double shrunk(const Sums& sums) const { return sums.curvature + kShrinkShare * all_.curvature; }
    double score(const Sums& sums) const { return sums.residual * sums.residual / shrunk(sums); }

    void grow_from(std::size_t node, std::span<Row> rows, const Sums& sums, int depth) {
        nodes_[node].curvature = sums.curvature;
        nodes_[node].value = sums.residual / shrunk(sums) / static_cast<double>(kTrees);
        const Split split = depth < kDepthMax ? best_split(rows, sums) : Split{};
        if (split.gain <= 0.0) {
            return;
        }
        const auto* bins = inputs_.column(split.column);
        const auto middle = std::stable_partition(
            rows.begin(), rows.end(), [&](const Row& row) { return bins[row.index] <= split.bin; });
        const auto left_size = static_cast<std::size_t>(middle - rows.begin());
        Sums left;
        for (const auto& row : rows.first(left_size)) {
            left.add(row);
        }
        nodes_[node].column = split.column;
        nodes_[node].threshold = inputs_.cuts[split.column][split.bin];
        nodes_[node].gain = split.gain;
        const auto child = nodes_.size();
        nodes_[node].left = static_cast<int>(child);
        nodes_[node].right = static_cast<int>(child + 1);
        nodes_.resize(child + 2);
        nodes_[child].parent = nodes_[child + 1].parent = static_cast<int>(node);
        grow_from(child, rows.first(left_size), left, depth + 1);
        grow_from(child + 1, rows.subspan(left_size), sums.less(left), depth + 1);
    }

    Split best_split(std::span<const Row> rows, const Sums& sums) {
        Split best;
        const auto looked_at =
            std::min(columns_.size(), std::max(kColumnsMin, columns_.size() / kColumnDivisor));
        for (std::size_t i = 0; i < looked_at; ++i) {
            std::swap(columns_[i], columns_[i + random_() % (columns_.size() - i)]);
            look_at(columns_[i], rows, sums, best);
        }
        return best;
    }

    void look_at(std::size_t column, std::span<const Row> rows, const Sums& sums, Split& best) {
        std::array<Sums, kBins> histogram{};
        const auto* bins = inputs_.column(column);
        for (const auto& row : rows) {
            histogram[bins[row.index]].add(row);
        }
        std::size_t first = 0;
        std::size_t last = inputs_.cuts[column].size();
        while (first < last && histogram[first].rows == 0) {
            ++first;
        }
        while (last > first && histogram[last].rows == 0) {
            --last;
        }
        if (first == last) {
            return;
        }
        const std::size_t only = first + random_() % (last - first);
        Sums left;
        for (std::size_t bin = first; bin < last; ++bin) {
            left.add(histogram[bin]);
            if (thresholds_ == Thresholds::Random && bin != only) {
                continue;
            }
            const Sums right = sums.less(left);
            if (left.rows < leaf_min_ || right.rows < leaf_min_) {
                continue;
            }
            const double gain = score(left) + score(right) - score(sums);
            if (gain > best.gain) {
                best = {.column = column, .bin = bin, .gain = gain};
            }
        }
    }

    const Bins& inputs_;
    std::vector<Row> rows_;
    Thresholds thresholds_;
    std::mt19937_64 random_;
    std::vector<std::size_t> columns_;
    std::vector<Node> nodes_;
    Sums all_;
    std::uint32_t leaf_min_ = 1;
};

std::vector<Row> all_rows(const TrainingRows& rows, Objective objective) {
    std::vector<Row> all(rows.targets.size());
    for (std::size_t r = 0; r < all.size(); ++r) {
        const auto index = static_cast<std::uint32_t>(r);
        const float weight = rows.weights[r];
        if (objective == Objective::Win) {
            const auto p = static_cast<float>(sigmoid(static_cast<double>(rows.offsets[r])));
            all[r] = {index, weight * (rows.targets[r] - p), weight * p * (1.0F - p)};
        } else {
            all[r] = {index, weight * rows.targets[r], weight};
        }
    }
    return all;
}

std::vector<Row> drawn(const std::vector<Row>& all, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const double share = std::min(kRowShare, kRowsMax / static_cast<double>(all.size()));
    const auto limit = static_cast<std::uint64_t>(
        share * static_cast<double>(std::numeric_limits<std::uint64_t>::max()));
    std::vector<Row> rows;
    rows.reserve(static_cast<std::size_t>(share * 1.1 * static_cast<double>(all.size())));
    for (const auto& row : all) {
        if (random() < limit) {
            rows.push_back(row);
        }
    }
    return rows.empty() ? all : rows;
}

// All digits, and an exponent, without which XGBoost reads a whole number where it wants none.
std::string real(double value) {
    return fmt::format("{:.9e}", value);
}

// A tree in XGBoost's JSON; a leaf's value stands in split_conditions.
std::string json_of(const std::vector<Node>& nodes, std::size_t id, std::size_t columns) {
    const auto list = [&](const auto& field) {
        std::string text;
        for (const auto& node : nodes) {
            text += fmt::format("{}{}", text.empty() ? "" : ",", field(node));
        }
        return text;
    };
    const auto is_leaf = [](const Node& node) {
        return node.left < 0;
    };
    const auto zeros = list([](const Node& /*node*/) { return 0; });
    return fmt::format(
        R"({{"base_weights":[{}],"categories":[],"categories_nodes":[],"categories_segments":[],)"
        R"("categories_sizes":[],"default_left":[{}],"id":{},"left_children":[{}],)"
        R"("loss_changes":[{}],"parents":[{}],"right_children":[{}],"split_conditions":[{}],)"
        R"("split_indices":[{}],"split_type":[{}],"sum_hessian":[{}],"tree_param":)"
        R"({{"num_deleted":"0","num_feature":"{}","num_nodes":"{}","size_leaf_vector":"0"}}}})",
        list([](const Node& n) { return real(n.value); }),
        zeros,
        id,
        list([](const Node& n) { return n.left; }),
        list([](const Node& n) { return real(n.gain); }),
        list([](const Node& n) { return n.parent; }),
        list([](const Node& n) { return n.right; }),
        list([&](const Node& n) {
            return real(is_leaf(n) ? n.value : static_cast<double>(n.threshold));
        }),
        list([](const Node& n) { return n.column; }),
        zeros,
        list([](const Node& n) { return real(n.curvature); }),
        columns,
        nodes.size());
}

std::string json_of(const std::vector<std::vector<Node>>& trees, std::size_t columns) {
    std::string all;
    std::string groups;
    for (std::size_t id = 0; id < trees.size(); ++id) {
        const char* const comma = id == 0 ? "" : ",";
        all += fmt::format("{}{}", comma, json_of(trees[id], id, columns));
        groups += fmt::format("{}0", comma);
    }
    return fmt::format(
        R"({{"learner":{{"attributes":{{}},"feature_names":[],"feature_types":[],)"
        R"("gradient_booster":{{"model":{{"gbtree_model_param":{{"num_parallel_tree":"1",)"
        R"("num_trees":"{}","size_leaf_vector":"0"}},"tree_info":[{}],"trees":[{}]}},)"
        R"("name":"gbtree"}},"learner_model_param":{{"base_score":"0E0","boost_from_average":"0",)"
        R"("num_class":"0","num_feature":"{}","num_target":"1"}},"objective":)"
        R"({{"name":"reg:squarederror","reg_loss_param":{{"scale_pos_weight":"1"}}}}}},)"
        R"("version":[1,7,4]}})",
        trees.size(),
        groups,
        all,
        columns);
}

}  // namespace

std::shared_ptr<const BinnedInputs::Bins> Forest::bins_of(const TrainingRows& rows,
                                                          unsigned threads) {
    if (rows.binned != nullptr && rows.binned->bins_) {
        return rows.binned->bins_;
    }
    const Inputs& inputs = rows.inputs;
    auto bins = std::make_shared<BinnedInputs::Bins>(
        BinnedInputs::Bins{.rows = inputs.rows(),
                           .bins = std::vector<std::uint8_t>(inputs.values.size()),
                           .cuts = std::vector<std::vector<float>>(inputs.columns)});
    parallel_for(
        inputs.columns, threads, [&](std::size_t c) { bins->cuts[c] = cuts_of(inputs, c); });
    const std::size_t blocks = (bins->rows + kBlockRows - 1) / kBlockRows;
    parallel_for(blocks, threads, [&](std::size_t block) {
        const std::size_t last = std::min(bins->rows, (block + 1) * kBlockRows);
        for (std::size_t r = block * kBlockRows; r < last; ++r) {
            const auto row = inputs.row(r);
            for (std::size_t c = 0; c < row.size(); ++c) {
                const auto& cuts = bins->cuts[c];
                const auto above = std::ranges::upper_bound(cuts, row[c]);
                bins->bins[c * bins->rows + r] = static_cast<std::uint8_t>(above - cuts.begin());
            }
        }
    });
    if (rows.binned != nullptr) {
        rows.binned->bins_ = bins;
    }
    return bins;
}

Result<void> Forest::fit(const TrainingRows& rows, const FitOptions& options) {
    CHECK(!rows.targets.empty());
    const auto inputs = bins_of(rows, options.threads);
    const auto all = all_rows(rows, options.objective);
    std::vector<std::vector<Node>> trees(kTrees);
    parallel_for(kTrees, options.threads, [&](std::size_t tree) {
        const std::uint64_t seed = options.seed * 1'000'003 + tree;
        trees[tree] = Grower(*inputs, drawn(all, seed), thresholds_, seed).grow();
    });
    TRY_ASSIGN(trees_, TreeModel::from_json(name(), json_of(trees, rows.inputs.columns)));
    return {};
}

Result<void> Forest::load(std::string_view bytes) {
    TRY_ASSIGN(trees_, TreeModel::from_bytes(name(), bytes));
    return {};
}

}  // namespace turbomode::models
