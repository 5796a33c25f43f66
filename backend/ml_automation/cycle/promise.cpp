#include <fmt/format.h>

#include "ml_automation/cycle/steps.hpp"

namespace ml_automation::cycle {

base::Result<void> watch_promise(const Workplace& work) {
    const auto trades_min = static_cast<std::size_t>(work.rules.promise_trades_min);
    TRY_ASSIGN(const auto record, work.store.track_record(trades_min));
    std::optional<std::string> message;
    if (record.with_forecast >= work.rules.promise_trades_min) {
        const auto kept = store::win_rate_interval(record.won_with_forecast, record.with_forecast);
        if (kept.high < record.promised) {
            message = fmt::format(
                "of the last {} closed trades {} won, {:.1f} %, where the model "
                "promised {:.1f} %: more than chance explains",
                record.with_forecast,
                record.won_with_forecast,
                100.0 * record.won_with_forecast / record.with_forecast,
                100.0 * record.promised);
        }
    }
    return work.store.set_alert("promise", message, platform::utc_text(work.now()));
}

}  // namespace ml_automation::cycle
