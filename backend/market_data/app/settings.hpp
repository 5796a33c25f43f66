// The settings of the program: market_data.toml under home, or the file that --config names. The
// struct holds each default; one table in settings.cpp holds its name, meaning and bounds.
#pragma once

#include <filesystem>
#include <string>

#include "base/date.hpp"
#include "base/result.hpp"
#include "base/settings.hpp"

namespace market_data::app {

struct PathSettings {
    std::string market_data_db = "backend/data/market_data.db";
    std::string inbox = "backend/data/inbox";
};

struct UpdateSettings {
    std::string provider = "yahoo";
    std::string second_provider;
    double second_difference_max = 0.005;
    base::TradingDate first_date{1990, 1, 2};
    int overlap_days = 10;
    double coverage_min = 0.95;
    std::string csv_prices = "raw";
    int keep_replies_days = 400;
};

struct TransportSettings {
    int connections_max = 16;
    double requests_per_second = 8.0;
    int requests_burst = 8;
    int attempts_max = 4;
    int attempt_seconds_max = 60;
    int total_seconds_max = 1800;
    int failures_in_a_row_max = 25;
};

struct VendorSettings {
    std::string yahoo_base_url;
    std::string tiingo_base_url;
    std::string tiingo_token_file;
};

struct Settings {
    PathSettings paths;
    UpdateSettings update;
    TransportSettings transport;
    VendorSettings vendors;
};

// Usage when the file is missing and may not be, or holds what it should not.
base::Result<Settings> load_settings(const std::filesystem::path& path,
                                     base::MissingFile if_missing);

// The whole file with each setting's meaning and bounds above it.
std::string documented_settings(const Settings& settings);

}  // namespace market_data::app
