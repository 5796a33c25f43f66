// Scored nights: what was said of every stock on every night of a period, in memory and as a file.
// The input of a replay: scoring ten years takes minutes, replaying them a moment.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "turbomode/backtest/walk_forward.hpp"
#include "turbomode/signals/tier.hpp"
#include "turbomode/signals/types.hpp"

namespace turbomode::backtest {

struct ScoredStock {
    std::uint32_t stock;  // In ScoredNights::stocks.
    signals::Tier tier;
    bool is_familiar;
    double close_usd;                             // As traded.
    std::array<models::SidePrediction, 2> sides;  // BUY, SELL
};

struct ScoredNight {
    base::TradingDate session;
    std::vector<ScoredStock> stocks;  // By ticker.
    // How others would rank them, the higher the sooner taken: by rival, side and row of `stocks`.
    std::vector<float> rival_scores;
    std::string objection;  // Why the night would have decided nothing; empty when it would have.
    bool is_incomplete = false;  // The objection is to the data, else to what was said of it.

    float rival_score(std::size_t rival, std::size_t side, std::size_t row) const {
        return rival_scores[(2 * rival + side) * stocks.size() + row];
    }
};

struct ScoredNights {
    struct Stock {
        base::Ticker ticker;
        std::string sector;
    };
    std::vector<Stock> stocks;  // By ticker.
    std::vector<std::string> rivals;
    std::vector<ScoredNight> nights;  // By session.
};

// One file, replaced whole. `key` stands for everything the nights were made from.
base::Result<void> save(const std::filesystem::path& path,
                        const std::string& key,
                        const ScoredNights& scored);
// Errors: NotFound; Refused for another key's; Corruption for one whose bytes changed.
base::Result<ScoredNights> load(const std::filesystem::path& path, const std::string& key);

// Collects the nights of a walk.
class NightScorer {
public:
    struct Sources {
        const bars::Panel& panel;
        const features::Matrix& matrix;  // On all sessions of the panel.
        std::function<std::optional<double>(const base::Ticker&, base::TradingDate)> cap_usd_on;
        std::optional<signals::TierLimits> tier_limits;  // Nothing: thirds.
        // Share of the members with any prices that must have a bar of the session.
        double coverage_min;
    };

    explicit NightScorer(Sources sources);
    // A night's two sides one after the other. REQUIRES: night.model
    void add(const PredictedNight& night);
    ScoredNights scored() && { return std::move(scored_); }

private:
    void finish(const PredictedNight& predicted);
    signals::Tiering tiers_on(std::size_t session) const;
    std::string coverage_objection(std::size_t session) const;

    Sources sources_;
    ScoredNights scored_;
    std::array<models::NightPrediction, 2> predictions_;
    std::array<std::vector<Rival>, 2> rivals_;
};

}  // namespace turbomode::backtest
