// Transfer: one attempt at one request, on libcurl's easy interface. Inside of this layer only.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <curl/curl.h>

#include "market_data/transport/permitted_url.hpp"
#include "market_data/transport/transport.hpp"

namespace market_data::transport {

// How an attempt ended.
struct Attempt {
    base::Result<Fetched> fetched;  // The error says what failed, without naming the request.
    bool may_work_later;            // Another attempt is worth it.
    bool is_turned_away;            // Refused by the vendor, or no connection to it.
    std::string retry_after;        // The header, if there was one.
};

// Where libcurl finds the certificates to trust; empty: where it was built to look.
struct Certificates {
    std::string file;
    std::string folder;

    // As the command line tool curl does: CURL_CA_BUNDLE alone, or else SSL_CERT_FILE and
    // SSL_CERT_DIR. The library itself reads none of them.
    static Certificates from_environment();
};

// Used again and again: one for each place in which a request can be under way.
class Transfer {
public:
    Transfer(const TransportSettings& settings, const Certificates& certificates);
    // libcurl holds its address.
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    Transfer(Transfer&&) = delete;
    Transfer& operator=(Transfer&&) = delete;
    ~Transfer() = default;

    // Makes ready for libcurl's multi interface to run it. Whoever calls keeps `request` alive
    // until finish().
    void prepare(std::size_t index, const source::VendorRequest& request, Reach reach);
    // How it went, when libcurl says `code`.
    Attempt finish(CURLcode code, std::chrono::system_clock::time_point received_at);

    CURL* handle() const { return easy_.get(); }
    std::size_t index() const { return index_; }

private:
    struct DeleteEasy {
        void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
    };
    struct DeleteList {
        void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    };

    template <typename T>
    void set(CURLoption option, T value);
    void set_headers(const std::vector<std::string>& headers);
    void set_limits();
    void set_environment(Reach reach);
    static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);
    std::string header(const char* name) const;
    Fetched reply(std::chrono::system_clock::time_point received_at);
    std::string detail(CURLcode code) const;

    const TransportSettings& settings_;
    const Certificates& certificates_;
    std::unique_ptr<CURL, DeleteEasy> easy_;
    std::unique_ptr<curl_slist, DeleteList> headers_;
    const source::VendorRequest* request_ = nullptr;
    std::size_t index_ = 0;
    std::string body_;
    bool is_body_too_large_ = false;
    std::string complaint_;  // Written by libcurl.
};

}  // namespace market_data::transport
