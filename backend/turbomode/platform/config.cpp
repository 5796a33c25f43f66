#include "turbomode/platform/config.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/settings.hpp"
#include "turbomode/platform/alert_settings.hpp"
#include "turbomode/platform/portfolio_settings.hpp"

namespace turbomode::platform {

namespace {

using base::NumberSetting;
using base::TextSetting;
using base::WholeSetting;
using enum base::Affects;

constexpr std::array<std::string_view, 2> kTierRules{"thirds", "fixed"};
constexpr std::array<std::string_view, 6> kTrainings{
    "manual", "weekly", "biweekly", "monthly", "quarterly", "yearly"};
constexpr std::array<std::string_view, 7> kWeekdays{
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
// The exchange closes at 16:00; vendors are still at it for a while.
constexpr std::chrono::minutes kNightMin{16 * 60 + 30};

base::Settings exit_settings(ExitSettings& exit) {
    return {
        {"exit",
         "buy_target",
         NumberSetting{&exit.buy_target, 0.001, 10.0},
         Results,
         "Rise above the entry price at which a BUY takes its profit, as a fraction"},
        {"exit",
         "buy_stop",
         NumberSetting{&exit.buy_stop, 0.001, 0.99},
         Results,
         "Fall below the entry price at which a BUY is given up, as a fraction"},
        {"exit",
         "sell_target",
         NumberSetting{&exit.sell_target, 0.001, 0.99},
         Results,
         "Fall below the entry price at which a SELL takes its profit, as a fraction"},
        {"exit",
         "sell_stop",
         NumberSetting{&exit.sell_stop, 0.001, 10.0},
         Results,
         "Rise above the entry price at which a SELL is given up, as a fraction"},
        {"exit",
         "holding_days_max",
         WholeSetting{&exit.holding_days_max, 1, 365},
         Results,
         "Calendar days from the signal's session after which a trade is closed"},
        {"exit",
         "cost_per_side",
         NumberSetting{&exit.cost_per_side, 0.0, 0.05},
         Results,
         "Cost of getting in and again of getting out, as a fraction of the price"},
        {"exit",
         "delisted_after_sessions",
         WholeSetting{&exit.delisted_after_sessions, 1, 60},
         Results,
         "Sessions without a bar after which a stock counts as delisted"},
    };
}

base::Settings publishing_settings(PublishingSettings& publishing) {
    return {
        {"publishing",
         "min_confidence_buy",
         NumberSetting{&publishing.min_confidence_buy, 0.0, 1.0},
         Results,
         "Calibrated probability that a BUY needs to be published"},
        {"publishing",
         "min_confidence_sell",
         NumberSetting{&publishing.min_confidence_sell, 0.0, 1.0},
         Results,
         "Calibrated probability that a SELL needs to be published"},
        {"publishing",
         "capacity",
         WholeSetting{&publishing.capacity, 1, 500},
         Results,
         "Active signals at most, for each tier and side"},
        {"publishing",
         "coverage_min",
         NumberSetting{&publishing.coverage_min, 0.0, 1.0},
         Results,
         "Part of the universe that must have fresh prices, else nothing is published"},
        {"publishing",
         "tier_rule",
         TextSetting{&publishing.tier_rule, kTierRules},
         Results,
         "Large, mid and small cap: thirds of the universe, or the fixed limits below"},
        {"publishing",
         "large_cap_min_usd",
         NumberSetting{&publishing.large_cap_min_usd, 1e6, 1e14},
         Results,
         "With fixed limits: market cap in US dollars from which a stock is a large cap"},
        {"publishing",
         "mid_cap_min_usd",
         NumberSetting{&publishing.mid_cap_min_usd, 1e6, 1e14},
         Results,
         "With fixed limits: market cap in US dollars from which a stock is a mid cap"},
    };
}

base::Settings models_settings(ModelSettings& models) {
    return {
        {"models",
         "stale_after_days",
         WholeSetting{&models.stale_after_days, 1, 3650},
         Results,
         "Age in calendar days from which a champion still scores, with a warning"},
        {"models",
         "expired_after_days",
         WholeSetting{&models.expired_after_days, 2, 3650},
         Results,
         "Age in calendar days beyond which a champion refuses to score"},
        {"models",
         "history_years_max",
         WholeSetting{&models.history_years_max, 0, 100},
         Results,
         "Years of history that training looks back; 0 means all there is"},
        {"models",
         "seed",
         WholeSetting{&models.seed, 0, 2'147'483'647},
         Results,
         "Start of every random choice in training"},
        {"models",
         "threads",
         WholeSetting{&models.threads, 1, 256},
         Machine,
         "Threads that training and scoring use; changes no result"},
        {"models",
         "keep_newest",
         WholeSetting{&models.keep_newest, 1, 10'000},
         Machine,
         "Newest models that `turbomode models prune` keeps, beside the last three champions"},
    };
}

base::Settings serve_settings(ServeSettings& serve) {
    return {
        {"serve",
         "bind",
         TextSetting{&serve.bind},
         Machine,
         "Address that the pages are served on; 127.0.0.1 is reachable from this machine only"},
        {"serve",
         "port",
         WholeSetting{&serve.port, 0, 65'535},
         Machine,
         "Port that the pages are served on; 0 takes any free one"},
        {"serve",
         "token_file",
         TextSetting{.value = &serve.token_file, .may_be_empty = true},
         Machine,
         "File, relative to home, whose first line is the token that whoever changes something "
         "must know; needed for any other bind than loopback; empty: none is asked for"},
    };
}

base::Settings schedule_settings(ScheduleSettings& schedule) {
    return {
        {"schedule",
         "night_at",
         TextSetting{&schedule.night_at},
         Machine,
         "Time in New York, 16:30 to 23:59, at which each session's prices are fetched and "
         "scanned"},
        {"schedule",
         "training",
         TextSetting{&schedule.training, kTrainings},
         Machine,
         "How often the model is trained anew; see docs/retraining.md"},
        {"schedule",
         "training_day",
         TextSetting{&schedule.training_day, kWeekdays},
         Machine,
         "Day of the week of the training; the first such day where it is less often than weekly"},
        {"schedule",
         "training_at",
         TextSetting{&schedule.training_at},
         Machine,
         "Time in New York at which a training is due, 00:00 to 23:59"},
        {"schedule",
         "attempts_max",
         WholeSetting{&schedule.attempts_max, 1, 100},
         Machine,
         "Attempts at a night whose prices or scan fail, 5 to 60 minutes apart"},
        {"schedule",
         "catch_up_sessions_max",
         WholeSetting{&schedule.catch_up_sessions_max, 1, 250},
         Machine,
         "Missed nights that are made up for after an outage; older ones are not"},
    };
}

base::Settings jobs_settings(JobSettings& jobs) {
    return {
        {"jobs",
         "time_limit_minutes",
         WholeSetting{&jobs.time_limit_minutes, 1, 10'000},
         Machine,
         "Minutes after which a job is ended"},
        {"jobs",
         "memory_max_gb",
         WholeSetting{&jobs.memory_max_gb, 0, 100'000},
         Machine,
         "Address space a job may use, in GiB; 0: no limit"},
        {"jobs",
         "niceness",
         WholeSetting{&jobs.niceness, 0, 19},
         Machine,
         "How far jobs give way to others, the pages above all"},
        {"jobs",
         "keep_days",
         WholeSetting{&jobs.keep_days, 400, 100'000},
         Machine,
         "Days for which ended jobs and their logs are kept; a training is due again once "
         "forgotten"},
    };
}

base::Settings backup_settings(BackupSettings& backup) {
    return {
        {"backup",
         "keep_newest",
         WholeSetting{&backup.keep_newest, 1, 100'000},
         Machine,
         "Backups of the signals that are kept; one is made each night"},
    };
}

base::Settings log_settings(LogSettings& log) {
    return {
        {"log",
         "serve_file",
         TextSetting{.value = &log.serve_file, .may_be_empty = true},
         Machine,
         "What serve says goes to this file too, relative to home; empty: to stderr alone"},
        {"log",
         "serve_file_mb_max",
         WholeSetting{&log.serve_file_mb_max, 1, 1'000},
         Machine,
         "Megabytes at which that file is set aside and a new one begun"},
        {"log",
         "serve_files_kept",
         WholeSetting{&log.serve_files_kept, 0, 1'000},
         Machine,
         "Files set aside that are kept; the oldest goes"},
    };
}

base::Settings paths_settings(PathSettings& paths) {
    return {
        {"paths",
         "market_data_db",
         TextSetting{&paths.market_data_db},
         Machine,
         "Prices, written by the program market_data; relative paths start at home"},
        {"paths",
         "turbomode_db",
         TextSetting{&paths.turbomode_db},
         Machine,
         "Signals, predictions and runs"},
        {"paths",
         "jobs_db",
         TextSetting{&paths.jobs_db},
         Machine,
         "What jobs ran and how they ended"},
        {"paths",
         "alerts_db",
         TextSetting{&paths.alerts_db},
         Machine,
         "Alerts, open and resolved, and what of them is still to be sent"},
        {"paths",
         "backups_dir",
         TextSetting{&paths.backups_dir},
         Machine,
         "Folder of the backups of turbomode_db"},
        {"paths",
         "backtests_dir",
         TextSetting{&paths.backtests_dir},
         Machine,
         "Folder of the backtests that the pages show, and of the predictions they replay"},
        {"paths",
         "models_dir",
         TextSetting{&paths.models_dir},
         Machine,
         "Folder of the trained models"},
        {"paths",
         "feature_cache_dir",
         TextSetting{.value = &paths.feature_cache_dir, .may_be_empty = true},
         Machine,
         "Folder where train and evaluate keep the features they have built, safe to delete; "
         "empty: "
         "they build them each time"},
    };
}

// The one table of all settings.
base::Settings settings_of(Config& config) {
    base::Settings all;
    for (auto& section : {exit_settings(config.exit),
                          publishing_settings(config.publishing),
                          portfolio_settings(config.portfolio),
                          models_settings(config.models),
                          serve_settings(config.serve),
                          schedule_settings(config.schedule),
                          jobs_settings(config.jobs),
                          backup_settings(config.backup),
                          alert_settings(config.alerts),
                          log_settings(config.log),
                          paths_settings(config.paths)}) {
        all.insert(all.end(), section.begin(), section.end());
    }
    return all;
}

// "HH:MM" as minutes after midnight; nothing when it is no such time.
std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text) {
    const auto digits = [&](std::size_t at) -> int {
        const bool are_digits =
            text[at] >= '0' && text[at] <= '9' && text[at + 1] >= '0' && text[at + 1] <= '9';
        return are_digits ? 10 * (text[at] - '0') + (text[at + 1] - '0') : 99;
    };
    if (text.size() != 5 || text[2] != ':' || digits(0) > 23 || digits(3) > 59) {
        return std::nullopt;
    }
    return std::chrono::hours{digits(0)} + std::chrono::minutes{digits(3)};
}

base::Result<void> check_times(const ScheduleSettings& schedule, std::string_view source_name) {
    const auto refuse = [&](std::string_view key,
                            std::string_view value,
                            std::string_view allowed) {
        return base::Error{
            base::ErrorCode::Usage,
            fmt::format("{}: schedule.{} = {}: allowed is {}", source_name, key, value, allowed)};
    };
    const auto night_at = parse_time_of_day(schedule.night_at);
    if (!night_at || *night_at < kNightMin) {
        return refuse("night_at", schedule.night_at, "a time such as 23:00, not before 16:30");
    }
    if (!parse_time_of_day(schedule.training_at)) {
        return refuse("training_at", schedule.training_at, "a time such as 02:00");
    }
    return {};
}

// What two settings must hold together.
base::Result<void> check_pairs(const Config& config, std::string_view source_name) {
    const auto& publishing = config.publishing;
    if (publishing.mid_cap_min_usd >= publishing.large_cap_min_usd) {
        return base::Error{base::ErrorCode::Usage,
                           fmt::format("{}: publishing.mid_cap_min_usd = {}: allowed is less than "
                                       "publishing.large_cap_min_usd, which is {}",
                                       source_name,
                                       publishing.mid_cap_min_usd,
                                       publishing.large_cap_min_usd)};
    }
    const auto& models = config.models;
    if (models.stale_after_days >= models.expired_after_days) {
        return base::Error{base::ErrorCode::Usage,
                           fmt::format("{}: models.stale_after_days = {}: allowed is less than "
                                       "models.expired_after_days, which is {}",
                                       source_name,
                                       models.stale_after_days,
                                       models.expired_after_days)};
    }
    return {};
}

// Another program's settings, be it behind a link of our own name.
base::Result<void> refuse_strangers_file(const std::filesystem::path& path) {
    constexpr std::array<std::string_view, 2> kStrangers{"ml_automation.toml", "market_data.toml"};
    std::error_code ignored;
    const auto real = std::filesystem::weakly_canonical(path, ignored).filename();
    for (const auto name : kStrangers) {
        if (path.filename() == name || real == name) {
            return base::Error{base::ErrorCode::Usage,
                               fmt::format("{}: {} has the settings of another program; "
                                           "turbomode's are in turbomode.toml",
                                           path.string(),
                                           name)};
        }
    }
    return {};
}

}  // namespace

std::chrono::weekday weekday_of(const std::string& name) {
    const auto found = std::ranges::find(kWeekdays, name);
    CHECK(found != kWeekdays.end());
    return std::chrono::weekday{static_cast<unsigned>(found - kWeekdays.begin())};
}

std::chrono::minutes time_of_day(const std::string& text) {
    const auto time = parse_time_of_day(text);
    CHECK(time.has_value());
    return *time;
}

base::Result<Config> parse_config(std::string_view text, std::string_view source_name) {
    Config config;
    TRY(base::read_settings(text, source_name, settings_of(config)));
    TRY(check_pairs(config, source_name));
    TRY(check_times(config.schedule, source_name));
    TRY(check_alerts(config.alerts, source_name));
    return config;
}

base::Result<Config> load_config(const std::filesystem::path& path, base::MissingFile if_missing) {
    TRY(refuse_strangers_file(path));
    Config config;
    TRY(base::load_settings(path, if_missing, settings_of(config)));
    TRY(check_pairs(config, path.string()));
    TRY(check_times(config.schedule, path.string()));
    TRY(check_alerts(config.alerts, path.string()));
    return config;
}

std::string documented_config(const Config& config) {
    Config shown = config;  // The table points into something that could be written to.
    Config defaults;
    return base::documented_settings(
        "Settings of turbomode. What is left out keeps the default shown in brackets.",
        settings_of(shown),
        settings_of(defaults));
}

std::string config_hash(const Config& config) {
    Config hashed = config;
    return base::hash_of_settings(settings_of(hashed));
}

}  // namespace turbomode::platform
