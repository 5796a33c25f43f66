#include "backend/market_data/source/recorded.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace market_data::source {

namespace {

using nlohmann::json;

// A header, which some recordings hold as a list of one.
std::string header_of(const json& headers, const std::string& name) {
    if (!headers.contains(name)) {
        return "";
    }
    const auto& value = headers[name];
    return value.is_array() ? value[0].get<std::string>() : value.get<std::string>();
}

}  // namespace

std::filesystem::path recorded(std::string_view name) {
    return std::filesystem::path{TURBOMODE_SHARED_DATA} / "wire" / name;
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        throw std::runtime_error("cannot be read: " + file.string());
    }
    return {std::istreambuf_iterator<char>{stream}, {}};
}

VendorReply recorded_reply(const std::filesystem::path& file, std::string_view symbol) {
    const auto response = json::parse(text_of(file)).at("response");
    const auto headers = response.value("headers", json::object());
    std::string body;
    if (response.contains("bodyJson")) {
        body = response["bodyJson"].dump();
    } else {
        body = response.value("body", response.value("bodyText", std::string{}));
    }
    return {.ticker = base::Ticker::from(symbol).value(),
            .status = response.at("status").get<int>(),
            .content_type = header_of(headers, "content-type"),
            .body = std::move(body),
            .redirect_to = header_of(headers, "location")};
}

std::string cassette_body(const std::filesystem::path& file, std::string_view address_part) {
    constexpr std::string_view kOpening = "string: '";
    const auto text = text_of(file);
    const auto address = text.find(address_part);
    const auto begin = text.find(kOpening, address);
    const auto end = text.find("\n    headers:", begin);
    if (address == std::string::npos || begin == std::string::npos || end == std::string::npos) {
        throw std::runtime_error("no such reply in " + file.string());
    }
    const auto first = begin + kOpening.size();
    const auto last = text.rfind('\'', end);
    return text.substr(first, last - first);
}

}  // namespace market_data::source
