// Judged: predictions of one side measured against what came, beside others' on the same nights.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace turbomode::backtest {

// How one way of ranking did, a value a night unless said.
struct Ranking {
    std::vector<double> confidences;     // A value an outcome; empty when it gives none.
    std::vector<double> log_loss_gains;  // Base rate's mean log-loss less its own.
    std::vector<double> rank_ics;        // Score against net return.
    std::vector<double> top_wins;        // Win rate of the top 20 of each size third less that
    std::vector<double> top_returns;     // of all stocks; mean net return likewise.
};

// The outcomes of some nights, and how each way of ranking did on them. The ensemble is
// kEnsemble; kPublished ranks like it, but only takes stocks of which it expects more than of the
// average of these stocks.
struct Judged {
    std::size_t nights = 0;
    std::vector<double> base_rates;  // A value an outcome, likewise the next two.
    std::vector<double> net_returns;
    std::vector<float> wins;
    std::vector<double> rank_ics_return;  // A value a night: expected against net return.
    std::map<std::string, Ranking> rankings;

    void append(const Judged& other);
    // Null values where there is nothing to measure; intervals of 95 % by a bootstrap of blocks of
    // ten nights.
    nlohmann::ordered_json report() const;
};

inline constexpr const char* kEnsemble = "ensemble";
inline constexpr const char* kPublished = "published";

// One night's stocks whose outcome is known; values a stock.
struct NightResult {
    std::vector<double> base_rates;
    std::vector<double> expected_returns;
    std::vector<double> net_returns;
    std::vector<int> thirds;  // 0 the smallest, 2 the largest.

    struct Scores {
        std::string name;
        std::vector<double> scores;
        std::vector<double> confidences;  // Empty when it gives none.
    };
    std::vector<Scores> rankings;  // The ensemble first.
};

// The part of a night in one size third.
NightResult third_of(const NightResult& night, int third);
// REQUIRES: at least one stock.
void add_night(const NightResult& night, Judged& judged);

}  // namespace turbomode::backtest
