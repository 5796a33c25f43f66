#include "turbomode/models/gate.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "turbomode/models/metrics.hpp"

namespace turbomode::models {

namespace {

// Beyond these, out of sample, ten-session stock predictions are a leak until proven otherwise.
constexpr double kRankIcSuspicious = 0.10;
constexpr double kAucSuspicious = 0.62;

constexpr std::size_t kBlockNights = 10;  // A holding time: neighbours within share outcomes.

constexpr double kLearnerSpreadMin = 1e-6;  // Log-odds.
constexpr double kSpreadShareMin = 0.2;     // Of an ordinary night's spread.
constexpr double kConfidenceMargin = 0.10;  // Beyond the extremes ever seen.

double deviation(const std::vector<SidePrediction>& stocks) {
    double sum = 0.0;
    double squares = 0.0;
    for (const auto& stock : stocks) {
        sum += stock.confidence;
    }
    const double mean = sum / static_cast<double>(stocks.size());
    for (const auto& stock : stocks) {
        squares += (stock.confidence - mean) * (stock.confidence - mean);
    }
    return std::sqrt(squares / static_cast<double>(stocks.size()));
}

void object_to_side(Side side, const SideMetrics& metrics, std::vector<std::string>& objections) {
    if (metrics.log_loss > metrics.log_loss_base_rate + kLogLossTolerance) {
        objections.push_back(fmt::format("{}: log-loss {:.5f} is worse than the base rate's {:.5f}",
                                         name_of(side),
                                         metrics.log_loss,
                                         metrics.log_loss_base_rate));
    }
    if (metrics.log_loss > metrics.log_loss_linear + kLogLossTolerance) {
        objections.push_back(
            fmt::format("{}: log-loss {:.5f} is worse than the linear learner's {:.5f}",
                        name_of(side),
                        metrics.log_loss,
                        metrics.log_loss_linear));
    }
    // Written so that what is no number is refused too.
    if (!(std::abs(metrics.rank_ic) <= kRankIcSuspicious && metrics.auc <= kAucSuspicious)) {
        objections.push_back(
            fmt::format("{}: rank IC {:.3f}, AUC {:.3f} are too good to be true "
                        "(limits {} and {}): look for a leak",
                        name_of(side),
                        metrics.rank_ic,
                        metrics.auc,
                        kRankIcSuspicious,
                        kAucSuspicious));
    }
}

}  // namespace

std::vector<std::string> promotion_objections(const std::array<SideMetrics, 2>& metrics) {
    std::vector<std::string> objections;
    object_to_side(Side::Buy, metrics[0], objections);
    object_to_side(Side::Sell, metrics[1], objections);
    const double gain = metrics[0].log_loss_base_rate + metrics[1].log_loss_base_rate -
                        metrics[0].log_loss - metrics[1].log_loss;
    if (!(gain > kLogLossTolerance)) {
        objections.push_back(fmt::format(
            "both sides together do not beat the base rate: log-loss gains {:.5f}, more than {} "
            "is needed",
            gain,
            kLogLossTolerance));
    }
    return objections;
}

Edge edge_of(const NightLosses& nights) {
    std::vector<double> sums;
    for (const auto& buy : nights[0]) {
        const auto sell = std::ranges::lower_bound(nights[1], buy.date, {}, &NightLoss::date);
        if (sell != nights[1].end() && sell->date == buy.date) {
            sums.push_back(buy.return_correlation + sell->return_correlation);
        }
    }
    const auto found = block_mean(sums, kBlockNights);
    return {.nights = sums.size(), .correlation = found.mean, .t = found.t};
}

std::vector<std::string> challenge_objections(const Comparison& comparison) {
    std::vector<std::string> objections;
    if (!can_tell(comparison)) {
        return objections;
    }
    for (std::size_t side = 0; side < kSides.size(); ++side) {
        const auto& found = comparison[side];
        // Written so that what is no number is refused too.
        if (!(found.champion_gain - found.challenger_gain <= kLogLossTolerance + found.error)) {
            objections.push_back(
                fmt::format("{}: on {} nights that both predicted out of fold it gains {:.5f} over "
                            "the base rate, the champion {:.5f}: worse by more than {} and one "
                            "standard error, {:.5f}",
                            name_of(kSides[side]),
                            found.nights,
                            found.challenger_gain,
                            found.champion_gain,
                            kLogLossTolerance,
                            found.error));
        }
    }
    return objections;
}

std::vector<std::string> sanity_objections(const NightLook& look) {
    std::vector<std::string> objections;
    const auto& stocks = look.prediction.stocks;
    if (stocks.empty()) {
        return {fmt::format("{}: not one stock was scored", name_of(look.side))};
    }
    const auto is_finite = [](const SidePrediction& stock) {
        return std::isfinite(stock.confidence) && std::isfinite(stock.expected_return);
    };
    if (!std::ranges::all_of(stocks, is_finite)) {
        return {fmt::format("{}: a prediction is not a finite number", name_of(look.side))};
    }
    for (std::size_t i = 0; i < look.prediction.learner_spreads.size(); ++i) {
        if (!(look.prediction.learner_spreads[i] > kLearnerSpreadMin)) {
            objections.push_back(fmt::format("{}: the {} learner gives every stock the same score",
                                             name_of(look.side),
                                             learner_names()[i]));
        }
    }
    const double spread = deviation(stocks);
    if (!(spread >= kSpreadShareMin * look.norms.spread_median)) {
        objections.push_back(
            fmt::format("{}: confidences spread by {:.5f}, ordinary nights by "
                        "{:.5f}",
                        name_of(look.side),
                        spread,
                        look.norms.spread_median));
    }
    const auto [low, high] = std::ranges::minmax(stocks, {}, &SidePrediction::confidence);
    if (low.confidence < look.norms.confidence_min - kConfidenceMargin ||
        high.confidence > look.norms.confidence_max + kConfidenceMargin) {
        objections.push_back(
            fmt::format("{}: confidences {:.3f}..{:.3f}, walk-forward history saw "
                        "{:.3f}..{:.3f}",
                        name_of(look.side),
                        low.confidence,
                        high.confidence,
                        look.norms.confidence_min,
                        look.norms.confidence_max));
    }
    return objections;
}

std::vector<std::string> night_objections(const std::array<NightPrediction, 2>& predictions,
                                          std::span<const Likeness> likeness,
                                          const std::array<SideNorms, 2>& norms) {
    const auto is_familiar = [](const Likeness& one) {
        return one.is_familiar();
    };
    const auto familiar = static_cast<std::size_t>(std::ranges::count_if(likeness, is_familiar));
    // What is wrong with most stocks is wrong with the data, or with the model for it.
    if (2 * familiar < likeness.size()) {
        return {fmt::format("{} of {} stocks are unlike anything the model learned from",
                            likeness.size() - familiar,
                            likeness.size())};
    }
    std::vector<std::string> objections;
    for (std::size_t side = 0; side < kSides.size(); ++side) {
        NightPrediction part = predictions[side];
        part.stocks.clear();
        for (std::size_t row = 0; row < likeness.size(); ++row) {
            if (likeness[row].is_familiar()) {
                part.stocks.push_back(predictions[side].stocks[row]);
            }
        }
        for (auto& objection :
             sanity_objections({.side = kSides[side], .prediction = part, .norms = norms[side]})) {
            objections.push_back(std::move(objection));
        }
    }
    return objections;
}

}  // namespace turbomode::models
