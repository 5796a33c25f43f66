#include "turbomode/alerts/channel.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/check.hpp"
#include "base/file.hpp"
#include "base/log.hpp"

namespace turbomode::alerts {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::string_view kEllipsis = "...";
constexpr std::string_view kBlanks = " \t\r\n";

class LogChannel final : public Channel {
public:
    std::string name() const override { return "log"; }
    Result<void> send(const Message& message, const std::stop_token&) override {
        const bool is_good = message.event == Event::Resolved || message.event == Event::Test;
        const auto level = is_good                                  ? spdlog::level::info
                           : message.severity == Severity::Critical ? spdlog::level::err
                                                                    : spdlog::level::warn;
        spdlog::log(level, "alert: {}: {}", title_of(message), message.text);
        return {};
    }
};

// A byte in the middle of a character of UTF-8.
bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(kBlanks);
    return first == std::string::npos
               ? ""
               : text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

std::unique_ptr<Channel> log_channel() {
    return std::make_unique<LogChannel>();
}

Result<std::string> read_secret(const SecretPlace& place) {
    if (!place.file.empty()) {
        const auto read = base::read_file(place.file);
        if (!read.ok()) {
            return Error{ErrorCode::Failed, read.error().message};
        }
        return trimmed(read.value());
    }
    const char* value = std::getenv(place.variable.c_str());
    return trimmed(value == nullptr ? "" : value);
}

std::string shortened(const std::string& text, std::size_t bytes_max) {
    CHECK(bytes_max >= kEllipsis.size());
    if (text.size() <= bytes_max) {
        return text;
    }
    auto end = bytes_max - kEllipsis.size();
    while (end > 0 && is_continuation(text[end])) {
        --end;
    }
    return text.substr(0, end).append(kEllipsis);
}

std::string plain_line(const std::string& text) {
    std::string line;
    for (const char byte : text) {
        if (byte == '\n' || byte == '\r' || byte == '\t') {
            line += ' ';
        } else if (!is_continuation(byte)) {
            line += byte >= ' ' && byte <= '~' ? byte : '?';
        }
    }
    return line;
}

}  // namespace turbomode::alerts
