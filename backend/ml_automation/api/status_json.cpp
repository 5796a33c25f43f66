#include "bars/calendar.hpp"
#include "ml_automation/api/views_json.hpp"
#include "ml_automation/scheduler/plan.hpp"

namespace ml_automation::api {

using base::Result;

namespace {

constexpr std::size_t kAlertsShown = 20;

Json cycle_json(const store::Cycle& cycle) {
    return {{"session", cycle.session.text()},
            {"state", store::name_of(cycle.state)},
            {"started_at", cycle.started_at},
            {"ended_at", cycle.ended_at},
            {"message", cycle.message}};
}

Result<void> add_store(const store::Views& views, const Options& options, Json& json) {
    TRY_ASSIGN(const auto cycles, views.cycles(1));
    TRY_ASSIGN(const auto last_done, views.last_done());
    TRY_ASSIGN(const auto scan, views.latest_scan());
    TRY_ASSIGN(const auto alerts, views.alerts(kAlertsShown));
    TRY_ASSIGN(const bool is_on, views.scheduler_is_on());
    json["scheduler_running"] = options.has_schedule && is_on;
    json["last_scan"] = scan ? Json(scan->text()) : Json(nullptr);
    if (!cycles.empty()) {
        json["last_cycle"] = cycle_json(cycles.front());
    }
    const auto due =
        scheduler::last_due(scheduler::schedule_of(options.config.schedule), options.hooks.now());
    if (last_done && due) {
        json["last_done"] = last_done->text();
        json["sessions_behind"] = bars::sessions_in(*last_done, *due);
    }
    for (const auto& alert : alerts) {
        json["alerts"].push_back(
            {{"rule", alert.rule},
             {"message", alert.message},
             {"raised_at", alert.raised_at},
             {"resolved_at", alert.resolved_at.empty() ? Json(nullptr) : Json(alert.resolved_at)}});
    }
    return {};
}

}  // namespace

Result<Json> status_json(const store::Views* views, const Options& options) {
    const auto& schedule = options.config.schedule;
    const auto now = options.hooks.now();
    Json json{{"success", true},
              {"system", "ML Automation"},
              {"version", options.version},
              {"now", platform::new_york_text(now)},
              {"schedule_time", schedule.cycle_at},
              {"scheduler_running", options.has_schedule},
              {"next_run",
               platform::new_york_text(scheduler::next_due(scheduler::schedule_of(schedule), now))},
              {"last_cycle", nullptr},
              {"last_scan", nullptr},
              {"last_done", nullptr},
              {"sessions_behind", nullptr},
              {"running", nullptr},
              {"ended", nullptr},
              {"alerts", Json::array()}};
    if (const auto running = options.hooks.running()) {
        json["running"] = {
            {"step", running->step}, {"session", running->session}, {"since", running->since}};
    }
    if (const auto ended = options.hooks.ended()) {
        json["ended"] = {{"step", ended->step},
                         {"session", ended->session},
                         {"how", ended->how},
                         {"is_done", ended->is_done},
                         {"log_file", ended->log_file}};
    }
    if (views != nullptr) {
        TRY(add_store(*views, options, json));
    }
    return json;
}

}  // namespace ml_automation::api
