// Settings: a program's configuration file as one table: name, where the value lies, bounds and
// meaning. Reading, the documented file and the hash all walk that table.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"

namespace base {

// The kinds of setting: where the value lies and what is allowed.
struct NumberSetting {
    double* value;
    double min;
    double max;
};
struct WholeSetting {
    int* value;
    int min;
    int max;
};
struct TextSetting {
    std::string* value;
    std::span<const std::string_view> allowed = {};  // Empty: anything but nothing.
    bool may_be_empty = false;
};

struct DateSetting {
    TradingDate* value;
};

// Whether a setting can change a result, or only how and where the machine works.
enum class Affects { Results, Machine };

struct Setting {
    std::string_view section;
    std::string_view key;
    std::variant<NumberSetting, WholeSetting, TextSetting, DateSetting> kind;
    Affects affects;
    std::string_view meaning;
};

// Those of one section stand together. The values belong to whoever made the table.
using Settings = std::vector<Setting>;

// Reads TOML into the values; what the text leaves out stays. Usage when it is no TOML, names an
// unknown setting, or holds a value out of bounds; the message has `source_name`, line, setting,
// value and what is allowed.
Result<void> read_settings(std::string_view text,
                           std::string_view source_name,
                           const Settings& settings);

enum class MissingFile { MeansDefaults, IsAnError };

// As above, from a file. Usage when it is missing and may not be.
Result<void> load_settings(const std::filesystem::path& path,
                           MissingFile if_missing,
                           const Settings& settings);

// A whole file: `title` as its first comment, then each setting with meaning, bounds and default.
// Reading it gives the same values again. `defaults`: the same table over the defaults.
std::string documented_settings(std::string_view title,
                                const Settings& settings,
                                const Settings& defaults);

// SHA-256 over the names and values of all settings that can change a result.
std::string hash_of_settings(const Settings& settings);

}  // namespace base
