#include "backend/turbomode/api/schema_check.hpp"

#include <algorithm>
#include <array>
#include <regex>
#include <string_view>

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/date.hpp"

namespace turbomode::api {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 14> kKeywords{"$ref",
                                                     "oneOf",
                                                     "type",
                                                     "const",
                                                     "enum",
                                                     "minimum",
                                                     "maximum",
                                                     "required",
                                                     "properties",
                                                     "additionalProperties",
                                                     "items",
                                                     "exclusiveMinimum",
                                                     "format",
                                                     "description"};

bool is_of_type(const json& value, const std::string& type) {
    if (type == "integer") {
        return value.is_number_integer();
    }
    if (type == "number") {
        return value.is_number();
    }
    return type == "null" ? value.is_null() : type == value.type_name();
}

bool is_of_format(const std::string& text, const std::string& format) {
    if (format == "date") {
        return base::TradingDate::parse(text).ok();
    }
    CHECK(format == "date-time");
    static const std::regex kDateTime(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))");
    return std::regex_match(text, kDateTime);
}

class Checker {
public:
    explicit Checker(const json& document) : document_(document) {}

    void check(const json& schema, const json& value, const std::string& place) {
        for (const auto& [keyword, rule] : schema.items()) {
            CHECK(std::ranges::find(kKeywords, keyword) != kKeywords.end());
        }
        if (schema.contains("$ref")) {
            const auto pointer = schema["$ref"].get<std::string>().substr(1);
            check(document_.at(json::json_pointer(pointer)), value, place);
            return;
        }
        if (schema.contains("oneOf")) {
            check_one_of(schema["oneOf"], value, place);
        }
        if (!check_type(schema, value, place)) {
            return;
        }
        check_value(schema, value, place);
        if (value.is_object()) {
            check_object(schema, value, place);
        }
        if (value.is_array() && schema.contains("items")) {
            for (std::size_t i = 0; i < value.size(); ++i) {
                check(schema["items"], value[i], fmt::format("{}[{}]", place, i));
            }
        }
    }

    std::vector<std::string> faults;

private:
    void fault(const std::string& place, const std::string& what) {
        faults.push_back(place + ": " + what);
    }

    void check_one_of(const json& choices, const json& value, const std::string& place) {
        std::size_t fitting = 0;
        std::string reasons;
        for (const auto& choice : choices) {
            Checker attempt(document_);
            attempt.check(choice, value, place);
            fitting += attempt.faults.empty() ? 1U : 0U;
            reasons += attempt.faults.empty() ? "" : " (" + attempt.faults.front() + ")";
        }
        if (fitting != 1) {
            fault(place, fmt::format("fits {} of its choices{}", fitting, reasons));
        }
    }

    bool check_type(const json& schema, const json& value, const std::string& place) {
        if (!schema.contains("type")) {
            return true;
        }
        const auto& type = schema["type"];
        const bool fits = type.is_string() ? is_of_type(value, type)
                                           : std::ranges::any_of(type, [&](const json& one) {
                                                 return is_of_type(value, one);
                                             });
        if (!fits) {
            fault(place, fmt::format("{} is not {}", value.dump(), type.dump()));
        }
        return fits;
    }

    void check_value(const json& schema, const json& value, const std::string& place) {
        if (schema.contains("const") && value != schema["const"]) {
            fault(place, fmt::format("{} is not {}", value.dump(), schema["const"].dump()));
        }
        if (schema.contains("enum") &&
            std::ranges::find(schema["enum"], value) == schema["enum"].end()) {
            fault(place, fmt::format("{} is none of {}", value.dump(), schema["enum"].dump()));
        }
        if (value.is_string() && schema.contains("format") &&
            !is_of_format(value, schema["format"])) {
            fault(place, fmt::format("{} is no {}", value.dump(), schema["format"].dump()));
        }
        if (!value.is_number()) {
            return;
        }
        const double number = value;
        if ((schema.contains("minimum") && number < schema["minimum"].get<double>()) ||
            (schema.contains("maximum") && number > schema["maximum"].get<double>()) ||
            (schema.contains("exclusiveMinimum") &&
             number <= schema["exclusiveMinimum"].get<double>())) {
            fault(place, fmt::format("{} is out of range", value.dump()));
        }
    }

    void check_object(const json& schema, const json& value, const std::string& place) {
        for (const auto& name : schema.value("required", json::array())) {
            if (!value.contains(name)) {
                fault(place + "." + name.get<std::string>(), "missing");
            }
        }
        const auto properties = schema.value("properties", json::object());
        for (const auto& [name, item] : value.items()) {
            if (properties.contains(name)) {
                check(properties[name], item, place + "." + name);
            } else if (!properties.empty() || schema.value("additionalProperties", true) == false) {
                fault(place + "." + name, "not in the schema");
            }
        }
    }

    const json& document_;
};

}  // namespace

std::vector<std::string> schema_faults(const json& document,
                                       const json& schema,
                                       const json& value) {
    Checker checker(document);
    checker.check(schema, value, "$");
    return std::move(checker.faults);
}

}  // namespace turbomode::api
