// Small scored nights over random walks, with confidences that know nothing.
#pragma once

#include "backend/turbomode/models/small_history.hpp"
#include "turbomode/backtest/scored_nights.hpp"

namespace turbomode::backtest {

// A night a session of the panel from `first` on, every stock with a bar, three tiers in turn.
inline ScoredNights random_nights(const bars::Panel& panel, std::size_t first, std::uint64_t seed) {
    models::Draws draws(seed);
    ScoredNights scored;
    scored.rivals = {"momentum_12_1", "reversal_5", "logistic"};
    for (const auto& stock : panel.stocks) {
        scored.stocks.push_back({.ticker = stock.ticker, .sector = "Energy"});
    }
    for (std::size_t s = 0; s < panel.sessions.size(); ++s) {
        ScoredNight night{
            .session = panel.sessions[s], .stocks = {}, .rival_scores = {}, .objection = {}};
        for (std::size_t i = 0; i < panel.stocks.size(); ++i) {
            const auto said = [&] {
                return models::SidePrediction{.confidence = 0.4 + 0.3 * draws.uniform(),
                                              .base_rate = 0.5,
                                              .expected_return = 0.02 * draws.uniform() - 0.005};
            };
            const auto bar = panel.stocks[i].series.index_of(panel.sessions[s]);
            const std::array sides{said(), said()};
            if (bar) {
                night.stocks.push_back({.stock = static_cast<std::uint32_t>(i),
                                        .tier = signals::kTiers[i % signals::kTiers.size()],
                                        .is_familiar = true,
                                        .close_usd = panel.stocks[i].series.close_usd()[*bar],
                                        .sides = sides});
            }
        }
        for (std::size_t i = 0; i < 2 * scored.rivals.size() * night.stocks.size(); ++i) {
            night.rival_scores.push_back(static_cast<float>(draws.uniform()));
        }
        if (s >= first) {
            scored.nights.push_back(std::move(night));
        }
    }
    return scored;
}

}  // namespace turbomode::backtest
