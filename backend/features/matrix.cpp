#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "features/build.hpp"
#include "features/kernel/rolling.hpp"

namespace features {

Matrix::Matrix(std::size_t features, std::size_t stocks, std::vector<base::TradingDate> sessions)
    : Matrix(Unfilled{}, features, stocks, std::move(sessions)) {
    std::fill(values_.begin(), values_.end(), kMissing);
}

Matrix::Matrix(Unfilled /*tag*/,
               std::size_t features,
               std::size_t stocks,
               std::vector<base::TradingDate> sessions)
    : features_(features),
      stocks_(stocks),
      sessions_(std::move(sessions)),
      values_(features_ * stocks_ * sessions_.size()) {}

Matrix Matrix::unfilled(std::size_t features,
                        std::size_t stocks,
                        std::vector<base::TradingDate> sessions) {
    return Matrix{Unfilled{}, features, stocks, std::move(sessions)};
}

std::span<const double> Matrix::column(std::size_t feature, std::size_t stock) const {
    CHECK(feature < features_ && stock < stocks_);
    return std::span{values_}.subspan((feature * stocks_ + stock) * sessions_.size(),
                                      sessions_.size());
}

std::span<double> Matrix::column(std::size_t feature, std::size_t stock) {
    CHECK(feature < features_ && stock < stocks_);
    return std::span{values_}.subspan((feature * stocks_ + stock) * sessions_.size(),
                                      sessions_.size());
}

bool Matrix::complete(std::size_t stock, std::size_t session) const {
    CHECK(session < sessions_.size());
    for (std::size_t feature = 0; feature < features_; ++feature) {
        if (std::isnan(column(feature, stock)[session])) {
            return false;
        }
    }
    return true;
}

std::vector<std::uint8_t> Matrix::complete_sessions(std::size_t stock) const {
    std::vector<std::uint8_t> complete(sessions_.size(), 1);
    for (std::size_t feature = 0; feature < features_; ++feature) {
        const auto values = column(feature, stock);
        for (std::size_t session = 0; session < values.size(); ++session) {
            complete[session] &= static_cast<std::uint8_t>(!std::isnan(values[session]));
        }
    }
    return complete;
}

}  // namespace features
