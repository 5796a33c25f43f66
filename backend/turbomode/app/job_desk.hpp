// JobDesk: what the pages may ask for, answered by the runner of jobs and the scheduler's plan.
#pragma once

#include <memory>

#include "turbomode/api/operations.hpp"
#include "turbomode/app/context.hpp"
#include "turbomode/jobs/job_runner.hpp"
#include "turbomode/scheduler/night_watch.hpp"

namespace turbomode::app {

scheduler::Schedule schedule_of(const platform::Config& config);
// As the database of signals and the folder of models have them.
scheduler::HomeFacts home_facts_of(const Context& context, const platform::Config& config);
// `tells_time`: jobs take their time from `clock`, as in a rehearsal.
base::Result<std::unique_ptr<jobs::JobRunner>> open_runner(const Context& context,
                                                           const platform::Config& config,
                                                           const platform::Clock& clock,
                                                           bool tells_time = false);

class JobDesk final : public api::Operations {
public:
    // All by reference outlive this object. `has_watch`: somebody does what the plan says.
    JobDesk(jobs::JobRunner& runner,
            scheduler::Schedule schedule,
            scheduler::HomeFacts facts,
            const platform::Clock& clock,
            const platform::TimeZone& new_york,
            bool has_watch)
        : runner_(runner),
          schedule_(schedule),
          facts_(std::move(facts)),
          clock_(clock),
          new_york_(new_york),
          has_watch_(has_watch) {}

    base::Result<jobs::Job> start(jobs::Kind kind, const std::string& key) override;
    base::Result<void> cancel(const std::string& id) override { return runner_.cancel(id); }
    base::Result<std::vector<jobs::Job>> jobs(std::size_t limit) const override;
    std::optional<jobs::Progress> progress_of(const jobs::Job& job) const override {
        return runner_.progress_of(job);
    }
    base::Result<api::LogPart> log(const std::string& id, std::size_t offset) const override;
    base::Result<api::SchedulerView> scheduler() const override;
    base::Result<void> switch_scheduler(bool is_on) override {
        return runner_.set_scheduler_switch(is_on);
    }

private:
    jobs::JobRunner& runner_;
    const scheduler::Schedule schedule_;
    const scheduler::HomeFacts facts_;
    const platform::Clock& clock_;
    const platform::TimeZone& new_york_;
    const bool has_watch_;
};

}  // namespace turbomode::app
