#include "turbomode/signals/track_record.hpp"

#include <cmath>

#include "base/check.hpp"

namespace turbomode::signals {

namespace {

// The 97.5 % quantile of the normal distribution.
constexpr double kZ95 = 1.959963984540054;

// How the trade behind a history row ended. REPLACED: its paper trade still runs.
struct Ending {
    ListReason reason;
    std::optional<double> net_return;
};

Ending ending_of(const Closed& closed) {
    if (closed.reason != ListReason::Replaced) {
        return {closed.reason, closed.net_return};
    }
    if (!closed.paper_exit) {
        return {ListReason::Replaced, std::nullopt};
    }
    const models::Exit& exit = *closed.paper_exit;
    const bool was_filled = exit.reason != models::ExitReason::Cancelled;
    return {list_reason(exit.reason), was_filled ? std::optional{exit.net_return} : std::nullopt};
}

void count_reason(ListReason reason, TrackRecord& record) {
    switch (reason) {
        case ListReason::TargetHit:
            ++record.targets_hit;
            break;
        case ListReason::StopHit:
            ++record.stops_hit;
            break;
        case ListReason::Expired:
            ++record.expired;
            break;
        case ListReason::Replaced:
            ++record.replaced_running;
            break;
        case ListReason::Flipped:
            ++record.flipped;
            break;
        case ListReason::Cancelled:
            ++record.cancelled;
            break;
        case ListReason::Delisted:
            ++record.delisted;
            break;
    }
}

std::optional<double> mean(double sum, int count) {
    return count > 0 ? std::optional{sum / static_cast<double>(count)} : std::nullopt;
}

}  // namespace

Interval wilson_interval(int wins, int outcomes) {
    CHECK(0 <= wins && wins <= outcomes && outcomes > 0);
    const auto n = static_cast<double>(outcomes);
    const double p = static_cast<double>(wins) / n;
    const double z2 = kZ95 * kZ95;
    const double center = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    const double half = kZ95 / (1.0 + z2 / n) * std::sqrt(p * (1.0 - p) / n + z2 / (4.0 * n * n));
    return {.low = std::fmax(0.0, center - half), .high = std::fmin(1.0, center + half)};
}

TrackRecord summarize(std::span<const Closed> history) {
    TrackRecord record;
    double base_rates = 0.0;
    double confidences = 0.0;
    double gains = 0.0;
    double losses = 0.0;
    for (const Closed& closed : history) {
        const Ending ending = ending_of(closed);
        ++record.closed_signals;
        record.replaced += closed.reason == ListReason::Replaced ? 1 : 0;
        count_reason(ending.reason, record);
        if (!ending.net_return) {
            continue;
        }
        const bool is_win = *ending.net_return > 0.0;
        ++record.outcomes;
        record.wins += is_win ? 1 : 0;
        (is_win ? gains : losses) += *ending.net_return;
        base_rates += closed.signal.base_rate;
        confidences += closed.signal.confidence;
    }
    if (record.outcomes >= kOutcomesMin) {
        record.win_rate = mean(static_cast<double>(record.wins), record.outcomes);
        record.win_rate_interval = wilson_interval(record.wins, record.outcomes);
    }
    const auto percent_mean = [](double sum, int n) {
        return mean(100.0 * sum, n);
    };
    record.base_rate = mean(base_rates, record.outcomes);
    record.confidence = mean(confidences, record.outcomes);
    record.avg_win_pct = percent_mean(gains, record.wins);
    record.avg_loss_pct = percent_mean(losses, record.outcomes - record.wins);
    return record;
}

}  // namespace turbomode::signals
