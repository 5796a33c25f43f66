// VendorStub: a vendor on a free port of this machine that answers exactly the bytes a test wants.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "market_data/source/vendor.hpp"

namespace market_data::transport {

struct StubRequest {
    std::string line;     // "GET /a HTTP/1.1"
    std::string headers;  // As received, names and values, each line ending in \r\n.
    std::string target;   // "/a"
    int number;           // How many times that target was asked for, this one included.
};

struct StubReply {
    enum class Then { KeepOpen, Close, Reset, FallSilent };

    std::string bytes;
    Then then = Then::KeepOpen;
};

// A whole reply. `headers`: lines, each ending in \r\n.
std::string reply_bytes(int status, std::string_view body, std::string_view headers = "");

class VendorStub {
public:
    // Runs on a thread of each connection, so it may be called several times at once.
    using Handler = std::function<StubReply(const StubRequest&)>;

    explicit VendorStub(Handler handler);
    VendorStub(const VendorStub&) = delete;
    VendorStub& operator=(const VendorStub&) = delete;
    // Ends all connections.
    ~VendorStub();

    std::string url(std::string_view target) const;
    // A request without any secret.
    source::VendorRequest request(std::string_view target) const;

    int connections() const;                     // So many were opened.
    int requests_at_once_max() const;            // Being handled.
    int count(const std::string& target) const;  // Requests for it.
    std::vector<std::string> request_lines() const;
    std::string headers_of_last() const;

private:
    void accept_all();
    void serve(int socket);
    bool answer(int socket, const std::string& head);

    Handler handler_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    bool is_over_ = false;
    std::set<int> open_;
    std::vector<std::thread> threads_;
    int connections_ = 0;
    int active_ = 0;
    int active_max_ = 0;
    std::map<std::string, int> counts_;
    std::vector<std::string> lines_;
    std::string headers_of_last_;
    std::thread accepting_;  // Last, so that it starts when all else is there.
};

// A port of this machine that is taken, but where nobody listens: connections are refused.
class DeafPort {
public:
    DeafPort();
    DeafPort(const DeafPort&) = delete;
    DeafPort& operator=(const DeafPort&) = delete;
    ~DeafPort();
    std::string url(std::string_view target) const;

private:
    int socket_;
    std::uint16_t port_;
};

}  // namespace market_data::transport
