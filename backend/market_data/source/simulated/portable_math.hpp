// The few transcendental functions that a price is made of, from additions, multiplications and
// divisions alone. The C library's differ in their last bit between versions and processors, and
// one bit may push a price over to the next cent; these give the same bits everywhere.
#pragma once

namespace market_data::source::simulated {

// Each within two units in the last place of the true value.
double portable_exp(double x);  // REQUIRES: |x| <= 700
double portable_log(double x);  // REQUIRES: x > 0, finite and normal

struct SineCosine {
    double sine;
    double cosine;
};
// Of an angle in turns: 0.25 is a right angle. REQUIRES: 0 <= turns <= 1
SineCosine portable_sine_cosine(double turns);

}  // namespace market_data::source::simulated
