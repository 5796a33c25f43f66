// The settings of the program: turbomode.toml under home, or the file that --config names.
//
// The struct holds each setting's default; one table in config.cpp holds its name, meaning and
// bounds (see base/settings.hpp).
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/settings.hpp"

namespace turbomode::platform {

// How a trade ends. Fractions of the entry price.
struct ExitSettings {
    double buy_target = 0.10;
    double buy_stop = 0.05;
    double sell_target = 0.10;
    double sell_stop = 0.05;
    int holding_days_max = 14;
    double cost_per_side = 0.0005;
    int delisted_after_sessions = 5;
};

// What becomes a signal.
struct PublishingSettings {
    double min_confidence_buy = 0.55;
    double min_confidence_sell = 0.45;
    int capacity = 20;
    double coverage_min = 0.95;
    std::string tier_rule = "thirds";
    double large_cap_min_usd = 200e9;
    double mid_cap_min_usd = 10e9;
};

// What an account does with the signals in a backtest. Rates a year; basis points a side.
struct PortfolioSettings {
    double capital_usd = 100'000.0;
    std::string sizing = "equal_slots";
    int slots = 120;
    double fraction = 0.01;
    double risk_per_day = 0.0005;
    double position_share_max = 0.10;
    std::string sides = "both";
    double leverage = 1.0;
    double sector_share_max = 1.0;
    int new_per_day_max = 120;
    double cash_rate = 0.0;
    double margin_rate = 0.06;
    double borrow_rate = 0.005;
    double commission_bp = 0.5;
    double slippage_bp = 2.0;
    double spread_bp_at_1m = 10.0;
    double spread_bp_min = 0.5;
};

struct ModelSettings {
    int stale_after_days = 100;
    int expired_after_days = 120;
    int history_years_max = 0;
    int seed = 1;
    int threads = 2;
    int keep_newest = 10;
};

struct ServeSettings {
    std::string bind = "127.0.0.1";
    int port = 5000;
    std::string token_file;
};

// What runs by itself, and when. Times of day in New York.
struct ScheduleSettings {
    std::string night_at = "23:00";
    std::string training = "quarterly";
    std::string training_day = "sunday";
    std::string training_at = "02:00";
    int attempts_max = 8;
    int catch_up_sessions_max = 10;
};

// How heavy work runs.
struct JobSettings {
    int time_limit_minutes = 120;
    int memory_max_gb = 12;
    int niceness = 10;
    int keep_days = 400;
};

struct BackupSettings {
    int keep_newest = 14;
};

// When to raise an alert, how often to say so, and where to. Secrets are not settings: see the
// files and environment variables that alert_settings names.
struct AlertSettings {
    double accuracy_buy_min = 0.0;
    double accuracy_sell_min = 0.0;
    double coverage_min = 0.97;
    int sessions_behind_max = 0;
    int night_late_minutes = 60;
    double run_time_factor_max = 3.0;
    double disk_free_min_gb = 2.0;
    int backup_days_max = 4;
    int scheduler_off_hours_max = 1;
    int repeat_hours = 24;
    int resolve_minutes = 15;
    int keep_resolved = 1000;
    std::string webhook = "none";
    std::string webhook_url_file;
    std::string webhook_token_file;
    std::string smtp_url;
    std::string smtp_tls = "auto";
    std::string smtp_ca_file;
    std::string smtp_user;
    std::string smtp_password_file;
    std::string smtp_from;
    std::string smtp_to;
};

// The log file of `serve`, beside what goes to stderr. Bounded, so on by default.
struct LogSettings {
    std::string serve_file = "backend/data/logs/serve.log";
    int serve_file_mb_max = 5;
    int serve_files_kept = 4;
};

// Relative ones are relative to home.
struct PathSettings {
    std::string market_data_db = "backend/data/market_data.db";
    std::string turbomode_db = "backend/data/turbomode.db";
    std::string jobs_db = "backend/data/turbomode_jobs.db";
    std::string alerts_db = "backend/data/turbomode_alerts.db";
    std::string backups_dir = "backend/data/backups";
    std::string backtests_dir = "backend/data/backtests";
    std::string models_dir = "backend/data/turbomode_models";
    std::string feature_cache_dir = "backend/data/feature_cache";
};

struct Config {
    ExitSettings exit;
    PublishingSettings publishing;
    PortfolioSettings portfolio;
    ModelSettings models;
    ServeSettings serve;
    ScheduleSettings schedule;
    JobSettings jobs;
    BackupSettings backup;
    AlertSettings alerts;
    LogSettings log;
    PathSettings paths;
};

// Reads TOML. What the text leaves out keeps its default. Usage when it is no TOML, names an
// unknown setting, or holds a value out of bounds; the message has `source_name`, line, setting,
// value and what is allowed.
base::Result<Config> parse_config(std::string_view text, std::string_view source_name);

// As parse_config, from a file. Usage when it is missing and may not be, or is another program's.
base::Result<Config> load_config(const std::filesystem::path& path, base::MissingFile if_missing);

// The whole file with each setting's meaning and bounds above it. Of `Config{}`: the documented
// default file. Reading it gives `config` again.
std::string documented_config(const Config& config);

// The addresses of "a@b.example, c@d.example". REQUIRES: parse_config accepted it.
std::vector<std::string> mail_addresses(const std::string& list);

// "23:00" as minutes after midnight, "sunday" as a day. REQUIRES: parse_config accepted it.
std::chrono::minutes time_of_day(const std::string& text);
std::chrono::weekday weekday_of(const std::string& name);

// SHA-256 over every setting that can change what a night publishes: exit rule, publishing, models
// without their thread count. Where files lie, where pages are served and what an account in a
// backtest does changes none.
std::string config_hash(const Config& config);

}  // namespace turbomode::platform
