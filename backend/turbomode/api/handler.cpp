#include "turbomode/api/handler.hpp"

#include <array>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "turbomode/api/alerts_json.hpp"
#include "turbomode/api/empty_views.hpp"
#include "turbomode/api/history_json.hpp"
#include "turbomode/api/night_memo.hpp"
#include "turbomode/api/openapi_text.hpp"
#include "turbomode/api/predictions_json.hpp"
#include "turbomode/api/query.hpp"
#include "turbomode/api/runs_json.hpp"
#include "turbomode/api/sectors_json.hpp"
#include "turbomode/api/signals_json.hpp"
#include "turbomode/api/stats_json.hpp"

namespace turbomode::api {

using base::Error;
using base::ErrorCode;
using base::Result;
using platform::http::problem;
using platform::http::Request;
using platform::http::Response;
using store::SignalViews;

namespace {

constexpr auto kReplaceBadBytes = Json::error_handler_t::replace;
constexpr std::string_view kHomePage = "/turbomode.html";
constexpr std::string_view kSymbolPrefix = "/turbomode/predictions/";
constexpr std::string_view kJobPrefix = "/turbomode/jobs/";
constexpr std::string_view kCancelSuffix = "/cancel";
// SQLite counts rows in 64 bits with a sign.
constexpr auto kAllRows = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
constexpr std::size_t kSignalLimitDefault = 20;
constexpr std::size_t kLimitDefault = 50;
constexpr std::size_t kJobsMax = 1'000;

constexpr std::array<std::string_view, 4> kSignalNames{
    "market_cap", "signal_type", "limit", "cursor"};
constexpr std::array<std::string_view, 5> kPredictionNames{
    "market_cap", "signal_type", "sector", "limit", "cursor"};
constexpr std::array<std::string_view, 3> kSymbolPredictionNames{"signal_type", "limit", "cursor"};
constexpr std::array<std::string_view, 6> kHistoryNames{
    "market_cap", "signal_type", "symbol", "exit_reason", "limit", "cursor"};
constexpr std::array<std::string_view, 3> kAlertNames{"state", "limit", "cursor"};
constexpr std::array<std::string_view, 2> kPageNames{"limit", "cursor"};

Response json_response(const Json& json, int status = 200) {
    Response response;
    response.status = status;
    response.body = json.dump(-1, ' ', false, kReplaceBadBytes);
    response.headers = {{"Cache-Control", "no-store"}};
    return response;
}

std::optional<base::TradingDate> session_of(const std::optional<store::Run>& run) {
    return run ? std::optional{run->session} : std::nullopt;
}

Result<std::vector<store::ActiveRow>> active_of(const SignalViews& views,
                                                const std::optional<store::Run>& shown) {
    return shown ? views.active_on(shown->session) : std::vector<store::ActiveRow>{};
}

Result<std::vector<store::Prediction>> predictions_of(const SignalViews& views,
                                                      const std::optional<store::Run>& shown) {
    return shown ? views.predictions_on(shown->session) : std::vector<store::Prediction>{};
}

Result<SymbolRecord> read_symbol(const SignalViews& views,
                                 const base::Ticker& ticker,
                                 const std::optional<store::Run>& shown) {
    SymbolRecord record{.ticker = ticker};
    TRY_ASSIGN(record.predictions, views.predictions_of(ticker, kAllRows));
    if (shown && record.predictions.empty()) {
        return Error{ErrorCode::NotFound,
                     fmt::format("{}: no prediction was ever made for it", ticker.text())};
    }
    TRY_ASSIGN(record.active, active_of(views, shown));
    TRY_ASSIGN(record.history, views.history(ticker.text(), kAllRows));
    TRY_ASSIGN(const auto runs, views.runs(kAllRows));
    for (const auto& run : runs) {
        record.model_ids.emplace(run.session, run.model_id);
    }
    return record;
}

// One method a path; they are called on several threads at once.
class Api {
public:
    explicit Api(Services services) : services_(std::move(services)) {}

