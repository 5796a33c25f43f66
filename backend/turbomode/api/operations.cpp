#include "turbomode/api/operations.hpp"

namespace turbomode::api {

namespace {

Json time_json(platform::TimePoint time) {
    return platform::rfc3339_utc(time);
}

}  // namespace

Json job_json(const jobs::Job& job, const std::optional<jobs::Progress>& progress) {
    return {{"id", job.id},
            {"kind", jobs::name_of(job.kind)},
            {"key", text_or_null(job.key)},
            {"cause", jobs::name_of(job.cause)},
            {"state", jobs::name_of(job.state)},
            {"created_at", time_json(job.started_at)},
            {"started_at", time_json(job.started_at)},
            {"finished_at", job.finished_at ? time_json(*job.finished_at) : Json(nullptr)},
            {"exit_code", value_or_null(job.exit_code)},
            {"progress", progress ? Json(progress->percent) : Json(nullptr)},
            {"message", job.message}};
}

Json job_answer_json(const jobs::Job& job) {
    return {{"success", true}, {"job", job_json(job, std::nullopt)}};
}

Json log_json(const std::optional<base::TradingDate>& as_of,
              const std::string& id,
              const LogPart& part) {
    return {{"success", true},
            {"as_of", date_or_null(as_of)},
            {"id", id},
            {"text", part.text},
            {"next_offset", part.next_offset},
            {"ended", part.ended}};
}

Json jobs_json(const std::optional<base::TradingDate>& as_of,
               std::span<const jobs::Job> jobs,
               const Operations& operations,
               const Page& page) {
    return list_answer<jobs::Job>(as_of, "jobs", jobs, page, [&](const jobs::Job& job) {
        return job_json(job, operations.progress_of(job));
    });
}

Json scheduler_json(const SchedulerView& view) {
    return {
        {"success", true},
        {"status",
         {{"enabled", view.enabled},
          {"scheduler_running", view.running},
          {"schedule_time", view.schedule_time},
          {"training", view.training},
          {"next_run", text_or_null(view.next_run)},
          {"next_run_session", text_or_null(view.next_run_session)},
          {"next_training", text_or_null(view.next_training)},
          {"waits_for", text_or_null(view.waits_for)},
          {"last_run", view.last_run ? job_json(*view.last_run, std::nullopt) : Json(nullptr)}}}};
}

}  // namespace turbomode::api
