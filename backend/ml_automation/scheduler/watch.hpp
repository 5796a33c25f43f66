// Watch: does what the plan says, one cycle after the other, on a thread of its own.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "base/result.hpp"
#include "ml_automation/scheduler/plan.hpp"

namespace ml_automation::scheduler {

class Watch {
public:
    struct Hooks {
        std::function<platform::TimePoint()> now;
        std::function<base::Result<bool>()> is_on;
        std::function<base::Result<std::optional<base::TradingDate>>()> last_done;
        // Runs the cycle to its end; whether it was done. Refused while something else runs.
        std::function<base::Result<bool>(base::TradingDate, std::stop_token)> run;
    };

    Watch(const Schedule& schedule, Hooks hooks);
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    Watch(Watch&&) = delete;
    Watch& operator=(Watch&&) = delete;
    ~Watch();  // Asks a cycle under way to stop, and waits for it.

    void start();
    // Looks at the plan now, not when it would have: the switch was turned.
    void wake();
    // One look; the moment of the next.
    platform::TimePoint step(std::stop_token stop);

private:
    void watch(std::stop_token stop);
    void say(const std::string& line);

    const Schedule schedule_;
    const Hooks hooks_;
    std::optional<platform::TimePoint> failed_at_;
    std::string said_;  // The last line of the log, so that it is not written again and again.
    std::mutex mutex_;
    bool is_woken_ = false;
    std::condition_variable_any woken_;
    std::jthread thread_;  // Last: it ends before the rest goes.
};

}  // namespace ml_automation::scheduler
