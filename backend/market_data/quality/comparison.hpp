// Comparison: the closes of one stock as two vendors tell them.
#pragma once

#include <map>
#include <vector>

#include "bars/bar_series.hpp"
#include "market_data/quality/doubts.hpp"

namespace market_data::quality {

// Closes by date.
using Closes = std::map<base::TradingDate, double>;

// The bars whose close differs from the other vendor's of the same day by more than
// `difference_max`, as a fraction. Days that only one of them has are no difference. Doubts of rule
// second_source, oldest first.
std::vector<Doubt> differing_closes(const std::vector<bars::Bar>& bars,
                                    const Closes& others,
                                    std::string_view other_vendor,
                                    double difference_max);

}  // namespace market_data::quality
