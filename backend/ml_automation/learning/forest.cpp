#include "ml_automation/learning/forest.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>
#include <thread>

#include <fmt/format.h>

#include "base/check.hpp"

namespace ml_automation::learning {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::size_t kBinsMax = 64;
constexpr std::string_view kMagic = "ml_automation_forest 1";

// Source: S. Vigna, splitmix64 (2015), in the public domain; the same on every machine.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }
    // Of [0, n). The bias of the remainder is below one in 10^13 for any count of samples.
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }

private:
    std::uint64_t state_;
};

// The inputs as numbers of bins, a column an input: value <= edges[bin] and > the edge before.
struct Binned {
    std::vector<std::vector<float>> edges;           // All but the last bin's, which has none.
    std::vector<std::vector<std::uint8_t>> columns;  // [input][row]
};

std::vector<float> edges_of(std::vector<float> values) {
    std::ranges::sort(values);
    std::vector<float> edges;
    for (std::size_t bin = 1; bin < kBinsMax; ++bin) {
        const float edge = values[bin * (values.size() - 1) / kBinsMax];
        if (edge < values.back() && (edges.empty() || edge > edges.back())) {
            edges.push_back(edge);
        }
    }
    return edges;
}

Binned bin(const Rows& rows) {
    const std::size_t inputs = rows.inputs.front()->size();
    Binned binned{.edges = {}, .columns = {}};
    for (std::size_t input = 0; input < inputs; ++input) {
        std::vector<float> values;
        values.reserve(rows.size());
        for (const auto* row : rows.inputs) {
            values.push_back((*row)[input]);
        }
        auto edges = edges_of(values);
        std::vector<std::uint8_t> column;
        column.reserve(rows.size());
        for (const float value : values) {
            column.push_back(
                static_cast<std::uint8_t>(std::ranges::lower_bound(edges, value) - edges.begin()));
        }
        binned.edges.push_back(std::move(edges));
        binned.columns.push_back(std::move(column));
    }
    return binned;
}

struct Split {
    std::size_t input = 0;
    std::size_t bin = 0;  // This one and those before it go left.
    double gain = 0.0;    // Weighted squares of the win shares, more than without the split.
};

}  // namespace

// Grows one tree.
class Forest::Grower {
public:
    Grower(const Rows& rows, const Binned& binned, const ForestOptions& options, Random random)
        : rows_(rows), binned_(binned), options_(options), random_(random) {
        tried_.resize(binned.columns.size());
        std::iota(tried_.begin(), tried_.end(), std::size_t{0});
        try_count_ = static_cast<std::size_t>(
            std::ceil(std::sqrt(static_cast<double>(binned.columns.size()))));
    }

    Tree grow() {
        sample_.reserve(rows_.size());
        for (std::size_t at = 0; at < rows_.size(); ++at) {
            sample_.push_back(static_cast<std::uint32_t>(random_.below(rows_.size())));
        }
        tree_.emplace_back();
        grow_node(0, 0, sample_.size(), 0);
        return std::move(tree_);
    }

private:
    // Settles node `at`, whose samples are [first, last) of sample_.
    void grow_node(std::size_t at, std::size_t first, std::size_t last, int depth) {
        std::size_t wins = 0;
        for (std::size_t s = first; s < last; ++s) {
            wins += rows_.won[sample_[s]];
        }
        const auto count = static_cast<double>(last - first);
        tree_[at].win_share = static_cast<float>(static_cast<double>(wins) / count);
        const auto leaf_min = static_cast<std::size_t>(options_.leaf_min);
        if (depth >= options_.depth_max || last - first < 2 * leaf_min || wins == 0 ||
            wins == last - first) {
            return;
        }
        const auto split = best_split(first, last, wins);
        if (split.gain <= 0.0) {
            return;
        }
        const auto& column = binned_.columns[split.input];
        const auto middle =
            std::partition(sample_.begin() + static_cast<std::ptrdiff_t>(first),
                           sample_.begin() + static_cast<std::ptrdiff_t>(last),
                           [&](std::uint32_t row) { return column[row] <= split.bin; });
        const auto cut = static_cast<std::size_t>(middle - sample_.begin());
        const std::size_t left = tree_.size();
        tree_.emplace_back();
        tree_.emplace_back();
        tree_[at].input = static_cast<std::uint32_t>(split.input);
        tree_[at].threshold = binned_.edges[split.input][split.bin];
        tree_[at].left = static_cast<std::uint32_t>(left);
        tree_[at].right = static_cast<std::uint32_t>(left + 1);
        grow_node(left, first, cut, depth + 1);
        grow_node(left + 1, cut, last, depth + 1);
    }

    Split best_split(std::size_t first, std::size_t last, std::size_t wins) {
        for (std::size_t at = 0; at < try_count_; ++at) {
            std::swap(tried_[at], tried_[at + random_.below(tried_.size() - at)]);
        }
        Split best;
        for (std::size_t at = 0; at < try_count_; ++at) {
            look_at(tried_[at], first, last, wins, best);
        }
        return best;
    }

