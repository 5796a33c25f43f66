#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <utility>

#include "base/check.hpp"
#include "features/build.hpp"

namespace features {

namespace {

// Left as it is, so that the threads that fill it are the first to touch its pages.
Matrix::Memory allocate(std::size_t values) {
    static constexpr std::align_val_t kAligned{Matrix::kAlignment};
    void* const memory = ::operator new[](values * sizeof(float), kAligned);
    return {static_cast<float*>(memory), [](float* old) {
                ::operator delete[](old, kAligned);
            }};
}

}  // namespace

Matrix::Matrix(Memory values,
               std::size_t features,
               std::size_t stocks,
               std::vector<base::TradingDate> sessions)
    : features_(features),
      stocks_(stocks),
      sessions_(std::move(sessions)),
      values_(std::move(values)) {}

Matrix::Matrix(std::size_t features, std::size_t stocks, std::vector<base::TradingDate> sessions)
    : Matrix(unfilled(features, stocks, std::move(sessions))) {
    std::fill_n(values_.get(),
                features_ * stocks_ * stride(sessions_.size()),
                std::numeric_limits<float>::quiet_NaN());
}

Matrix Matrix::unfilled(std::size_t features,
                        std::size_t stocks,
                        std::vector<base::TradingDate> sessions) {
    auto memory = allocate(features * stocks * stride(sessions.size()));
    return Matrix{std::move(memory), features, stocks, std::move(sessions)};
}

std::span<const float> Matrix::column(std::size_t feature, std::size_t stock) const {
    CHECK(feature < features_ && stock < stocks_);
    const std::size_t count = sessions_.size();
    return {values_.get() + (feature * stocks_ + stock) * stride(count), count};
}

std::span<float> Matrix::column(std::size_t feature, std::size_t stock) {
    const auto values = std::as_const(*this).column(feature, stock);
    return {const_cast<float*>(values.data()), values.size()};
}

bool Matrix::complete(std::size_t stock, std::size_t session) const {
    CHECK(session < sessions_.size());
    for (std::size_t feature = 0; feature < features_; ++feature) {
        if (!std::isfinite(column(feature, stock)[session])) {
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
            complete[session] &= static_cast<std::uint8_t>(std::isfinite(values[session]));
        }
    }
    return complete;
}

}  // namespace features
