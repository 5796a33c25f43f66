// Evaluation: how good walk-forward predictions were, a year and a side, beside the base rate.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "bars/panel.hpp"
#include "turbomode/backtest/walk_forward.hpp"

namespace turbomode::backtest {

// The predictions of one side in one period, for measuring. A value an outcome unless said.
struct Judged {
    std::vector<double> confidences;
    std::vector<double> base_rates;
    std::vector<double> net_returns;
    std::vector<float> wins;
    std::vector<double> rank_ics_confidence;  // A value a night: confidence against net return.
    std::vector<double> rank_ics_return;      // A value a night: expected against net return.
    std::vector<double> top_wins;             // A value a night: win rate of the top 20 of each
    std::vector<double> top_returns;          // size third less all stocks'; mean net likewise.

    void append(const Judged& other);
    // Null values where there is nothing to measure.
    nlohmann::ordered_json report() const;
};

class Evaluation {
public:
    // Writes predictions.csv into `folder` as nights come in. `panel` and `history` outlive this.
    static base::Result<Evaluation> open(const std::filesystem::path& folder,
                                         const bars::Panel& panel, const models::History& history);

    void add(const PredictedNight& night);
    // Writes report.json: `about`, then years, sides, pooled. Returns it.
    base::Result<nlohmann::ordered_json> finish(const nlohmann::ordered_json& about);

private:
    Evaluation(std::filesystem::path folder, const bars::Panel& panel,
               const models::History& history);
    void write_rows(const PredictedNight& night);

    std::filesystem::path folder_;
    const bars::Panel* panel_;
    const models::History* history_;
    std::ofstream rows_;
    std::map<std::pair<int, models::Side>, Judged> years_;
    std::vector<std::vector<double>> dollar_volume_;  // By stock and session: 60-session median.
};

}  // namespace turbomode::backtest
