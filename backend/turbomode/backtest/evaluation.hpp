// Evaluation: how good walk-forward predictions were, a year and a side, beside the base rate.
#pragma once

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "bars/panel.hpp"
#include "turbomode/backtest/judged.hpp"
#include "turbomode/backtest/walk_forward.hpp"

namespace turbomode::backtest {

class Evaluation {
public:
    // Writes predictions.csv into `folder` as nights come in. `panel` and `history` outlive this.
    static base::Result<Evaluation> open(const std::filesystem::path& folder,
                                         const bars::Panel& panel,
                                         const models::History& history);

    void add(const PredictedNight& night);
    // Writes report.json: `about`; pooled by side, with the size thirds; years by side, likewise.
    // Returns it.
    base::Result<nlohmann::ordered_json> finish(const nlohmann::ordered_json& about);

private:
    Evaluation(std::filesystem::path folder,
               const bars::Panel& panel,
               const models::History& history);
    // All stocks, and the small, mid and large third of them alone.
    struct Thirds {
        Judged all;
        std::array<Judged, 3> parts;

        void append(const Thirds& other);
        nlohmann::ordered_json report() const;
    };

    void write_rows(const PredictedNight& night);
    NightResult result_of(const PredictedNight& night) const;

    std::filesystem::path folder_;
    const bars::Panel* panel_;
    const models::History* history_;
    std::ofstream rows_;
    std::map<std::pair<int, models::Side>, Thirds> years_;
    std::vector<std::vector<double>> dollar_volume_;  // By stock and session: 60-session median.
};

}  // namespace turbomode::backtest
