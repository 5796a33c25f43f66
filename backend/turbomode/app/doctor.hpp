// What `turbomode doctor` checks, a function each. A check never stops another: whatever goes wrong
// in it is a finding.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "turbomode/app/context.hpp"

namespace turbomode::app {

enum class Health { Ok, Warning, Fault };
std::string_view name_of(Health health);  // "ok", "warning", "fault"

struct Finding {
    Health health;
    std::string what;         // In one sentence, with the path or value it is about.
    std::string remedy = {};  // What to do next; empty when all is well.
};

// What all checks look at. Where the configuration cannot be read, the defaults.
struct Patient {
    const Context& context;
    platform::Config config;
    platform::TimePoint now;
    base::TradingDate tonight;  // The last finished session.
};

struct Check {
    std::string_view name;
    std::function<std::vector<Finding>(const Patient&)> run;
};

// Of the machine and what is installed on it; of the files of the home; of what goes on in it.
std::vector<Check> machine_checks();
std::vector<Check> home_checks();
std::vector<Check> running_checks();

}  // namespace turbomode::app
