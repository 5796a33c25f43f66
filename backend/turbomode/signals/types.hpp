// The words of a night: what was scored, what was decided, how it stands, how it ended.
//
// A Signal is a fact of its own session and never changes afterwards. Everything else about it
// (age, levels in today's shares, profit) follows from that fact, the bars and a date.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "bars/bar_series.hpp"
#include "base/date.hpp"
#include "base/result.hpp"
#include "base/units.hpp"
#include "turbomode/models/exit_rule.hpp"

namespace turbomode::signals {

enum class Tier { LargeCap, MidCap, SmallCap };
inline constexpr std::array kTiers = {Tier::LargeCap, Tier::MidCap, Tier::SmallCap};
std::string_view name_of(Tier tier);  // "large_cap", "mid_cap", "small_cap"

// Why a signal left the list of active ones.
enum class ListReason { TargetHit, StopHit, Expired, Replaced, Flipped, Cancelled, Delisted };
std::string_view name_of(ListReason reason);  // "TARGET_HIT", ...
ListReason list_reason(models::ExitReason reason);

// The other way round. An error names the text.
base::Result<Tier> parse_tier(std::string_view name);
base::Result<ListReason> parse_list_reason(std::string_view name);
base::Result<models::Side> parse_side(std::string_view name);  // "BUY", "SELL"

// One stock and side, scored tonight.
struct Candidate {
    base::Ticker ticker;
    std::string sector;  // GICS
    Tier tier;
    models::Side side;
    double confidence;        // Calibrated probability that the trade wins, [0, 1].
    double base_rate;         // How often such trades win without a model, [0, 1].
    double expected_return;   // Mean net return expected of the trade, as a fraction.
    double close_usd;         // Tonight's close, as traded.
    bool is_familiar = true;  // Else unlike anything the model learned from.
};

// A value for each side.
struct BySide {
    double buy;
    double sell;

    double of(models::Side side) const { return side == models::Side::Buy ? buy : sell; }
};

// How a signal's rank fades with age.
struct Decay {
    int days = 14;      // Calendar days until the whole loss; > 0.
    double loss = 0.3;  // Fraction of the confidence lost by then; never more is.
};

struct PublishingRules {
    BySide min_confidence{.buy = 0.60, .sell = 0.60};  // A signal needs at least so much.
    int capacity = 20;                                 // Active signals per tier and side; > 0.
    Decay decay;
    double sentiment_ratio = 1.5;  // One side's signals beyond so many times the other's.
    models::ExitRule exit;
};

// What was decided on the evening of `entry_date`. Known by ticker, side and entry_date.
struct Signal {
    base::Ticker ticker;
    std::string sector;
    Tier tier;
    models::Side side;
    double confidence;
    double base_rate;
    double expected_return;
    base::TradingDate entry_date;  // The signal's session; the fill is the next one's open.
    double entry_usd;              // Close of that session, in its own shares.

    models::Trade trade() const {
        return {.side = side, .signal_date = entry_date, .entry_usd = entry_usd};
    }
};

// How an open signal stands on one evening.
struct ActiveSignal {
    Signal signal;
    int age_days;                             // Calendar days since the signal's session.
    double effective_confidence;              // Ranks; not a probability.
    std::optional<double> latest_confidence;  // Tonight's, same side; nothing when not scored.
    models::TradeState trade;                 // Prices in shares of the evening.
};

// How a signal left the list.
struct Closed {
    Signal signal;
    ListReason reason;
    base::TradingDate exit_date;
    double exit_usd;                   // The level, open or close it left at.
    std::optional<double> net_return;  // Nothing when it never filled.
    int hold_days;                     // Calendar days from the signal's session to the exit.
    models::TradeState trade;          // Prices in shares of the exit date.
    // REPLACED only: how its paper trade ended, once it has (see follow_replaced).
    std::optional<models::Exit> paper_exit;
};

// The raw bars of a stock until an evening; null when there are none any more.
using SeriesOf = std::function<const bars::BarSeries*(const base::Ticker&)>;

}  // namespace turbomode::signals
