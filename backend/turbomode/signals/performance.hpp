// Performance: what was said of every stock against what came of it, night after night. The audit
// of the confidence, on hundreds of outcomes a night where signals are a handful.
//
// A night counts once its holding time has passed: before, only trades that ended soon are known,
// and those are losses more often. A night that was published after the open that its trades fill
// at counts nowhere: nobody could have followed it. Nor do stocks that were marked as unfamiliar.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "turbomode/models/metrics.hpp"
#include "turbomode/models/reliability.hpp"
#include "turbomode/signals/types.hpp"

namespace turbomode::signals {

// A prediction, and how its trade ended.
struct Judged {
    struct End {
        base::TradingDate date;
        std::optional<double> net_return;  // Nothing when it was cancelled.
    };
    base::TradingDate session;
    base::Ticker ticker;
    std::string sector;
    Tier tier;
    models::Side side;
    double confidence;
    double base_rate;
    bool was_signal;   // It was opened as a signal that night.
    bool is_familiar;  // To the model that made it.
    bool was_late;     // Published after the open that it fills at.
    std::string model_id;
    std::optional<End> end;  // Nothing while it runs, or when its prices are gone.
};

// Of a group of outcomes. Probabilities and returns as fractions, losses in nats.
struct Score {
    struct Figures {
        double win_rate;
        models::Interval win_rate_interval;  // Of 95 %; 0 to 1 with fewer than 3 blocks of nights.
        double confidence;                   // Mean of what was said.
        double base_rate;                    // Mean of what was said beside it.
        double brier;
        double brier_of_base;  // Had the base rate been said instead.
        double log_loss;
        double log_loss_of_base;
        double net_return;  // Mean.
    };
    std::size_t nights = 0;
    std::size_t outcomes = 0;
    std::size_t wins = 0;
    std::optional<Figures> figures;  // Nothing below kOutcomesMin outcomes.
};

struct Group {
    std::string name;
    Score score;
};

// Of the kRollingNights nights until `last`: two months.
struct RollingScore {
    base::TradingDate last;
    Score score;
};
inline constexpr std::size_t kRollingNights = 42;

// Trades entered late: stocks among the best fifth of a night, entered so many days afterwards,
// each at that evening's close and with that evening's levels. `score.figures->confidence` is what
// was said on the first evening. Does the edge fade as the rank does?
struct LateEntry {
    std::string age;              // "hot", ...: see decay.hpp.
    double effective_confidence;  // Mean; meaningless without figures.
    Score score;
};

struct SidePerformance {
    Score all;
    Score signals;  // Those that were opened.
    std::vector<Group> by_tier;
    std::vector<Group> by_sector;      // By name.
    std::vector<Group> by_month;       // Of the session: "2026-11"; the oldest first.
    std::vector<Group> by_age;         // At the end of the trade: "hot", "warm", "cool", "cold".
    std::vector<Group> by_confidence;  // "0.45 to 0.50", ..., those that occur.
    std::vector<Group> by_model;       // In the order of their first night.
    std::vector<models::ReliabilityBin> reliability;
    std::vector<RollingScore> rolling;  // The oldest first; none before kRollingNights nights.
    std::vector<LateEntry> late_entries;
};

struct Performance {
    std::optional<base::TradingDate> first;  // Sessions of the nights that count.
    std::optional<base::TradingDate> last;
    std::size_t nights = 0;
    std::size_t nights_waiting = 0;  // Their holding time runs.
    std::size_t nights_late = 0;
    // Predictions of the nights that count: with an outcome, and why the others have none.
    std::size_t outcomes = 0;
    std::size_t cancelled = 0;
    std::size_t unfamiliar = 0;
    std::size_t unknown = 0;               // Their prices are gone.
    std::array<SidePerformance, 2> sides;  // BUY, SELL
};

// Outcomes of neighbouring nights overlap; intervals draw blocks of so many.
inline constexpr std::size_t kPerformanceBlockNights = 10;

// REQUIRES: `judged` by session; each of a session before `as_of`, no (session, ticker, side) twice
Performance performance(std::span<const Judged> judged,
                        const PublishingRules& rules,
                        base::TradingDate as_of);

}  // namespace turbomode::signals
