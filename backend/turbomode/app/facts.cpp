#include "turbomode/app/facts.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "turbomode/app/job_desk.hpp"
#include "turbomode/models/artefact.hpp"
#include "turbomode/signals/track_record.hpp"
#include "turbomode/store/backup.hpp"
#include "turbomode/store/sqlite_store.hpp"

namespace turbomode::app {

using alerts::Facts;
using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;
using jobs::Job;
using jobs::Kind;
using store::RunState;

namespace {

constexpr std::size_t kJobsLookedAt = 1'000;
constexpr std::size_t kRunsLookedAt = 400;
constexpr std::size_t kEarlierScans = 20;

alerts::NightEnd end_of(RunState state) {
    switch (state) {
        case RunState::Published:
        case RunState::NoEdge:
            return alerts::NightEnd::Shown;
        case RunState::DataIncomplete:
            return alerts::NightEnd::DataIncomplete;
        case RunState::Suspect:
            return alerts::NightEnd::Suspect;
        case RunState::MarketClosed:  // No session that is due has a closed market.
        case RunState::Failed:
            return alerts::NightEnd::Failed;
    }
    CHECK(false);
}

alerts::NightRun night_run_of(const store::Run& run) {
    return {.end = end_of(run.state),
            .message = run.message,
            .coverage = run.universe_count > 0 ? std::optional{run.coverage()} : std::nullopt,
            .fresh_count = run.fresh_count,
            .universe_count = run.universe_count};
}

static_assert(alerts::kOutcomesMin ==
              signals::kOutcomesMin);  // Their layers do not know each other.

// The interval of what was won says how far a promise may be off.
std::optional<alerts::AccuracyFacts> accuracy_of(const signals::Score& score) {
    if (!score.figures) {
        return std::nullopt;
    }
    const auto& figures = *score.figures;
    const auto [low, high] = figures.win_rate_interval;
    const bool is_promise_high = figures.confidence > figures.win_rate;
    return alerts::AccuracyFacts{
        .outcomes = static_cast<int>(score.outcomes),
        .win_rate = figures.win_rate,
        .win_rate_low = low,
        .win_rate_high = high,
        .base_rate = figures.base_rate,
        .calibration_error = std::abs(figures.confidence - figures.win_rate),
        .calibration_error_allowed =
            is_promise_high ? high - figures.win_rate : figures.win_rate - low};
}

bool is_running(const Job& job) {
    return job.state == jobs::State::Running;
}

// Gathers one fact after the other; an error goes to the unreadable ones.
class Gathering {
public:
    explicit Gathering(const Surroundings& at) : at_(at) { facts_.now = at.clock.now(); }

    Facts gather() {
        take(jobs_, at_.runner.latest(kJobsLookedAt));
        take(runs_, runs());
        night();
        bars();
        scan_time();
        take(facts_.model, model());
        disk();
        take(facts_.scheduler, scheduler());
        backup();
        track_record();
        drift();
        return std::move(facts_);
    }

private:
    template <typename Fact>
    void take(std::optional<Fact>& into, Result<Fact> read) {
        if (read.ok()) {
            into = std::move(read).value();
        } else {
            facts_.unreadable.push_back(read.error().message);
        }
    }
    template <typename Fact>
    void take(std::optional<Fact>& into, Result<std::optional<Fact>> read) {
        if (read.ok()) {
            into = std::move(read).value();
        } else {
            facts_.unreadable.push_back(read.error().message);
        }
    }

    Result<std::vector<store::Run>> runs() const {
        const auto views = store::open_views(at_.context.at(at_.config.paths.turbomode_db));
        if (!views.ok() && views.error().code == ErrorCode::NotFound) {
            return std::vector<store::Run>{};  // No night yet.
        }
        if (!views.ok()) {
            return views.error();
        }
        return views.value()->runs(kRunsLookedAt);
    }

    void night() {
        const auto schedule = schedule_of(at_.config);
        const auto session = scheduler::last_due_night(schedule, facts_.now, at_.new_york);
        if (!session || !runs_ || !jobs_) {
            return;
        }
        const auto due_at = scheduler::night_time(schedule, *session, at_.new_york);
        const auto run = std::ranges::find(*runs_, *session, &store::Run::session);
        facts_.night = alerts::NightFacts{
            .session = *session,
            .waited_since = std::max(due_at, at_.served_since.value_or(due_at)),
            .is_running = std::ranges::any_of(
                *jobs_,
                [](const Job& job) {
                    return is_running(job) && (job.kind == Kind::Update || job.kind == Kind::Scan);
                }),
            .run = run == runs_->end() ? std::nullopt : std::optional{night_run_of(*run)}};
    }

    // The bars of the last night that is due are expected once it is recorded, or late.
    void bars() {
        if (!facts_.night) {
            return;
        }
        const auto& night = *facts_.night;
        const bool is_over =
            night.run || facts_.now - night.waited_since >=
                             std::chrono::minutes{at_.config.alerts.night_late_minutes};
        const auto expected =
            is_over ? night.session : bars::previous_session(night.session).value_or(night.session);
        std::optional<TradingDate> newest;
        const auto read = newest_bar();
        if (!read.ok() && read.error().code != ErrorCode::NotFound) {
            facts_.unreadable.push_back(read.error().message);
            return;
        }
        if (read.ok()) {
            newest = read.value();
        }
        facts_.bars = alerts::BarFacts{.newest = newest,
                                       .expected = expected,
                                       .sessions_behind = newest && bars::in_calendar(*newest)
                                                              ? bars::sessions_in(*newest, expected)
                                                              : 0};
    }

