// Api: a method for each call of openapi.json; for the files that answer them alone.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "bars/calendar.hpp"
#include "turbomode/api/handler.hpp"
#include "turbomode/api/json.hpp"
#include "turbomode/api/night_memo.hpp"
#include "turbomode/api/query.hpp"

namespace turbomode::api {

// The one part of these paths that is no fixed word stands at "{}".
inline constexpr std::string_view kSymbolPath = "/turbomode/predictions/{}";
inline constexpr std::string_view kBarsPath = "/turbomode/bars/{}";
inline constexpr std::string_view kModelPath = "/turbomode/models/{}";
inline constexpr std::string_view kBacktestPath = "/turbomode/backtests/{}";
inline constexpr std::string_view kBacktestReportPath = "/turbomode/backtests/{}/report.html";
inline constexpr std::string_view kBacktestTradesPath = "/turbomode/backtests/{}/trades.csv";
inline constexpr std::string_view kBacktestEquityPath = "/turbomode/backtests/{}/equity.csv";
inline constexpr std::string_view kPromotePath = "/turbomode/models/{}/promote";
inline constexpr std::string_view kJobLogPath = "/turbomode/jobs/{}/log";
inline constexpr std::string_view kJobCancelPath = "/turbomode/jobs/{}/cancel";

inline constexpr std::size_t kLimitDefault = 50;
inline constexpr std::array<std::string_view, 2> kPageNames{"limit", "cursor"};

// What stands at "{}" of `pattern` in `path`, without a slash; nothing where they differ.
std::optional<std::string_view> part_of(std::string_view pattern, std::string_view path);
platform::http::Response json_response(const Json& json, int status = 200);
// 404 when the error says NotFound, else 500.
platform::http::Response problem_of(const base::Error& error);
std::optional<base::TradingDate> session_of(const std::optional<store::Run>& run);

// One method a path; they are called on several threads at once.
class Api {
public:
    explicit Api(Services services)
        : services_(std::move(services)),
          answers_(services_.version_of_nights),
          answers_of_second_([this] { return version_of_second(); }) {}

    platform::http::Response answer(const platform::http::Request& request) const;

private:
    using Request = platform::http::Request;
    using Response = platform::http::Response;
    using Answer = Response (Api::*)(const Request&) const;
    // How long an answer is good: until something is written, or only for the second it tells of.
    enum class Kept { No, ByNight, BySecond };
    struct Route {
        std::string_view method;
        std::string_view path;
        Answer answer;
        Kept kept = Kept::No;
    };
    static const std::array<Route, 35> kRoutes;

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
    Response promote_model(const Request& request) const;
    Response roll_back_model(const Request& request) const;
    Response start_job(const Request& request, jobs::Kind kind, const std::string& key = {}) const;
    Response read_job_log(const Request& request) const;
    Response list_bars(const Request& request) const;
    Response list_models(const Request& request) const;
    Response read_model(const Request& request) const;
    Response list_trials(const Request& request) const;
    Response list_backtests(const Request& request) const;
    Response read_backtest(const Request& request) const;
    Response download_backtest(const Request& request) const;
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
    template <typename Work>
    Response answer_from_page(const Request& request, Work&& work) const;
    std::string server_time() const { return services_.zone.rfc3339(services_.clock.now()); }
    std::optional<std::string> version_of_second() const;
    std::optional<base::TradingDate> session_shown() const;
    base::TradingDate tonight() const { return bars::last_finished_session(services_.clock.now()); }

    Services services_;
    mutable AnswerMemo answers_;
    mutable AnswerMemo answers_of_second_;
    mutable NightMemo<Json> stats_;
};

}  // namespace turbomode::api
