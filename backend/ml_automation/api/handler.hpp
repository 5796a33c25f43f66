// The calls of the page. Probabilities are 0 to 1 and never without their base rate; an agreement
// is the analysers' and no probability; dates and times are text; a figure that there is none of is
// null.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/date.hpp"
#include "base/result.hpp"
#include "ml_automation/platform/config.hpp"
#include "ml_automation/platform/new_york.hpp"
#include "ml_automation/web/message.hpp"

namespace ml_automation::api {

// What serve may be asked to run: the subcommands of the program.
enum class Step { Cycle, Scan, Learn, Train };
std::string_view name_of(Step step);  // "cycle", ...

// What runs, since when, and where its log lies.
struct Running {
    std::string step;
    std::string session;
    std::string since;
};

// How the last step that was started from here ended.
struct Ended {
    std::string step;
    std::string session;
    std::string how;  // "exit code 0"
    bool is_done;
    std::string log_file;
};

struct Hooks {
    std::function<platform::TimePoint()> now;
    // Starts a step; Refused, saying why, while another runs.
    std::function<base::Result<void>(Step)> start;
    std::function<std::optional<Running>()> running;
    std::function<std::optional<Ended>()> ended;
    std::function<base::Result<void>(bool)> switch_scheduler;
};

struct Options {
    std::filesystem::path database;
    platform::Config config;
    std::string version;
    bool has_schedule = true;  // False: this server runs no cycle by itself.
    // By path; "/" and "/ml-trading" are "/index.html".
    std::map<std::string, web::Response> pages;
    Hooks hooks;
};

// GET  /ml-signals?view=all|intraday|daily|monthly&limit=N, /ml-heatmap-data?view=, /ml-stats,
//      /ml-portfolio?limit=N, /ml-training-progress, /ml-automation-status, /healthz, the page
// POST /ml-run-full-cycle, /ml-run-scan-only, /ml-run-learner-only, /ml-run-training: 202, or 409
//      while something runs; /ml-automation-start, /ml-automation-stop
web::Handler make_handler(Options options);

}  // namespace ml_automation::api
