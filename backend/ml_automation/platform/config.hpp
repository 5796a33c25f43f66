// The settings of ML Automation: ml_automation.toml under home, or the file that --config names.
//
// The struct holds each setting's default; one table in config.cpp holds its name, meaning and
// bounds (see base/settings.hpp).
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/settings.hpp"

namespace ml_automation::platform {

// How the analysers and the model are mixed.
struct ScanSettings {
    double model_weight = 0.5;
};

// The three views of the page. A score is 0 to 100, an agreement 0 to 1.
struct FilterSettings {
    double intraday_agreement_min = 0.70;
    double intraday_score_min = 65.0;
    double daily_agreement_min = 0.55;
    double daily_score_min = 55.0;
    double monthly_agreement_min = 0.40;
    double monthly_score_min = 45.0;
};

// The paper portfolio. Fractions of the fill price.
struct PaperSettings {
    double target = 0.10;
    double stop = 0.05;
    int holding_days_max = 14;
    double cost_per_side = 0.0005;
    int delisted_after_sessions = 5;
    int positions_max = 30;
    double score_min = 50.0;
};

struct TrainingSettings {
    int due_after_trades = 25;
    int due_after_days = 7;
    double history_years = 3.0;
    int sample_every_sessions = 5;
    int trees = 200;
    int seed = 1;
    int threads = 2;
    int keep_newest = 10;
};

struct ScheduleSettings {
    std::string cycle_at = "18:00";
    int retry_minutes = 10;
    int catch_up_sessions_max = 10;
    int time_limit_minutes = 60;
};

struct ServeSettings {
    std::string bind = "127.0.0.1";
    int port = 5001;
};

struct AlertSettings {
    int trades_min = 30;
    int sessions_behind_max = 1;
};

// Relative ones are relative to home.
struct PathSettings {
    std::string market_data_db = "backend/data/market_data.db";
    std::string database = "backend/backend/data/advanced_ml_system.db";
    std::string models_dir = "backend/data/ml_models";
    std::string logs_dir = "backend/data/ml_automation_logs";
};

struct Config {
    ScanSettings scan;
    FilterSettings filters;
    PaperSettings paper;
    TrainingSettings training;
    ScheduleSettings schedule;
    ServeSettings serve;
    AlertSettings alerts;
    PathSettings paths;
};

// Reads TOML. What the text leaves out keeps its default. Usage when it is no TOML, names an
// unknown setting, or holds a value out of bounds; the message says where and what is allowed.
base::Result<Config> parse_config(std::string_view text, std::string_view source_name);

// As parse_config, from a file. Usage when it is missing and may not be, or is another program's.
base::Result<Config> load_config(const std::filesystem::path& path, base::MissingFile if_missing);

// The whole file with each setting's meaning and bounds above it.
std::string documented_config(const Config& config);

// "18:00" as minutes after midnight. REQUIRES: parse_config accepted it.
std::chrono::minutes time_of_day(const std::string& text);

// SHA-256 over every setting that can change a result.
std::string config_hash(const Config& config);

}  // namespace ml_automation::platform
