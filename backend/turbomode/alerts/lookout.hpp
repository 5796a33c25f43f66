// Lookout: looks at the facts, says through the channels what is new, and remembers what it said.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "turbomode/alerts/alert_store.hpp"
#include "turbomode/alerts/channel.hpp"
#include "turbomode/alerts/life_cycle.hpp"
#include "turbomode/alerts/rules.hpp"

namespace turbomode::alerts {

// What a channel has not taken for so long is given up.
inline constexpr std::chrono::hours kOutgoingKept{48};

struct LookoutOptions {
    std::filesystem::path database;  // Of the AlertStore; a lock lies beside it.
    Thresholds thresholds;
    Pace pace;
    std::size_t keep_resolved = 1'000;
    std::function<Facts()> facts;  // Called by whoever looks.
};

// For one thread at a time; several processes may each have one on the same database.
class Lookout {
public:
    Lookout(LookoutOptions options, std::vector<std::unique_ptr<Channel>> channels)
        : options_(std::move(options)), channels_(std::move(channels)) {}

    // Judges, records, and sends what waits. A channel that fails is logged, holds back none of the
    // others, and is tried again at the next look. Refused while another process looks.
    base::Result<void> look(const std::stop_token& stop);

    const std::vector<std::unique_ptr<Channel>>& channels() const { return channels_; }

private:
    base::Result<void> deliver(Channel& channel, const std::stop_token& stop);

    const LookoutOptions options_;
    const std::vector<std::unique_ptr<Channel>> channels_;
    std::optional<AlertStore> store_;
};

// A thread that looks until destroyed.
class Watch {
public:
    // `wait` returns when it is time for another look, or when `stop` is asked for.
    using Wait = std::function<void(const std::stop_token& stop)>;

    Watch(std::unique_ptr<Lookout> lookout, Wait wait);

private:
    void run(const std::stop_token& stop);

    const std::unique_ptr<Lookout> lookout_;
    const Wait wait_;
    std::string said_;     // The last failure, so that it is not logged every minute.
    std::jthread thread_;  // Last: it ends before the rest goes.
};

}  // namespace turbomode::alerts
