#include "backend/ml_automation/web/client.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <netinet/in.h>
#include <poll.h>
#include <sstream>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace ml_automation::web {

namespace {

// The number at the front of `digits`; 0 when there is none.
std::size_t number_in(std::string_view digits) {
    std::size_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

std::string lower(std::string text) {
    std::ranges::transform(
        text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

}  // namespace

std::string Reply::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
}

Client::Client(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
    EXPECT_GE(descriptor_, 0);
    const timeval limit{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
}

Client::~Client() {
    ::close(descriptor_);
}

void Client::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0) {
            // A server that has answered and hung up is for the test to notice by its answer.
            EXPECT_TRUE(errno == EPIPE || errno == ECONNRESET) << errno;
            return;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

Reply Client::read_reply(bool has_body) {
    std::size_t end = received_.find("\r\n\r\n");
    while (end == std::string::npos) {
        if (!read_more()) {
            return {};
        }
        end = received_.find("\r\n\r\n");
    }
    Reply reply;
    std::istringstream lines(received_.substr(0, end + 2));
    std::string line;
    std::getline(lines, line);
    EXPECT_TRUE(line.starts_with("HTTP/1.")) << line;
    const int status = static_cast<int>(number_in(line.substr(9, 3)));
    while (std::getline(lines, line)) {
        const std::size_t colon = line.find(": ");
        reply.headers[lower(line.substr(0, colon))] =
            line.substr(colon + 2, line.size() - colon - 3);
    }
    const std::size_t size = has_body ? number_in(reply.header("content-length")) : 0;
    while (received_.size() < end + 4 + size) {
        if (!read_more()) {
            return {};
        }
    }
    reply.status = status;
    reply.body = received_.substr(end + 4, size);
    received_.erase(0, end + 4 + size);
    return reply;
}

Reply Client::ask(std::string_view method, std::string_view target, std::string_view more) {
    send(fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\n{}\r\n", method, target, more));
    return read_reply(method != "HEAD");
}

std::string Client::read_to_end() {
    while (read_more()) {
    }
    return std::exchange(received_, "");
}

bool Client::has_answer_within(std::chrono::milliseconds limit) const {
    pollfd watched{.fd = descriptor_, .events = POLLIN, .revents = 0};
    return ::poll(&watched, 1, static_cast<int>(limit.count())) == 1;
}

// False when the server has closed.
bool Client::read_more() {
    std::array<char, 65'536> bytes{};
    const ssize_t size = ::recv(descriptor_, bytes.data(), bytes.size(), 0);
    EXPECT_TRUE(size >= 0 || errno == ECONNRESET) << "nothing came for 20 s";
    if (size > 0) {
        received_.append(bytes.data(), static_cast<std::size_t>(size));
    }
    return size > 0;
}

RunningServer::RunningServer(ServerOptions options, Handler handler) {
    options.port = 0;
    auto listening = Server::listen(options, std::move(handler));
    EXPECT_TRUE(listening.ok());
    server_ = std::move(listening).value();
    thread_ = std::jthread([this] { server_->run(); });
}

RunningServer::~RunningServer() {
    server_->stop();
    thread_.join();
}

Response echo(const Request& request) {
    std::string text = request.method + " " + request.path;
    for (const auto& [name, value] : request.query) {
        text += fmt::format(" {}={}", name, value);
    }
    return {.content_type = "text/plain", .body = std::move(text)};
}

}  // namespace ml_automation::web
