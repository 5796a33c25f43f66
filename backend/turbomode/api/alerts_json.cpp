#include "turbomode/api/alerts_json.hpp"

namespace turbomode::api {

Json alert_json(const alerts::Alert& alert) {
    return {{"key", alert.key},
            {"severity", alerts::name_of(alert.severity)},
            {"text", alert.text},
            {"raised_at", platform::rfc3339_utc(alert.raised_at)},
            {"last_said_at", platform::rfc3339_utc(alert.last_said_at)},
            {"resolved_at",
             alert.resolved_at ? Json(platform::rfc3339_utc(*alert.resolved_at)) : Json(nullptr)},
            {"times_said", alert.count}};
}

Json alerts_json(const std::optional<base::TradingDate>& as_of,
                 std::span<const alerts::Alert> alerts,
                 const Page& page) {
    return list_answer<alerts::Alert>(as_of, "alerts", alerts, page, alert_json);
}

}  // namespace turbomode::api
