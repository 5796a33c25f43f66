#include "market_data/transport/transport.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include <curl/curl.h>
#include <fmt/format.h>

#include "base/check.hpp"
#include "market_data/transport/permitted_url.hpp"
#include "market_data/transport/schedule.hpp"
#include "market_data/transport/transfer.hpp"

namespace market_data::transport {

using base::Error;
using base::ErrorCode;
using source::VendorRequest;
using std::chrono::ceil;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kStopAskedEvery{100};

// What the library for the wire needs once a process; it counts who uses it.
class WireLibrary {
public:
    WireLibrary() : is_ready_(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) {}
    WireLibrary(const WireLibrary&) = delete;
    WireLibrary& operator=(const WireLibrary&) = delete;
    WireLibrary(WireLibrary&&) = delete;
    WireLibrary& operator=(WireLibrary&&) = delete;
    ~WireLibrary() {
        if (is_ready_) {
            curl_global_cleanup();
        }
    }
    bool is_ready() const { return is_ready_; }

private:
    bool is_ready_;
};

struct DeleteMulti {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

// Of what fails only when it is called in a wrong way or without memory.
void expect_ok(CURLMcode code) {
    CHECK(code == CURLM_OK);
}
void expect_ok(CURLcode code) {
    CHECK(code == CURLE_OK);
}

TimePoint steady_now() {
    return std::chrono::steady_clock::now();
}

std::string seconds_text(milliseconds time) {
    return fmt::format("{:g} s", static_cast<double>(time.count()) / 1000.0);
}

std::string times(int attempts) {
    return attempts == 1 ? "1 attempt" : fmt::format("{} attempts", attempts);
}

// Line breaks would let a value from a configuration file write headers of its own.
bool is_sendable(const std::string& header) {
    return header.find(':') != std::string::npos &&
           std::none_of(header.begin(), header.end(), [](char c) {
               return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
           });
}

base::Result<Reach> check_request(const VendorRequest& request) {
    if (!std::all_of(request.headers.begin(), request.headers.end(), is_sendable)) {
        return Error{ErrorCode::Usage,
                     fmt::format("transport: {}: a header has no name or holds a line break or "
                                 "another control character",
                                 request.url_shown)};
    }
    return permitted_reach(request.url, request.url_shown);
}

}  // namespace

struct Transport::Impl {
    Impl(TransportSettings settings_given, Now now_given)
        : settings(std::move(settings_given)),
          now(std::move(now_given)),
          certificates(Certificates::from_environment()),
          bucket(settings.requests_per_second, settings.requests_burst),
          backoff(settings.retry, settings.seed) {}

    WireLibrary library;  // First, so that it goes last.
    TransportSettings settings;
    Now now;
    Certificates certificates;
    TokenBucket bucket;
    Backoff backoff;
    std::vector<std::unique_ptr<Transfer>> transfers;
    // After the transfers, so that it goes before them.
    std::unique_ptr<CURLM, DeleteMulti> multi;
};

namespace {

// One call of fetch().
class Batch {
public:
    using Deliver = std::function<void(Outcome)>;

    struct Wire {
        const TransportSettings& settings;
        const Transport::Now& now;
        TokenBucket& bucket;
        Backoff& backoff;
        CURLM* multi;
        std::vector<Transfer*> transfers;
    };

    Batch(Wire wire, std::span<const VendorRequest> requests, const Deliver& deliver);
    void run(const std::function<bool()>& is_stopped);

private:
    struct State {
        std::optional<Reach> reach;  // Nothing until it was checked.
        int attempts = 0;
        std::string failure;  // Of the last attempt.
    };

    std::optional<Error> reason_to_end(bool is_stopped) const;
    void start_what_is_due();
    void start(std::size_t index);
    Transfer& take_idle();
    void collect_what_is_done();
    void conclude(Transfer& transfer, CURLcode code);
    std::optional<milliseconds> wait_before_next(const Attempt& attempt, int attempts);
    void finish(std::size_t index, Attempt attempt);
    void deliver_one();
    void end_all(const Error& why);
    void wait() const;
    Error named(std::size_t index, Error error) const;

