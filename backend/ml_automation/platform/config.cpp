#include "ml_automation/platform/config.hpp"

#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/check.hpp"

namespace ml_automation::platform {

namespace {

using base::NumberSetting;
using base::TextSetting;
using base::WholeSetting;
using enum base::Affects;

// A program reads its own file only; its sibling's names are refused even if they would parse.
constexpr std::array<std::string_view, 2> kForeignFiles{"turbomode.toml", "market_data.toml"};
// The exchange closes at 16:00; vendors are still at it for a while.
constexpr std::chrono::minutes kCycleMin{16 * 60 + 30};

base::Settings scan_settings(ScanSettings& scan) {
    return {{"scan",
             "model_weight",
             NumberSetting{&scan.model_weight, 0.0, 1.0},
             Results,
             "Part of the score that the model gives, where it has an edge; the analysers give "
             "the rest"}};
}

base::Settings filter_settings(FilterSettings& filters) {
    return {
        {"filters",
         "intraday_agreement_min",
         NumberSetting{&filters.intraday_agreement_min, 0.0, 1.0},
         Machine,
         "Agreement of the analysers that the view Intraday asks for"},
        {"filters",
         "intraday_score_min",
         NumberSetting{&filters.intraday_score_min, 0.0, 100.0},
         Machine,
         "Score that the view Intraday asks for"},
        {"filters",
         "daily_agreement_min",
         NumberSetting{&filters.daily_agreement_min, 0.0, 1.0},
         Machine,
         "Agreement that the view Daily asks for"},
        {"filters",
         "daily_score_min",
         NumberSetting{&filters.daily_score_min, 0.0, 100.0},
         Machine,
         "Score that the view Daily asks for"},
        {"filters",
         "monthly_agreement_min",
         NumberSetting{&filters.monthly_agreement_min, 0.0, 1.0},
         Machine,
         "Agreement that the view Monthly asks for"},
        {"filters",
         "monthly_score_min",
         NumberSetting{&filters.monthly_score_min, 0.0, 100.0},
         Machine,
         "Score that the view Monthly asks for"},
    };
}

base::Settings paper_settings(PaperSettings& paper) {
    return {
        {"paper",
         "target",
         NumberSetting{&paper.target, 0.001, 10.0},
         Results,
         "Rise above the fill price at which a paper trade takes its profit, as a fraction"},
        {"paper",
         "stop",
         NumberSetting{&paper.stop, 0.001, 0.99},
         Results,
         "Fall below the fill price at which it is given up, as a fraction"},
        {"paper",
         "holding_days_max",
         WholeSetting{&paper.holding_days_max, 1, 365},
         Results,
         "Calendar days after the fill at which it is closed"},
        {"paper",
         "cost_per_side",
         NumberSetting{&paper.cost_per_side, 0.0, 0.05},
         Results,
         "Cost of getting in and again of getting out, as a fraction of the price"},
        {"paper",
         "delisted_after_sessions",
         WholeSetting{&paper.delisted_after_sessions, 1, 60},
         Results,
         "Sessions without a bar after which a stock counts as delisted"},
        {"paper",
         "positions_max",
         WholeSetting{&paper.positions_max, 1, 500},
         Results,
         "Paper trades open at once, those decided but not filled yet among them"},
        {"paper",
         "score_min",
         NumberSetting{&paper.score_min, 0.0, 100.0},
         Results,
         "Score above which a bullish stock may be bought on paper"},
    };
}

base::Settings training_settings(TrainingSettings& training) {
    return {
        {"training",
         "due_after_trades",
         WholeSetting{&training.due_after_trades, 1, 10'000},
         Results,
         "Paper trades closed since the last training after which the next one is due"},
        {"training",
         "due_after_days",
         WholeSetting{&training.due_after_days, 1, 365},
         Results,
         "Days since the last training after which the next one is due"},
        {"training",
         "history_years",
         NumberSetting{&training.history_years, 0.5, 40.0},
         Results,
         "Years of prices that samples are taken from"},
        {"training",
         "sample_every_sessions",
         WholeSetting{&training.sample_every_sessions, 1, 60},
         Results,
         "Sessions from one sample of a stock to its next"},
        {"training",
         "trees",
         WholeSetting{&training.trees, 1, 5'000},
         Results,
         "Trees of the random forest"},
        {"training",
         "seed",
         WholeSetting{&training.seed, 0, 2'147'483'647},
         Results,
         "Start of every random choice in training"},
        {"training",
         "threads",
         WholeSetting{&training.threads, 1, 256},
         Machine,
         "Threads that training and scanning use; changes no result"},
        {"training",
         "keep_newest",
         WholeSetting{&training.keep_newest, 1, 10'000},
         Machine,
         "Newest models that are kept, the current one always"},
    };
}

base::Settings schedule_settings(ScheduleSettings& schedule) {
    return {
        {"schedule",
         "cycle_at",
         TextSetting{&schedule.cycle_at},
         Machine,
         "Time in New York, 16:30 to 23:59, at which each session's cycle is due"},
        {"schedule",
         "retry_minutes",
         WholeSetting{&schedule.retry_minutes, 1, 1'440},
         Machine,
         "Minutes from a cycle that failed, or found no prices yet, to the next attempt"},
        {"schedule",
         "catch_up_sessions_max",
         WholeSetting{&schedule.catch_up_sessions_max, 1, 250},
         Machine,
         "Missed cycles that are made up for after an outage; older ones are not"},
        {"schedule",
         "time_limit_minutes",
         WholeSetting{&schedule.time_limit_minutes, 1, 10'000},
         Machine,
         "Minutes after which a cycle is ended"},
    };
}

base::Settings serve_settings(ServeSettings& serve) {
    return {
        {"serve",
         "bind",
         TextSetting{&serve.bind},
         Machine,
         "Address of the page; 127.0.0.1 and ::1 only, for nothing asks who is calling"},
        {"serve",
         "port",
         WholeSetting{&serve.port, 0, 65'535},
         Machine,
         "Port of the page; 0 takes any free one"},
    };
}

base::Settings alert_settings(AlertSettings& alerts) {
    return {
        {"alerts",
         "trades_min",
         WholeSetting{&alerts.trades_min, 10, 10'000},
         Machine,
         "Last closed paper trades over which the model's word is held against what happened"},
        {"alerts",
         "sessions_behind_max",
         WholeSetting{&alerts.sessions_behind_max, 0, 250},
         Machine,
         "Sessions that the last cycle may be behind before an alert says so"},
    };
}

base::Settings paths_settings(PathSettings& paths) {
    return {
        {"paths",
         "market_data_db",
         TextSetting{&paths.market_data_db},
         Machine,
         "Prices, written by the program market_data and only read here"},
        {"paths",
         "database",
         TextSetting{&paths.database},
         Machine,
         "Scans, paper trades, trainings and alerts"},
        {"paths", "models_dir", TextSetting{&paths.models_dir}, Machine, "Folder of the models"},
        {"paths",
         "logs_dir",
         TextSetting{&paths.logs_dir},
         Machine,
         "Folder of the logs of what serve ran"},
    };
}

// The one table of all settings.
base::Settings settings_of(Config& config) {
    base::Settings all;
    for (auto& section : {scan_settings(config.scan),
                          filter_settings(config.filters),
                          paper_settings(config.paper),
                          training_settings(config.training),
                          schedule_settings(config.schedule),
                          serve_settings(config.serve),
                          alert_settings(config.alerts),
                          paths_settings(config.paths)}) {
        all.insert(all.end(), section.begin(), section.end());
    }
    return all;
}

// "HH:MM" as minutes after midnight; nothing when it is no such time.
std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789";
    if (text.size() != 5 || text[2] != ':') {
        return std::nullopt;
    }
    std::array<int, 4> digits{};
    std::size_t next = 0;
    for (const std::size_t at : {0U, 1U, 3U, 4U}) {
        const auto digit = kDigits.find(text[at]);
        if (digit == std::string_view::npos) {
            return std::nullopt;
        }
        digits[next++] = static_cast<int>(digit);
    }
    const int hour = 10 * digits[0] + digits[1];
    const int minute = 10 * digits[2] + digits[3];
    if (hour > 23 || minute > 59) {
        return std::nullopt;
    }
    return std::chrono::hours{hour} + std::chrono::minutes{minute};
}

base::Error refuse(std::string_view source,
                   std::string_view name,
                   std::string_view value,
                   std::string_view allowed) {
    return base::Error{base::ErrorCode::Usage,
                       fmt::format("{}: {} = {}: allowed is {}", source, name, value, allowed)};
}

}  // namespace

base::Result<Config> parse_config(std::string_view text, std::string_view source_name) {
    Config config;
    TRY(base::read_settings(text, source_name, settings_of(config)));
    const auto cycle_at = parse_time_of_day(config.schedule.cycle_at);
    if (!cycle_at || *cycle_at < kCycleMin) {
        return refuse(source_name,
                      "schedule.cycle_at",
                      config.schedule.cycle_at,
                      "a time such as 18:00, not before 16:30");
    }
    if (config.serve.bind != "127.0.0.1" && config.serve.bind != "::1") {
        return refuse(source_name, "serve.bind", config.serve.bind, "127.0.0.1 or ::1");
    }
    return config;
}

base::Result<Config> load_config(const std::filesystem::path& path, base::MissingFile if_missing) {
    for (const auto name : kForeignFiles) {
        // Of the real file: a link of our own name to it is the same breach.
        std::error_code ignored;
        if (path.filename() == name ||
            std::filesystem::weakly_canonical(path, ignored).filename() == name) {
            return base::Error{base::ErrorCode::Usage,
                               fmt::format("{}: {} belongs to another program; ML Automation's "
                                           "settings are in ml_automation.toml",
                                           path.string(),
                                           name)};
        }
    }
    Config config;
    TRY(base::load_settings(path, if_missing, settings_of(config)));
    // What holds beyond a setting's own bounds is checked in one place.
    return parse_config(documented_config(config), path.string());
}

std::string documented_config(const Config& config) {
    Config copy = config;
    Config defaults;
    return base::documented_settings(
        "Settings of ML Automation", settings_of(copy), settings_of(defaults));
}

std::chrono::minutes time_of_day(const std::string& text) {
    const auto time = parse_time_of_day(text);
    CHECK(time.has_value());
    return *time;
}

std::string config_hash(const Config& config) {
    Config copy = config;
    return base::hash_of_settings(settings_of(copy));
}

}  // namespace ml_automation::platform
