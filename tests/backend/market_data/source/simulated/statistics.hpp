// The few statistics by which the tests judge a simulated market.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

namespace market_data::source::simulated {

inline double mean_of(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

inline double deviation_of(std::span<const double> values) {
    const double mean = mean_of(values);
    double sum = 0.0;
    for (const double x : values) {
        sum += (x - mean) * (x - mean);
    }
    return std::sqrt(sum / static_cast<double>(values.size()));
}

inline double standard_error_of(std::span<const double> values) {
    return deviation_of(values) / std::sqrt(static_cast<double>(values.size()));
}

inline double correlation(std::span<const double> x, std::span<const double> y) {
    const double mean_x = mean_of(x);
    const double mean_y = mean_of(y);
    double sum = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        sum += (x[i] - mean_x) * (y[i] - mean_y);
    }
    return sum / static_cast<double>(x.size()) / (deviation_of(x) * deviation_of(y));
}

inline std::vector<double> ranks_of(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return values[a] < values[b];
    });
    std::vector<double> ranks(values.size());
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        ranks[order[rank]] = static_cast<double>(rank);
    }
    return ranks;
}

// Spearman's. Ties are broken by position: continuous values have none.
inline double rank_correlation(std::span<const double> x, std::span<const double> y) {
    return correlation(ranks_of(x), ranks_of(y));
}

}  // namespace market_data::source::simulated
