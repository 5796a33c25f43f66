#include "market_data/app/vendor_update.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <exception>
#include <functional>
#include <iterator>
#include <thread>

#include "base/bounded_queue.hpp"
#include "base/progress.hpp"
#include "market_data/app/screening.hpp"
#include "market_data/transport/transport.hpp"

namespace market_data::app {

using base::Error;
using base::Result;

namespace {

// A server on this machine is nobody's guest: as fast as it goes.
constexpr double kLocalRequestsPerSecond = 1e6;

std::atomic<bool> stop_asked = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal sets it");

void ask_to_stop(int /*signal*/) {
    stop_asked = true;
}

transport::TransportSettings transport_settings(const UpdateRun& run) {
    const auto& settings = run.settings.transport;
    transport::TransportSettings wire{
        .connections_max = settings.connections_max,
        .requests_per_second = settings.requests_per_second,
        .requests_burst = settings.requests_burst,
        .attempt_limit = std::chrono::seconds{settings.attempt_seconds_max},
        .total_limit = std::chrono::seconds{settings.total_seconds_max},
        .failures_in_a_row_max = settings.failures_in_a_row_max,
        .user_agent = "Mozilla/5.0 (compatible; market_data)",
        .seed = static_cast<std::uint64_t>(
            std::chrono::steady_clock::now().time_since_epoch().count())};
    wire.retry.attempts_max = settings.attempts_max;
    if (run.is_local) {
        wire.requests_per_second = kLocalRequestsPerSecond;
        wire.requests_burst = settings.connections_max;
    }
    return wire;
}

// What came for one wish: the vendor's reply, unless the wire brought none, and what it means.
struct Answer {
    const Wish& wish;
    std::optional<store::PackedReply> kept;
    Result<source::StockPrices> prices;
};

using OnAnswer = std::function<Result<void>(Answer)>;

constexpr std::size_t kAnswersWaitingMax = 32;

// Takes answers on a thread of its own, so that the wire need not wait for the disk.
class Answering {
public:
    explicit Answering(const OnAnswer& on_answer)
        : thread_([this, &on_answer] { take_all(on_answer); }) {}
    Answering(const Answering&) = delete;
    Answering& operator=(const Answering&) = delete;
    ~Answering() { answers_.close(); }

    // Does nothing when an answer could not be taken: no other will be.
    void give(Answer answer) { answers_.push(std::move(answer)); }
    bool has_failed() const { return has_failed_; }
    // Waits until all are taken.
    Result<void> finish() {
        answers_.close();
        thread_.join();
        return error_ ? Result<void>{*error_} : Result<void>{};
    }

private:
    void take_all(const OnAnswer& on_answer) {
        while (auto answer = answers_.pop()) {
            auto taken = take(on_answer, std::move(*answer));
            if (!taken.ok()) {
                error_ = std::move(taken).take_error();
                has_failed_ = true;
                answers_.close();
            }
        }
    }

    // What is thrown (no memory is left) must not end the thread: it would end the program.
    static Result<void> take(const OnAnswer& on_answer, Answer answer) {
        try {
            return on_answer(std::move(answer));
        } catch (const std::exception& exception) {
            return Error{base::ErrorCode::Failed, exception.what()};
        }
    }

