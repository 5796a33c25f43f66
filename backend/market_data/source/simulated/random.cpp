#include "market_data/source/simulated/random.hpp"

#include <cmath>

#include "base/check.hpp"
#include "market_data/source/simulated/portable_math.hpp"

namespace market_data::source::simulated {

namespace {

// The finalizer of SplitMix64: neighbouring seeds give unrelated streams.
// Source: G. L. Steele, D. Lea, C. H. Flood, Fast Splittable Pseudorandom Number Generators (2014).
std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31U);
}

constexpr std::uint64_t kGoldenGamma = 0x9e3779b97f4a7c15U;

}  // namespace

Random::Random(std::uint64_t seed, Stream stream)
    : engine_(mixed(mixed(seed + kGoldenGamma) + static_cast<std::uint64_t>(stream))) {}

double Random::uniform() {
    // The upper 53 bits, moved to the middle of their cell so that log() never sees 0.
    return (static_cast<double>(engine_() >> 11U) + 0.5) * 0x1.0p-53;
}

double Random::normal() {
    if (has_spare_) {
        has_spare_ = false;
        return spare_normal_;
    }
    const double radius = std::sqrt(-2.0 * portable_log(uniform()));
    const auto [sine, cosine] = portable_sine_cosine(uniform());
    spare_normal_ = radius * sine;
    has_spare_ = true;
    return radius * cosine;
}

bool Random::chance(double probability) {
    return uniform() < probability;
}

std::size_t Random::below(std::size_t n) {
    CHECK(n > 0);
    const auto index = static_cast<std::size_t>(uniform() * static_cast<double>(n));
    return index < n ? index : n - 1;  // The product may round up to n.
}

}  // namespace market_data::source::simulated
