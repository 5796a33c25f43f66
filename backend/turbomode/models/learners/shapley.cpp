#include "turbomode/models/learners/shapley.hpp"

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "base/check.hpp"

namespace turbomode::models {

namespace {

// Gauss-Legendre on 0..1: exact up to degree 2 x kPoints - 1.
template <std::size_t kPoints>
struct Quadrature {
    std::array<double, kPoints> points, weights;
    std::array<double, kPoints> outward;  // 1 / (1 - point), times the weight.

    Quadrature() {
        for (std::size_t i = 0; i < kPoints; ++i) {
            // The roots of the Legendre polynomial by Newton's method (W. Press et al., Numerical
            // Recipes, 4.5), on -1..1.
            constexpr auto kDegree = static_cast<double>(kPoints);
            double x =
                std::cos(std::numbers::pi * (static_cast<double>(i) + 0.75) / (kDegree + 0.5));
            double slope = 1.0;
            for (int step = 0; step < 100; ++step) {
                double value = 1.0;
                double before = 0.0;
                for (std::size_t k = 0; k < kPoints; ++k) {
                    const auto n = static_cast<double>(k);
                    const double next = ((2.0 * n + 1.0) * x * value - n * before) / (n + 1.0);
                    before = value;
                    value = next;
                }
                slope = kDegree * (x * value - before) / (x * x - 1.0);
                const double change = value / slope;
                x -= change;
                if (std::abs(change) < 1e-16) {
                    break;
                }
            }
            points[i] = (1.0 - x) / 2.0;
            weights[i] = 1.0 / ((1.0 - x * x) * slope * slope);
            outward[i] = weights[i] / (1.0 - points[i]);
        }
    }
};

// What the splits above say of one column.
struct Known {
    double share = 1.0;   // Of the training rows: those that pass all of them.
    bool is_open = true;  // The row passes them too.
};

// Walks rows down all branches of one tree.
//
// At a point t every column plays with that chance. A leaf is reached with the product of its
// columns' factors: share + (1 - share) t for one that the row passes, share (1 - t) for one that
// it does not. The slope by a column is the product over its factor, times 1 - share or -share.
template <std::size_t kPoints>
class Walk {
public:
    Walk(std::span<const TreeNode> nodes, std::size_t columns) : nodes_(nodes), known_(columns) {}

    void run(std::span<const float> row, std::span<double> moves) {
        row_ = row;
        moves_ = moves;
        Points ones;
        ones.fill(1.0);
        below(0, ones);
    }

private:
    using Points = std::array<double, kPoints>;

    // The sum over the leaves from here down of value times product.
    Points below(std::size_t at, const Points& product) {
        const TreeNode& node = nodes_[at];
        Points sum;
        if (node.is_leaf()) {
            for (std::size_t q = 0; q < kPoints; ++q) {
                sum[q] = static_cast<double>(node.value) * product[q];
            }
            return sum;
        }
        const bool goes_left = row_[static_cast<std::size_t>(node.column)] < node.value;
        sum = branch(node, at + 1, goes_left, product);
        const Points right = branch(node, node.right, !goes_left, product);
        for (std::size_t q = 0; q < kPoints; ++q) {
            sum[q] += right[q];
        }
        return sum;
    }

    Points branch(const TreeNode& node, std::size_t child, bool is_taken, const Points& product) {
        const auto column = static_cast<std::size_t>(node.column);
        const auto part = static_cast<double>(nodes_[child].share);
        const Known before = known_[column];
        Points next = product;
        if (!before.is_open) {  // The row has left already: its column's slope stays as it is.
            for (double& value : next) {
                value *= part;
            }
            return below(child, next);
        }
        Points rate;  // The weighed slope by the column over the product.
        rate.fill(0.0);
        if (before.share < 1.0) {
            take_out(before.share, next, rate);
        }
        const Known now{.share = before.share * part, .is_open = is_taken};
        for (std::size_t q = 0; q < kPoints; ++q) {
            const double t = kQuadrature.points[q];
            const double factor =
                is_taken ? now.share + (1.0 - now.share) * t : now.share * (1.0 - t);
            next[q] *= factor;
            rate[q] += is_taken ? kQuadrature.weights[q] * (1.0 - now.share) / factor
                                : -kQuadrature.outward[q];
        }
        known_[column] = now;
        const Points sum = below(child, next);
        known_[column] = before;
        double move = 0.0;
        for (std::size_t q = 0; q < kPoints; ++q) {
            move += rate[q] * sum[q];
        }
        moves_[column] += move;
        return sum;
    }

    // The factor of the same column's earlier splits, and the slope that they were given for the
    // leaves below.
    static void take_out(double share, Points& product, Points& rate) {
        for (std::size_t q = 0; q < kPoints; ++q) {
            const double factor = share + (1.0 - share) * kQuadrature.points[q];
            product[q] /= factor;
            rate[q] -= kQuadrature.weights[q] * (1.0 - share) / factor;
        }
    }

    inline static const Quadrature<kPoints> kQuadrature;

    std::span<const TreeNode> nodes_;
    std::span<const float> row_;
    std::span<double> moves_;
    std::vector<Known> known_;  // By column.
};

template <std::size_t kPoints>
void walk(const FlatTree& tree, const Inputs& rows, std::span<double> moves) {
    Walk<kPoints> walk(tree.nodes, rows.columns);
    for (std::size_t r = 0; r < rows.rows(); ++r) {
        walk.run(rows.row(r), moves.subspan(r * rows.columns, rows.columns));
    }
}

}  // namespace

void add_shapley_values(const FlatTree& tree, const Inputs& rows, std::span<double> moves) {
    CHECK(moves.size() == rows.values.size() && tree.depth <= FlatTrees::kDepthMax);
    static_assert(FlatTrees::kDepthMax <= 2 * 16);
    // A path of so many columns has a slope of that degree less 1.
    const std::size_t points = (tree.depth + 1) / 2;
    const auto run = points <= 2    ? walk<2>
                     : points <= 4  ? walk<4>
                     : points <= 6  ? walk<6>
                     : points <= 8  ? walk<8>
                     : points <= 12 ? walk<12>
                                    : walk<16>;
    run(tree, rows, moves);
}

}  // namespace turbomode::models
