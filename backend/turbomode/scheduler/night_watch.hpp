// NightWatch: does what the plan says, one step after the other.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "base/result.hpp"
#include "turbomode/jobs/job_runner.hpp"
#include "turbomode/platform/clock.hpp"
#include "turbomode/scheduler/plan.hpp"

namespace turbomode::scheduler {

// What the plan must know of a home beside its jobs, looked up anew each time; see Past.
using FindDate = std::function<base::Result<std::optional<base::TradingDate>>()>;
struct HomeFacts {
    FindDate last_night;
    FindDate newest_model;
};

// What a look at the plan led to.
struct Stepped {
    std::optional<jobs::Job> job;  // That ran, at its end.
    platform::TimePoint wake_at;   // Without a job: nothing is due before.
    std::string waits_for;
};

// Runs one step, when one is due, and waits for its end; sooner when `stop` is asked for. An error
// is of the machine or of a lock: the same may go well a little later.
base::Result<Stepped> step(const Schedule& schedule,
                           jobs::JobRunner& runner,
                           const HomeFacts& facts,
                           const platform::Clock& clock,
                           const platform::TimeZone& new_york,
                           const std::stop_token& stop);

// What the pages and the commands say of the scheduler. Times in New York's clock by the caller.
struct Status {
    bool is_on;
    std::optional<base::TradingDate> next_night;
    platform::TimePoint next_night_at;  // Meaningless without next_night.
    std::optional<base::TradingDate> next_training;
    platform::TimePoint next_training_at;
    std::optional<jobs::Job> last_scan;  // Whoever asked for it.
    std::string waits_for;               // Empty when a job runs, or it is switched off.
};

base::Result<Status> status_of(const Schedule& schedule,
                               const jobs::JobRunner& runner,
                               const HomeFacts& facts,
                               platform::TimePoint now,
                               const platform::TimeZone& new_york);

// A thread that steps until destroyed. It looks at the plan every 20 s whatever it waits for, so
// that a machine that slept, or a clock that was set, is noticed.
class NightWatch {
public:
    // All arguments by reference outlive this object. Switches the scheduler on when nobody has
    // ever switched it.
    static base::Result<std::unique_ptr<NightWatch>> start(Schedule schedule,
                                                           jobs::JobRunner& runner,
                                                           HomeFacts facts,
                                                           const platform::Clock& clock,
                                                           const platform::TimeZone& new_york);

    NightWatch(const NightWatch&) = delete;
    NightWatch& operator=(const NightWatch&) = delete;
    NightWatch(NightWatch&&) = delete;
    NightWatch& operator=(NightWatch&&) = delete;
    ~NightWatch() = default;

private:
    NightWatch(Schedule schedule,
               jobs::JobRunner& runner,
               HomeFacts facts,
               const platform::Clock& clock,
               const platform::TimeZone& new_york)
        : schedule_(schedule),
          runner_(runner),
          facts_(std::move(facts)),
          clock_(clock),
          new_york_(new_york) {}

    void run(const std::stop_token& stop);
    std::chrono::milliseconds look(const std::stop_token& stop);

    const Schedule schedule_;
    jobs::JobRunner& runner_;
    const HomeFacts facts_;
    const platform::Clock& clock_;
    const platform::TimeZone& new_york_;
    std::string said_;  // The last line of the log, so that it is not written every 20 s.
    std::mutex mutex_;
    std::condition_variable_any woken_;
    std::jthread thread_;  // Last: it ends before the rest goes.
};

}  // namespace turbomode::scheduler
