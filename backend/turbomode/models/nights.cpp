#include "turbomode/models/nights.hpp"

#include <algorithm>
#include <numeric>

#include "base/check.hpp"
#include "features/schema.hpp"
#include "turbomode/models/parallel.hpp"

namespace turbomode::models {

namespace {

// The members with a complete vector on the panel's session that is the matrix' session `m`.
std::vector<std::uint32_t> eligible(const bars::Panel& panel,
                                    const features::Matrix& matrix,
                                    std::size_t session,
                                    std::size_t m) {
    std::vector<std::uint32_t> stocks;
    for (std::size_t stock = 0; stock < panel.stocks.size(); ++stock) {
        if (panel.stocks[stock].member[session] != 0 && matrix.complete(stock, m)) {
            stocks.push_back(static_cast<std::uint32_t>(stock));
        }
    }
    return stocks;
}

// A z-score among all is ranked like the rank of the same.
bool says_nothing_new(std::string_view feature) {
    constexpr std::string_view kRank = "rank_";
    return feature.starts_with("zscore_") ||
           (feature.starts_with(kRank) &&
            features::index_of(feature.substr(kRank.size())).has_value());
}

Extremes extremes_among(const std::vector<double>& values) {
    const auto [low, high] = std::ranges::minmax(values);
    const auto scale = NightScale::of(values);
    return {.low = low,
            .high = high,
            .distance_low = scale.distance(low),
            .distance_high = scale.distance(high),
            .median = scale.median()};
}

}  // namespace

NightScale NightScale::of(std::vector<double> values) {
    CHECK(!values.empty());
    const auto quarter = [&](std::size_t which) {
        return values.begin() + static_cast<std::ptrdiff_t>(which * (values.size() - 1) / 4);
    };
    // The median parts the values, so that each quartile is looked for in a half.
    const auto middle = quarter(2);
    NightScale scale;
    std::nth_element(values.begin(), middle, values.end());
    scale.median_ = *middle;
    std::nth_element(values.begin(), quarter(1), middle);
    const double low = *quarter(1);
    std::nth_element(middle, quarter(3), values.end());
    scale.width_ = *quarter(3) - low;
    return scale;
}

InputColumns input_columns() {
    const auto schema = features::schema();
    InputColumns columns{.features = {}, .stock_columns = 0};
    for (const auto scope : {features::Scope::Stock, features::Scope::Market}) {
        for (std::size_t i = 0; i < schema.size(); ++i) {
            if (schema[i].scope == scope && !says_nothing_new(schema[i].name)) {
                columns.features.push_back(i);
            }
        }
        if (scope == features::Scope::Stock) {
            columns.stock_columns = columns.features.size();
        }
    }
    columns.features.push_back(features::index_of(kMovementFeature).value());
    return columns;
}

void rank_within(std::span<const double> values, std::span<double> ranks) {
    CHECK(values.size() == ranks.size());
    const std::size_t n = values.size();
    if (n <= 1) {
        std::ranges::fill(ranks, 0.0);
        return;
    }
    std::vector<std::uint32_t> order(n);
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order,
                      [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
    for (std::size_t i = 0; i < n;) {
        std::size_t end = i + 1;
        while (end < n && values[order[end]] == values[order[i]]) {
            ++end;
        }
        const double middle = static_cast<double>(i + end - 1) / 2.0;
        for (; i < end; ++i) {
            ranks[order[i]] = middle / static_cast<double>(n - 1) - 0.5;
        }
    }
}

Nights Nights::of(const bars::Panel& panel, const features::Matrix& matrix, unsigned threads) {
    CHECK(matrix.stock_count() == panel.stocks.size());
    CHECK(matrix.session_count() <= panel.sessions.size());
    const std::size_t skipped = panel.sessions.size() - matrix.session_count();
    const InputColumns columns = input_columns();
    Nights result;
    result.columns_ = columns.features.size();
    for (std::size_t m = 0; m < matrix.session_count(); ++m) {
        auto stocks = eligible(panel, matrix, skipped + m, m);
        if (stocks.empty()) {
            continue;
        }
        const std::size_t first_row = result.rows_;
        result.rows_ += stocks.size();
        result.nights_.push_back(
            {.session = skipped + m, .stocks = std::move(stocks), .first_row = first_row});
    }
    result.inputs_.resize(result.rows_ * result.columns_);
    result.extremes_.resize(result.nights_.size() * result.columns_);
    parallel_for(result.nights_.size(), threads, [&](std::size_t index) {
        const Night& night = result.nights_[index];
        const std::size_t m = night.session - skipped;
        std::vector<double> values(night.stocks.size());
        std::vector<double> ranks(night.stocks.size());
        for (std::size_t c = 0; c < result.columns_; ++c) {
            for (std::size_t i = 0; i < values.size(); ++i) {
                values[i] = matrix.value(columns.features[c], night.stocks[i], m);
            }
            result.extremes_[index * result.columns_ + c] = extremes_among(values);
            if (c < columns.stock_columns) {
                rank_within(values, ranks);
            }
            const auto& column = c < columns.stock_columns ? ranks : values;
            for (std::size_t i = 0; i < column.size(); ++i) {
                result.inputs_[(night.first_row + i) * result.columns_ + c] =
                    static_cast<float>(column[i]);
            }
        }
    });
    return result;
}

}  // namespace turbomode::models
