#include "turbomode/api/metrics.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include <fmt/format.h>

#include "turbomode/api/exposition.hpp"

namespace turbomode::api {

using platform::TimePoint;
using store::RunState;

namespace {

constexpr auto kGauge = Exposition::Type::Gauge;
constexpr auto kCounter = Exposition::Type::Counter;
constexpr std::array kRunStates{RunState::Published,
                                RunState::NoEdge,
                                RunState::DataIncomplete,
                                RunState::Suspect,
                                RunState::MarketClosed,
                                RunState::Failed};
constexpr std::array kJobStates{jobs::State::Running,
                                jobs::State::Done,
                                jobs::State::Failed,
                                jobs::State::Cancelled,
                                jobs::State::Interrupted};

double seconds_of(TimePoint::duration time) {
    return static_cast<double>(std::chrono::duration_cast<std::chrono::seconds>(time).count());
}

class Metrics {
public:
    explicit Metrics(const MetricFacts& facts) : facts_(facts) {}

    std::string text() {
        server();
        last_run();
        signals();
        jobs();
        alerts();
        model();
        machine();
        track_record();
        return out_.text();
    }

private:
    // A metric of one sample, when there is a value.
    template <typename Value>
    void gauge(std::string_view name, const std::optional<Value>& value, std::string_view meaning) {
        out_.metric(name, kGauge, meaning);
        if (value) {
            out_.sample(static_cast<double>(*value));
        }
    }

    void server() {
        out_.metric("turbomode_build_info", kGauge, "1, with the version of the server.");
        out_.sample(1.0, {{"version", facts_.version}});
        out_.metric("process_start_time_seconds", kGauge, "When the server started, Unix time.");
        out_.sample(seconds_of(facts_.started_at.time_since_epoch()));
        out_.metric("turbomode_http_requests_total",
                    kCounter,
                    "Requests answered by the API and the pages, by kind of status.");
        for (std::size_t i = 0; i < facts_.answers.size(); ++i) {
            out_.sample(static_cast<double>(facts_.answers[i]),
                        {{"code", fmt::format("{}xx", i + 1)}});
        }
    }

    void last_run() {
        const auto& run = facts_.last_run;
        out_.metric("turbomode_last_run_state",
                    kGauge,
                    "1 for the state that the last recorded night ended in, 0 for the others.");
        for (const auto state : kRunStates) {
            if (run) {
                out_.sample(run->state == state ? 1.0 : 0.0,
                            {{"state", std::string{store::name_of(state)}}});
            }
        }
        std::optional<double> session;
        std::optional<double> started;
        std::optional<double> coverage;
        if (run) {
            session = seconds_of(run->session.day().time_since_epoch());
            const auto time = platform::parse_rfc3339_utc(run->started_at);
            started = time.ok() ? std::optional{seconds_of(time.value().time_since_epoch())}
                                : std::nullopt;
            coverage = run->universe_count > 0 ? std::optional{run->coverage()} : std::nullopt;
        }
        gauge("turbomode_last_run_session_timestamp_seconds",
              session,
              "Session of the last recorded night, as midnight UTC of its date, Unix time.");
        gauge("turbomode_last_run_timestamp_seconds",
              started,
              "When the last recorded night was begun, Unix time.");
        gauge("turbomode_last_run_age_seconds",
              started ? std::optional{seconds_of(facts_.facts.now.time_since_epoch()) - *started}
                      : std::nullopt,
              "Time since the last recorded night was begun.");
        gauge("turbomode_last_run_coverage_ratio",
              coverage,
              "Part of the universe with a bar of the last recorded night's session.");
        const auto& scan = facts_.facts.scan_time;
        gauge("turbomode_last_scan_duration_seconds",
              scan ? std::optional{scan->last.count()} : std::nullopt,
              "How long the last scan took, or has been running.");
    }

    void signals() {
        out_.metric("turbomode_signals_active", kGauge, "Active signals by tier and side.");
        if (!facts_.active) {
            return;
        }
        for (const auto tier : signals::kTiers) {
            for (const auto side : {models::Side::Buy, models::Side::Sell}) {
                const auto count =
                    std::ranges::count_if(*facts_.active, [&](const store::ActiveRow& row) {
                        return row.active.signal.tier == tier && row.active.signal.side == side;
                    });
                out_.sample(static_cast<double>(count),
                            {{"tier", std::string{signals::name_of(tier)}},
                             {"side", std::string{models::name_of(side)}}});
            }
        }
    }

