// Model: a random forest and a logistic regression, mixed, shrunk towards the base rate and judged
// on days that neither of them saw.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "ml_automation/analysis/score.hpp"
#include "ml_automation/learning/forest.hpp"
#include "ml_automation/learning/logistic.hpp"
#include "ml_automation/learning/sample.hpp"

namespace ml_automation::learning {

struct TrainingOptions {
    int trees = 200;
    int depth_max = 8;
    int leaf_min = 50;
    double ridge = 1.0;
    double test_share = 0.25;  // Of the days with samples, the last.
    std::uint64_t seed = 1;
    unsigned threads = 2;
};

// How it did on the test's days. Losses are natural logarithms, a sample.
struct Figures {
    std::size_t fit_count = 0;
    std::size_t purged_count = 0;  // Left out: their outcome was not known when the test began.
    std::size_t test_count = 0;
    base::TradingDate fit_first{1970, 1, 1};
    base::TradingDate test_first{1970, 1, 1};
    base::TradingDate test_last{1970, 1, 1};
    double base_rate = 0.0;       // Wins among the fit's samples.
    double test_win_share = 0.0;  // Among the test's.
    double log_loss = 0.0;
    double log_loss_base = 0.0;  // Of always saying the base rate.
    double brier = 0.0;
    double brier_base = 0.0;
    double auc = 0.5;
    double accuracy = 0.0;       // Of saying "wins" from 1/2 on.
    double accuracy_base = 0.0;  // Of always saying what was commoner in the fit.
    double gain = 0.0;           // log_loss_base - log_loss, mean over blocks of days.
    double gain_error = 0.0;     // Its standard error, over those blocks.
    bool has_edge = false;       // See kEdgeErrors and kEdgeMin.
};

// An edge is a gain of more than so many of its errors above 0. One-sided 95 %: a model of noise
// passes one time in twenty.
inline constexpr double kEdgeErrors = 1.645;
// And of at least so much a sample: a model that always says the base rate gains 1e-17 or loses it,
// by the rounding of its logarithms, and that on every day alike.
inline constexpr double kEdgeMin = 1e-9;

// How the two learners are put together.
struct Mixture {
    double forest_weight = 0.5;  // The logistic regression has the rest.
    double shrinkage = 1.0;      // Part of the log-odds above the base rate's that is kept.
};

class Model {
public:
    Model(base::TradingDate as_of,
          Forest forest,
          Logistic logistic,
          const Mixture& mixture,
          const Figures& figures);

    analysis::Forecast forecast(const analysis::Inputs& inputs) const;

    base::TradingDate as_of() const { return as_of_; }  // Nothing later was learned from.
    const Figures& figures() const { return figures_; }
    const Mixture& mixture() const { return mixture_; }
    const Forest& forest() const { return forest_; }
    const Logistic& logistic() const { return logistic_; }

private:
    base::TradingDate as_of_;
    Forest forest_;
    Logistic logistic_;
    Mixture mixture_;
    Figures figures_;
};

// Splits by time: the last days are the test; what was decided before it, and its outcome known
// before it, is the fit. Weight and shrinkage are chosen on the last fifth of the fit's days, by
// learners that have not seen those; then both learners are fitted on all of the fit. The model
// returned is the one that its figures are of: fitting it once more on the test's days too would
// make another, of which nothing is known.
//
// NotEnoughData, with counts, when there are too few samples, or wins, or losses; InvalidInput for
// a sample that knows a day after `as_of`, or whose inputs are not one finite number for each of
// analysis::input_names().
base::Result<Model> train(std::vector<Sample> samples,
                          base::TradingDate as_of,
                          const TrainingOptions& options);

}  // namespace ml_automation::learning
