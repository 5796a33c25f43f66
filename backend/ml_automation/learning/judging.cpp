#include "ml_automation/learning/judging.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.hpp"

namespace ml_automation::learning {

namespace {

constexpr std::size_t kBlocksMin = 5;

}  // namespace

double log_loss(double probability, bool won) {
    constexpr double kEdge = 1e-9;
    const double kept = std::clamp(probability, kEdge, 1.0 - kEdge);
    return -std::log(won ? kept : 1.0 - kept);
}

double area_under_curve(std::vector<Judged> judged) {
    std::ranges::sort(judged, {}, &Judged::probability);
    double losses_below = 0.0;
    double pairs = 0.0;
    double wins = 0.0;
    for (std::size_t first = 0; first < judged.size();) {
        std::size_t last = first;
        double tied_wins = 0.0;
        double tied_losses = 0.0;
        for (; last < judged.size() && judged[last].probability == judged[first].probability;
             ++last) {
            (judged[last].won ? tied_wins : tied_losses) += 1.0;
        }
        pairs += tied_wins * (losses_below + 0.5 * tied_losses);
        wins += tied_wins;
        losses_below += tied_losses;
        first = last;
    }
    return wins > 0.0 && losses_below > 0.0 ? pairs / (wins * losses_below) : 0.5;
}

BlockMean block_mean(std::span<const base::TradingDate> dates,
                     std::span<const double> values,
                     int block_days) {
    CHECK(dates.size() == values.size());
    std::vector<double> means;
    for (std::size_t first = 0; first < dates.size();) {
        double sum = 0.0;
        std::size_t last = first;
        for (; last < dates.size() && dates[last].days_since(dates[first]) < block_days; ++last) {
            sum += values[last];
        }
        means.push_back(sum / static_cast<double>(last - first));
        first = last;
    }
    double mean = 0.0;
    for (const double one : means) {
        mean += one / static_cast<double>(means.size());
    }
    if (means.size() < kBlocksMin) {
        return {.mean = mean, .error = std::numeric_limits<double>::infinity()};
    }
    double squares = 0.0;
    for (const double one : means) {
        squares += (one - mean) * (one - mean);
    }
    const auto count = static_cast<double>(means.size());
    return {.mean = mean, .error = std::sqrt(squares / (count - 1.0) / count)};
}

}  // namespace ml_automation::learning