    Wire wire_;
    std::span<const VendorRequest> requests_;
    const Deliver& deliver_;
    Schedule schedule_;
    TimePoint deadline_;
    std::vector<State> states_;
    std::vector<Transfer*> idle_;
    std::deque<Outcome> done_;  // Not delivered yet.
    int turned_away_in_a_row_ = 0;
    std::string turned_away_by_;  // What the last of them met.
};

Batch::Batch(Wire wire, std::span<const VendorRequest> requests, const Deliver& deliver)
    : wire_(std::move(wire)),
      requests_(requests),
      deliver_(deliver),
      schedule_(requests.size(), wire_.settings.connections_max, wire_.bucket),
      deadline_(steady_now() + wire_.settings.total_limit),
      states_(requests.size()),
      idle_(wire_.transfers) {}

// New requests go out before a reply is handed over, so that the wire works while the caller does.
void Batch::run(const std::function<bool()>& is_stopped) {
    while (!schedule_.is_over() || !done_.empty()) {
        if (const auto why = reason_to_end(is_stopped())) {
            end_all(*why);
            return;
        }
        start_what_is_due();
        int running = 0;
        expect_ok(curl_multi_perform(wire_.multi, &running));
        deliver_one();
        collect_what_is_done();
        wait();
    }
}

std::optional<Error> Batch::reason_to_end(bool is_stopped) const {
    if (is_stopped) {
        return Error{ErrorCode::Refused, "stopped before it was done"};
    }
    if (steady_now() >= deadline_) {
        return Error{ErrorCode::Failed,
                     fmt::format("not done within the {} for all requests together",
                                 seconds_text(wire_.settings.total_limit))};
    }
    if (turned_away_in_a_row_ >= wire_.settings.failures_in_a_row_max) {
        return Error{ErrorCode::Refused,
                     fmt::format("not asked any more: {} requests in a row were turned away, the "
                                 "last with: {}",
                                 turned_away_in_a_row_,
                                 turned_away_by_)};
    }
    return std::nullopt;
}

// No further ones while the caller is behind: replies are large.
void Batch::start_what_is_due() {
    while (done_.size() <= wire_.transfers.size()) {
        const auto index = schedule_.take(steady_now());
        if (!index) {
            return;
        }
        start(*index);
    }
}

void Batch::start(std::size_t index) {
    auto& state = states_[index];
    if (!state.reach) {
        auto reach = check_request(requests_[index]);
        if (!reach.ok()) {
            schedule_.finish(index);
            done_.push_back({index, 0, std::move(reach).take_error()});
            return;
        }
        state.reach = reach.value();
    }
    ++state.attempts;
    Transfer& transfer = take_idle();
    transfer.prepare(index, requests_[index], *state.reach);
    expect_ok(curl_multi_add_handle(wire_.multi, transfer.handle()));
}

// The schedule has as many places as there are transfers.
Transfer& Batch::take_idle() {
    CHECK(!idle_.empty());
    Transfer& transfer = *idle_.back();
    idle_.pop_back();
    return transfer;
}

void Batch::collect_what_is_done() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(wire_.multi, &left)) {
        if (message->msg != CURLMSG_DONE) {
            continue;
        }
        const CURLcode code = message->data.result;
        char* transfer = nullptr;
        expect_ok(curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer));
        conclude(*static_cast<Transfer*>(static_cast<void*>(transfer)), code);
    }
}

void Batch::conclude(Transfer& transfer, CURLcode code) {
    const std::size_t index = transfer.index();
    Attempt attempt = transfer.finish(code, wire_.now());
    expect_ok(curl_multi_remove_handle(wire_.multi, transfer.handle()));
    idle_.push_back(&transfer);
    auto& state = states_[index];
    state.failure = attempt.fetched.ok() ? fmt::format("status {}", attempt.fetched.value().status)
                                         : attempt.fetched.error().message;
    if (const auto wait = wait_before_next(attempt, state.attempts)) {
        schedule_.again(index, steady_now() + *wait);
        return;
    }
    schedule_.finish(index);
    turned_away_in_a_row_ = attempt.is_turned_away ? turned_away_in_a_row_ + 1 : 0;
    turned_away_by_ = state.failure;
    finish(index, std::move(attempt));
}

// Nothing when the attempt was the last one: it went well, no further one is worth it or allowed,
// or there is no time left for it.
std::optional<milliseconds> Batch::wait_before_next(const Attempt& attempt, int attempts) {
    if (!attempt.may_work_later || attempts >= wire_.settings.retry.attempts_max) {
        return std::nullopt;
    }
    const auto asked = retry_after(attempt.retry_after, wire_.now());
    const auto wait = asked ? *asked : wire_.backoff.wait(attempts);
    if (steady_now() + wait >= deadline_) {
        return std::nullopt;
    }
    // A vendor that says when to come back means all of our requests.
    if (asked && attempt.is_turned_away) {
        wire_.bucket.pause(steady_now() + wait);
    }
    return wait;
}

