// Faults: what goes wrong between an exchange and a store, on demand. The market itself never
// changes by them: the same seed gives the same prices with faults and without.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "bars/bar.hpp"
#include "market_data/source/simulated/random.hpp"

namespace market_data::source::simulated {

enum class FaultKind {
    Missing,       // The session was never delivered.
    StaleRepeat,   // The bar before once more, under the new date.
    ZeroVolume,    // Right prices, no volume.
    HighBelowLow,  // High and low changed places.
    WrongFactor,   // All prices times or over 10 or 100.
    NotANumber,    // Every number is null.
};

inline constexpr std::array kFaultKinds{FaultKind::Missing,
                                        FaultKind::StaleRepeat,
                                        FaultKind::ZeroVolume,
                                        FaultKind::HighBelowLow,
                                        FaultKind::WrongFactor,
                                        FaultKind::NotANumber};

std::string_view name_of(FaultKind kind);  // "missing", "stale_repeat", ...

struct Fault {
    FaultKind kind;
    bars::BarFields bar;  // As delivered; of Missing only the date means anything.
};

class Faults {
public:
    // Shares of all bars, 0..kFaultShareMax each; a bad bar is of any other kind than Missing.
    Faults(std::uint64_t seed, double missing_share, double bad_share);

    // What becomes of `bar`, which follows `last`; nothing: it arrives as it is.
    std::optional<Fault> draw(const bars::BarFields& bar, const bars::BarFields& last);

private:
    Random random_;
    double missing_share_;
    double bad_share_;
};

inline constexpr double kFaultShareMax = 0.25;

}  // namespace market_data::source::simulated
