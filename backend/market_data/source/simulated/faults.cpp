#include "market_data/source/simulated/faults.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.hpp"

namespace market_data::source::simulated {

namespace {

constexpr double kNull = std::numeric_limits<double>::quiet_NaN();

bars::BarFields high_below_low(bars::BarFields bar) {
    const double high = std::max(bar.high_usd, bar.low_usd + 0.01);  // Both may be the same.
    bar.high_usd = bar.low_usd;
    bar.low_usd = high;
    return bar;
}

// In whole cents, and never none of them.
bars::BarFields scaled(bars::BarFields bar, double factor) {
    for (double* usd : {&bar.open_usd, &bar.high_usd, &bar.low_usd, &bar.close_usd}) {
        *usd = std::max(std::round(*usd * factor * 100.0), 1.0) / 100.0;
    }
    return bar;
}

bars::BarFields spoiled(FaultKind kind,
                        double factor,
                        const bars::BarFields& bar,
                        const bars::BarFields& last) {
    bars::BarFields result = bar;
    switch (kind) {
        case FaultKind::Missing:
            break;
        case FaultKind::StaleRepeat:
            result = last;
            result.date = bar.date;
            break;
        case FaultKind::ZeroVolume:
            result.volume_shares = 0.0;
            break;
        case FaultKind::HighBelowLow:
            return high_below_low(bar);
        case FaultKind::WrongFactor:
            return scaled(bar, factor);
        case FaultKind::NotANumber:
            return {.date = bar.date,
                    .open_usd = kNull,
                    .high_usd = kNull,
                    .low_usd = kNull,
                    .close_usd = kNull,
                    .volume_shares = kNull};
    }
    return result;
}

}  // namespace

std::string_view name_of(FaultKind kind) {
    switch (kind) {
        case FaultKind::Missing:
            return "missing";
        case FaultKind::StaleRepeat:
            return "stale_repeat";
        case FaultKind::ZeroVolume:
            return "zero_volume";
        case FaultKind::HighBelowLow:
            return "high_below_low";
        case FaultKind::WrongFactor:
            return "wrong_factor";
        case FaultKind::NotANumber:
            return "not_a_number";
    }
    CHECK(false);
    return "";
}

Faults::Faults(std::uint64_t seed, double missing_share, double bad_share)
    : random_(seed, Stream::Faults), missing_share_(missing_share), bad_share_(bad_share) {}

std::optional<Fault> Faults::draw(const bars::BarFields& bar, const bars::BarFields& last) {
    constexpr std::array kFactors{0.01, 0.1, 10.0, 100.0};
    const double chance = random_.uniform();
    const FaultKind bad_kind = kFaultKinds[1 + random_.below(kFaultKinds.size() - 1)];
    const double factor = kFactors[random_.below(kFactors.size())];
    if (chance < missing_share_) {
        return Fault{.kind = FaultKind::Missing, .bar = bar};
    }
    if (chance < missing_share_ + bad_share_) {
        return Fault{.kind = bad_kind, .bar = spoiled(bad_kind, factor, bar, last)};
    }
    return std::nullopt;
}

}  // namespace market_data::source::simulated
