#include "turbomode/models/samples.hpp"

#include <algorithm>

#include "turbomode/models/metrics.hpp"

namespace turbomode::models {

namespace {

// A night on which all won or all lost still has finite log-odds.
constexpr double kShareMin = 0.02;

struct NightLevel {
    double wins = 0.0;
    double net_return = 0.0;
    double count = 0.0;
};

NightLevel level_of(const History& history, Side side, const Night& night) {
    NightLevel level;
    for (const auto stock : night.stocks) {
        const auto outcome = history.outcomes.at(side, stock, night.session);
        if (outcome && !outcome->cancelled()) {
            level.wins += outcome->won() ? 1.0 : 0.0;
            level.net_return += static_cast<double>(outcome->net_return);
            level.count += 1.0;
        }
    }
    level.wins /= std::max(level.count, 1.0);
    level.net_return /= std::max(level.count, 1.0);
    return level;
}

void append(Samples& samples,
            std::span<const float> inputs,
            const Outcome& outcome,
            const NightLevel& level) {
    samples.inputs.insert(samples.inputs.end(), inputs.begin(), inputs.end());
    samples.wins.push_back(outcome.won() ? 1.0F : 0.0F);
    samples.returns.push_back(outcome.net_return - static_cast<float>(level.net_return));
    samples.offsets.push_back(
        static_cast<float>(logit(std::clamp(level.wins, kShareMin, 1.0 - kShareMin))));
}

}  // namespace

NightRange known_nights(const History& history, std::size_t first_night, std::size_t known) {
    const auto nights = history.nights.nights();
    if (known == 0) {
        return {.first = first_night, .last = first_night};
    }
    const std::size_t complete = complete_sessions(
        std::span(history.sessions).first(known), history.rule, history.sessions[known - 1]);
    const auto last = std::ranges::lower_bound(nights, complete, {}, &Night::session);
    const auto count = static_cast<std::size_t>(last - nights.begin());
    return {.first = first_night, .last = std::max(first_night, count)};
}

Samples samples_of(const History& history, Side side, NightRange range) {
    Samples samples;
    samples.columns = history.nights.columns();
    double nights = 0.0;
    for (std::size_t n = range.first; n < range.last; ++n) {
        const Night& night = history.nights.nights()[n];
        const NightLevel level = level_of(history, side, night);
        if (level.count == 0.0) {
            continue;
        }
        samples.base_rate += level.wins;
        samples.base_return += level.net_return;
        nights += 1.0;
        for (std::size_t i = 0; i < night.stocks.size(); ++i) {
            const auto outcome = history.outcomes.at(side, night.stocks[i], night.session);
            const bool is_drawn = (night.stocks[i] + night.session) % kStride == 0;
            if (is_drawn && outcome && !outcome->cancelled()) {
                append(samples, history.nights.row(night.first_row + i), *outcome, level);
            }
        }
    }
    samples.base_rate /= std::max(nights, 1.0);
    samples.base_return /= std::max(nights, 1.0);
    return samples;
}

}  // namespace turbomode::models