    void look_at(std::size_t input,
                 std::size_t first,
                 std::size_t last,
                 std::size_t wins,
                 Split& best) const {
        std::array<std::uint32_t, kBinsMax> counts{};
        std::array<std::uint32_t, kBinsMax> won{};
        const auto& column = binned_.columns[input];
        for (std::size_t s = first; s < last; ++s) {
            ++counts[column[sample_[s]]];
            won[column[sample_[s]]] += rows_.won[sample_[s]];
        }
        // Gini impurity falls as the squares of the children's win shares, weighted, rise.
        const auto square = [](double part, double whole) {
            return part * part / whole;
        };
        const auto count = static_cast<double>(last - first);
        const double before = square(static_cast<double>(wins), count);
        const auto leaf_min = static_cast<std::size_t>(options_.leaf_min);
        std::size_t left = 0;
        std::size_t left_won = 0;
        for (std::size_t bin = 0; bin < binned_.edges[input].size(); ++bin) {
            left += counts[bin];
            left_won += won[bin];
            if (left < leaf_min || last - first - left < leaf_min) {
                continue;
            }
            const double gain = square(static_cast<double>(left_won), static_cast<double>(left)) +
                                square(static_cast<double>(wins - left_won),
                                       static_cast<double>(last - first - left)) -
                                before;
            if (gain > best.gain) {
                best = {.input = input, .bin = bin, .gain = gain};
            }
        }
    }

    const Rows& rows_;
    const Binned& binned_;
    const ForestOptions& options_;
    Random random_;
    std::vector<std::size_t> tried_;
    std::size_t try_count_;
    std::vector<std::uint32_t> sample_;
    Tree tree_;
};

Forest Forest::fit(const Rows& rows, const ForestOptions& options) {
    CHECK(rows.size() > 0 && options.trees >= 1);
    const auto binned = bin(rows);
    Forest forest;
    forest.input_count_ = rows.inputs.front()->size();
    forest.trees_.resize(static_cast<std::size_t>(options.trees));
    const std::size_t threads = std::max(options.threads, 1U);
    std::vector<std::jthread> workers;
    for (std::size_t worker = 0; worker < threads; ++worker) {
        workers.emplace_back([&, worker] {
            for (std::size_t tree = worker; tree < forest.trees_.size(); tree += threads) {
                Random random(options.seed * 1'000'003U + tree);
                forest.trees_[tree] = Grower(rows, binned, options, random).grow();
            }
        });
    }
    workers.clear();  // Waits for them.
    return forest;
}

double Forest::probability(std::span<const float> inputs) const {
    CHECK(inputs.size() == input_count_ && !trees_.empty());
    double sum = 0.0;
    for (const auto& tree : trees_) {
        std::size_t at = 0;
        while (tree[at].left != 0) {
            at = inputs[tree[at].input] <= tree[at].threshold ? tree[at].left : tree[at].right;
        }
        sum += static_cast<double>(tree[at].win_share);
    }
    return sum / static_cast<double>(trees_.size());
}

std::string Forest::text() const {
    std::string text = fmt::format("{} {} {}\n", kMagic, input_count_, trees_.size());
    for (const auto& tree : trees_) {
        text += fmt::format("{}\n", tree.size());
        for (const auto& node : tree) {
            text += fmt::format("{} {} {} {} {}\n",
                                node.input,
                                node.threshold,
                                node.left,
                                node.right,
                                node.win_share);
        }
    }
    return text;
}

namespace {

// Takes numbers from a text, each followed by one blank or line end.
class Numbers {
public:
    explicit Numbers(std::string_view text) : rest_(text) {}

    template <typename Number>
    bool take(Number& value) {
        const char* end = rest_.data() + rest_.size();
        const auto [next, error] = std::from_chars(rest_.data(), end, value);
        if (error != std::errc{} || next == end || (*next != ' ' && *next != '\n')) {
            return false;
        }
        rest_.remove_prefix(static_cast<std::size_t>(next - rest_.data()) + 1);
        return true;
    }
    std::size_t left() const { return rest_.size(); }

private:
    std::string_view rest_;
};

Error damaged(std::string_view what) {
    return Error{ErrorCode::Corruption, fmt::format("forest: {}", what)};
}

}  // namespace

Result<Forest> Forest::parse(std::string_view text) {
    if (!text.starts_with(kMagic)) {
        return damaged("no forest of this build");
    }
    Numbers numbers(text.substr(std::min(kMagic.size() + 1, text.size())));
    Forest forest;
    std::size_t trees = 0;
    // A node takes ten bytes at least: no count can ask for more memory than the text is worth.
    if (!numbers.take(forest.input_count_) || !numbers.take(trees) || trees == 0 ||
        trees > text.size()) {
        return damaged("its counts");
    }
    for (std::size_t tree = 0; tree < trees; ++tree) {
        std::size_t nodes = 0;
        if (!numbers.take(nodes) || nodes == 0 || nodes > numbers.left()) {
            return damaged(fmt::format("tree {} of {} nodes", tree, nodes));
        }
        auto& grown = forest.trees_.emplace_back(nodes);
        for (std::size_t at = 0; at < nodes; ++at) {
            auto& node = grown[at];
            const bool is_read = numbers.take(node.input) && numbers.take(node.threshold) &&
                                 numbers.take(node.left) && numbers.take(node.right) &&
                                 numbers.take(node.win_share);
            const bool is_leaf = node.left == 0 && node.right == 0;
            const bool is_inner = node.left > at && node.right > at && node.left < nodes &&
                                  node.right < nodes && node.input < forest.input_count_;
            const bool is_share = node.win_share >= 0.0F && node.win_share <= 1.0F;
            if (!is_read || !(is_leaf || is_inner) || !is_share) {
                return damaged(fmt::format("node {} of tree {}", at, tree));
            }
        }
    }
    if (numbers.left() != 0) {
        return damaged("more after its last tree");
    }
    return forest;
}

}  // namespace ml_automation::learning
