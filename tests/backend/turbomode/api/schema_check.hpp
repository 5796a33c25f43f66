// Holds an answer against its schema in an OpenAPI document: the part of JSON Schema that
// openapi.json uses.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace turbomode::api {

// Each way in which `value` differs from `schema`, with the place: "$.signals[0].symbol: missing".
// Stricter than JSON Schema in one thing: an object may have no property that its schema does not
// list, where it lists any.
// REQUIRES: no keyword but $ref, oneOf, type, const, enum, minimum, maximum, exclusiveMinimum,
// required, properties, additionalProperties, items, format (date, date-time), description
std::vector<std::string> schema_faults(const nlohmann::json& document,
                                       const nlohmann::json& schema,
                                       const nlohmann::json& value);

}  // namespace turbomode::api