    Result<std::optional<TradingDate>> newest_bar() const {
        TRY_ASSIGN(const auto reader,
                   market_data::Reader::open(at_.context.at(at_.config.paths.market_data_db)));
        TRY_ASSIGN(const auto last, reader.last_bars());
        std::optional<TradingDate> newest;
        for (const auto& [ticker, date] : last) {
            newest = std::max(newest, std::optional{date});
        }
        return newest;
    }

    // The newest scan that was not cut short, against those before it that went well.
    void scan_time() {
        if (!jobs_) {
            return;
        }
        alerts::ScanTimeFacts time{
            .last = {},
            .earlier = {},
            .limit = std::chrono::minutes{at_.config.jobs.time_limit_minutes}};
        bool has_last = false;
        for (const auto& job : *jobs_) {
            const bool is_whole = job.state == jobs::State::Done ||
                                  job.state == jobs::State::Failed || is_running(job);
            if (job.kind != Kind::Scan || !is_whole) {
                continue;
            }
            const auto took = std::chrono::duration_cast<std::chrono::seconds>(
                job.finished_at.value_or(facts_.now) - job.started_at);
            if (!has_last) {
                has_last = true;
                time.last = took;
                time.is_running = is_running(job);
            } else if (job.state == jobs::State::Done && time.earlier.size() < kEarlierScans) {
                time.earlier.push_back(took);
            }
        }
        if (has_last) {
            facts_.scan_time = std::move(time);
        }
    }

    Result<alerts::ModelFacts> model() const {
        const auto registry = registry_of(at_.context, at_.config);
        alerts::ModelFacts model{.champion = {},
                                 .age_days = 0,
                                 .stale_after_days = at_.config.models.stale_after_days,
                                 .expired_after_days = at_.config.models.expired_after_days};
        TRY_ASSIGN(model.champion, registry.champion());
        if (model.champion) {
            TRY_ASSIGN(const auto manifest,
                       models::read_manifest(registry.folder(), *model.champion));
            TRY_ASSIGN(const auto as_of, TradingDate::parse(models::text_at(manifest, "as_of")));
            model.age_days = at_.new_york.date_at(facts_.now).days_since(as_of);
        }
        return model;
    }

    void disk() {
        std::error_code error;
        const auto space = std::filesystem::space(at_.context.home, error);
        if (error) {
            facts_.unreadable.push_back(
                fmt::format("free space of {}: {}", at_.context.home, error.message()));
        } else {
            facts_.disk_free_bytes = space.available;
        }
    }

    Result<std::optional<alerts::SwitchFacts>> scheduler() const {
        TRY_ASSIGN(const auto turned, at_.runner.scheduler_switch());
        return turned ? std::optional{alerts::SwitchFacts{.is_on = turned->is_on,
                                                          .since = turned->since}}
                      : std::nullopt;
    }

    void backup() {
        if (!runs_) {
            return;
        }
        alerts::BackupFacts backup;
        if (!runs_->empty()) {
            backup.first_night_at = runs_->back().session.day();
        }
        for (const auto& path : store::backups_in(at_.context.at(at_.config.paths.backups_dir))) {
            const auto made = platform::parse_rfc3339_utc(store::time_of_backup(path));
            if (made.ok()) {
                backup.newest_at = std::max(backup.newest_at, std::optional{made.value()});
            }
        }
        facts_.backup = backup;
    }

    void track_record() {
        const auto performance = performance_of_home();
        if (!performance.ok()) {
            facts_.unreadable.push_back(performance.error().message);
        } else if (performance.value() != nullptr) {
            facts_.buy = accuracy_of(performance.value()->sides[0].all);
            facts_.sell = accuracy_of(performance.value()->sides[1].all);
        }
    }

    // Of the last night that was scored.
    void drift() {
        if (!runs_) {
            return;
        }
        const auto scored = std::ranges::find_if(
            *runs_, [](const store::Run& run) { return run.drift.has_value(); });
        if (scored != runs_->end()) {
            facts_.drift = alerts::DriftFacts{.statistic = scored->drift->statistic,
                                              .threshold = scored->drift->threshold,
                                              .features = scored->drift->features};
        }
    }

    // Null before the first night.
    Result<std::shared_ptr<const signals::Performance>> performance_of_home() const {
        const auto views = store::open_views(at_.context.at(at_.config.paths.turbomode_db));
        if (!views.ok() && views.error().code == ErrorCode::NotFound) {
            return std::shared_ptr<const signals::Performance>{};
        }
        if (!views.ok()) {
            return views.error();
        }
        TRY_ASSIGN(const auto shown, views.value()->last_shown());
        return at_.performance.of(*views.value(), shown, publishing_rules_of(at_.config));
    }

    const Surroundings& at_;
    std::optional<std::vector<Job>> jobs_;         // Newest first.
    std::optional<std::vector<store::Run>> runs_;  // Newest first.
    Facts facts_;
};

}  // namespace

Facts facts_of(const Surroundings& at) {
    return Gathering(at).gather();
}

}  // namespace turbomode::app
