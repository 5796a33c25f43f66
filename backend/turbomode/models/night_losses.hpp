// Night losses: how well a model did on each night that it predicted out of fold. Small enough to
// lie beside the model, so that two models can be compared on the nights both have.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"

namespace turbomode::models {

// One night, one side. Log-losses in nats an outcome, means over the night.
struct NightLoss {
    base::TradingDate date;
    std::size_t outcomes;
    double log_loss;
    double log_loss_base_rate;
    double return_correlation;  // Pearson's, of confidence and net return.

    bool operator==(const NightLoss&) const = default;
};

using NightLosses = std::array<std::vector<NightLoss>, 2>;  // BUY, SELL; the oldest first.

// A header, then a line a side and night: date,side,outcomes,log_loss,log_loss_base_rate,
// return_correlation.
std::string csv_of(const NightLosses& losses);
// The same numbers again, bit by bit. Corruption when the text is nothing that csv_of() writes, or
// the nights of a side are not in order; the message begins with `name`.
base::Result<NightLosses> read_night_losses(std::string_view csv, const std::string& name);

}  // namespace turbomode::models
