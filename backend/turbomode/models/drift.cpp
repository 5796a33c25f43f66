#include "turbomode/models/drift.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/check.hpp"

namespace turbomode::models {

namespace {

// A feature whose median never moved, such as one that is 0 for most stocks, is not looked at.
double excess_of(const DriftReference& reference, std::span<const Extremes> night, std::size_t c) {
    const double low = reference.lows[c];
    const double high = reference.highs[c];
    return low < high ? excess(night[c].median, low, high) : 0.0;
}

void fit_ranges(const Nights& nights,
                std::size_t first,
                std::size_t last,
                DriftReference& reference) {
    reference.lows.assign(nights.columns(), std::numeric_limits<double>::infinity());
    reference.highs.assign(nights.columns(), -std::numeric_limits<double>::infinity());
    for (std::size_t night = first; night < last; ++night) {
        const auto extremes = nights.extremes_of(night);
        for (std::size_t c = 0; c < nights.columns(); ++c) {
            reference.lows[c] = std::min(reference.lows[c], extremes[c].median);
            reference.highs[c] = std::max(reference.highs[c], extremes[c].median);
        }
    }
}

double statistic_of(const DriftReference& reference, std::span<const Extremes> night) {
    double largest = 0.0;
    for (std::size_t c = 0; c < night.size(); ++c) {
        largest = std::max(largest, excess_of(reference, night, c));
    }
    return largest;
}

}  // namespace

double excess(double value, double low, double high) {
    const double beyond = std::max(low - value, value - high);
    return beyond > 0.0 ? beyond / (high - low) : 0.0;
}

DriftReference fit_drift(const Nights& nights, std::size_t first, std::size_t last) {
    CHECK(first < last && last <= nights.nights().size());
    DriftReference reference{.threshold = kDriftMin};
    const std::size_t known = first + (last - first) * 4 / 5;
    if (known > first) {
        fit_ranges(nights, first, known, reference);
        for (std::size_t night = known; night < last; ++night) {
            reference.threshold =
                std::max(reference.threshold, statistic_of(reference, nights.extremes_of(night)));
        }
    }
    fit_ranges(nights, first, last, reference);
    return reference;
}

Drift drift_of(const DriftReference& reference, std::span<const Extremes> night) {
    CHECK(reference.lows.size() == night.size() && reference.highs.size() == night.size());
    Drift drift{.statistic = statistic_of(reference, night),
                .threshold = reference.threshold,
                .features = {}};
    const auto columns = input_columns();
    std::vector<std::pair<double, std::size_t>> beyond;
    for (std::size_t c = 0; c < night.size(); ++c) {
        const double far = excess_of(reference, night, c);
        if (far > reference.threshold) {
            beyond.emplace_back(-far, columns.features[c]);
        }
    }
    std::ranges::sort(beyond);
    for (const auto& [far, feature] : beyond) {
        // The last column is a feature of the first ones once more.
        if (std::ranges::find(drift.features, feature) == drift.features.end()) {
            drift.features.push_back(feature);
        }
    }
    return drift;
}

}  // namespace turbomode::models
