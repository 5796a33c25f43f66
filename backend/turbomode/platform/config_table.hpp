// The one table of all settings: name, where the value lies, bounds, meaning. config.cpp reads,
// writes and hashes by it; nobody else needs it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "turbomode/platform/config.hpp"

namespace turbomode::platform {

// The three kinds of setting: where the value lies in a Config and what is allowed.
struct Number {
    double& (*in)(Config&);
    double min;
    double max;
};
struct Whole {
    int& (*in)(Config&);
    int min;
    int max;
};
struct Text {
    std::string& (*in)(Config&);
    std::span<const std::string_view> allowed;  // Empty: anything but nothing.
};

// Whether the config hash covers it.
enum class Affects { Results, Machine };

struct Setting {
    std::string_view section;
    std::string_view key;
    std::variant<Number, Whole, Text> kind;
    Affects affects;
    std::string_view meaning;
};

// Those of one section stand together.
std::span<const Setting> settings();

}  // namespace turbomode::platform