    base::BoundedQueue<Answer> answers_{kAnswersWaitingMax};
    std::optional<Error> error_;  // Read after the thread has ended.
    std::atomic<bool> has_failed_ = false;
    std::jthread thread_;
};

// What a reply of the wire's means to the vendor.
Answer answer_of(const UpdateRun& run,
                 const Wish& wish,
                 const std::string& url_shown,
                 transport::Fetched fetched,
                 store::ReplyUse use) {
    const source::VendorReply reply{.ticker = wish.ticker,
                                    .status = fetched.status,
                                    .content_type = fetched.content_type,
                                    .body = std::move(fetched.body),
                                    .redirect_to = fetched.redirect_to};
    return {.wish = wish,
            .kept = store::PackedReply{{.vendor = std::string{run.vendor.name()},
                                        .url = url_shown,
                                        .status = reply.status,
                                        .body = reply.body,
                                        .received_at = fetched.received_at,
                                        .use = use}},
            .prices = run.vendor.parse(reply, run.last_finished)};
}

// Fetches all wishes; an error of `on_answer` ends it.
Result<void> ask(const UpdateRun& run,
                 const std::vector<Wish>& wishes,
                 store::ReplyUse use,
                 const OnAnswer& on_answer) {
    std::vector<source::VendorRequest> requests;
    requests.reserve(wishes.size());
    for (const auto& wish : wishes) {
        requests.push_back(run.vendor.request(wish.ticker, wish.since));
    }
    TRY_ASSIGN(auto wire, transport::Transport::open(transport_settings(run), [] {
                   return std::chrono::system_clock::now();
               }));
    base::Progress progress(std::string{run.vendor.name()}, wishes.size());
    Answering answering(on_answer);
    std::size_t done = 0;
    wire.fetch(
        requests,
        [&](transport::Outcome outcome) {
            progress.at(++done);
            const Wish& wish = wishes[outcome.index];
            if (answering.has_failed()) {
                return;
            }
            answering.give(
                outcome.fetched.ok()
                    ? answer_of(run,
                                wish,
                                requests[outcome.index].url_shown,
                                std::move(outcome.fetched).value(),
                                use)
                    : Answer{wish, std::nullopt, std::move(outcome.fetched).take_error()});
        },
        [&] { return StopOnInterrupt::is_asked() || answering.has_failed(); });
    return answering.finish();
}

// A wish that was not granted; the reply that said so is kept.
Result<void> fail(const UpdateRun& run, Answer answer, std::vector<Failure>& failures) {
    failures.push_back({answer.wish.ticker, std::move(answer.prices).take_error()});
    return answer.kept ? run.store.keep_reply(answer.wish.ticker, *answer.kept) : Result<void>{};
}

// Screens and stores one stock.
Result<void> store_answer(const UpdateRun& run, Answer answer, UpdateCounts& counts) {
    if (!answer.prices.ok()) {
        return fail(run, std::move(answer), counts.failures);
    }
    const auto& kept = *answer.kept;
    const auto other = run.others.find(answer.wish.ticker);
    TRY_ASSIGN(const auto update,
               screened_reply(std::move(answer.prices).value(),
                              run.stored,
                              kept.vendor,
                              other != run.others.end() ? &other->second : nullptr));
    TRY_ASSIGN(const bool is_told_before, is_told_anew(update, run.stored));
    TRY_ASSIGN(const auto written, run.store.write_reply(update, kept.vendor, kept));
    const auto first = std::min(run.settings.update.first_date, answer.wish.since);
    if ((is_told_before || written.splits_revised > 0) && answer.wish.since > first) {
        counts.ask_whole.push_back({.ticker = answer.wish.ticker, .since = first});
    }
    ++counts.fetched;
    counts.unchanged += written.is_news() ? 0U : 1U;
    counts.prices.add(written);
    return {};
}

Result<void> ask_and_store(const UpdateRun& run,
                           const std::vector<Wish>& wishes,
                           UpdateCounts& counts) {
    return ask(run, wishes, store::ReplyUse::Prices, [&](Answer answer) {
        return store_answer(run, std::move(answer), counts);
    });
}

}  // namespace

StopOnInterrupt::StopOnInterrupt() : before_(std::signal(SIGINT, ask_to_stop)) {
    stop_asked = false;
}
StopOnInterrupt::~StopOnInterrupt() {
    std::signal(SIGINT, before_);
}
bool StopOnInterrupt::is_asked() {
    return stop_asked;
}

Result<UpdateCounts> update_from_vendor(const UpdateRun& run, const std::vector<Wish>& wishes) {
    UpdateCounts counts{.asked = wishes.size()};
    TRY(ask_and_store(run, wishes, counts));
    if (!counts.ask_whole.empty() && !StopOnInterrupt::is_asked()) {
        UpdateCounts again{.asked = counts.ask_whole.size()};
        TRY(ask_and_store(run, counts.ask_whole, again));
        counts.prices.add(again.prices);
        std::ranges::move(again.failures, std::back_inserter(counts.failures));
    }
    return counts;
}

Result<Comparison> closes_of_vendor(const UpdateRun& run, const std::vector<Wish>& wishes) {
    Comparison comparison;
    TRY(ask(run, wishes, store::ReplyUse::Comparison, [&](Answer answer) -> Result<void> {
        if (!answer.prices.ok()) {
            return fail(run, std::move(answer), comparison.failures);
        }
        auto closes = closes_of(answer.prices.value());
        if (!closes.contains(run.last_finished)) {
            comparison.failures.push_back(
                {answer.wish.ticker,
                 Error{base::ErrorCode::NotEnoughData, "no close of " + run.last_finished.text()}});
        }
        comparison.others.emplace(
            answer.wish.ticker,
            OtherVendor{.name = answer.kept->vendor,
                        .closes = std::move(closes),
                        .difference_max = run.settings.update.second_difference_max});
        return run.store.keep_reply(answer.wish.ticker, *answer.kept);
    }));
    return comparison;
}

}  // namespace market_data::app
