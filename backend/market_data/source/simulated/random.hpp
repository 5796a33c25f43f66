// Random: the dice of the simulated market. The engine is the standard's; the transforms are our
// own, because the standard leaves its distributions to each library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace market_data::source::simulated {

// Each user of chance has its own stream, so that one drawing more leaves the others as they are.
enum class Stream : std::uint64_t { Companies = 1, Returns = 2, Tape = 3, Index = 4, Faults = 5 };

class Random {
public:
    Random(std::uint64_t seed, Stream stream);

    double uniform();  // In (0, 1), both ends excluded.
    // Standard normal. Source: G. E. P. Box and M. E. Muller, A Note on the Generation of Random
    // Normal Deviates (1958).
    double normal();
    bool chance(double probability);
    std::size_t below(std::size_t n);  // 0..n-1. REQUIRES: n > 0

private:
    std::mt19937_64 engine_;
    double spare_normal_ = 0.0;
    bool has_spare_ = false;
};

}  // namespace market_data::source::simulated
