#include "turbomode/api/change_teller.hpp"

#include "turbomode/api/alerts_json.hpp"
#include "turbomode/api/runs_json.hpp"

namespace turbomode::api {

void ChangeTeller::look() {
    const auto views = views_();
    if (views.ok()) {
        const auto runs = views.value()->runs(1);
        if (runs.ok() && !runs.value().empty()) {
            tell("run", run_json(runs.value().front()), run_);
        }
    }
    const auto jobs = operations_.jobs(1);
    if (jobs.ok() && !jobs.value().empty()) {
        const auto& job = jobs.value().front();
        tell("job", job_json(job, operations_.progress_of(job)), job_);
    }
    const auto open = alerts_(false);
    if (open.ok()) {
        Json rows = Json::array();
        for (const auto& alert : open.value()) {
            rows.push_back(alert_json(alert));
        }
        tell("alerts", rows, open_alerts_);
    }
    has_looked_ = true;
}

void ChangeTeller::tell(std::string_view name, const Json& now, std::string& before) {
    auto text = now.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (text == before) {
        return;
    }
    before = std::move(text);
    if (has_looked_) {
        feed_.publish(name, before);
    }
}

}  // namespace turbomode::api
