// Samples with a known law, the same on every machine.
#pragma once

#include <cmath>
#include <random>
#include <vector>

#include "bars/calendar.hpp"
#include "ml_automation/learning/sample.hpp"

namespace ml_automation::learning::testing_samples {

// Uniform numbers in [0, 1) whatever the standard library.
class Uniform {
public:
    explicit Uniform(unsigned seed) : engine_(seed) {}
    double next() { return static_cast<double>(engine_()) / 4294967296.0; }

private:
    std::mt19937 engine_;
};

inline analysis::Inputs random_inputs(Uniform& uniform) {
    analysis::Inputs inputs;
    for (std::size_t at = 0; at < analysis::input_names().size(); ++at) {
        inputs.push_back(static_cast<float>(2.0 * uniform.next() - 1.0));
    }
    return inputs;
}

// `a_day` samples on every fifth session of three years, known ten sessions later, that win with
// the probability that `law` gives their inputs.
template <typename Law>
std::vector<Sample> samples_of(const Law& law, std::size_t a_day, unsigned seed) {
    Uniform uniform(seed);
    std::vector<Sample> samples;
    const auto sessions =
        bars::sessions_between(base::TradingDate{2022, 1, 3}, base::TradingDate{2024, 12, 31});
    for (std::size_t day = 0; day + 10 < sessions.size(); day += 5) {
        for (std::size_t one = 0; one < a_day; ++one) {
            auto inputs = random_inputs(uniform);
            const bool won = uniform.next() < law(inputs);
            samples.push_back({.date = sessions[day],
                               .known_on = sessions[day + 10],
                               .inputs = std::move(inputs),
                               .won = won,
                               .is_paper_trade = false});
        }
    }
    return samples;
}

inline const base::TradingDate kAsOf{2024, 12, 31};

}  // namespace ml_automation::learning::testing_samples
