#include "turbomode/platform/http/message.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "base/check.hpp"

namespace turbomode::platform::http {

namespace {

constexpr auto kReplaceBadBytes = nlohmann::ordered_json::error_handler_t::replace;

struct Reason {
    int status;
    std::string_view text;
};

// RFC 9110, section 15: those that this program sends.
constexpr std::array kReasons = std::to_array<Reason>({
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
});

}  // namespace

std::string_view Request::header(std::string_view name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

std::optional<std::string> Request::query_value(const std::string& name) const {
    // lower_bound, as find may give any of several.
    const auto found = query.lower_bound(name);
    if (found == query.end() || found->first != name) {
        return std::nullopt;
    }
    return found->second;
}

std::string_view Response::body_text() const {
    const auto* const shared = std::get_if<std::shared_ptr<const std::string>>(&body);
    if (shared != nullptr) {
        return *shared == nullptr ? std::string_view{} : std::string_view{**shared};
    }
    return std::get<std::string>(body);
}

Response problem(int status, std::string_view detail) {
    CHECK(status >= 400 && status < 600);
    const nlohmann::ordered_json json{{"type", "about:blank"},
                                      {"title", reason_of(status)},
                                      {"status", status},
                                      {"detail", detail}};
    Response response;
    response.status = status;
    response.content_type = "application/problem+json";
    response.body = json.dump(-1, ' ', true, kReplaceBadBytes);
    response.headers = {{"Cache-Control", "no-store"}};
    return response;
}

std::string ascii_lower(std::string_view text) {
    std::string result{text};
    std::ranges::transform(result, result.begin(), [](char character) {
        const bool upper = character >= 'A' && character <= 'Z';
        return upper ? static_cast<char>(character - 'A' + 'a') : character;
    });
    return result;
}

std::string_view reason_of(int status) {
    for (const auto& reason : kReasons) {
        if (reason.status == status) {
            return reason.text;
        }
    }
    return "Unknown";
}

}  // namespace turbomode::platform::http
