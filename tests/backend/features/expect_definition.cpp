#include "backend/features/expect_definition.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "backend/features/random_panel.hpp"
#include "features/catalog.hpp"

namespace features {

namespace {

const StockFeature& row_of(std::string_view feature) {
    const auto rows = own_features();
    const auto found =
        std::ranges::find(rows, feature, [](const StockFeature& row) { return row.feature.name; });
    CHECK(found != rows.end());
    return *found;
}

}  // namespace

StockInputs random_stock(std::size_t bars) {
    // Stock 1 of a panel with gaps: it starts on the first session.
    const auto panel = random_panel({.stocks = 2, .sessions = bars, .seed = 7, .gaps = true});
    StockInputs in;
    in.assign(panel.stocks[1].series);
    return in;
}

std::vector<double> column_of(std::string_view feature, const StockInputs& in) {
    std::vector<double> column(in.size());
    row_of(feature).kernel(in.from(0), column);
    return column;
}

void expect_definition(std::string_view feature, const Definition& definition) {
    const auto in = random_stock(700);
    const auto column = column_of(feature, in);
    const auto first = static_cast<std::size_t>(row_of(feature).feature.warmup_sessions - 1);
    ASSERT_LT(first, in.size());
    for (std::size_t t = 0; t < first; ++t) {
        ASSERT_TRUE(std::isnan(column[t])) << feature << " at " << t;
    }
    for (std::size_t t = first; t < in.size(); ++t) {
        const double expected = definition(in, t);
        ASSERT_NEAR(column[t], expected, 1e-8 * std::max(1.0, std::abs(expected)))
            << feature << " at " << t;
    }
}

}  // namespace features
