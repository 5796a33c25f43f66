// GET /metrics: the state of the nights, for Prometheus. docs/metrics.md names each metric.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "turbomode/alerts/alert.hpp"
#include "turbomode/alerts/rules.hpp"
#include "turbomode/jobs/job.hpp"
#include "turbomode/store/types.hpp"

namespace turbomode::api {

inline constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

// What is not known is left out of the text, but for the name and the meaning of its metric.
struct MetricFacts {
    std::string version;
    platform::TimePoint started_at;          // The server.
    std::array<std::uint64_t, 5> answers{};  // HTTP, by the hundreds of their status.
    alerts::Facts facts;                     // With the time at which all this was so.
    std::optional<store::Run> last_run;      // Of any state.
    std::optional<std::vector<store::ActiveRow>> active;
    std::vector<jobs::Job> jobs;  // That are remembered.
    std::optional<std::vector<alerts::Alert>> open_alerts;
};

// Source: Prometheus, text-based exposition format 0.0.4.
std::string metrics_text(const MetricFacts& facts);

}  // namespace turbomode::api
