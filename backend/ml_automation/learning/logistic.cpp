#include "ml_automation/learning/logistic.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "base/check.hpp"

namespace ml_automation::learning {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr int kStepsMax = 50;
constexpr double kSettled = 1e-9;

double sigmoid(double value) {
    return 1.0 / (1.0 + std::exp(-value));
}

// A column of ones, then the standardised inputs.
Eigen::MatrixXd design_of(const Rows& rows,
                          const std::vector<double>& means,
                          const std::vector<double>& scales) {
    const auto width = static_cast<Eigen::Index>(means.size());
    Eigen::MatrixXd design(static_cast<Eigen::Index>(rows.size()), width + 1);
    for (Eigen::Index row = 0; row < design.rows(); ++row) {
        const auto& inputs = *rows.inputs[static_cast<std::size_t>(row)];
        design(row, 0) = 1.0;
        for (Eigen::Index at = 0; at < width; ++at) {
            const auto input = static_cast<std::size_t>(at);
            design(row, at + 1) =
                (static_cast<double>(inputs[input]) - means[input]) / scales[input];
        }
    }
    return design;
}

}  // namespace

Result<Logistic> Logistic::fit(const Rows& rows, double ridge) {
    CHECK(rows.wins() > 0 && rows.wins() < rows.size() && ridge > 0.0);
    Logistic fitted;
    const std::size_t width = rows.inputs.front()->size();
    const auto count = static_cast<double>(rows.size());
    for (std::size_t at = 0; at < width; ++at) {
        double sum = 0.0;
        double squares = 0.0;
        for (const auto* row : rows.inputs) {
            sum += static_cast<double>((*row)[at]);
        }
        const double mean = sum / count;
        for (const auto* row : rows.inputs) {
            const double off = static_cast<double>((*row)[at]) - mean;
            squares += off * off;
        }
        const double deviation = std::sqrt(squares / count);
        fitted.means_.push_back(mean);
        fitted.scales_.push_back(deviation > 0.0 ? deviation : 1.0);
    }
    const auto design = design_of(rows, fitted.means_, fitted.scales_);
    Eigen::VectorXd won(design.rows());
    for (Eigen::Index row = 0; row < design.rows(); ++row) {
        won(row) = rows.won[static_cast<std::size_t>(row)];
    }
    Eigen::VectorXd penalty = Eigen::VectorXd::Constant(design.cols(), ridge);
    penalty(0) = 0.0;
    Eigen::VectorXd weights = Eigen::VectorXd::Zero(design.cols());
    weights(0) = std::log(rows.win_share() / (1.0 - rows.win_share()));
    for (int step = 0;; ++step) {
        const Eigen::VectorXd expected = (design * weights).unaryExpr(&sigmoid);
        const Eigen::VectorXd spread = expected.array() * (1.0 - expected.array());
        const Eigen::VectorXd slope =
            design.transpose() * (won - expected) - penalty.cwiseProduct(weights);
        Eigen::MatrixXd curve = design.transpose() * spread.asDiagonal() * design;
        curve.diagonal() += penalty;
        const Eigen::VectorXd move = curve.ldlt().solve(slope);
        weights += move;
        if (move.cwiseAbs().maxCoeff() < kSettled) {
            break;
        }
        if (step == kStepsMax || !weights.allFinite()) {
            return Error{ErrorCode::Failed, "the logistic regression does not settle"};
        }
    }
    fitted.intercept_ = weights(0);
    fitted.weights_.assign(weights.data() + 1, weights.data() + weights.size());
    return fitted;
}

double Logistic::probability(std::span<const float> inputs) const {
    CHECK(inputs.size() == weights_.size());
    double sum = intercept_;
    for (std::size_t at = 0; at < weights_.size(); ++at) {
        sum += weights_[at] * (static_cast<double>(inputs[at]) - means_[at]) / scales_[at];
    }
    return sigmoid(sum);
}

nlohmann::ordered_json Logistic::json() const {
    return {
        {"intercept", intercept_}, {"means", means_}, {"scales", scales_}, {"weights", weights_}};
}

Result<Logistic> Logistic::parse(const nlohmann::ordered_json& json) {
    Logistic parsed;
    try {
        json.at("intercept").get_to(parsed.intercept_);
        json.at("means").get_to(parsed.means_);
        json.at("scales").get_to(parsed.scales_);
        json.at("weights").get_to(parsed.weights_);
    } catch (const nlohmann::json::exception& exception) {
        return Error{ErrorCode::Corruption, std::string{"logistic: "} + exception.what()};
    }
    const bool is_whole = parsed.means_.size() == parsed.weights_.size() &&
                          parsed.scales_.size() == parsed.weights_.size() &&
                          std::ranges::all_of(parsed.scales_, [](double one) { return one > 0.0; });
    if (!is_whole) {
        return Error{ErrorCode::Corruption, "logistic: its columns do not fit together"};
    }
    return parsed;
}

}  // namespace ml_automation::learning
