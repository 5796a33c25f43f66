// Channel: a way to tell whoever should know. The log is one; see webhook.hpp and mail.hpp.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>

#include "base/result.hpp"
#include "turbomode/alerts/alert.hpp"

namespace turbomode::alerts {

// How long one attempt may take.
struct SendLimits {
    std::chrono::milliseconds connect{5'000};
    std::chrono::milliseconds total{10'000};
};

// Used by one thread at a time.
class Channel {
public:
    Channel() = default;
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;
    Channel(Channel&&) = delete;
    Channel& operator=(Channel&&) = delete;
    virtual ~Channel() = default;

    virtual std::string name() const = 0;  // "log", "webhook", "mail"
    // One attempt, given up when `stop` is asked for. An error holds no secret.
    virtual base::Result<void> send(const Message& message, const std::stop_token& stop) = 0;
};

std::unique_ptr<Channel> log_channel();

// Where a secret lies: in the file, when one is named, else in the environment variable.
struct SecretPlace {
    std::filesystem::path file;
    std::string variable;
};

// The secret without the blanks around it; empty when nothing was set. Failed when a file that is
// named cannot be read. Read anew for each attempt, so that a changed one is heeded.
base::Result<std::string> read_secret(const SecretPlace& place);

// The text, or as much of it as fits into `bytes_max` with "..." behind; no character is cut.
// REQUIRES: bytes_max >= 3
std::string shortened(const std::string& text, std::size_t bytes_max);

// On one line of printable ASCII, other characters as '?': for headers.
std::string plain_line(const std::string& text);

}  // namespace turbomode::alerts
