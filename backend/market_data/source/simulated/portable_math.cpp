#include "market_data/source/simulated/portable_math.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "base/check.hpp"

namespace market_data::source::simulated {

namespace {

// log 2 in two parts: a whole number of halvings times the first is exact.
// Source: Sun Microsystems, fdlibm e_exp.c (1993), whose names and digits these are.
constexpr double kLn2High = 6.93147180369123816490e-01;
constexpr double kLn2Low = 1.90821492927058770002e-10;
constexpr double kLog2E = std::numbers::log2e;
constexpr double kLargest = 700.0;  // exp() of it is a normal number, and so is that of minus it.

// 1 / n! for n = first, first + step, ...
template <std::size_t Count>
constexpr std::array<double, Count> inverse_factorials(int first, int step) {
    std::array<double, Count> result{};
    for (std::size_t i = 0; i < Count; ++i) {
        double factorial = 1.0;
        for (int n = 2; n <= first + static_cast<int>(i) * step; ++n) {
            factorial *= n;
        }
        result[i] = 1.0 / factorial;
    }
    return result;
}

// 1, 1/3, 1/5, ...
template <std::size_t Count>
constexpr std::array<double, Count> inverse_odds() {
    std::array<double, Count> result{};
    for (std::size_t i = 0; i < Count; ++i) {
        result[i] = 1.0 / static_cast<double>(2 * i + 1);
    }
    return result;
}

// So many terms that the first one left out is below 2^-56 of the sum on the reduced range.
constexpr auto kExpTerms = inverse_factorials<14>(0, 1);
constexpr auto kSineTerms = inverse_factorials<9>(1, 2);
constexpr auto kCosineTerms = inverse_factorials<9>(0, 2);
constexpr auto kLogTerms = inverse_odds<11>();

// terms[0] + terms[1] x + terms[2] x^2 + ..., by Horner's rule.
template <std::size_t Count>
double series(const std::array<double, Count>& terms, double x) {
    double sum = 0.0;
    for (std::size_t i = Count; i-- > 0;) {
        sum = sum * x + terms[i];
    }
    return sum;
}

}  // namespace

// exp(k log 2 + r) = 2^k exp(r) with |r| <= log(2) / 2.
double portable_exp(double x) {
    CHECK(std::abs(x) <= kLargest);
    const double k = std::floor(x * kLog2E + 0.5);
    const double r = (x - k * kLn2High) - k * kLn2Low;
    return std::ldexp(series(kExpTerms, r), static_cast<int>(k));
}

// log(2^k m) with m in [1/sqrt 2, sqrt 2): log m = 2 atanh s, s = (m - 1) / (m + 1).
double portable_log(double x) {
    CHECK(std::isnormal(x) && x > 0.0);
    int k = 0;
    double m = std::frexp(x, &k);
    if (m < 1.0 / std::numbers::sqrt2) {
        m *= 2.0;
        --k;
    }
    const double s = (m - 1.0) / (m + 1.0);
    const double log_m = 2.0 * s * series(kLogTerms, s * s);
    return k * kLn2High + (log_m + k * kLn2Low);
}

// The nearest quarter turn is taken off, which is exact, so that at most an eighth is left.
SineCosine portable_sine_cosine(double turns) {
    CHECK(turns >= 0.0 && turns <= 1.0);
    const double quarters = std::floor(4.0 * turns + 0.5);
    const double x = 2.0 * std::numbers::pi * (turns - 0.25 * quarters);
    const double square = -x * x;
    const double sine = x * series(kSineTerms, square);
    const double cosine = series(kCosineTerms, square);
    switch (static_cast<int>(quarters) % 4) {
        case 0:
            return {.sine = sine, .cosine = cosine};
        case 1:
            return {.sine = cosine, .cosine = -sine};
        case 2:
            return {.sine = -sine, .cosine = -cosine};
        default:
            return {.sine = -cosine, .cosine = sine};
    }
}

}  // namespace market_data::source::simulated
