// The market family, part 2: the stock's sector, and the stock against it.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "features/members.hpp"
#include "features/schema.hpp"

namespace features::market {

// The mean of `feature` over the members of each sector, by sector number and session. A sector
// with fewer than Members::kSectorMembersMin values that session, and stocks whose sector nobody
// knows, take the mean over all members; NaN when there is none.
std::vector<std::vector<double>> sector_means(const Matrix& own,
                                              const Members& members,
                                              std::size_t feature);

struct SectorFeature {
    Feature feature;
    std::string_view source;  // The own feature it is about.
    bool relative;            // The stock's value less the sector's mean, or the mean itself.
};
std::span<const SectorFeature> sector_table();

// Fills the columns of sector_table() in `matrix`, whose own features are there.
void compute_sectors(const Members& members, unsigned threads, Matrix& matrix);

}  // namespace features::market
