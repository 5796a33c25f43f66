// Familiarity: whether a stock of a night is like those that the model learned from. One that is
// not is marked and nothing of it is published: what a model says of the like it never saw is a
// guess, and most often the prices are wrong.
//
// A stock is strange in three ways, each 1 at its limit (docs/adr/0014 says how they were chosen):
//  * Its ranks do not go together: their distance under probabilistic principal components, in
//    parts of the largest that is still familiar.
//  * It moves more, or less, than any stock before: the one number the learners see unranked.
//  * Another feature of its own, of which ranks hide the size, is outside all that was seen by more
//    than a tenth of its width: as it is, and on the scale of the night. On a wild night many are
//    as they are, and few on its scale.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "turbomode/models/drift.hpp"
#include "turbomode/models/learners/learner.hpp"
#include "turbomode/models/nights.hpp"

namespace turbomode::models {

// What was trained on, in numbers, by column of input_columns(); the ranks are the first of them.
struct Familiarity {
    // Of the ranks (M. Tipping, C. Bishop, Probabilistic Principal Component Analysis, 1999). What
    // the components leave over counts alike in all directions: directions in which hardly any
    // training row went are not taken for walls.
    std::vector<double> means;       // A value a rank.
    std::vector<double> components;  // Row-major, a row of length 1 a component, a value a rank.
    std::vector<double> variances;   // Of the components, the largest first.
    double residual_variance = 0.0;  // Mean of the other directions'.
    double distance_max = 0.0;       // The largest that is familiar.
    // The least and greatest value of each column's feature: unranked, and on its night's scale.
    std::vector<double> lows;
    std::vector<double> highs;
    std::vector<double> distance_lows;
    std::vector<double> distance_highs;
    DriftReference drift;  // Of whole nights.
};

struct Likeness {
    double strangeness;  // The largest of the three; above 1 the stock is unfamiliar.
    // Index in features::schema() of what is strangest; nothing: the ranks together.
    std::optional<std::size_t> feature;

    // Written so that what is no number is not.
    bool is_familiar() const { return strangeness <= 1.0; }
};

// Of the nights [first, last): ranges over all of their stocks, the rest from those that samples
// are drawn from. REQUIRES: at least one such row
Familiarity fit_familiarity(const Nights& nights, std::size_t first, std::size_t last);

// One a row. `values`: the features unranked, schema().size() a row, in the schema's order.
// REQUIRES: as many rows of both, at least one
std::vector<Likeness> likeness_of(const Familiarity& familiarity,
                                  const Inputs& night,
                                  std::span<const float> values);

// The features of the market's state, as indices in the schema, that are outside all that was seen
// by more than a quarter of its width. They are the same for all stocks, and mark none: a wild
// night is news, not a fault. REQUIRES: at least one row
std::vector<std::size_t> strange_market(const Familiarity& familiarity, const Inputs& night);

std::string to_bytes(const Familiarity& familiarity);
// Errors: Corruption when these are not the bytes of one for this build's columns.
base::Result<Familiarity> familiarity_of(std::string_view bytes);

}  // namespace turbomode::models
