// Small made-up histories: random walks and inputs that know as much as a test wants them to.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <vector>

#include "features/build.hpp"
#include "turbomode/models/training.hpp"

namespace turbomode::models {

// Uniform in [0, 1) and standard normal numbers, the same on every machine.
class Draws {
public:
    explicit Draws(std::uint64_t seed) : generator_(seed) {}
    double uniform() { return static_cast<double>(generator_() >> 11U) * 0x1p-53; }
    double normal();

private:
    std::mt19937_64 generator_;
};

struct WalkOptions {
    std::size_t stocks = 12;
    std::size_t sessions = 60;
    std::uint64_t seed = 1;
    double missing_share = 0.0;  // Bars left out.
    double split_share = 0.0;    // Bars that begin with a 4:1 split.
    double drift = 0.0;          // Mean of a session's log return, all stocks.
};

// Stocks S000, S001, ... from 2020-01-02 on; about 2 % a session; all members, always.
bars::Panel random_walks(const WalkOptions& options);

// A value for (input, stock, session); `input` counts the columns of input_columns().
using InputValue = std::function<double(std::size_t input, std::size_t stock, std::size_t session)>;

// A matrix of the real schema's width over all sessions of `panel`.
features::Matrix matrix_of(const bars::Panel& panel, const InputValue& value);

// A history whose inputs are `value`.
History history_of(const bars::Panel& panel, const InputValue& value, const ExitRule& rule = {});

// Inputs without any knowledge: some ranks and one of the market; the rest stays 0, which is quick.
InputValue noise(std::uint64_t seed);
// Likewise, but each input of a stock comes and goes over some two hundred sessions.
InputValue slow_noise(std::uint64_t seed);

}  // namespace turbomode::models
