#include "turbomode/api/exposition.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/check.hpp"

namespace turbomode::api {

namespace {

std::string escaped(std::string_view text, bool is_quoted) {
    std::string result;
    for (const char character : text) {
        if (character == '\\') {
            result += "\\\\";
        } else if (character == '\n') {
            result += "\\n";
        } else if (character == '"' && is_quoted) {
            result += "\\\"";
        } else {
            result += character;
        }
    }
    return result;
}

std::string number(double value) {
    if (std::isnan(value)) {
        return "NaN";
    }
    if (std::isinf(value)) {
        return value > 0 ? "+Inf" : "-Inf";
    }
    return fmt::format("{}", value);
}

}  // namespace

void Exposition::metric(std::string_view name, Type type, std::string_view meaning) {
    name_ = name;
    text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n",
                         name,
                         escaped(meaning, false),
                         name,
                         type == Type::Gauge ? "gauge" : "counter");
}

void Exposition::sample(double value, const Labels& labels) {
    CHECK(!name_.empty());
    text_ += name_;
    if (!labels.empty()) {
        char before = '{';
        for (const auto& [label, content] : labels) {
            text_ += fmt::format("{}{}=\"{}\"", before, label, escaped(content, true));
            before = ',';
        }
        text_ += '}';
    }
    text_ += fmt::format(" {}\n", number(value));
}

}  // namespace turbomode::api
