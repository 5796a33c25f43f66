#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "features/build.hpp"

namespace features {
namespace {

Matrix two_by_two() {
    return Matrix{2, 2, {base::TradingDate{2025, 3, 3}, base::TradingDate{2025, 3, 4}}};
}

TEST(Matrix, StartsWithoutAnyValue) {
    const auto matrix = two_by_two();
    EXPECT_EQ(matrix.feature_count(), 2U);
    EXPECT_EQ(matrix.stock_count(), 2U);
    EXPECT_EQ(matrix.session_count(), 2U);
    EXPECT_TRUE(std::isnan(matrix.value(1, 1, 1)));
}

TEST(Matrix, KeepsColumnsApart) {
    auto matrix = two_by_two();
    for (std::size_t feature = 0; feature < 2; ++feature) {
        for (std::size_t stock = 0; stock < 2; ++stock) {
            const double value = static_cast<double>(10 * feature + stock);
            std::ranges::fill(matrix.column(feature, stock), value);
        }
    }
    EXPECT_EQ(matrix.value(0, 1, 0), 1.0);
    EXPECT_EQ(matrix.value(1, 0, 1), 10.0);
    EXPECT_EQ(matrix.value(1, 1, 1), 11.0);
}

TEST(Matrix, IsCompleteWhereEveryFeatureHasAValue) {
    auto matrix = two_by_two();
    matrix.column(0, 1)[1] = 1.0;
    EXPECT_FALSE(matrix.complete(1, 1));
    matrix.column(1, 1)[1] = 0.0;
    EXPECT_TRUE(matrix.complete(1, 1));
    EXPECT_FALSE(matrix.complete(1, 0));
    EXPECT_EQ(matrix.complete_sessions(1), (std::vector<std::uint8_t>{0, 1}));
    EXPECT_EQ(matrix.complete_sessions(0), (std::vector<std::uint8_t>{0, 0}));
}

TEST(Matrix, IsNotCompleteWhereAFeatureIsInfinite) {
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    auto matrix = two_by_two();
    for (const float value : {kInfinity, -kInfinity, std::nanf("")}) {
        std::ranges::fill(matrix.column(0, 0), 1.0F);
        std::ranges::fill(matrix.column(1, 0), 1.0F);
        ASSERT_TRUE(matrix.complete(0, 1));
        matrix.column(1, 0)[1] = value;
        EXPECT_FALSE(matrix.complete(0, 1)) << value;
        EXPECT_TRUE(matrix.complete(0, 0)) << value;
        EXPECT_EQ(matrix.complete_sessions(0), (std::vector<std::uint8_t>{1, 0})) << value;
    }
    matrix.column(1, 0)[1] = std::numeric_limits<float>::max();
    EXPECT_TRUE(matrix.complete(0, 1));
}

TEST(MatrixDeathTest, RefusesAColumnThatIsNotThere) {
    auto matrix = two_by_two();
    EXPECT_DEATH(matrix.column(2, 0), "feature < features_");
    EXPECT_DEATH(matrix.column(0, 2), "stock < stocks_");
    EXPECT_DEATH(matrix.complete(0, 2), "session");
}

}  // namespace
}  // namespace features
