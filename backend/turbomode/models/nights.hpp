// Nights: the features of each session as the learners see them, ranked within the night.
//
// What sets one stock apart is a question about a cross-section; a rank within the night answers
// it alike in calm and wild markets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "bars/panel.hpp"
#include "features/build.hpp"

namespace turbomode::models {

// The columns of the learners' inputs: first the features of Scope::Stock as ranks within the
// night, -0.5..0.5, ties averaged; then those of Scope::Market as they are; last, once more but as
// it is, how much the stock moves, which the volatility curve reads. Features that are themselves
// ranks or z-scores among all members of another that is there have the same rank as it, and are
// left out.
struct InputColumns {
    std::vector<std::size_t> features;  // For each column its index in features::schema().
    std::size_t stock_columns;          // So many of them are ranks.
};
InputColumns input_columns();
// Average true range of 21 sessions over the close: in the same unit as the exit rule's levels.
inline constexpr std::string_view kMovementFeature = "atr_ratio_21";
// The last column of a row.
inline double movement_of(std::span<const float> row) {
    return static_cast<double>(row.back());
}

// One session's index members that have every feature.
struct Night {
    std::size_t session;                // Index in the panel.
    std::vector<std::uint32_t> stocks;  // Indices in the panel, ascending.
    std::size_t first_row;              // Row of the first stock in Nights::inputs.
};

// The size that ranks hide: how far a value is from the median of a night, in interquartile ranges.
class NightScale {
public:
    // REQUIRES: at least one value
    static NightScale of(std::vector<double> values);
    // 0 on a night whose middle half is of one value.
    double median() const { return median_; }
    double distance(double value) const { return width_ > 0.0 ? (value - median_) / width_ : 0.0; }

private:
    double median_ = 0.0;
    double width_ = 0.0;
};

// Of one column's feature over the stocks of a night, unranked.
struct Extremes {
    double low, high;                    // As it is.
    double distance_low, distance_high;  // On the night's scale.
    double median;
};

class Nights {
public:
    // Nights of the matrix' sessions, which are the last ones of the panel. A session on which no
    // member has every feature has no night.
    static Nights of(const bars::Panel& panel, const features::Matrix& matrix, unsigned threads);

    std::span<const Night> nights() const { return nights_; }
    std::size_t rows() const { return rows_; }
    std::size_t columns() const { return columns_; }
    std::span<const float> row(std::size_t row) const {
        return std::span(inputs_).subspan(row * columns_, columns_);
    }
    std::span<const float> rows_of(const Night& night) const {
        return std::span(inputs_).subspan(night.first_row * columns_,
                                          night.stocks.size() * columns_);
    }
    // Of nights()[night], by column.
    std::span<const Extremes> extremes_of(std::size_t night) const {
        return std::span(extremes_).subspan(night * columns_, columns_);
    }

private:
    std::vector<Night> nights_;
    std::size_t rows_ = 0;
    std::size_t columns_ = 0;
    std::vector<float> inputs_;       // Row-major.
    std::vector<Extremes> extremes_;  // Row-major, a row a night.
};

// Ranks of `values` in -0.5..0.5, ties averaged; 0 for a single value.
void rank_within(std::span<const double> values, std::span<double> ranks);

}  // namespace turbomode::models
