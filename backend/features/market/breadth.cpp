#include "features/market/breadth.hpp"

#include <algorithm>
#include <cmath>

namespace features::market {

namespace {

// The mean of transform(session, value) over the members of each session, into `out`.
template <typename Transform>
void mean_of(const Matrix& own,
             const Members& members,
             std::size_t feature,
             Transform transform,
             Output out) {
    std::vector<double> counts(out.size(), 0.0);
    std::ranges::fill(out, 0.0);
    for (std::size_t stock = 0; stock < members.stocks(); ++stock) {
        const auto values = own.column(feature, stock);
        for (std::size_t session = 0; session < out.size(); ++session) {
            const auto value = static_cast<double>(values[session]);
            if (members.counts(stock, session, value)) {
                out[session] += transform(session, value);
                counts[session] += 1.0;
            }
        }
    }
    for (std::size_t session = 0; session < out.size(); ++session) {
        out[session] = counts[session] > 0.0 ? out[session] / counts[session] : kMissing;
    }
}

}  // namespace

void mean_of_members(const Matrix& own, const Members& members, std::size_t feature, Output out) {
    mean_of(
        own, members, feature, [](std::size_t, double value) { return value; }, out);
}

void mean_square_of_members(const Matrix& own,
                            const Members& members,
                            std::size_t feature,
                            Output out) {
    mean_of(
        own, members, feature, [](std::size_t, double value) { return value * value; }, out);
}

void share_above(
    const Matrix& own, const Members& members, std::size_t feature, double level, Output out) {
    const auto above = [level](std::size_t, double value) {
        return value > level ? 1.0 : 0.0;
    };
    mean_of(own, members, feature, above, out);
}

void dispersion(const Matrix& own, const Members& members, std::size_t feature, Output out) {
    std::vector<double> means(out.size());
    mean_of_members(own, members, feature, means);
    const auto squared_distance = [&](std::size_t session, double value) {
        return (value - means[session]) * (value - means[session]);
    };
    mean_of(own, members, feature, squared_distance, out);
    for (double& value : out) {
        value = std::sqrt(value);
    }
}

}  // namespace features::market
