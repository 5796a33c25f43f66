#include "turbomode/api/handler.hpp"

#include <limits>

#include <fmt/format.h>

#include "turbomode/api/calls.hpp"
#include "turbomode/api/empty_views.hpp"
#include "turbomode/api/history_json.hpp"
#include "turbomode/api/openapi_text.hpp"
#include "turbomode/api/predictions_json.hpp"
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

constexpr std::string_view kHomePage = "/turbomode.html";
// SQLite counts rows in 64 bits with a sign.
constexpr auto kAllRows = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
constexpr std::size_t kSignalLimitDefault = 20;

constexpr std::array<std::string_view, 5> kSignalNames{
    "market_cap", "signal_type", "symbol", "limit", "cursor"};
constexpr std::array<std::string_view, 5> kPredictionNames{
    "market_cap", "signal_type", "sector", "limit", "cursor"};
constexpr std::array<std::string_view, 3> kSymbolPredictionNames{"signal_type", "limit", "cursor"};
constexpr std::array<std::string_view, 6> kHistoryNames{
    "market_cap", "signal_type", "symbol", "exit_reason", "limit", "cursor"};

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

}  // namespace

std::optional<std::string_view> part_of(std::string_view pattern, std::string_view path) {
    const auto place = pattern.find("{}");
    if (place == std::string_view::npos) {
        return path == pattern ? std::optional{std::string_view{}} : std::nullopt;
    }
    const auto before = pattern.substr(0, place);
    const auto after = pattern.substr(place + 2);
    if (path.size() <= before.size() + after.size() || !path.starts_with(before) ||
        !path.ends_with(after)) {
        return std::nullopt;
    }
    const auto part = path.substr(before.size(), path.size() - before.size() - after.size());
    return part.find('/') == std::string_view::npos ? std::optional{part} : std::nullopt;
}

Response json_response(const Json& json, int status) {
    Response response;
    response.status = status;
    response.body = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    response.headers = {{"Cache-Control", "no-store"}};
    return response;
}

Response problem_of(const Error& error) {
    return problem(error.code == ErrorCode::NotFound ? 404 : 500, error.message);
}

std::optional<base::TradingDate> session_of(const std::optional<store::Run>& run) {
    return run ? std::optional{run->session} : std::nullopt;
}

// The first that fits: "rollback" is no model's id.
const std::array<Api::Route, 35> Api::kRoutes{{
    {"GET", "/turbomode/signals", &Api::list_signals, Kept::ByNight},
    {"GET", "/turbomode/sectors", &Api::list_sectors, Kept::ByNight},
    {"GET", "/turbomode/stats", &Api::read_stats, Kept::ByNight},
    {"GET", "/turbomode/performance", &Api::read_performance, Kept::ByNight},
    {"GET", "/turbomode/calibration", &Api::read_calibration, Kept::ByNight},
    {"GET", "/turbomode/predictions", &Api::list_predictions, Kept::ByNight},
    {"GET", kSymbolPath, &Api::list_symbol_predictions, Kept::ByNight},
    {"GET", kBarsPath, &Api::list_bars},
    {"GET", "/turbomode/models", &Api::list_models},
    {"POST", "/turbomode/models/rollback", &Api::roll_back_model},
    {"GET", kModelPath, &Api::read_model},
    {"POST", kPromotePath, &Api::promote_model},
    {"GET", "/turbomode/trials", &Api::list_trials},
    {"GET", "/turbomode/backtests", &Api::list_backtests},
    {"GET", kBacktestPath, &Api::read_backtest},
    {"GET", kBacktestReportPath, &Api::download_backtest},
    {"GET", kBacktestTradesPath, &Api::download_backtest},
    {"GET", kBacktestEquityPath, &Api::download_backtest},
    {"GET", "/turbomode/history", &Api::list_history, Kept::ByNight},
    {"GET", "/turbomode/runs", &Api::list_runs, Kept::ByNight},
    {"GET", "/turbomode/runs/latest", &Api::read_latest_run, Kept::BySecond},
    {"POST", "/turbomode/scan", &Api::start_scan},
    {"POST", "/turbomode/train", &Api::start_training},
    {"GET", "/turbomode/jobs", &Api::list_jobs},
    {"GET", kJobLogPath, &Api::read_job_log},
    {"POST", kJobCancelPath, &Api::cancel_job},
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
    const auto* const route = std::ranges::find_if(
        kRoutes, [&](const Route& each) { return part_of(each.path, path).has_value(); });
    if (route == kRoutes.end()) {
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
    const auto answer = [&] {
        return (this->*route->answer)(request);
    };
    switch (route->kept) {
        case Kept::ByNight:
            return answers_.of(request, answer);
        case Kept::BySecond:
            return answers_of_second_.of(request, answer);
        case Kept::No:
            break;
    }
    return answer();
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
        return problem_of(json.error());
    }
    return json_response(json.value());
}

std::optional<std::string> Api::version_of_second() const {
    const auto version = services_.version_of_nights();
    return version ? std::optional{*version + server_time()} : std::nullopt;
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
    const auto symbol = *part_of(kSymbolPath, request.path);
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
                server_time());
        });
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

platform::http::Handler make_handler(Services services) {
    // Shared by the copies of the handler, which std::function demands.
    return [api = std::make_shared<const Api>(std::move(services))](const Request& request) {
        return api->answer(request);
    };
}

}  // namespace turbomode::api
