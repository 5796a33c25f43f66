#include "ml_automation/web/message.hpp"

#include <nlohmann/json.hpp>

namespace ml_automation::web {

std::optional<std::string> Request::query_value(const std::string& name) const {
    const auto found = query.find(name);
    return found == query.end() ? std::nullopt : std::optional{found->second};
}

Response problem(int status, std::string_view detail) {
    const nlohmann::ordered_json body{
        {"success", false}, {"status", status}, {"detail", std::string{detail}}};
    return {
        .status = status, .content_type = "application/problem+json", .body = body.dump() + "\n"};
}

}  // namespace ml_automation::web
