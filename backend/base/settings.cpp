#include "base/settings.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <sstream>
#include <system_error>
#include <toml++/toml.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file.hpp"
#include "base/hash.hpp"

namespace base {

namespace {

// Each `shown` is the value as TOML writes it: plain numbers, quoted texts.
std::string shown(double value) {
    return fmt::format("{}", value);
}
std::string shown(int value) {
    return fmt::format("{}", value);
}
std::string shown(const std::string& value) {
    std::ostringstream quoted;
    quoted << toml::value<std::string>{value};
    return quoted.str();
}
std::string shown(TradingDate value) {
    return shown(value.text());
}

std::string written(const Setting& setting) {
    return std::visit([](const auto& kind) { return shown(*kind.value); }, setting.kind);
}

std::string allowed(const Setting& setting) {
    const auto* const text = std::get_if<TextSetting>(&setting.kind);
    if (text != nullptr) {
        return !text->allowed.empty() ? fmt::format("\"{}\"", fmt::join(text->allowed, "\" or \""))
               : text->may_be_empty   ? "a text"
                                      : "a text that is not empty";
    }
    const auto* const number = std::get_if<NumberSetting>(&setting.kind);
    if (number != nullptr) {
        return fmt::format("{} to {}", number->min, number->max);
    }
    const auto* const whole = std::get_if<WholeSetting>(&setting.kind);
    if (whole != nullptr) {
        return fmt::format("a whole number, {} to {}", whole->min, whole->max);
    }
    return "a date, \"YYYY-MM-DD\"";
}

// The parts of a message about one place in the file.
Error error_at(std::string_view source_name, const toml::node& node, std::string_view what) {
    return Error{ErrorCode::Usage,
                 fmt::format("{}:{}: {}", source_name, node.source().begin.line, what)};
}

std::string written(const toml::node& node) {
    std::ostringstream text;
    node.visit([&text](const auto& value) { text << value; });
    return text.str();
}

// Each `store` keeps the value and says whether it was allowed.
bool store(const NumberSetting& kind, const toml::node& node) {
    const auto value = node.is_number() ? node.value<double>() : std::nullopt;
    const bool good = value && *value >= kind.min && *value <= kind.max;  // NaN is neither.
    if (good) {
        *kind.value = *value;
    }
    return good;
}

bool store(const WholeSetting& kind, const toml::node& node) {
    const auto value = node.value_exact<std::int64_t>();
    const bool good = value && *value >= kind.min && *value <= kind.max;
    if (good) {
        *kind.value = static_cast<int>(*value);
    }
    return good;
}

bool store(const TextSetting& kind, const toml::node& node) {
    const auto value = node.value_exact<std::string>();
    const bool good =
        value && (kind.may_be_empty || !value->empty()) &&
        (kind.allowed.empty() || std::ranges::find(kind.allowed, *value) != kind.allowed.end());
    if (good) {
        *kind.value = *value;
    }
    return good;
}

bool store(const DateSetting& kind, const toml::node& node) {
    const auto date = TradingDate::parse(node.value_exact<std::string>().value_or(""));
    if (date.ok()) {
        *kind.value = date.value();
    }
    return date.ok();
}

std::vector<std::string_view> keys_of(const Settings& settings, std::string_view section) {
    std::vector<std::string_view> keys;
    for (const auto& setting : settings) {
        if (setting.section == section) {
            keys.push_back(setting.key);
        }
    }
    return keys;
}

std::vector<std::string_view> sections_of(const Settings& settings) {
    std::vector<std::string_view> names;
    for (const auto& setting : settings) {
        if (names.empty() || names.back() != setting.section) {
            names.push_back(setting.section);
        }
    }
    return names;
}

const Setting* find_setting(const Settings& settings,
                            std::string_view section,
                            std::string_view key) {
    const auto found = std::ranges::find_if(settings, [section, key](const Setting& setting) {
        return setting.section == section && setting.key == key;
    });
    return found == settings.end() ? nullptr : &*found;
}

Result<void> read_setting(const Settings& settings,
                          std::string_view section,
                          std::string_view key,
                          const toml::node& node,
                          std::string_view source_name) {
    const auto refused = [&](std::string_view why) {
        return error_at(
            source_name, node, fmt::format("{}.{} = {}: {}", section, key, written(node), why));
    };
    const Setting* const setting = find_setting(settings, section, key);
    if (setting == nullptr) {
        return refused(fmt::format("unknown setting; [{}] allows {}",
                                   section,
                                   fmt::join(keys_of(settings, section), ", ")));
    }
    const bool good =
        std::visit([&](const auto& kind) { return store(kind, node); }, setting->kind);
    if (!good) {
        return refused(fmt::format("allowed is {}", allowed(*setting)));
    }
    return {};
}

Result<toml::table> parse_toml(std::string_view text, std::string_view source_name) {
    try {
        return toml::parse(text);
    } catch (const toml::parse_error& error) {
        return Error{ErrorCode::Usage,
                     fmt::format("{}:{}: not TOML: {}",
                                 source_name,
                                 error.source().begin.line,
                                 error.description())};
    }
}

}  // namespace

Result<void> read_settings(std::string_view text,
                           std::string_view source_name,
                           const Settings& settings) {
    TRY_ASSIGN(const toml::table document, parse_toml(text, source_name));
    const auto known = sections_of(settings);
    for (const auto& [name, node] : document) {
        if (std::ranges::find(known, name.str()) == known.end() || !node.is_table()) {
            return error_at(
                source_name,
                node,
                fmt::format(
                    "{}: unknown section; allowed are [{}]", name.str(), fmt::join(known, "], [")));
        }
        for (const auto& [key, value] : *node.as_table()) {
            TRY(read_setting(settings, name.str(), key.str(), value, source_name));
        }
    }
    return {};
}

Result<void> load_settings(const std::filesystem::path& path,
                           MissingFile if_missing,
                           const Settings& settings) {
    std::error_code unreadable;  // A folder that may not be entered reads as a missing file.
    if (!std::filesystem::exists(path, unreadable)) {
        if (if_missing == MissingFile::MeansDefaults) {
            return {};
        }
        return Error{ErrorCode::Usage,
                     fmt::format("{}: there is no such configuration file", path.string())};
    }
    TRY_ASSIGN(const std::string text, read_file(path));
    return read_settings(text, path.string(), settings);
}

std::string documented_settings(std::string_view title,
                                const Settings& settings,
                                const Settings& defaults) {
    CHECK(settings.size() == defaults.size());
    std::string text = fmt::format("# {}\n", title);
    std::string_view section;
    for (std::size_t i = 0; i < settings.size(); ++i) {
        const Setting& setting = settings[i];
        if (setting.section != section) {
            section = setting.section;
            text += fmt::format("\n[{}]\n", section);
        }
        text += fmt::format("# {}.\n# Allowed: {}. [{}]\n{} = {}\n",
                            setting.meaning,
                            allowed(setting),
                            written(defaults[i]),
                            setting.key,
                            written(setting));
    }
    return text;
}

std::string hash_of_settings(const Settings& settings) {
    std::string text;
    for (const auto& setting : settings) {
        if (setting.affects == Affects::Results) {
            text += fmt::format("{}.{}={}\n", setting.section, setting.key, written(setting));
        }
    }
    return sha256_hex(text);
}

}  // namespace base
