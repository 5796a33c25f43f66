#include "turbomode/platform/config.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <sstream>
#include <system_error>
#include <toml++/toml.h>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "turbomode/platform/config_table.hpp"

namespace turbomode::platform {

namespace {

// The value in a Config as TOML writes it: plain numbers, quoted texts.
std::string written(const Setting& setting, const Config& config) {
    Config copy = config;  // The table's fields are found in something that can be written to.
    return std::visit(
        [&copy](const auto& kind) {
            const auto& value = kind.in(copy);
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>) {
                std::ostringstream quoted;
                quoted << toml::value<std::string>{value};
                return quoted.str();
            } else {
                return fmt::format("{}", value);
            }
        },
        setting.kind);
}

std::string allowed(const Setting& setting) {
    const auto* const text = std::get_if<Text>(&setting.kind);
    if (text != nullptr) {
        return text->allowed.empty() ? "a text that is not empty"
                                     : fmt::format("\"{}\"", fmt::join(text->allowed, "\" or \""));
    }
    const auto* const number = std::get_if<Number>(&setting.kind);
    if (number != nullptr) {
        return fmt::format("{} to {}", number->min, number->max);
    }
    const auto& whole = std::get<Whole>(setting.kind);
    return fmt::format("a whole number, {} to {}", whole.min, whole.max);
}

// The parts of a message about one place in the file.
base::Error error_at(std::string_view source_name, const toml::node& node, std::string_view what) {
    return base::Error{base::ErrorCode::Usage,
                       fmt::format("{}:{}: {}", source_name, node.source().begin.line, what)};
}

std::string written(const toml::node& node) {
    std::ostringstream text;
    node.visit([&text](const auto& value) { text << value; });
    return text.str();
}

// Each `store` puts the value into `config` and says whether it was allowed.
bool store(const Number& kind, const toml::node& node, Config& config) {
    const auto value = node.is_number() ? node.value<double>() : std::nullopt;
    const bool good = value && *value >= kind.min && *value <= kind.max;  // NaN is neither.
    if (good) {
        kind.in(config) = *value;
    }
    return good;
}

bool store(const Whole& kind, const toml::node& node, Config& config) {
    const auto value = node.value_exact<std::int64_t>();
    const bool good = value && *value >= kind.min && *value <= kind.max;
    if (good) {
        kind.in(config) = static_cast<int>(*value);
    }
    return good;
}

bool store(const Text& kind, const toml::node& node, Config& config) {
    const auto value = node.value_exact<std::string>();
    const bool good =
        value && !value->empty() &&
        (kind.allowed.empty() || std::ranges::find(kind.allowed, *value) != kind.allowed.end());
    if (good) {
        kind.in(config) = *value;
    }
    return good;
}

std::vector<std::string_view> keys_of(std::string_view section) {
    std::vector<std::string_view> keys;
    for (const auto& setting : settings()) {
        if (setting.section == section) {
            keys.push_back(setting.key);
        }
    }
    return keys;
}

std::vector<std::string_view> sections() {
    std::vector<std::string_view> names;
    for (const auto& setting : settings()) {
        if (names.empty() || names.back() != setting.section) {
            names.push_back(setting.section);
        }
    }
    return names;
}

const Setting* find_setting(std::string_view section, std::string_view key) {
    const auto found = std::ranges::find_if(settings(), [section, key](const Setting& setting) {
        return setting.section == section && setting.key == key;
    });
    return found == settings().end() ? nullptr : &*found;
}

base::Result<void> read_setting(std::string_view section,
                                std::string_view key,
                                const toml::node& node,
                                std::string_view source_name,
                                Config& config) {
    const auto refused = [&](std::string_view why) {
        return error_at(
            source_name, node, fmt::format("{}.{} = {}: {}", section, key, written(node), why));
    };
    const Setting* const setting = find_setting(section, key);
    if (setting == nullptr) {
        return refused(fmt::format(
            "unknown setting; [{}] allows {}", section, fmt::join(keys_of(section), ", ")));
    }
    const bool good =
        std::visit([&](const auto& kind) { return store(kind, node, config); }, setting->kind);
    if (!good) {
        return refused(fmt::format("allowed is {}", allowed(*setting)));
    }
    return {};
}

base::Result<void> read_section(std::string_view section,
                                const toml::table& table,
                                std::string_view source_name,
                                Config& config) {
    for (const auto& [key, node] : table) {
        TRY(read_setting(section, key.str(), node, source_name, config));
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

base::Result<toml::table> parse_toml(std::string_view text, std::string_view source_name) {
    try {
        return toml::parse(text);
    } catch (const toml::parse_error& error) {
        return base::Error{base::ErrorCode::Usage,
                           fmt::format("{}:{}: not TOML: {}",
                                       source_name,
                                       error.source().begin.line,
                                       error.description())};
    }
}

}  // namespace

base::Result<Config> parse_config(std::string_view text, std::string_view source_name) {
    TRY_ASSIGN(const toml::table document, parse_toml(text, source_name));
    Config config;
    const auto known = sections();
    for (const auto& [name, node] : document) {
        if (std::ranges::find(known, name.str()) == known.end() || !node.is_table()) {
            return error_at(
                source_name,
                node,
                fmt::format(
                    "{}: unknown section; allowed are [{}]", name.str(), fmt::join(known, "], [")));
        }
        TRY(read_section(name.str(), *node.as_table(), source_name, config));
    }
    TRY(check_pairs(config, source_name));
    return config;
}

base::Result<Config> load_config(const std::filesystem::path& path, MissingFile if_missing) {
    std::error_code unreadable;  // A folder that may not be entered reads as a missing file.
    if (!std::filesystem::exists(path, unreadable)) {
        if (if_missing == MissingFile::MeansDefaults) {
            return Config{};
        }
        return base::Error{base::ErrorCode::Usage,
                           fmt::format("{}: there is no such configuration file", path.string())};
    }
    TRY_ASSIGN(const std::string text, base::read_file(path));
    return parse_config(text, path.string());
}

std::string documented_config(const Config& config) {
    std::string text =
        "# Settings of turbomode. What is left out keeps the default shown in brackets.\n";
    std::string_view section;
    for (const auto& setting : settings()) {
        if (setting.section != section) {
            section = setting.section;
            text += fmt::format("\n[{}]\n", section);
        }
        text += fmt::format("# {}.\n# Allowed: {}. [{}]\n{} = {}\n",
                            setting.meaning,
                            allowed(setting),
                            written(setting, Config{}),
                            setting.key,
                            written(setting, config));
    }
    return text;
}

std::string config_hash(const Config& config) {
    std::string text;
    for (const auto& setting : settings()) {
        if (setting.affects == Affects::Results) {
            text +=
                fmt::format("{}.{}={}\n", setting.section, setting.key, written(setting, config));
        }
    }
    return base::sha256_hex(text);
}

}  // namespace turbomode::platform
