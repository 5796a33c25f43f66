#include "turbomode/signals/decay.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace turbomode::signals {

int age_days(base::TradingDate entry_date, base::TradingDate as_of) {
    CHECK(as_of >= entry_date);
    return as_of.days_since(entry_date);
}

AgeBand age_band(int age_days) {
    CHECK(age_days >= 0);
    if (age_days <= 3) {
        return AgeBand::Hot;
    }
    if (age_days <= 7) {
        return AgeBand::Warm;
    }
    return age_days <= 10 ? AgeBand::Cool : AgeBand::Cold;
}

std::string_view name_of(AgeBand band) {
    switch (band) {
        case AgeBand::Hot:
            return "hot";
        case AgeBand::Warm:
            return "warm";
        case AgeBand::Cool:
            return "cool";
        case AgeBand::Cold:
            return "cold";
    }
    return "";
}

std::string_view color_of(AgeBand band) {
    switch (band) {
        case AgeBand::Hot:
            return "red";
        case AgeBand::Warm:
            return "orange";
        case AgeBand::Cool:
            return "yellow";
        case AgeBand::Cold:
            return "blue";
    }
    return "";
}

double effective_confidence(double confidence, int age_days, const Decay& decay) {
    CHECK(age_days >= 0 && decay.days > 0);
    const auto age = static_cast<double>(std::min(age_days, decay.days));
    return confidence * (1.0 - age / static_cast<double>(decay.days) * decay.loss);
}

}  // namespace turbomode::signals