    void jobs() {
        std::map<std::pair<jobs::Kind, jobs::State>, int> counts;
        for (const auto& job : facts_.jobs) {
            ++counts[{job.kind, job.state}];
        }
        out_.metric("turbomode_jobs", kGauge, "Remembered jobs by kind and state.");
        for (const auto kind : jobs::kKinds) {
            for (const auto state : kJobStates) {
                out_.sample(counts[{kind, state}],
                            {{"kind", std::string{jobs::name_of(kind)}},
                             {"state", std::string{jobs::name_of(state)}}});
            }
        }
        const auto& turned = facts_.facts.scheduler;
        gauge("turbomode_scheduler_enabled",
              turned ? std::optional{turned->is_on} : std::nullopt,
              "1 while the scheduler is switched on.");
    }

    void alerts() {
        out_.metric("turbomode_alerts_open", kGauge, "Open alerts by severity.");
        if (!facts_.open_alerts) {
            return;
        }
        for (const auto severity : {alerts::Severity::Warning, alerts::Severity::Critical}) {
            out_.sample(static_cast<double>(std::ranges::count(
                            *facts_.open_alerts, severity, &alerts::Alert::severity)),
                        {{"severity", std::string{alerts::name_of(severity)}}});
        }
    }

    void model() {
        const auto& model = facts_.facts.model;
        const bool is_there = model && model->champion;
        out_.metric("turbomode_champion_info", kGauge, "1, with the id of the champion.");
        if (is_there) {
            out_.sample(1.0, {{"id", *model->champion}});
        }
        gauge("turbomode_champion_age_days",
              is_there ? std::optional{model->age_days} : std::nullopt,
              "Days since the last session that the champion learned from.");
        const auto& drift = facts_.facts.drift;
        gauge("turbomode_drift_statistic",
              drift ? std::optional{drift->statistic} : std::nullopt,
              "How far tonight's features are from those the champion learned from.");
    }

    void machine() {
        const auto& bars = facts_.facts.bars;
        gauge("turbomode_prices_behind_sessions",
              bars && bars->newest ? std::optional{bars->sessions_behind} : std::nullopt,
              "Sessions by which the newest bar is older than it should be.");
        gauge("turbomode_disk_free_bytes",
              facts_.facts.disk_free_bytes,
              "Free space where home lies.");
        const auto& backup = facts_.facts.backup;
        gauge("turbomode_backup_age_seconds",
              backup && backup->newest_at
                  ? std::optional{seconds_of(facts_.facts.now - *backup->newest_at)}
                  : std::nullopt,
              "Age of the newest backup of the signals.");
    }

    void track_record() {
        side_gauge("turbomode_track_outcomes",
                   "Predictions of the last 252 nights that have an outcome, by side.",
                   [](const auto& side) { return static_cast<double>(side.outcomes); });
        side_gauge("turbomode_track_win_rate",
                   "Part of them that won; left out below 30, as are the next ones.",
                   &alerts::AccuracyFacts::win_rate);
        side_gauge("turbomode_track_win_rate_low",
                   "Lower end of its 95 % interval.",
                   &alerts::AccuracyFacts::win_rate_low);
        side_gauge("turbomode_track_win_rate_high",
                   "Upper end of its 95 % interval.",
                   &alerts::AccuracyFacts::win_rate_high);
        side_gauge("turbomode_track_base_rate",
                   "Part of such trades that win without a model.",
                   &alerts::AccuracyFacts::base_rate);
        side_gauge("turbomode_track_calibration_error",
                   "Distance of mean confidence and win rate.",
                   &alerts::AccuracyFacts::calibration_error);
    }

    template <typename Value>
    void side_gauge(std::string_view name, std::string_view meaning, Value value) {
        out_.metric(name, kGauge, meaning);
        for (const auto& [label, side] :
             {std::pair{"BUY", &facts_.facts.buy}, std::pair{"SELL", &facts_.facts.sell}}) {
            if (*side) {
                out_.sample(std::invoke(value, **side), {{"side", label}});
            }
        }
    }

    const MetricFacts& facts_;
    Exposition out_;
};

}  // namespace

std::string metrics_text(const MetricFacts& facts) {
    return Metrics(facts).text();
}

}  // namespace turbomode::api
