#include "ml_automation/scheduler/watch.hpp"

#include <algorithm>
#include <spdlog/spdlog.h>
#include <utility>

#include <fmt/format.h>

namespace ml_automation::scheduler {

using platform::TimePoint;

namespace {

// The longest sleep: a clock that was set, or a machine that slept, is noticed within it.
constexpr std::chrono::seconds kSleepMax{20};

}  // namespace

Watch::Watch(const Schedule& schedule, Hooks hooks)
    : schedule_(schedule), hooks_(std::move(hooks)) {}

Watch::~Watch() = default;

void Watch::start() {
    thread_ = std::jthread([this](std::stop_token stop) { watch(stop); });
}

void Watch::wake() {
    const std::scoped_lock lock(mutex_);
    is_woken_ = true;
    woken_.notify_all();
}

void Watch::say(const std::string& line) {
    if (line != said_) {
        spdlog::info("{}", line);
        said_ = line;
    }
}

TimePoint Watch::step(std::stop_token stop) {
    const auto now = hooks_.now();
    const auto is_on = hooks_.is_on();
    const auto last_done = hooks_.last_done();
    if (!is_on.ok() || !last_done.ok()) {
        spdlog::error("schedule: {}",
                      is_on.ok() ? last_done.error().message : is_on.error().message);
        return now + schedule_.retry_after;
    }
    if (!is_on.value()) {
        say("schedule: switched off");
        return TimePoint::max();
    }
    const auto next =
        plan(schedule_, {.last_done = last_done.value(), .failed_at = failed_at_}, now);
    if (!next.session) {
        say(fmt::format("schedule: nothing to do before {}",
                        platform::new_york_text(next.wake_at)));
        return next.wake_at;
    }
    say(fmt::format("schedule: cycle of {}", next.session->text()));
    const auto done = hooks_.run(*next.session, stop);
    const bool is_done = done.ok() && done.value();
    if (!done.ok()) {
        spdlog::warn("schedule: cycle of {}: {}", next.session->text(), done.error().message);
    }
    failed_at_ = is_done ? std::nullopt : std::optional{hooks_.now()};
    return hooks_.now();
}

void Watch::watch(std::stop_token stop) {
    while (!stop.stop_requested()) {
        const auto wake_at = step(stop);
        const auto now = hooks_.now();
        const auto sleep = std::clamp<std::chrono::system_clock::duration>(
            wake_at > now ? wake_at - now : TimePoint::duration{0},
            std::chrono::milliseconds{10},
            kSleepMax);
        std::unique_lock lock(mutex_);
        woken_.wait_for(lock, stop, sleep, [this] { return is_woken_; });
        is_woken_ = false;
    }
}

}  // namespace ml_automation::scheduler
