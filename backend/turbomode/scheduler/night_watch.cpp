#include "turbomode/scheduler/night_watch.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/log.hpp"

namespace turbomode::scheduler {

using base::Result;
using platform::TimePoint;

namespace {

constexpr std::chrono::seconds kLook{20};
// Longer than the longest pause between two trainings that may still be tried again.
constexpr std::chrono::days kPast{400};

Result<Past> past_of(const jobs::JobRunner& runner, const HomeFacts& facts, TimePoint now) {
    Past past;
    TRY_ASSIGN(past.last_night, facts.last_night());
    TRY_ASSIGN(past.newest_model, facts.newest_model());
    TRY_ASSIGN(const auto turned, runner.scheduler_switch());
    past.on_since = turned ? turned->since : now;
    TRY_ASSIGN(past.jobs, runner.since(now - kPast));
    // What a hand or a page started keys no step: a scan of "the latest" is seen in last_night.
    std::erase_if(past.jobs,
                  [](const jobs::Job& job) { return job.cause != jobs::Cause::Schedule; });
    return past;
}

}  // namespace

Result<Stepped> step(const Schedule& schedule,
                     jobs::JobRunner& runner,
                     const HomeFacts& facts,
                     const platform::Clock& clock,
                     const platform::TimeZone& new_york,
                     const std::stop_token& stop) {
    const auto now = clock.now();
    TRY_ASSIGN(const auto past, past_of(runner, facts, now));
    auto next = plan(schedule, past, now, new_york);
    if (!next.step) {
        return Stepped{.job = {}, .wake_at = next.wake_at, .waits_for = std::move(next.waits_for)};
    }
    TRY_ASSIGN(const auto started,
               runner.start(next.step->kind, next.step->key, jobs::Cause::Schedule));
    spdlog::info("job {} for {} started", started.id, started.key);
    TRY_ASSIGN(auto ended, runner.wait(started.id, stop));
    if (ended.state == jobs::State::Done) {
        spdlog::info("job {} for {} is done: {}", ended.id, ended.key, ended.message);
    } else {
        spdlog::warn(
            "job {} for {} is {}: {}", ended.id, ended.key, name_of(ended.state), ended.message);
    }
    return Stepped{.job = std::move(ended), .wake_at = clock.now(), .waits_for = {}};
}

Result<Status> status_of(const Schedule& schedule,
                         const jobs::JobRunner& runner,
                         const HomeFacts& facts,
                         TimePoint now,
                         const platform::TimeZone& new_york) {
    TRY_ASSIGN(const auto turned, runner.scheduler_switch());
    TRY_ASSIGN(const auto past, past_of(runner, facts, now));
    TRY_ASSIGN(const auto latest, runner.latest(200));
    Status status{};
    status.is_on = turned && turned->is_on;
    status.next_night = next_night(schedule, now, new_york);
    if (status.next_night) {
        status.next_night_at = night_time(schedule, *status.next_night, new_york);
    }
    status.next_training = next_training(schedule, now, new_york);
    if (status.next_training) {
        status.next_training_at = new_york.at(*status.next_training, schedule.training_at);
    }
    const auto scan = std::ranges::find(latest, jobs::Kind::Scan, &jobs::Job::kind);
    if (scan != latest.end()) {
        status.last_scan = *scan;
    }
    if (status.is_on) {
        status.waits_for = plan(schedule, past, now, new_york).waits_for;
    }
    return status;
}

Result<std::unique_ptr<NightWatch>> NightWatch::start(Schedule schedule,
                                                      jobs::JobRunner& runner,
                                                      HomeFacts facts,
                                                      const platform::Clock& clock,
                                                      const platform::TimeZone& new_york) {
    TRY_ASSIGN(const auto turned, runner.scheduler_switch());
    if (!turned) {
        TRY(runner.set_scheduler_switch(true));
    }
    // Not make_unique: the constructor is private.
    std::unique_ptr<NightWatch> watch{
        new NightWatch(schedule, runner, std::move(facts), clock, new_york)};
    watch->thread_ =
        std::jthread([self = watch.get()](const std::stop_token& stop) { self->run(stop); });
    return watch;
}

void NightWatch::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        const auto pause = look(stop);
        std::unique_lock guard(mutex_);
        woken_.wait_for(guard, stop, pause, [] { return false; });
    }
}

// Does a step if one is due; for how long then to wait.
std::chrono::milliseconds NightWatch::look(const std::stop_token& stop) {
    const auto say = [this](std::string words) {
        if (words != said_) {
            spdlog::info("{}", words);
            said_ = std::move(words);
        }
    };
    const auto turned = runner_.scheduler_switch();
    if (turned.ok() && turned.value() && !turned.value()->is_on) {
        say("the scheduler is switched off");
        return kLook;
    }
    const auto done = step(schedule_, runner_, facts_, clock_, new_york_, stop);
    if (!done.ok()) {
        spdlog::warn("the scheduler waits: {}", done.error().message);
        return kLook;
    }
    if (done.value().job) {
        return std::chrono::milliseconds{0};
    }
    say(fmt::format(
        "next: {}, {}", done.value().waits_for, new_york_.rfc3339(done.value().wake_at)));
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(done.value().wake_at - clock_.now());
    return std::clamp<std::chrono::milliseconds>(left, std::chrono::milliseconds{0}, kLook);
}

}  // namespace turbomode::scheduler
