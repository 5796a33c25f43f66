// What a look at a home finds, for `status` and `doctor`. It changes nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "turbomode/app/context.hpp"

namespace turbomode::app {

// The champion by its manifest, without opening its files. Ages in calendar days.
struct ChampionLook {
    std::string id;
    std::string fault;  // Why this build cannot use it; empty: nothing found without its files.
    std::optional<base::TradingDate> as_of;  // Nothing when the manifest cannot be believed; then
    int age_days = 0;                        // the rest means nothing.
    std::optional<base::TradingDate> stale_on;
    std::optional<base::TradingDate> expires_on;
    bool is_stale = false;
    bool is_expired = false;
    std::optional<std::string> challenger;
};
// Nothing when there is no champion. `tonight`: the session that would be scored.
base::Result<std::optional<ChampionLook>> look_at_champion(const Context& context,
                                                           const platform::Config& config,
                                                           base::TradingDate tonight);

struct HeldLock {
    std::string_view what;  // "serve", "scan", ...
    std::string holder;     // In its own words: "pid 123, ..."
};
std::vector<HeldLock> held_locks(const Context& context, const platform::Config& config);
// In the words of the lock that a server or a rehearsal holds; nothing: none runs on this home.
std::optional<std::string> server_of(const Context& context, const platform::Config& config);

// Of a file or of all files in a folder; 0 when there is none. A database's log, which lies beside
// it, counts as part of it.
std::uintmax_t bytes_at(const std::filesystem::path& path);

// "3 hours", "2 days": the largest unit of which there are two, or one.
std::string duration_text(std::chrono::system_clock::duration duration);
// "81.3 MB"
std::string bytes_text(std::uintmax_t bytes);

}  // namespace turbomode::app
