#include "turbomode/backtest/moments.hpp"

#include <cmath>

namespace turbomode::backtest {

namespace {

constexpr double kTolerance = 1e-10;  // Of values that are all alike, beside their mean.
constexpr double kRounding = 1e-12;   // Of a sum of squares.

}  // namespace

bool varies(double deviation, double mean) {
    return deviation > kTolerance * std::abs(mean);
}

void Moments::add(double value) {
    add(Moments{.count = 1.0, .mean = value, .squares = 0.0});
}

void Moments::add(const Moments& others) {
    const double total = count + others.count;
    if (total == 0.0) {
        return;
    }
    const double gap = others.mean - mean;
    squares += others.squares + gap * gap * count * others.count / total;
    mean += gap * others.count / total;
    count = total;
}

double Moments::deviation() const {
    return std::sqrt(squares / (count - 1.0));
}

bool Moments::vary() const {
    return count >= 2.0 && varies(deviation(), mean);
}

Moments moments_of_sums(double count, double center, double sum, double sum_squares) {
    const double gap = sum / count;
    const double squares = sum_squares - sum * gap;
    return {.count = count,
            .mean = center + gap,
            .squares = squares > kRounding * sum_squares ? squares : 0.0};
}

}  // namespace turbomode::backtest