    Response answer(const Request& request) const;

private:
    using Answer = Response (Api::*)(const Request&) const;
    struct Route {
        std::string_view method;
        std::string_view path;
        Answer answer;
    };
    static const std::array<Route, 21> kRoutes;

    Response list_signals(const Request& request) const;
    Response list_sectors(const Request& request) const;
    Response read_stats(const Request& request) const;
    Response read_performance(const Request& request) const;
    Response read_calibration(const Request& request) const;
    Response list_predictions(const Request& request) const;
    Response list_symbol_predictions(const Request& request) const;
    Response list_history(const Request& request) const;
    Response list_runs(const Request& request) const;
    Response read_latest_run(const Request& request) const;
    Response start_scan(const Request& request) const;
    Response start_training(const Request& request) const;
    Response start_job(const Request& request, jobs::Kind kind) const;
    Response cancel_job(const Request& request) const;
    Response read_scheduler(const Request& request) const;
    Response start_scheduler(const Request& request) const;
    Response stop_scheduler(const Request& request) const;
    Response switch_scheduler(const Request& request, bool is_on) const;
    Response list_jobs(const Request& request) const;
    Response stream_events(const Request& request) const;
    Response list_alerts(const Request& request) const;
    Response read_metrics(const Request& request) const;
    Response read_health(const Request& request) const;
    Response read_readiness(const Request& request) const;
    Response read_openapi(const Request& request) const;
    Response page(const Request& request) const;

    template <typename Work>
    Response answer_from_views(const Request& request, const Accepted& accepted, Work&& work) const;
    std::optional<base::TradingDate> session_shown() const;

