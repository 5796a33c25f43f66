// What the handler needs, held in memory: tests put rows in and ask for answers.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "backend/turbomode/api/rows.hpp"
#include "backend/turbomode/platform/temporary_folder.hpp"
#include "turbomode/api/handler.hpp"
#include "turbomode/platform/http/event_feed.hpp"
#include "turbomode/platform/http/target.hpp"

namespace turbomode::api {

struct FakeData {
    std::vector<store::Run> runs;  // Newest first.
    std::vector<store::ActiveRow> active;
    std::vector<store::ClosedRow> history;
    std::vector<store::Prediction> predictions;  // Of the night shown.
    std::vector<std::pair<base::TradingDate, store::Prediction>> earlier_predictions;
    std::vector<signals::Judged> judged;
    mutable int times_judged = 0;  // How often they were read.
    std::optional<base::Error> open_error;
    std::optional<base::Error> read_error;
};

class FakeViews final : public store::SignalViews {
public:
    explicit FakeViews(const FakeData& data) : data_(data) {}

    base::Result<std::vector<store::Run>> runs(std::size_t limit) const override {
        auto runs = data_.runs;
        runs.resize(std::min(limit, runs.size()), run_row(kTonight));
        return or_error(std::move(runs));
    }
    base::Result<std::optional<store::Run>> last_shown() const override {
        for (const auto& run : data_.runs) {
            if (store::shows_signals(run.state)) {
                return or_error(std::optional{run});
            }
        }
        return or_error(std::optional<store::Run>{});
    }
    base::Result<std::vector<store::ActiveRow>> active_on(
        base::TradingDate session) const override {
        return or_error(is_shown(session) ? data_.active : std::vector<store::ActiveRow>{});
    }
    base::Result<std::vector<store::ClosedRow>> history(const std::string& symbol,
                                                        std::size_t limit) const override {
        std::vector<store::ClosedRow> rows;
        for (const auto& row : data_.history) {
            const bool is_asked = symbol.empty() || row.closed.signal.ticker.text() == symbol;
            if (is_asked && rows.size() < limit) {
                rows.push_back(row);
            }
        }
        return or_error(std::move(rows));
    }
    base::Result<std::vector<store::Prediction>> predictions_on(
        base::TradingDate session) const override {
        return or_error(is_shown(session) ? data_.predictions : std::vector<store::Prediction>{});
    }
    base::Result<std::vector<std::pair<base::TradingDate, store::Prediction>>> predictions_of(
        const base::Ticker& ticker, std::size_t /*limit*/) const override {
        std::vector<std::pair<base::TradingDate, store::Prediction>> rows;
        for (const auto& row : data_.predictions) {
            if (row.candidate.ticker == ticker) {
                rows.emplace_back(data_.runs.front().session, row);
            }
        }
        for (const auto& row : data_.earlier_predictions) {
            if (row.second.candidate.ticker == ticker) {
                rows.push_back(row);
            }
        }
        return or_error(std::move(rows));
    }

    base::Result<std::vector<signals::Judged>> judged(std::size_t) const override {
        ++data_.times_judged;
        return or_error(data_.judged);
    }

private:
    bool is_shown(base::TradingDate session) const {
        return std::ranges::any_of(data_.runs, [&](const store::Run& run) {
            return run.session == session && store::shows_signals(run.state);
        });
    }
    template <typename Value>
    base::Result<Value> or_error(Value value) const {
        if (data_.read_error) {
            return *data_.read_error;
        }
        return value;
    }

    const FakeData& data_;
};

// Empty when there is none.
inline std::string header(const platform::http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
        if (key == name) {
            return value;
        }
    }
    return {};
}

inline jobs::Job job_row(const std::string& id, jobs::State state = jobs::State::Running) {
    jobs::Job job;
    job.id = id;
    job.state = state;
    return job;
}

