#include "turbomode/alerts/lookout.hpp"

#include <fmt/format.h>

#include "base/file_lock.hpp"
#include "base/log.hpp"

namespace turbomode::alerts {

using base::ErrorCode;
using base::Result;

namespace {

constexpr int kAttemptsALog = 60;  // A channel that is down is logged once an hour.

}  // namespace

Result<void> Lookout::look(const std::stop_token& stop) {
    std::error_code ignored;  // Taking the lock reports a folder that cannot be made.
    std::filesystem::create_directories(options_.database.parent_path(), ignored);
    auto lock_path = options_.database;
    lock_path += ".lock";
    TRY_ASSIGN(const auto lock, base::FileLock::try_lock(lock_path, "look at the alerts"));
    if (!store_) {
        TRY_ASSIGN(store_, AlertStore::open(options_.database));
    }
    const auto facts = options_.facts();
    TRY_ASSIGN(const auto open, store_->open_alerts());
    const auto advanced =
        advance(open, judge(facts, options_.thresholds), facts.now, options_.pace);
    std::vector<std::string> names;
    for (const auto& channel : channels_) {
        names.push_back(channel->name());
    }
    TRY(store_->record(advanced, names, options_.keep_resolved));
    TRY_ASSIGN(const auto given_up, store_->forget_outgoing_before(facts.now - kOutgoingKept));
    if (given_up > 0) {
        spdlog::error("alerts: {} messages given up that nobody took in {} hours",
                      given_up,
                      kOutgoingKept.count());
    }
    for (const auto& channel : channels_) {
        TRY(deliver(*channel, stop));
    }
    return {};
}

// In order, until one fails: the others would fail alike, each after its time.
Result<void> Lookout::deliver(Channel& channel, const std::stop_token& stop) {
    TRY_ASSIGN(const auto waiting, store_->outgoing(channel.name()));
    for (const auto& [id, message, attempts] : waiting) {
        if (stop.stop_requested()) {
            return {};
        }
        const auto sent = channel.send(message, stop);
        if (!sent.ok()) {
            if (attempts % kAttemptsALog == 0) {
                spdlog::warn("alerts: {}: {}; tried again at each look",
                             channel.name(),
                             sent.error().message);
            }
            return store_->count_attempt(id);
        }
        TRY(store_->forget_outgoing(id));
    }
    return {};
}

Watch::Watch(std::unique_ptr<Lookout> lookout, Wait wait)
    : lookout_(std::move(lookout)), wait_(std::move(wait)) {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Watch::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        const auto looked = lookout_->look(stop);
        // Another process looks: that is as good.
        const bool is_failure = !looked.ok() && looked.error().code != ErrorCode::Refused;
        auto failure = is_failure ? looked.error().message : "";
        if (is_failure && failure != said_) {
            spdlog::error("alerts: nobody is told of anything: {}", failure);
        }
        said_ = std::move(failure);
        wait_(stop);
    }
}

}  // namespace turbomode::alerts