    Services services_;
    mutable NightMemo<Json> stats_;
};

const std::array<Api::Route, 21> Api::kRoutes{{
    {"GET", "/turbomode/signals", &Api::list_signals},
    {"GET", "/turbomode/sectors", &Api::list_sectors},
    {"GET", "/turbomode/stats", &Api::read_stats},
    {"GET", "/turbomode/performance", &Api::read_performance},
    {"GET", "/turbomode/calibration", &Api::read_calibration},
    {"GET", "/turbomode/predictions", &Api::list_predictions},
    {"GET", "/turbomode/history", &Api::list_history},
    {"GET", "/turbomode/runs", &Api::list_runs},
    {"GET", "/turbomode/runs/latest", &Api::read_latest_run},
    {"POST", "/turbomode/scan", &Api::start_scan},
    {"POST", "/turbomode/train", &Api::start_training},
    {"GET", "/turbomode/jobs", &Api::list_jobs},
    {"GET", "/turbomode/alerts", &Api::list_alerts},
    {"GET", "/turbomode/scheduler/status", &Api::read_scheduler},
    {"POST", "/turbomode/scheduler/start", &Api::start_scheduler},
    {"POST", "/turbomode/scheduler/stop", &Api::stop_scheduler},
    {"GET", "/turbomode/events", &Api::stream_events},
    {"GET", "/healthz", &Api::read_health},
    {"GET", "/readyz", &Api::read_readiness},
    {"GET", "/metrics", &Api::read_metrics},
    {"GET", "/openapi.json", &Api::read_openapi},
}};

Response Api::answer(const Request& request) const {
    const std::string_view path = request.path;
    const bool is_symbol = path.starts_with(kSymbolPrefix) && path.size() > kSymbolPrefix.size();
    const bool is_job = path.starts_with(kJobPrefix) && path.ends_with(kCancelSuffix) &&
                        path.size() > kJobPrefix.size() + kCancelSuffix.size();
    const Route named_route = is_symbol ? Route{"GET", path, &Api::list_symbol_predictions}
                                        : Route{"POST", path, &Api::cancel_job};
    const bool is_named = is_symbol || is_job;
    const auto* const route =
        is_named ? &named_route : std::ranges::find(kRoutes, path, &Route::path);
    if (!is_named && route == kRoutes.end()) {
        return page(request);
    }
    if (request.method != route->method) {
        auto response =
            problem(405, fmt::format("{} answers {}, not {}", path, route->method, request.method));
        response.headers.emplace_back(
            "Allow",
            route->method == "GET" ? std::string{"GET, HEAD"} : std::string{route->method});
        return response;
    }
    return (this->*route->answer)(request);
}

// The answer that `work` makes of the filters, the views and the run that is shown.
template <typename Work>
Response Api::answer_from_views(const Request& request,
                                const Accepted& accepted,
                                Work&& work) const {
    const auto filters = parse_filters(request.query, accepted);
    if (!filters.ok()) {
        return problem(400, filters.error().message);
    }
    auto opened = services_.views();
    if (!opened.ok() && opened.error().code != ErrorCode::NotFound) {
        return problem(503, opened.error().message);
    }
    const auto views = opened.ok() ? std::move(opened).value() : empty_views();
    const auto json = [&]() -> Result<Json> {
        TRY_ASSIGN(const auto shown, views->last_shown());
        return work(filters.value(), *views, shown);
    }();
    if (!json.ok()) {
        const bool is_missing = json.error().code == ErrorCode::NotFound;
        return problem(is_missing ? 404 : 500, json.error().message);
    }
    return json_response(json.value());
}

Response Api::list_signals(const Request& request) const {
    return answer_from_views(
        request,
        {kSignalNames, kSignalLimitDefault},
        [&](const Filters& filters, const SignalViews& views, const auto& shown) -> Result<Json> {
            TRY_ASSIGN(auto active, active_of(views, shown));
            return signals_json(session_of(shown),
                                std::move(active),
                                filters,
                                services_.rules.exit.holding_days_max);
        });
}

Response Api::list_sectors(const Request& request) const {
    return answer_from_views(
        request,
        {},
        [&](const Filters&, const SignalViews& views, const auto& shown) -> Result<Json> {
            TRY_ASSIGN(const auto active, active_of(views, shown));
            TRY_ASSIGN(const auto predictions, predictions_of(views, shown));
            return sectors_json(
                session_of(shown), active, predictions, services_.rules.sentiment_ratio);
        });
}

Response Api::read_stats(const Request& request) const {
    return answer_from_views(
        request,
        {},
        [&](const Filters&, const SignalViews& views, const auto& shown) -> Result<Json> {
            // Of all signals that ever closed: ten years of them take a good part of a second.
            TRY_ASSIGN(const auto stats, stats_.of(shown, [&]() -> Result<Json> {
                TRY_ASSIGN(const auto active, active_of(views, shown));
                TRY_ASSIGN(const auto history, views.history("", kAllRows));
                return stats_json(session_of(shown), active, history);
            }));
            return *stats;
        });
}

Response Api::read_performance(const Request& request) const {
    return answer_from_views(
        request,
        {},
        [&](const Filters&, const SignalViews& views, const auto& shown) -> Result<Json> {
            TRY_ASSIGN(const auto performance,
                       services_.performance.of(views, shown, services_.rules));
            return performance_json(session_of(shown), *performance);
        });
}

Response Api::read_calibration(const Request& request) const {
    return answer_from_views(
        request,
        {},
        [&](const Filters&, const SignalViews& views, const auto& shown) -> Result<Json> {
            TRY_ASSIGN(const auto performance,
                       services_.performance.of(views, shown, services_.rules));
            return calibration_json(session_of(shown), *performance);
        });
}

Response Api::list_predictions(const Request& request) const {
    return answer_from_views(
        request,
        {kPredictionNames, kLimitDefault},
        [](const Filters& filters, const SignalViews& views, const auto& shown) -> Result<Json> {
            TRY_ASSIGN(const auto active, active_of(views, shown));
            TRY_ASSIGN(auto predictions, predictions_of(views, shown));
            std::optional<PredictionNight> night;
            if (shown) {
                night = {shown->session, shown->model_id};
            }
            return predictions_json(night, std::move(predictions), active, filters);
        });
}

Response Api::list_symbol_predictions(const Request& request) const {
    const auto symbol = std::string_view{request.path}.substr(kSymbolPrefix.size());
    const auto ticker = base::Ticker::from(symbol);
    if (!ticker.ok()) {
        return problem(400, fmt::format("symbol: '{}' is not a symbol", symbol));
    }
    return answer_from_views(
        request,
        {kSymbolPredictionNames, kLimitDefault},
        [&](const Filters& filters, const SignalViews& views, const auto& shown) -> Result<Json> {
            TRY_ASSIGN(const auto record, read_symbol(views, ticker.value(), shown));
            return symbol_predictions_json(session_of(shown), record, filters);
        });
}

Response Api::list_history(const Request& request) const {
    return answer_from_views(
        request,
        {kHistoryNames, kLimitDefault},
        [](const Filters& filters, const SignalViews& views, const auto& shown) -> Result<Json> {
            const auto symbol = filters.symbol ? filters.symbol->text() : std::string{};
            TRY_ASSIGN(auto history, views.history(symbol, kAllRows));
            return history_json(session_of(shown), std::move(history), filters);
        });
}

Response Api::list_runs(const Request& request) const {
    return answer_from_views(
        request,
        {kPageNames, kLimitDefault},
        [](const Filters& filters, const SignalViews& views, const auto& shown) -> Result<Json> {
            TRY_ASSIGN(const auto runs, views.runs(kAllRows));
            return runs_json(session_of(shown), runs, filters.page);
        });
}

Response Api::read_latest_run(const Request& request) const {
    return answer_from_views(
        request,
        {},
        [&](const Filters&, const SignalViews& views, const auto& shown) -> Result<Json> {
            TRY_ASSIGN(const auto runs, views.runs(1));
            return latest_run_json(
                runs.empty() ? std::optional<store::Run>{} : std::optional{runs.front()},
                shown,
                services_.zone.rfc3339(services_.clock.now()));
        });
}

Response Api::start_scan(const Request& request) const {
    return start_job(request, jobs::Kind::Scan);
}

Response Api::start_training(const Request& request) const {
    return start_job(request, jobs::Kind::Train);
}

Response Api::start_job(const Request& request, jobs::Kind kind) const {
    // A parameter that the job would not heed, such as a date, is refused rather than ignored.
    const auto filters = parse_filters(request.query, {});
    if (!filters.ok()) {
        return problem(400, filters.error().message);
    }
    const auto job = services_.operations.start(kind);
    if (!job.ok()) {
        const bool is_refused = job.error().code == ErrorCode::Refused;
        return problem(is_refused ? 409 : 500, job.error().message);
    }
    return json_response(job_answer_json(job.value()), 202);
}

Response Api::cancel_job(const Request& request) const {
    const auto path = std::string_view{request.path};
    const auto id =
        path.substr(kJobPrefix.size(), path.size() - kJobPrefix.size() - kCancelSuffix.size());
    const auto cancelled = services_.operations.cancel(std::string{id});
    if (!cancelled.ok()) {
        const auto code = cancelled.error().code;
        return problem(code == ErrorCode::NotFound  ? 404
                       : code == ErrorCode::Refused ? 409
                                                    : 500,
                       cancelled.error().message);
    }
    return json_response({{"success", true}, {"id", id}}, 202);
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

Response Api::read_openapi(const Request&) const {
    Response response;
    response.body = std::string{openapi_text()};
    response.headers = {{"Cache-Control", "no-cache"}};
    return response;
}

Response Api::page(const Request& request) const {
    if (services_.pages == nullptr && (request.path == "/" || request.path == kHomePage)) {
        return problem(404, "the pages were not built; the API is described by /openapi.json");
    }
    if (services_.pages != nullptr) {
        Request asked = request;
        if (asked.path == "/") {
            asked.path = kHomePage;
        }
        if (auto found = services_.pages->find(asked)) {
            return *std::move(found);
        }
    }
    return problem(404, fmt::format("{}: there is no such page or call", request.path));
}

}  // namespace

platform::http::Handler make_handler(Services services) {
    // Shared by the copies of the handler, which std::function demands.
    return [api = std::make_shared<const Api>(std::move(services))](const Request& request) {
        return api->answer(request);
    };
}

}  // namespace turbomode::api
