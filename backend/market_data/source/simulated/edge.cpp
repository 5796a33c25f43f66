#include "market_data/source/simulated/edge.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.hpp"
#include "market_data/source/simulated/portable_math.hpp"

namespace market_data::source::simulated {

namespace {

// Chosen so that strength 1 gives the score a rank correlation of about 0.08 with the return of
// the next 10 sessions; measured over 10 seeds.
constexpr double kExpectedPerVolatility = 0.034;

// By these weights each part is about as visible as the others over 10 sessions: reversal has
// faded after five of them, calm hardly in a year.
constexpr double kReversalWeight = 1.0;
constexpr double kMomentumWeight = 0.65;
constexpr double kCalmWeight = 0.4;

constexpr std::size_t kReversalSessions = 5;
constexpr std::size_t kMomentumFrom = 252;
constexpr std::size_t kMomentumUntil = 21;
constexpr double kFastWeight = 1.0 / 5.0;
constexpr double kSlowWeight = 1.0 / 60.0;
constexpr double kVarianceStart = 0.02 * 0.02;
constexpr double kActivityMax = 1.6;  // At this multiple of the usual volume nothing reverses.
constexpr double kScoreMax = 2.5;

double mean_of(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// To mean 0 and standard deviation 1 over all companies, then cut at +-kScoreMax.
void standardize(std::span<double> values) {
    const double mean = mean_of(values);
    double sum_squares = 0.0;
    for (const double x : values) {
        sum_squares += (x - mean) * (x - mean);
    }
    const double deviation = std::sqrt(sum_squares / static_cast<double>(values.size()));
    for (double& x : values) {
        x = deviation > 0.0 ? std::clamp((x - mean) / deviation, -kScoreMax, kScoreMax) : 0.0;
    }
}

}  // namespace

Edge::Edge(std::size_t companies, double strength)
    : strength_(strength),
      memory_(companies, Memory{.variance = kVarianceStart}),
      levels_log_(kLevels * companies, 0.0),
      reversal_(companies),
      momentum_(companies),
      calm_(companies),
      next_log_(companies, 0.0) {}

double Edge::return_log(std::size_t company, std::size_t from, std::size_t until) const {
    const std::size_t count = memory_.size();
    const auto level = [&](std::size_t sessions_ago) {
        return levels_log_[(sessions_ - sessions_ago) % kLevels * count + company];
    };
    return level(until) - level(from);
}

void Edge::remember(std::span<const Move> moves, std::span<const double> activity) {
    const std::size_t count = memory_.size();
    const std::size_t before = sessions_ % kLevels * count;
    ++sessions_;
    const std::size_t now = sessions_ % kLevels * count;
    for (std::size_t i = 0; i < count; ++i) {
        const double return_log = moves[i].total_log();
        levels_log_[now + i] = levels_log_[before + i] + return_log;
        Memory& memory = memory_[i];
        memory.variance += kSlowWeight * (return_log * return_log - memory.variance);
        memory.activity_fast += kFastWeight * (activity[i] - memory.activity_fast);
        memory.activity_slow += kSlowWeight * (activity[i] - memory.activity_slow);
    }
}

void Edge::observe(std::span<const Move> moves, std::span<const double> activity) {
    CHECK(moves.size() == memory_.size() && activity.size() == memory_.size());
    if (strength_ == 0.0) {
        return;
    }
    remember(moves, activity);
    if (sessions_ < kMomentumFrom) {
        return;
    }
    const double root_reversal = std::sqrt(double{kReversalSessions});
    const double root_momentum = std::sqrt(double{kMomentumFrom - kMomentumUntil});
    for (std::size_t i = 0; i < memory_.size(); ++i) {
        const Memory& memory = memory_[i];
        const double volatility = std::sqrt(memory.variance);
        const double quiet =
            std::clamp(kActivityMax - memory.activity_fast / memory.activity_slow, 0.0, 1.0);
        reversal_[i] = -quiet * return_log(i, kReversalSessions, 0) / (volatility * root_reversal);
        momentum_[i] = return_log(i, kMomentumFrom, kMomentumUntil) / (volatility * root_momentum);
        calm_[i] = -portable_log(volatility);
    }
    standardize(reversal_);
    standardize(momentum_);
    standardize(calm_);
    for (std::size_t i = 0; i < memory_.size(); ++i) {
        next_log_[i] = kReversalWeight * reversal_[i] + kMomentumWeight * momentum_[i] +
                       kCalmWeight * calm_[i];
    }
    standardize(next_log_);
    for (std::size_t i = 0; i < memory_.size(); ++i) {
        next_log_[i] *= strength_ * kExpectedPerVolatility * std::sqrt(memory_[i].variance);
    }
    const double mean = mean_of(next_log_);
    for (double& x : next_log_) {
        x -= mean;
    }
}

}  // namespace market_data::source::simulated
