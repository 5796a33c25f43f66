// What goes into the store and what it tells about it.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "bars/bar_series.hpp"
#include "base/units.hpp"

namespace market_data::store {

struct Quarantined {
    base::TradingDate date;
    std::string reason;
    std::string origin;                       // File and line, or vendor.
    std::string rule = "unsound_bar";         // Which rule held it back.
    std::optional<bars::BarFields> fields{};  // Its numbers, where it has all five.
};

// The days in (after, until].
struct Days {
    base::TradingDate after;
    base::TradingDate until;
};

struct StockUpdate {
    base::Ticker ticker;
    std::vector<bars::Bar> bars;        // Oldest first.
    std::vector<bars::Action> actions;  // Oldest first; as traded on the ex-date.
    std::vector<Quarantined> quarantined;
    // Days of which `actions` holds all there are: what is stored of them beside is withdrawn.
    std::optional<Days> actions_told{};
};

// Where values come from, for the record.
struct Provenance {
    std::string kind;    // "prices", "members", "spells", "caps", "wikipedia", "simulated", ...
    std::string file;    // Name without folder.
    std::string sha256;  // Of the file as it was read.
    std::chrono::system_clock::time_point recorded_at = std::chrono::system_clock::now();
};

// What a reply was asked for.
enum class ReplyUse { Prices, Comparison };

// A vendor's reply about one stock, as it came.
struct Reply {
    std::string vendor;
    std::string url;  // Without secrets.
    int status;       // HTTP.
    std::string body;
    std::chrono::system_clock::time_point received_at;
    ReplyUse use = ReplyUse::Prices;
};

// A reply made ready for the store, where time is short: hashed and compressed.
struct PackedReply {
    explicit PackedReply(const Reply& reply);

    std::string vendor;
    std::string url;
    int status;
    std::string sha256;      // Of the body.
    std::string compressed;  // The body, with zstd.
    std::chrono::system_clock::time_point received_at;
    ReplyUse use;
};

// A reply out of the store.
struct KeptReply {
    base::Ticker ticker;
    std::string vendor;
    std::string url;
    int status;
    std::chrono::system_clock::time_point received_at;  // Whole seconds.
    std::string sha256;                                 // Of the body.
    std::string body;
    ReplyUse use;
};

// A stored bar that was replaced by other numbers.
struct Revision {
    base::Ticker ticker;
    bars::BarFields before;
    bars::BarFields after;
};

// A bar that was held back, and why.
struct HeldBar {
    base::Ticker ticker;
    Quarantined bar;
};

struct PriceCounts {
    std::size_t bars_new = 0;
    std::size_t bars_changed = 0;
    std::size_t bars_unchanged = 0;
    std::size_t actions = 0;          // All that came.
    std::size_t actions_changed = 0;  // New, with other numbers than before, or withdrawn.
    std::size_t splits_revised = 0;   // Known ones that are told otherwise or not any more.
    std::size_t quarantined = 0;
    std::size_t bars_withdrawn = 0;   // Stored ones that are doubted now, and held back.
    std::vector<Revision> revisions;  // Of the changed bars, the first kTold.
    std::vector<HeldBar> held;        // Of the quarantined ones, likewise.

    static constexpr std::size_t kTold = 1000;
    // Whether stored bars or actions are others than before.
    bool is_news() const { return bars_new + bars_changed + bars_withdrawn + actions_changed > 0; }
    void add(const PriceCounts& other);
};

struct Profile {
    base::Ticker ticker;
    std::string name;    // Empty: keep what is known.
    std::string sector;  // Empty: keep what is known.
};

struct Spell {
    base::Ticker ticker;
    base::TradingDate first;
    std::optional<base::TradingDate> end;  // Exclusive; nothing: still a member.
};

// A stock joins the index on a day, or is no longer in it from that day on.
struct MembershipChange {
    base::Ticker ticker;
    base::TradingDate date;
    bool joins;
};

struct Cap {
    base::Ticker ticker;
    base::TradingDate as_of;
    double usd;
};

}  // namespace market_data::store
