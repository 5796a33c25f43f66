// StepRunner: runs the steps one at a time, for the page's buttons and for the schedule, and knows
// what runs and how the last one ended.
#pragma once

#include <mutex>
#include <optional>
#include <thread>

#include "ml_automation/api/handler.hpp"
#include "ml_automation/app/desk.hpp"

namespace ml_automation::app {

class StepRunner {
public:
    explicit StepRunner(const Desk& desk) : desk_(desk) {}
    StepRunner(const StepRunner&) = delete;
    StepRunner& operator=(const StepRunner&) = delete;
    StepRunner(StepRunner&&) = delete;
    StepRunner& operator=(StepRunner&&) = delete;
    ~StepRunner() = default;  // Stops what was started, and waits for it.

    // Begins a step of the last finished session; Refused, saying what runs, while one does.
    base::Result<void> start(api::Step step);
    // Runs a step to its end; whether it was done. Refused alike.
    base::Result<bool> run(api::Step step, base::TradingDate session, std::stop_token stop);

    std::optional<api::Running> running() const;
    std::optional<api::Ended> ended() const;

private:
    base::Result<void> take(api::Step step, base::TradingDate session);
    base::Result<bool> run_taken(api::Step step, base::TradingDate session, std::stop_token stop);

    const Desk& desk_;
    mutable std::mutex mutex_;
    std::optional<api::Running> running_;
    std::optional<api::Ended> ended_;
    std::jthread thread_;  // Of the last start().
};

}  // namespace ml_automation::app
