#include "ml_automation/store/track_record.hpp"

#include <cmath>

#include "base/check.hpp"

namespace ml_automation::store {

Interval win_rate_interval(int won, int count) {
    CHECK(count > 0);
    constexpr double kZ = 1.959963984540054;
    const double n = count;
    const double share = won / n;
    const double z2 = kZ * kZ;
    const double centre = share + z2 / (2.0 * n);
    const double spread = kZ * std::sqrt(share * (1.0 - share) / n + z2 / (4.0 * n * n));
    const double whole = 1.0 + z2 / n;
    return {.low = (centre - spread) / whole, .high = (centre + spread) / whole};
}

}  // namespace ml_automation::store
