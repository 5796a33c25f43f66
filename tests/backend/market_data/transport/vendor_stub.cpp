#include "backend/market_data/transport/vendor_stub.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/check.hpp"

namespace market_data::transport {

namespace {

// Bound to a free port of 127.0.0.1.
int bound_socket() {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(descriptor >= 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(::bind(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    return descriptor;
}

std::uint16_t port_of(int descriptor) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    CHECK(::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    return ntohs(address.sin_port);
}

void send_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return;  // The client has gone, as some tests want it to.
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

// Adds what comes; false at the end of the connection.
bool receive(int descriptor, std::string& into) {
    char buffer[4096];
    const auto size = ::recv(descriptor, buffer, sizeof buffer, 0);
    if (size <= 0) {
        return false;
    }
    into.append(buffer, static_cast<std::size_t>(size));
    return true;
}

void reset_on_close(int descriptor) {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace

std::string reply_bytes(int status, std::string_view body, std::string_view headers) {
    return fmt::format("HTTP/1.1 {} Whatever\r\nContent-Length: {}\r\n{}\r\n{}",
                       status,
                       body.size(),
                       headers,
                       body);
}

VendorStub::VendorStub(Handler handler) : handler_(std::move(handler)), listener_(bound_socket()) {
    port_ = port_of(listener_);
    CHECK(::listen(listener_, 64) == 0);
    accepting_ = std::thread([this] { accept_all(); });
}

VendorStub::~VendorStub() {
    {
        const std::lock_guard lock(mutex_);
        is_over_ = true;
        for (const int descriptor : open_) {
            ::shutdown(descriptor, SHUT_RDWR);
        }
    }
    ::shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    for (auto& thread : threads_) {
        thread.join();
    }
    ::close(listener_);
}

void VendorStub::accept_all() {
    while (true) {
        const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (descriptor < 0) {
            return;
        }
        const int yes = 1;
        ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        const std::lock_guard lock(mutex_);
        if (is_over_) {
            ::close(descriptor);
            return;
        }
        ++connections_;
        open_.insert(descriptor);
        threads_.emplace_back([this, descriptor] { serve(descriptor); });
    }
}

void VendorStub::serve(int socket) {
    std::string received;
    bool is_open = true;
    while (is_open) {
        const auto end = received.find("\r\n\r\n");
        if (end == std::string::npos) {
            is_open = receive(socket, received);
            continue;
        }
        const std::string head = received.substr(0, end + 2);
        received.erase(0, end + 4);
        is_open = answer(socket, head);
    }
    const std::lock_guard lock(mutex_);
    open_.erase(socket);
    ::close(socket);
}

// Whether the connection stays open.
bool VendorStub::answer(int socket, const std::string& head) {
    StubRequest request;
    request.line = head.substr(0, head.find("\r\n"));
    request.headers = head.substr(head.find("\r\n") + 2);
    const auto target_at = request.line.find(' ') + 1;
    request.target = request.line.substr(target_at, request.line.rfind(' ') - target_at);
    {
        const std::lock_guard lock(mutex_);
        request.number = ++counts_[request.target];
        active_max_ = std::max(active_max_, ++active_);
        lines_.push_back(request.line);
        headers_of_last_ = request.headers;
    }
    const StubReply reply = handler_(request);
    {
        const std::lock_guard lock(mutex_);
        --active_;  // Before the last byte, after which the client may ask again.
    }
    send_all(socket, reply.bytes);
    if (reply.then == StubReply::Then::Reset) {
        reset_on_close(socket);
    }
    std::string ignored;
    while (reply.then == StubReply::Then::FallSilent && receive(socket, ignored)) {
    }
    return reply.then == StubReply::Then::KeepOpen;
}

std::string VendorStub::url(std::string_view target) const {
    return fmt::format("http://127.0.0.1:{}{}", port_, target);
}

source::VendorRequest VendorStub::request(std::string_view target) const {
    return {.url = url(target), .headers = {}, .url_shown = url(target)};
}

int VendorStub::connections() const {
    const std::lock_guard lock(mutex_);
    return connections_;
}

int VendorStub::requests_at_once_max() const {
    const std::lock_guard lock(mutex_);
    return active_max_;
}

int VendorStub::count(const std::string& target) const {
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(target);
    return found == counts_.end() ? 0 : found->second;
}

std::vector<std::string> VendorStub::request_lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
}

std::string VendorStub::headers_of_last() const {
    const std::lock_guard lock(mutex_);
    return headers_of_last_;
}

DeafPort::DeafPort() : socket_(bound_socket()), port_(port_of(socket_)) {}

DeafPort::~DeafPort() {
    ::close(socket_);
}

std::string DeafPort::url(std::string_view target) const {
    return fmt::format("http://127.0.0.1:{}{}", port_, target);
}

}  // namespace market_data::transport
