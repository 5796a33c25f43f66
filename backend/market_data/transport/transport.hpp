// Transport: asks one vendor many questions at once, politely, and hands back each answer whole or
// the reason why there is none.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/result.hpp"
#include "market_data/source/vendor.hpp"
#include "market_data/transport/retry.hpp"

namespace market_data::transport {

struct TransportSettings {
    int connections_max = 8;           // As many requests are under way at once; at least 1.
    double requests_per_second = 8.0;  // On average, retries included; > 0.
    int requests_burst = 8;            // At once after a rest; at least 1.
    RetrySettings retry;
    // Of one attempt: until connected (name and TLS included), and as a whole.
    std::chrono::milliseconds connect_limit{10'000};
    std::chrono::milliseconds attempt_limit{60'000};
    // An attempt that is slower than this for so long is a failed one.
    long slow_bytes_per_second = 1'000;
    std::chrono::seconds slow_limit{20};
    // Of one fetch() as a whole.
    std::chrono::milliseconds total_limit{15 * 60'000};
    std::size_t body_bytes_max = std::size_t{64} << 20U;  // Uncompressed.
    // So many requests in a row that ended refused (401, 403, 429, 999) or without a connection
    // end the batch: the rest would fare no better, and asking on gets us blocked.
    int failures_in_a_row_max = 10;
    std::string user_agent = "market_data";  // Where a request's own headers name none.
    std::uint64_t seed = 0;                  // Of the random waits between attempts.
};

// A reply of any status, whole.
struct Fetched {
    int status;  // HTTP.
    std::string content_type;
    std::string body;         // Uncompressed.
    std::string redirect_to;  // Absolute target of a 3xx, which is not followed; else empty.
    std::chrono::system_clock::time_point received_at;
};

// What became of one request.
struct Outcome {
    std::size_t index;  // Of the request in its batch.
    int attempts;       // 0: never sent.
    // A status that stays bad through all attempts is a reply too, for the vendor to judge. Errors
    // name the request by its `url_shown`: Usage for a URL or header that is not sent; Refused
    // after too many failures in a row, or when stopped; InvalidInput for a body past the limit;
    // Failed for a network or a vendor that did not answer in time.
    base::Result<Fetched> fetched;
};

// One object a vendor: its pace and its connections outlast a batch. One thread at a time.
class Transport {
public:
    using Now = std::function<std::chrono::system_clock::time_point()>;

    // Proxies come from the environment (http_proxy, https_proxy, all_proxy, no_proxy), except
    // that nothing for this machine goes through one; trusted certificates from CURL_CA_BUNDLE,
    // or else SSL_CERT_FILE and SSL_CERT_DIR, or else the system. Failed when the library for the
    // wire does not start.
    // REQUIRES: settings in the ranges given with them
    static base::Result<Transport> open(const TransportSettings& settings, Now now);

    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    Transport(Transport&& other) noexcept;
    Transport& operator=(Transport&& other) noexcept;
    ~Transport();

    // Sends every request and calls `deliver` exactly once for each, as soon as it is done, in
    // this thread, while others are under way. `is_stopped` is asked at least ten times a second;
    // once it says yes, what is not done ends as Refused. Returns when all were delivered.
    void fetch(std::span<const source::VendorRequest> requests,
               const std::function<void(Outcome)>& deliver,
               const std::function<bool()>& is_stopped);

private:
    // The library for the wire, out of sight of whoever includes this.
    struct Impl;
    explicit Transport(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace market_data::transport