// Starts nothing; says what the test put in.
class FakeOperations final : public Operations {
public:
    base::Result<jobs::Job> start(jobs::Kind kind, const std::string& key) override {
        if (error) {
            return *error;
        }
        if (!list.empty() && list.front().state == jobs::State::Running) {
            return base::Error{base::ErrorCode::Refused, "job scan-1 is running"};
        }
        list.insert(list.begin(), job_row("scan-1"));
        list.front().kind = kind;
        list.front().key = key;
        return list.front();
    }
    base::Result<void> cancel(const std::string& id) override {
        const auto job = std::ranges::find(list, id, &jobs::Job::id);
        if (job == list.end()) {
            return base::Error{base::ErrorCode::NotFound, id + ": there is no such job"};
        }
        if (job->state != jobs::State::Running) {
            return base::Error{base::ErrorCode::Refused, id + ": it has ended already"};
        }
        job->state = jobs::State::Cancelled;
        return {};
    }
    base::Result<std::vector<jobs::Job>> jobs(std::size_t limit) const override {
        if (error) {
            return *error;
        }
        auto latest = list;
        latest.resize(std::min(limit, latest.size()));
        return latest;
    }
    std::optional<jobs::Progress> progress_of(const jobs::Job& job) const override {
        return job.state == jobs::State::Running ? std::optional{jobs::Progress{"training", 40}}
                                                 : std::nullopt;
    }
    base::Result<LogPart> log(const std::string& id, std::size_t offset) const override {
        const auto job = std::ranges::find(list, id, &jobs::Job::id);
        if (job == list.end()) {
            return base::Error{base::ErrorCode::NotFound, id + ": there is no such job"};
        }
        const auto text = written.substr(std::min(offset, written.size()));
        return LogPart{.text = text,
                       .next_offset = offset + text.size(),
                       .ended = job->state != jobs::State::Running};
    }
    base::Result<SchedulerView> scheduler() const override {
        if (error) {
            return *error;
        }
        return view;
    }
    base::Result<void> switch_scheduler(bool is_on) override {
        view.enabled = is_on;
        return {};
    }

    std::vector<jobs::Job> list;
    std::string written = "reading prices\nscored 500 stocks\n";  // The log of each.
    SchedulerView view{.schedule_time = "23:00", .training = "weekly"};
    std::optional<base::Error> error;
};

class ApiTest : public testing::Test {
protected:
    // As GET, or POST: "/turbomode/signals?limit=5".
    platform::http::Response ask(const std::string& target,
                                 const std::string& method = "GET") const {
        auto parsed = platform::http::parse_target(target).value();
        return handler_(
            {.method = method, .path = std::move(parsed.path), .query = std::move(parsed.query)});
    }
    Json json_of(const std::string& target, const std::string& method = "GET") const {
        return Json::parse(ask(target, method).body_text());
    }
    void use_pages(const platform::http::StaticFiles& pages) {
        handler_ = make_handler(services(&pages));
    }
    base::Result<std::vector<alerts::Alert>> read_alerts(bool with_resolved) const {
        if (alerts_error_) {
            return *alerts_error_;
        }
        auto alerts = alerts_;
        std::erase_if(alerts, [&](const alerts::Alert& alert) {
            return alert.resolved_at && !with_resolved;
        });
        return alerts;
    }
    Services services(const platform::http::StaticFiles* pages = nullptr) {
        return {.views = [this]() -> base::Result<std::unique_ptr<store::SignalViews>> {
                    if (data_.open_error) {
                        return *data_.open_error;
                    }
                    return std::unique_ptr<store::SignalViews>{std::make_unique<FakeViews>(data_)};
                },
                .version_of_nights = [this] { return version_; },
                .prices = [this] { return market_data::Reader::open(prices_path_); },
                .models = {.registry = models::Registry(models_path_),
                           .rule = {},
                           .expired_after_days = 120,
                           .trials = models_path_ / "trials.jsonl"},
                .backtests = backtests_path_,
                .pages = pages,
                .operations = operations_,
                .performance = performance_,
                .events = events_,
                .alerts = [this](bool with_resolved) { return read_alerts(with_resolved); },
                .metrics = [this] { return metrics_; },
                .clock = clock_,
                .zone = platform::TimeZone::find("America/New_York").value(),
                .rules = {},
                .version = "1.2.3"};
    }

    platform::TemporaryFolder home_{"api_test"};
    const std::filesystem::path prices_path_ = home_.path() / "market_data.db";
    const std::filesystem::path models_path_ = home_.path() / "models";
    const std::filesystem::path backtests_path_ = home_.path() / "backtests";
    FakeData data_{.runs = {run_row(kTonight)}};
    FakeOperations operations_;
    mutable PerformanceMemo performance_;
    std::shared_ptr<platform::http::EventFeed> events_ =
        std::make_shared<platform::http::EventFeed>();
    std::optional<std::string> version_;  // Nothing: no answer is kept.
    std::vector<alerts::Alert> alerts_;
    std::optional<base::Error> alerts_error_;
    MetricFacts metrics_{.version = "1.2.3"};
    // 2024-03-09 07:30 in New York.
    platform::SimulatedClock clock_{base::TradingDate{2024, 3, 9}.day() +
                                    std::chrono::minutes{750}};
    platform::http::Handler handler_ = make_handler(services());
};

}  // namespace turbomode::api
