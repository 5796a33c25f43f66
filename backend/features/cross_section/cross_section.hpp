// The cross-section family: where the stock stands among the members on the same session.
#pragma once

#include <span>
#include <string_view>

#include "features/members.hpp"
#include "features/schema.hpp"

namespace features::cross_section {

enum class Kind { Rank, SectorRank, ZScore, SectorZScore };

struct CrossFeature {
    Feature feature;
    Kind kind;
    std::string_view source;  // A feature of the schema or of volume::unpublished().
};

// One row a feature, made from the list of what is ranked and the `features` that stand before;
// names and definitions live as long as the program. Later calls return the same rows.
std::span<const CrossFeature> table(std::span<const Feature> features);

// Fills the columns of table() in `matrix`, where all else has been computed. `unpublished` has the
// columns of volume::unpublished().
void compute(const Matrix& unpublished, const Members& members, unsigned threads, Matrix& matrix);

}  // namespace features::cross_section
