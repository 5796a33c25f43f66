// The forward audit of all predictions: GET /turbomode/performance and /turbomode/calibration.
#pragma once

#include <memory>
#include <optional>

#include "turbomode/api/json.hpp"
#include "turbomode/api/night_memo.hpp"
#include "turbomode/signals/performance.hpp"
#include "turbomode/store/signal_store.hpp"

namespace turbomode::api {

// About a year of nights is looked at.
inline constexpr std::size_t kPerformanceNights = 252;

Json performance_json(const std::optional<base::TradingDate>& as_of,
                      const signals::Performance& performance);
Json calibration_json(const std::optional<base::TradingDate>& as_of,
                      const signals::Performance& performance);

Json bin_json(const models::ReliabilityBin& bin);

// Keeps the performance as of the last night that was asked for: it takes a good part of a second
// to make and changes once a night. Any thread may ask.
class PerformanceMemo {
public:
    // Of the last kPerformanceNights nights until `shown`; of none without a night.
    base::Result<std::shared_ptr<const signals::Performance>> of(
        const store::SignalViews& views,
        const std::optional<store::Run>& shown,
        const signals::PublishingRules& rules);

private:
    NightMemo<signals::Performance> memo_;
};

}  // namespace turbomode::api
