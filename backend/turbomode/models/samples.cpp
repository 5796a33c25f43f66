#include "turbomode/models/samples.hpp"

#include <algorithm>
#include <cstdint>

#include "turbomode/models/metrics.hpp"

namespace turbomode::models {

namespace {

// A night on which all won or all lost still has finite log-odds.
constexpr double kShareMin = 0.02;

// Where the rows of the samples come from.
struct Drawn {
    std::vector<std::size_t> nights;       // By row: its position among the nights.
    std::vector<std::uint32_t> stocks;     // By row.
    std::vector<base::TradingDate> exits;  // By row.
};

// A trade ties up the sessions from the one after its signal to its exit.
struct Life {
    std::size_t row, first, last;
};

// Average uniqueness (M. Lopez de Prado, Advances in Financial Machine Learning, 2018, chapter 4):
// a session on which n trades of a stock run gives each an n-th; a trade weighs the mean over its
// sessions. Brought to a mean of 1 each night, for trades that end soon are alone more often, and
// soon is how losers end.
std::vector<float> uniqueness(const History& history, const Drawn& drawn) {
    std::vector<std::vector<Life>> lives;
    for (std::size_t row = 0; row < drawn.nights.size(); ++row) {
        if (drawn.stocks[row] >= lives.size()) {
            lives.resize(drawn.stocks[row] + 1);
        }
        const std::size_t first = history.nights.nights()[drawn.nights[row]].session + 1;
        const auto exit = std::ranges::lower_bound(history.sessions, drawn.exits[row]);
        const auto last = static_cast<std::size_t>(exit - history.sessions.begin());
        lives[drawn.stocks[row]].push_back({row, first, std::max(first, last)});
    }
    std::vector<float> weights(drawn.nights.size());
    std::vector<double> running;
    for (const auto& stock : lives) {
        running.assign(history.sessions.size() + 1, 0.0);
        for (const auto& life : stock) {
            for (std::size_t session = life.first; session <= life.last; ++session) {
                running[session] += 1.0;
            }
        }
        for (const auto& life : stock) {
            double sum = 0.0;
            for (std::size_t session = life.first; session <= life.last; ++session) {
                sum += 1.0 / running[session];
            }
            weights[life.row] =
                static_cast<float>(sum / static_cast<double>(life.last - life.first + 1));
        }
    }
    return weights;
}

// Divides by the mean of each night's rows, which are neighbours.
void level_nights(const Drawn& drawn, std::vector<float>& weights) {
    for (std::size_t first = 0; first < weights.size();) {
        std::size_t last = first;
        float sum = 0.0F;
        for (; last < weights.size() && drawn.nights[last] == drawn.nights[first]; ++last) {
            sum += weights[last];
        }
        const float mean = sum / static_cast<float>(last - first);
        for (; first < last; ++first) {
            weights[first] /= mean;
        }
    }
}

// The curve of the drawn rows, each night counting alike, and its usual height.
void fit_level(const History& history, const Drawn& drawn, Samples& samples) {
    std::vector<double> movements;
    std::vector<double> weights(samples.wins.size());
    for (std::size_t row = 0; row < samples.wins.size(); ++row) {
        movements.push_back(
            movement_of(std::span(samples.inputs).subspan(row * samples.columns, samples.columns)));
    }
    for (std::size_t first = 0; first < weights.size();) {
        std::size_t last = first;
        while (last < weights.size() && drawn.nights[last] == drawn.nights[first]) {
            ++last;
        }
        for (std::size_t row = first; row < last; ++row) {
            weights[row] = 1.0 / static_cast<double>(last - first);
        }
        first = last;
    }
    samples.level.curve = VolatilityCurve::fit(movements, samples.wins, weights);
    double nights = 0.0;
    for (std::size_t row = 0; row < drawn.nights.size();) {
        const std::size_t night = drawn.nights[row];
        const Inputs inputs{.values = history.nights.rows_of(history.nights.nights()[night]),
                            .columns = samples.columns};
        const auto mean = mean_log_odds(samples.level.curve, inputs);
        samples.level.curve_usual += mean;
        nights += 1.0;
        for (; row < drawn.nights.size() && drawn.nights[row] == night; ++row) {
            samples.offsets[row] +=
                static_cast<float>(samples.level.curve.log_odds(movements[row]) - mean);
        }
    }
    samples.level.curve_usual /= std::max(nights, 1.0);
    samples.level.regime_share = regime_share_of(static_cast<std::size_t>(nights));
}

}  // namespace

NightOutcomes outcomes_of(const History& history, Side side, const Night& night) {
    NightOutcomes result;
    for (std::size_t row = 0; row < night.stocks.size(); ++row) {
        const auto outcome = history.outcomes.at(side, night.stocks[row], night.session);
        if (outcome && !outcome->cancelled()) {
            result.rows.push_back(row);
            result.outcomes.push_back(*outcome);
            result.wins += outcome->won() ? 1.0 : 0.0;
            result.net_return += static_cast<double>(outcome->net_return);
        }
    }
    const double count = std::max(static_cast<double>(result.rows.size()), 1.0);
    result.wins /= count;
    result.net_return /= count;
    return result;
}

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

NightRange usable_nights(const History& history, std::size_t known, std::size_t sessions_max) {
    const std::size_t oldest = sessions_max > 0 && known > sessions_max ? known - sessions_max : 0;
    const auto nights = history.nights.nights();
    const auto first = std::ranges::lower_bound(nights, oldest, {}, &Night::session);
    return known_nights(history, static_cast<std::size_t>(first - nights.begin()), known);
}

Samples samples_of(const History& history, Side side, NightRange range, std::size_t stride) {
    CHECK(stride > 0);
    Samples samples{.columns = history.nights.columns()};
    Drawn drawn;
    double nights = 0.0;
    for (std::size_t n = range.first; n < range.last; ++n) {
        const Night& night = history.nights.nights()[n];
        const auto came = outcomes_of(history, side, night);
        if (came.rows.empty()) {
            continue;
        }
        samples.level.base_rate += came.wins;
        samples.base_return += came.net_return;
        nights += 1.0;
        const double share = std::clamp(came.wins, kShareMin, 1.0 - kShareMin);
        for (std::size_t i = 0; i < came.rows.size(); ++i) {
            const auto stock = night.stocks[came.rows[i]];
            if (!is_drawn(night, came.rows[i], stride)) {
                continue;
            }
            const auto inputs = history.nights.row(night.first_row + came.rows[i]);
            samples.inputs.insert(samples.inputs.end(), inputs.begin(), inputs.end());
            samples.wins.push_back(came.outcomes[i].won() ? 1.0F : 0.0F);
            samples.returns.push_back(came.outcomes[i].net_return -
                                      static_cast<float>(came.net_return));
            samples.night_levels.push_back(static_cast<float>(logit(share)));
            drawn.nights.push_back(n);
            drawn.stocks.push_back(stock);
            drawn.exits.push_back(base::TradingDate::from_days(came.outcomes[i].exit_day));
        }
    }
    samples.level.base_rate /= std::max(nights, 1.0);
    samples.base_return /= std::max(nights, 1.0);
    if (!samples.wins.empty()) {
        samples.offsets = samples.night_levels;
        samples.weights = uniqueness(history, drawn);
        level_nights(drawn, samples.weights);
        fit_level(history, drawn, samples);
    }
    return samples;
}

}  // namespace turbomode::models
