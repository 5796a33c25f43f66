#include "turbomode/alerts/rules.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/check.hpp"

namespace turbomode::alerts {

using std::chrono::seconds;

namespace {

constexpr int kFarBehindSessions = 3;   // Beyond the allowed ones: critical.
constexpr double kDiskCritical = 0.25;  // Of the least free space.
constexpr double kLimitShare = 0.8;     // Of a scan's time limit.
constexpr seconds kRunTimeSlack{60};    // A short scan may be slow for no reason.
constexpr double kGigabyte = 1e9;

std::string_view name_of(NightEnd end) {
    switch (end) {
        case NightEnd::Shown:
            return "shown";
        case NightEnd::DataIncomplete:
            return "DATA_INCOMPLETE";
        case NightEnd::Suspect:
            return "SUSPECT";
        case NightEnd::Failed:
            return "FAILED";
    }
    CHECK(false);
}

// "45 s", "12 min", "5 h", "3 days"
std::string text_of(seconds time) {
    const auto count = time.count();
    if (count < 120) {
        return fmt::format("{} s", count);
    }
    if (count < 2 * 3600) {
        return fmt::format("{} min", count / 60);
    }
    if (count < 48 * 3600) {
        return fmt::format("{} h", count / 3600);
    }
    return fmt::format("{} days", count / (24 * 3600));
}

// The middle one, of an even number the lower of the two. REQUIRES: !values.empty()
seconds median(std::vector<seconds> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

seconds between(platform::TimePoint from, platform::TimePoint to) {
    return std::chrono::duration_cast<seconds>(to - from);
}

class Judge {
public:
    Judge(const Facts& facts, const Thresholds& thresholds)
        : facts_(facts), thresholds_(thresholds) {}

    Judgement judge() {
        about("run_state", facts_.night, &Judge::run_state);
        about_coverage();
        about("data_freshness", facts_.bars, &Judge::data_freshness);
        about("run_time", facts_.scan_time, &Judge::run_time);
        about_side("buy", "BUY", facts_.buy, thresholds_.accuracy_buy_min);
        about_side("sell", "SELL", facts_.sell, thresholds_.accuracy_sell_min);
        about("drift", facts_.drift, &Judge::drift);
        about("model_age", facts_.model, &Judge::model_age);
        about("disk", facts_.disk_free_bytes, &Judge::disk);
        about("scheduler", facts_.scheduler, &Judge::scheduler);
        about("backup", facts_.backup, &Judge::backup);
        if (!facts_.unreadable.empty()) {
            wrong(kUnreadableKey,
                  Severity::Critical,
                  fmt::format("cannot be read: {}; turbomode restore puts back signals from a "
                              "backup, market_data check looks at the prices",
                              fmt::join(facts_.unreadable, "; ")));
        }
        return std::move(judgement_);
    }

private:
    template <typename Fact>
    void about(std::string_view key,
               const std::optional<Fact>& fact,
               void (Judge::*rule)(std::string_view key, const Fact& fact)) {
        if (fact) {
            (this->*rule)(key, *fact);
        } else {
            judgement_.unknown.emplace_back(key);
        }
    }
    void wrong(std::string_view key, Severity severity, std::string text) {
        judgement_.wrong.push_back(
            {.key = std::string{key}, .severity = severity, .text = std::move(text)});
    }

    void run_state(std::string_view key, const NightFacts& night) {
        if (!night.run) {
            const auto late = between(night.waited_since, facts_.now);
            if (late >= thresholds_.night_late && !night.is_running) {
                wrong(key,
                      Severity::Critical,
                      fmt::format("nothing is recorded of the night of {}, {} after it was due: "
                                  "let turbomode serve run with its scheduler, or run turbomode "
                                  "jobs run update and turbomode jobs run scan",
                                  night.session.text(),
                                  text_of(late)));
            }
            return;
        }
        if (night.run->end == NightEnd::Shown) {
            return;
        }
        const bool is_passing = night.run->end == NightEnd::DataIncomplete;
        wrong(key,
              is_passing ? Severity::Warning : Severity::Critical,
              fmt::format("the night of {} ended as {} and the signals before it stay: {}; see "
                          "turbomode runs show {} and turbomode jobs list",
                          night.session.text(),
                          name_of(night.run->end),
                          night.run->message,
                          night.session.text()));
    }

    void about_coverage() {
        const auto& night = facts_.night;
        if (!night || !night->run || !night->run->coverage) {
            judgement_.unknown.emplace_back("coverage");
            return;
        }
        const auto& run = *night->run;
        if (*run.coverage < thresholds_.coverage_min) {
            wrong("coverage",
                  Severity::Warning,
                  fmt::format("{} of {} members had a bar of {}, {:.1f} %, less than {:.1f} %: "
                              "market_data status and market_data quarantine list name the others",
                              run.fresh_count,
                              run.universe_count,
                              night->session.text(),
                              100.0 * *run.coverage,
                              100.0 * thresholds_.coverage_min));
        }
    }

    void data_freshness(std::string_view key, const BarFacts& bars) {
        if (!bars.newest) {
            wrong(key,
                  Severity::Critical,
                  "there are no prices: run market_data update, or market_data import");
            return;
        }
        if (bars.sessions_behind <= thresholds_.sessions_behind_max) {
            return;
        }
        const bool is_far =
            bars.sessions_behind >= thresholds_.sessions_behind_max + kFarBehindSessions;
        wrong(key,
              is_far ? Severity::Critical : Severity::Warning,
              fmt::format("the newest bar is of {}, {} session{} before {}: run market_data update "
                          "and read what it says of the vendor",
                          bars.newest->text(),
                          bars.sessions_behind,
                          bars.sessions_behind == 1 ? "" : "s",
                          bars.expected.text()));
    }

    void run_time(std::string_view key, const ScanTimeFacts& scan) {
        const auto* const verb = scan.is_running ? "has been running for" : "took";
        const auto last = std::chrono::duration<double>(scan.last);
        if (last >= kLimitShare * std::chrono::duration<double>(scan.limit)) {
            wrong(
                key,
                Severity::Critical,
                fmt::format("the last scan {} {} of the {} after which it is ended: see turbomode "
                            "jobs list; raise jobs.time_limit_minutes or free the machine",
                            verb,
                            text_of(scan.last),
                            text_of(scan.limit)));
            return;
        }
        if (scan.earlier.size() < kEarlierScansMin) {
            return;
        }
        const auto usual = median(scan.earlier);
        if (last > thresholds_.run_time_factor_max * std::chrono::duration<double>(usual) &&
            scan.last > usual + kRunTimeSlack) {
            wrong(key,
                  Severity::Warning,
                  fmt::format("the last scan {} {}, and {} is usual: see what else the machine "
                              "does, and turbomode jobs list",
                              verb,
                              text_of(scan.last),
                              text_of(usual)));
        }
    }

    void about_side(std::string_view side,
                    std::string_view name,
                    const std::optional<AccuracyFacts>& fact,
                    double accuracy_min) {
        const auto accuracy_key = fmt::format("accuracy_{}", side);
        const auto calibration_key = fmt::format("calibration_{}", side);
        if (!fact || fact->outcomes < kOutcomesMin) {
            judgement_.unknown.push_back(accuracy_key);
            judgement_.unknown.push_back(calibration_key);
            return;
        }
        accuracy(accuracy_key, name, *fact, accuracy_min);
        if (fact->calibration_error > fact->calibration_error_allowed) {
            wrong(calibration_key,
                  Severity::Warning,
                  fmt::format("what {} predictions promise and what {} of them came to are {:.1f} "
                              "points apart, and {:.1f} are allowed: trust their confidence less, "
                              "and run turbomode train",
                              name,
                              fact->outcomes,
                              100.0 * fact->calibration_error,
                              100.0 * fact->calibration_error_allowed));
        }
    }

    void accuracy(std::string_view key,
                  std::string_view name,
                  const AccuracyFacts& fact,
                  double accuracy_min) {
        const auto figures =
            fmt::format("{:.1f} % of {} {} predictions won (95 %: {:.1f} to {:.1f} %)",
                        100.0 * fact.win_rate,
                        fact.outcomes,
                        name,
                        100.0 * fact.win_rate_low,
                        100.0 * fact.win_rate_high);
        if (fact.win_rate_high < fact.base_rate) {
            wrong(key,
                  Severity::Critical,
                  fmt::format("{}, certainly fewer than the {:.1f} % that win without a model: do "
                              "not trade them; run turbomode train, or turbomode models rollback",
                              figures,
                              100.0 * fact.base_rate));
        } else if (fact.win_rate < accuracy_min) {
            wrong(key,
                  Severity::Warning,
                  fmt::format("{}, fewer than the {:.1f} % of alerts.accuracy_*_min; {:.1f} % win "
                              "without a model: look at turbomode performance",
                              figures,
                              100.0 * accuracy_min,
                              100.0 * fact.base_rate));
        }
    }

    void drift(std::string_view key, const DriftFacts& drift) {
        if (drift.statistic <= drift.threshold) {
            return;
        }
        wrong(key,
              Severity::Warning,
              fmt::format("a night unlike all that the model learned from: {:.2f} widths outside, "
                          "and {:.2f} are usual; by {}; if prices are right, run turbomode train",
                          drift.statistic,
                          drift.threshold,
                          drift.features));
    }

    void model_age(std::string_view key, const ModelFacts& model) {
        if (!model.champion) {
            wrong(key,
                  Severity::Critical,
                  "there is no champion, so no night can be scored: run turbomode train");
            return;
        }
        if (model.age_days > model.expired_after_days) {
            wrong(key,
                  Severity::Critical,
                  fmt::format("the champion {} is {} days old and refuses to score after {}: run "
                              "turbomode train",
                              *model.champion,
                              model.age_days,
                              model.expired_after_days));
        } else if (model.age_days >= model.stale_after_days) {
            wrong(key,
                  Severity::Warning,
                  fmt::format("the champion {} is {} days old, stale from {} on, and refuses to "
                              "score after {}: run turbomode train",
                              *model.champion,
                              model.age_days,
                              model.stale_after_days,
                              model.expired_after_days));
        }
    }

    void disk(std::string_view key, const std::uint64_t& free_bytes) {
        const auto free = static_cast<double>(free_bytes);
        if (free >= thresholds_.disk_free_min_bytes) {
            return;
        }
        const bool is_critical = free < kDiskCritical * thresholds_.disk_free_min_bytes;
        wrong(key,
              is_critical ? Severity::Critical : Severity::Warning,
              fmt::format("{:.2f} GB are free where home lies, less than {:.2f} GB: make room; "
                          "turbomode models prune and market_data replies prune give some",
                          free / kGigabyte,
                          thresholds_.disk_free_min_bytes / kGigabyte));
    }

    void scheduler(std::string_view key, const SwitchFacts& turned) {
        const auto off_for = between(turned.since, facts_.now);
        if (!turned.is_on && off_for >= thresholds_.scheduler_off_max) {
            wrong(key,
                  Severity::Warning,
                  fmt::format("the scheduler has been switched off for {}, so no night runs by "
                              "itself: switch it on at the page Operations, or by POST "
                              "/turbomode/scheduler/start",
                              text_of(off_for)));
        }
    }

    void backup(std::string_view key, const BackupFacts& backup) {
        const auto since = backup.newest_at ? backup.newest_at : backup.first_night_at;
        if (!since || between(*since, facts_.now) <= thresholds_.backup_age_max) {
            return;
        }
        const auto age = text_of(between(*since, facts_.now));
        wrong(key,
              Severity::Warning,
              backup.newest_at
                  ? fmt::format("the newest backup is {} old: run turbomode backup", age)
                  : fmt::format("there are signals since {} and no backup: run turbomode backup",
                                age));
    }

    const Facts& facts_;
    const Thresholds& thresholds_;
    Judgement judgement_;
};

}  // namespace

Judgement judge(const Facts& facts, const Thresholds& thresholds) {
    return Judge(facts, thresholds).judge();
}

}  // namespace turbomode::alerts
