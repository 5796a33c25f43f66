#include "turbomode/app/job_desk.hpp"

#include <fstream>

#include <fmt/format.h>

#include "turbomode/models/artefact.hpp"
#include "turbomode/store/sqlite_store.hpp"

namespace turbomode::app {

using base::ErrorCode;
using base::Result;
using base::TradingDate;

namespace {

constexpr std::uint64_t kGibibyte = std::uint64_t{1} << 30U;

Result<std::optional<TradingDate>> last_night_in(const std::filesystem::path& database) {
    const auto views = store::open_views(database);
    if (!views.ok()) {
        if (views.error().code == ErrorCode::NotFound) {
            return std::optional<TradingDate>{};
        }
        return views.error();
    }
    TRY_ASSIGN(const auto shown, views.value()->last_shown());
    return shown ? std::optional{shown->session} : std::nullopt;
}

// A folder whose manifest cannot be believed is no model.
std::optional<TradingDate> newest_model_in(const models::Registry& registry) {
    std::optional<TradingDate> newest;
    for (const auto& id : registry.ids()) {
        const auto manifest = models::read_manifest(registry.folder(), id);
        const auto as_of = manifest.ok()
                               ? TradingDate::parse(models::text_at(manifest.value(), "as_of"))
                               : Result<TradingDate>{manifest.error()};
        if (as_of.ok() && (!newest || *newest < as_of.value())) {
            newest = as_of.value();
        }
    }
    return newest;
}

std::string text_of(std::chrono::minutes time) {
    return fmt::format("{:02}:{:02}", time.count() / 60, time.count() % 60);
}

}  // namespace

scheduler::Schedule schedule_of(const platform::Config& config) {
    const auto& schedule = config.schedule;
    const auto training = scheduler::parse_training(schedule.training);
    CHECK(training.ok());  // The settings allow no other.
    return {.night_at = platform::time_of_day(schedule.night_at),
            .training = training.value(),
            .training_day = platform::weekday_of(schedule.training_day),
            .training_at = platform::time_of_day(schedule.training_at),
            .attempts_max = schedule.attempts_max,
            .catch_up_sessions_max = schedule.catch_up_sessions_max};
}

scheduler::HomeFacts home_facts_of(const Context& context, const platform::Config& config) {
    return {.last_night = [database = context.at(
                               config.paths.turbomode_db)] { return last_night_in(database); },
            .newest_model =
                [registry = registry_of(context, config)]() -> Result<std::optional<TradingDate>> {
                return newest_model_in(registry);
            }};
}

Result<std::unique_ptr<jobs::JobRunner>> open_runner(const Context& context,
                                                     const platform::Config& config,
                                                     const platform::Clock& clock,
                                                     bool tells_time) {
    const auto& jobs = config.jobs;
    return jobs::JobRunner::open(
        {.programs = {.turbomode = context.executable,
                      .market_data = context.executable.parent_path() / "market_data"},
         .home = context.home,
         .config = context.config_file,
         .database = context.at(config.paths.jobs_db),
         .time_limit = std::chrono::minutes{jobs.time_limit_minutes},
         .memory_bytes_max = static_cast<std::uint64_t>(jobs.memory_max_gb) * kGibibyte,
         .niceness = jobs.niceness,
         .kept = std::chrono::days{jobs.keep_days},
         .tells_time = tells_time},
        clock);
}

Result<jobs::Job> JobDesk::start(jobs::Kind kind, const std::string& key) {
    return runner_.start(kind, key, jobs::Cause::Page);
}

Result<std::vector<jobs::Job>> JobDesk::jobs(std::size_t limit) const {
    return runner_.latest(limit);
}

Result<api::LogPart> JobDesk::log(const std::string& id, std::size_t offset) const {
    // Its state first: what a job writes while its log is read is left for the next part.
    TRY_ASSIGN(const auto job, runner_.find(id));
    const auto path = runner_.log_of(job.id);
    api::LogPart part{.next_offset = offset};
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        part.ended = job.state != jobs::State::Running;
        return part;  // Not yet written, or removed with its age.
    }
    file.seekg(static_cast<std::streamoff>(offset));
    part.text.resize(api::kLogPart);
    file.read(part.text.data(), static_cast<std::streamsize>(part.text.size()));
    part.text.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, file.gcount())));
    part.next_offset += part.text.size();
    part.ended = job.state != jobs::State::Running && part.text.size() < api::kLogPart;
    return part;
}

Result<api::SchedulerView> JobDesk::scheduler() const {
    TRY_ASSIGN(const auto status,
               scheduler::status_of(schedule_, runner_, facts_, clock_.now(), new_york_));
    api::SchedulerView view;
    view.enabled = status.is_on;
    view.running = has_watch_;
    view.schedule_time = text_of(schedule_.night_at);
    view.training = std::string{scheduler::name_of(schedule_.training)};
    if (status.next_night) {
        view.next_run = new_york_.rfc3339(status.next_night_at);
        view.next_run_session = status.next_night->text();
    }
    if (status.next_training) {
        view.next_training = new_york_.rfc3339(status.next_training_at);
    }
    view.waits_for = status.waits_for;
    view.last_run = status.last_scan;
    return view;
}

}  // namespace turbomode::app