void Batch::finish(std::size_t index, Attempt attempt) {
    const int attempts = states_[index].attempts;
    if (attempt.fetched.ok()) {
        done_.push_back({index, attempts, std::move(attempt.fetched)});
        return;
    }
    Error error = std::move(attempt.fetched).take_error();
    error.message += fmt::format(" ({})", times(attempts));
    done_.push_back({index, attempts, named(index, std::move(error))});
}

void Batch::deliver_one() {
    if (!done_.empty()) {
        Outcome outcome = std::move(done_.front());
        done_.pop_front();
        deliver_(std::move(outcome));
    }
}

// Ends what is under way and what still waits, all for the same reason; what is done is kept.
void Batch::end_all(const Error& why) {
    while (!done_.empty()) {
        deliver_one();
    }
    std::vector<std::size_t> left = schedule_.give_up();
    for (Transfer* transfer : wire_.transfers) {
        if (std::find(idle_.begin(), idle_.end(), transfer) == idle_.end()) {
            expect_ok(curl_multi_remove_handle(wire_.multi, transfer->handle()));
            left.push_back(transfer->index());
        }
    }
    std::sort(left.begin(), left.end());
    for (const std::size_t index : left) {
        const auto& state = states_[index];
        Error error = why;
        // One that was turned away itself has nothing to add to the reason.
        if (!state.failure.empty() && state.failure != turned_away_by_) {
            error.message +=
                fmt::format("; {} so far, the last: {}", times(state.attempts), state.failure);
        }
        deliver_({index, state.attempts, named(index, std::move(error))});
    }
}

// Until something happens on the wire, the next request is due, or it is time to ask again
// whether to stop.
void Batch::wait() const {
    const TimePoint now = steady_now();
    auto limit = std::min(kStopAskedEvery, ceil<milliseconds>(deadline_ - now));
    if (const auto next = schedule_.next_at(now)) {
        limit = std::min(limit, ceil<milliseconds>(*next - now));
    }
    if (!done_.empty() || schedule_.is_over() || limit <= milliseconds{0}) {
        return;
    }
    expect_ok(curl_multi_poll(wire_.multi, nullptr, 0, static_cast<int>(limit.count()), nullptr));
}

Error Batch::named(std::size_t index, Error error) const {
    error.message = fmt::format("transport: {}: {}", requests_[index].url_shown, error.message);
    return error;
}

}  // namespace

Transport::Transport(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Transport::Transport(Transport&& other) noexcept = default;
Transport& Transport::operator=(Transport&& other) noexcept = default;
Transport::~Transport() = default;

base::Result<Transport> Transport::open(const TransportSettings& settings, Now now) {
    CHECK(settings.connections_max >= 1);
    CHECK(settings.failures_in_a_row_max >= 1);
    CHECK(settings.connect_limit > milliseconds{0});
    CHECK(settings.attempt_limit > milliseconds{0});
    auto impl = std::make_unique<Impl>(settings, std::move(now));
    if (impl->library.is_ready()) {
        impl->multi.reset(curl_multi_init());
    }
    if (impl->multi == nullptr) {
        return Error{ErrorCode::Failed, "transport: libcurl does not start"};
    }
    const long connections = settings.connections_max;
    expect_ok(curl_multi_setopt(impl->multi.get(), CURLMOPT_MAX_TOTAL_CONNECTIONS, connections));
    expect_ok(curl_multi_setopt(impl->multi.get(), CURLMOPT_MAXCONNECTS, connections));
    for (int n = 0; n < settings.connections_max; ++n) {
        impl->transfers.push_back(std::make_unique<Transfer>(impl->settings, impl->certificates));
    }
    return Transport{std::move(impl)};
}

void Transport::fetch(std::span<const VendorRequest> requests,
                      const std::function<void(Outcome)>& deliver,
                      const std::function<bool()>& is_stopped) {
    std::vector<Transfer*> transfers;
    for (const auto& transfer : impl_->transfers) {
        transfers.push_back(transfer.get());
    }
    Batch({impl_->settings,
           impl_->now,
           impl_->bucket,
           impl_->backoff,
           impl_->multi.get(),
           std::move(transfers)},
          requests,
          deliver)
        .run(is_stopped);
}

}  // namespace market_data::transport
