// Rules: which facts are wrong now, and in which words. Pure.
//
// Keys: run_state, coverage, data_freshness, run_time, accuracy_buy, accuracy_sell,
// calibration_buy, calibration_sell, drift, model_age, disk, scheduler, backup, unreadable.
// docs/operations.md tells what each means and what to do.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "turbomode/alerts/alert.hpp"

namespace turbomode::alerts {

// The key of what could not be read at all.
inline constexpr std::string_view kUnreadableKey = "unreadable";
// Fewer outcomes than this say nothing about accuracy or calibration.
inline constexpr int kOutcomesMin = 30;
// So many earlier scans tell what is usual.
inline constexpr std::size_t kEarlierScansMin = 5;

// How a night ended. Shown: published, or without an edge.
enum class NightEnd { Shown, DataIncomplete, Suspect, Failed };

struct NightRun {
    NightEnd end;
    std::string message;             // One plain sentence; why, when nothing was published.
    std::optional<double> coverage;  // Part of the universe with a bar; nothing: it got not so far.
    int fresh_count = 0;
    int universe_count = 0;
};

// The last session whose night is due, and what is recorded of it.
struct NightFacts {
    base::TradingDate session;
    platform::TimePoint waited_since;  // When it was due, or since when somebody could run it.
    bool is_running = false;           // A job that may end in the record runs.
    std::optional<NightRun> run;
};

// The newest bar of any stock against the last session whose bars should be there.
struct BarFacts {
    std::optional<base::TradingDate> newest;  // Nothing: there is no bar.
    base::TradingDate expected;
    int sessions_behind = 0;
};

// The last scan, ended or still running.
struct ScanTimeFacts {
    std::chrono::seconds last;
    bool is_running = false;
    std::vector<std::chrono::seconds> earlier;  // Of scans that went well, in any order.
    std::chrono::seconds limit;                 // Beyond which it is ended.
};

// What became of one side's predictions, published or not, against what was promised.
struct AccuracyFacts {
    int outcomes = 0;
    double win_rate = 0.0;
    double win_rate_low = 0.0;  // Its 95 % interval.
    double win_rate_high = 1.0;
    double base_rate = 0.0;                  // Of such trades without a model.
    double calibration_error = 0.0;          // Distance of mean promise and win rate, [0, 1].
    double calibration_error_allowed = 0.0;  // By the interval.
};

struct DriftFacts {
    double statistic;
    double threshold;
    std::string features;  // That drifted, by name, the furthest first.
};

struct ModelFacts {
    std::optional<std::string> champion;  // Nothing: there is none.
    int age_days = 0;
    int stale_after_days = 0;
    int expired_after_days = 0;
};

struct SwitchFacts {
    bool is_on = true;
    platform::TimePoint since;
};

// The moments from which signals exist and of which there is a copy.
struct BackupFacts {
    std::optional<platform::TimePoint> first_night_at;  // Nothing: there is nothing to lose.
    std::optional<platform::TimePoint> newest_at;
};

// What is known at one moment. Nothing in a field: not known now, so that an alert about it is
// neither raised nor taken back.
struct Facts {
    platform::TimePoint now;
    std::optional<NightFacts> night;
    std::optional<BarFacts> bars;
    std::optional<ScanTimeFacts> scan_time;
    std::optional<AccuracyFacts> buy;
    std::optional<AccuracyFacts> sell;
    std::optional<DriftFacts> drift;
    std::optional<ModelFacts> model;
    std::optional<std::uint64_t> disk_free_bytes;
    std::optional<SwitchFacts> scheduler;
    std::optional<BackupFacts> backup;
    std::vector<std::string> unreadable;  // Why facts are missing; empty: none is for a fault.
};

// [alerts] of the settings.
struct Thresholds {
    double accuracy_buy_min = 0.0;
    double accuracy_sell_min = 0.0;
    double coverage_min = 0.97;
    int sessions_behind_max = 0;
    std::chrono::minutes night_late{60};
    double run_time_factor_max = 3.0;
    double disk_free_min_bytes = 2e9;
    std::chrono::days backup_age_max{4};
    std::chrono::hours scheduler_off_max{1};
};

struct Judgement {
    std::vector<Condition> wrong;      // One at most of a key.
    std::vector<std::string> unknown;  // Keys that the facts say nothing of.
};

Judgement judge(const Facts& facts, const Thresholds& thresholds);

}  // namespace turbomode::alerts
