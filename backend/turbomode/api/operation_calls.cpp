// The calls about what runs and what can score: jobs, scheduler, alerts, models, prices, health.
#include <charconv>

#include <fmt/format.h>

#include "turbomode/api/alerts_json.hpp"
#include "turbomode/api/backtests_json.hpp"
#include "turbomode/api/bars_json.hpp"
#include "turbomode/api/calls.hpp"
#include "turbomode/api/query.hpp"
#include "turbomode/models/catalogue.hpp"

namespace turbomode::api {

using base::ErrorCode;
using base::Result;
using platform::http::problem;
using platform::http::Request;
using platform::http::Response;

namespace {

constexpr std::size_t kBarLimitDefault = 252;  // A year.
constexpr std::size_t kJobsMax = 1'000;
constexpr std::array<std::string_view, 3> kAlertNames{"state", "limit", "cursor"};
constexpr std::array<std::string_view, 1> kLogNames{"offset"};

// 409 when there is something in the way of what was asked for.
Response job_problem(const base::Error& error) {
    return error.code == ErrorCode::Refused ? problem(409, error.message) : problem_of(error);
}

}  // namespace

Response Api::start_scan(const Request& request) const {
    return start_job(request, jobs::Kind::Scan);
}

Response Api::start_training(const Request& request) const {
    return start_job(request, jobs::Kind::Train);
}

Response Api::promote_model(const Request& request) const {
    const std::string id{*part_of(kPromotePath, request.path)};
    const auto entry =
        models::catalogue_entry(services_.models.registry, services_.models.rule, id);
    if (!entry.ok()) {
        return problem_of(entry.error());
    }
    return start_job(request, jobs::Kind::Promote, id);
}

Response Api::roll_back_model(const Request& request) const {
    return start_job(request, jobs::Kind::Rollback);
}

Response Api::start_job(const Request& request, jobs::Kind kind, const std::string& key) const {
    // A parameter that the job would not heed, such as a date, is refused rather than ignored.
    const auto filters = parse_filters(request.query, {});
    if (!filters.ok()) {
        return problem(400, filters.error().message);
    }
    const auto job = services_.operations.start(kind, key);
    if (!job.ok()) {
        return job_problem(job.error());
    }
    return json_response(job_answer_json(job.value()), 202);
}

Response Api::cancel_job(const Request& request) const {
    const std::string id{*part_of(kJobCancelPath, request.path)};
    const auto cancelled = services_.operations.cancel(id);
    if (!cancelled.ok()) {
        return job_problem(cancelled.error());
    }
    return json_response({{"success", true}, {"id", id}}, 202);
}

Response Api::read_job_log(const Request& request) const {
    const auto filters = parse_filters(request.query, {kLogNames});
    if (!filters.ok()) {
        return problem(400, filters.error().message);
    }
    const std::string id{*part_of(kJobLogPath, request.path)};
    const auto part = services_.operations.log(id, filters.value().offset);
    if (!part.ok()) {
        return problem_of(part.error());
    }
    return json_response(log_json(session_shown(), id, part.value()));
}

Response Api::list_bars(const Request& request) const {
    const auto filters = parse_filters(request.query, {kPageNames, kBarLimitDefault});
    if (!filters.ok()) {
        return problem(400, filters.error().message);
    }
    const auto symbol = *part_of(kBarsPath, request.path);
    const auto ticker = base::Ticker::from(symbol);
    if (!ticker.ok()) {
        return problem(400, fmt::format("symbol: '{}' is not a symbol", symbol));
    }
    const auto prices = services_.prices();
    if (!prices.ok()) {
        return problem(503, prices.error().message);
    }
    const auto json =
        bars_json(session_shown(), prices.value(), ticker.value(), filters.value().page);
    return json.ok() ? json_response(json.value()) : problem_of(json.error());
}

// The answer that `work` makes of the page asked for, from what is no view of the nights.
template <typename Work>
Response Api::answer_from_page(const Request& request, Work&& work) const {
    const auto filters = parse_filters(request.query, {kPageNames, kLimitDefault});
    if (!filters.ok()) {
        return problem(400, filters.error().message);
    }
    const Result<Json> json = work(filters.value().page);
    return json.ok() ? json_response(json.value()) : problem_of(json.error());
}

Response Api::list_models(const Request& request) const {
    return answer_from_page(request, [&](const Page& page) {
        return models_json(session_shown(), services_.models, tonight(), page);
    });
}

Response Api::list_trials(const Request& request) const {
    return answer_from_page(request, [&](const Page& page) {
        return trials_json(session_shown(), services_.models, page);
    });
}

Response Api::list_backtests(const Request& request) const {
    const auto filters = parse_filters(request.query, {});
    if (!filters.ok()) {
        return problem(400, filters.error().message);
    }
    const auto json = backtests_json(services_.backtests);
    return json.ok() ? json_response(json.value()) : problem_of(json.error());
}

Response Api::read_backtest(const Request& request) const {
    const auto filters = parse_filters(request.query, {});
    if (!filters.ok()) {
        return problem(400, filters.error().message);
    }
    const auto json =
        backtest_json(services_.backtests, std::string{*part_of(kBacktestPath, request.path)});
    return json.ok() ? json_response(json.value()) : problem_of(json.error());
}

// Always as a file to keep: what is in it never runs with the rights of the pages.
Response Api::download_backtest(const Request& request) const {
    const auto filters = parse_filters(request.query, {});
    if (!filters.ok()) {
        return problem(400, filters.error().message);
    }
    const std::string_view path = request.path;
    const auto file = std::string{path.substr(path.rfind('/') + 1)};
    const auto folder = path.substr(0, path.rfind('/'));
    const auto id = std::string{folder.substr(folder.rfind('/') + 1)};
    auto bytes = backtest_file(services_.backtests, id, file);
    if (!bytes.ok()) {
        return problem_of(bytes.error());
    }
    Response response;
    response.body = std::move(bytes).value();
    response.content_type =
        file.ends_with(".html") ? "text/html; charset=utf-8" : "text/csv; charset=utf-8";
    response.headers = {
        {"Cache-Control", "no-store"},
        {"Content-Disposition", fmt::format("attachment; filename=\"{}-{}\"", id, file)}};
    return response;
}

Response Api::read_model(const Request& request) const {
    const auto filters = parse_filters(request.query, {});
    if (!filters.ok()) {
        return problem(400, filters.error().message);
    }
    const auto json = model_json(session_shown(),
                                 services_.models,
                                 tonight(),
                                 std::string{*part_of(kModelPath, request.path)});
    return json.ok() ? json_response(json.value()) : problem_of(json.error());
}

Response Api::read_scheduler(const Request&) const {
    const auto view = services_.operations.scheduler();
    return view.ok() ? json_response(scheduler_json(view.value()))
                     : problem(500, view.error().message);
}

Response Api::start_scheduler(const Request& request) const {
    return switch_scheduler(request, true);
}

Response Api::stop_scheduler(const Request& request) const {
    return switch_scheduler(request, false);
}

Response Api::switch_scheduler(const Request& request, bool is_on) const {
    // The time of the night is a setting; asked for here, it would be forgotten with the answer.
    const auto filters = parse_filters(request.query, {});
    if (!filters.ok()) {
        return problem(400, filters.error().message);
    }
    const auto switched = services_.operations.switch_scheduler(is_on);
    return switched.ok() ? read_scheduler(request) : problem(500, switched.error().message);
}

Response Api::list_jobs(const Request& request) const {
    const auto filters = parse_filters(request.query, {kPageNames, kLimitDefault});
    if (!filters.ok()) {
        return problem(400, filters.error().message);
    }
    const auto jobs = services_.operations.jobs(kJobsMax);
    if (!jobs.ok()) {
        return problem(500, jobs.error().message);
    }
    return json_response(
        jobs_json(session_shown(), jobs.value(), services_.operations, filters.value().page));
}

Response Api::list_alerts(const Request& request) const {
    const auto filters = parse_filters(request.query, {kAlertNames, kLimitDefault});
    if (!filters.ok()) {
        return problem(400, filters.error().message);
    }
    const auto alerts = services_.alerts(filters.value().with_resolved);
    if (!alerts.ok()) {
        return problem(500, alerts.error().message);
    }
    return json_response(alerts_json(session_shown(), alerts.value(), filters.value().page));
}

Response Api::read_metrics(const Request& request) const {
    const auto filters = parse_filters(request.query, {});
    if (!filters.ok()) {
        return problem(400, filters.error().message);
    }
    Response response;
    response.content_type = kMetricsType;
    response.body = metrics_text(services_.metrics());
    response.headers = {{"Cache-Control", "no-store"}};
    return response;
}

// Jobs and alerts are listed even when the database cannot be read: they may be what repairs
// it, and what tells of it.
std::optional<base::TradingDate> Api::session_shown() const {
    const auto views = services_.views();
    if (!views.ok()) {
        return std::nullopt;
    }
    const auto shown = views.value()->last_shown();
    return shown.ok() ? session_of(shown.value()) : std::nullopt;
}

Response Api::stream_events(const Request& request) const {
    Response response;
    response.content_type = "text/event-stream";
    response.headers = {{"Cache-Control", "no-store"}};
    response.events = services_.events;
    // A client that was connected before says what it has heard; one that comes anew hears of
    // what happens from now on.
    const auto heard = request.header("last-event-id");
    const auto latest = services_.events->last();
    std::uint64_t number = latest;
    const auto [end, error] = std::from_chars(heard.data(), heard.data() + heard.size(), number);
    const bool is_number = error == std::errc{} && end == heard.data() + heard.size();
    response.events_after = is_number && number < latest ? number : latest;
    return response;
}

Response Api::read_health(const Request&) const {
    return json_response({{"status", "ok"}, {"version", services_.version}});
}

Response Api::read_readiness(const Request&) const {
    const auto views = services_.views();
    if (!views.ok()) {
        return problem(503, views.error().message);
    }
    const auto shown = views.value()->last_shown();
    return shown.ok() ? json_response({{"status", "ready"}}) : problem(503, shown.error().message);
}

}  // namespace turbomode::api
