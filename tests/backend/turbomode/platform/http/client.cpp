#include "backend/turbomode/platform/http/client.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <netinet/in.h>
#include <poll.h>
#include <sstream>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

#include <gtest/gtest.h>

#include "turbomode/platform/http/message.hpp"

namespace turbomode::platform::http {

namespace {

// The number at the front of `digits`; 0 when there is none.
template <typename Number>
Number number_in(std::string_view digits) {
    Number number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
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

Client::Client(Client&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), received_(std::move(other.received_)) {}

Client::~Client() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
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

void Client::send_get(std::string_view target, std::string_view more) const {
    std::ostringstream text;
    text << "GET " << target << " HTTP/1.1\r\nHost: localhost\r\n" << more << "\r\n";
    send(text.str());
}

Reply Client::get(std::string_view target, std::string_view more) {
    send_get(target, more);
    return read_reply();
}

Reply Client::read_reply(bool has_body) {
    std::size_t header_end = received_.find("\r\n\r\n");
    while (header_end == std::string::npos) {
        if (!read_more()) {
            return {};
        }
        header_end = received_.find("\r\n\r\n");
    }
    Reply reply;
    std::istringstream lines(received_.substr(0, header_end + 2));
    std::string line;
    std::getline(lines, line);
    EXPECT_TRUE(line.starts_with("HTTP/1.1 ")) << line;
    while (std::getline(lines, line)) {
        const std::size_t colon = line.find(": ");
        reply.headers[ascii_lower(line.substr(0, colon))] =
            line.substr(colon + 2, line.size() - colon - 3);
    }
    const std::string length = reply.header("content-length");
    const std::size_t size = has_body && !length.empty() ? number_in<std::size_t>(length) : 0;
    if (!read_until(header_end + 4 + size)) {
        return {};
    }
    reply.status = number_in<int>(std::string_view{received_}.substr(9, 3));
    reply.body = received_.substr(header_end + 4, size);
    received_.erase(0, header_end + 4 + size);
    return reply;
}

bool Client::read_until(std::size_t size) {
    while (received_.size() < size) {
        if (!read_more()) {
            return false;
        }
    }
    return true;
}

std::string Client::read_past(std::string_view mark) {
    auto place = received_.find(mark);
    while (place == std::string::npos) {
        if (!read_more()) {
            ADD_FAILURE() << "the server closed before " << mark;
            return std::exchange(received_, "");
        }
        place = received_.find(mark);
    }
    auto text = received_.substr(0, place + mark.size());
    received_.erase(0, place + mark.size());
    return text;
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

}  // namespace turbomode::platform::http
