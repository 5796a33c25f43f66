// Mean and variance of returns, gathered one by one or put together from those of parts.
#pragma once

namespace turbomode::backtest {

// Whether values with that standard deviation are more than one value with rounding.
bool varies(double deviation, double mean);

// No sum is ever subtracted from another, which would lose digits; values that are all alike have a
// variance of exactly 0.
//
// Source: B. Welford, Technometrics 4, 1962; T. Chan, G. Golub and R. LeVeque, Updating Formulae
//         and a Pairwise Algorithm for Computing Sample Variances, 1979.
struct Moments {
    double count = 0.0;
    double mean = 0.0;
    double squares = 0.0;  // Sum of squared distances from the mean.

    void add(double value);
    void add(const Moments& others);
    double deviation() const;  // Of a sample. REQUIRES: count >= 2
    bool vary() const;         // False for fewer than two values.
};

// From sums of the distances from any `center` and of their squares. What of the squares is but
// rounding is left out, so that values that are all alike do not vary. REQUIRES: count > 0
Moments moments_of_sums(double count, double center, double sum, double sum_squares);

}  // namespace turbomode::backtest
