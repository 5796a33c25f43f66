// The backtester's figures of given returns, in full precision: for comparison with an
// implementation that shares no line with this one (backtest_figures_test.py).
//
// stdin:  a JSON object: returns, benchmark, periods_a_year, risk_free_a_year, target_a_year,
//         window, trials, variance, ratio_benchmark, variants, blocks. `returns` doubles as the
//         rows of `variants` where that is above 0.
// stdout: a JSON object; null where a figure is undefined.
#include <iostream>

#include <nlohmann/json.hpp>

#include "turbomode/backtest/deflation.hpp"
#include "turbomode/backtest/overfitting.hpp"
#include "turbomode/backtest/return_metrics.hpp"

namespace {

using nlohmann::json;
using namespace turbomode;

json or_null(const std::optional<double>& value) {
    return value ? json(*value) : json();
}

json figures_of_returns(const json& given, const std::vector<double>& returns) {
    const backtest::ReturnOptions options{.periods_a_year = given.at("periods_a_year"),
                                          .risk_free_a_year = given.at("risk_free_a_year"),
                                          .target_a_year = given.at("target_a_year")};
    const auto metrics = backtest::return_metrics(returns, options);
    const auto& drawdown = metrics.drawdown;
    json figures{{"total_return", metrics.total_return},
                 {"cagr", or_null(metrics.cagr)},
                 {"volatility", or_null(metrics.volatility)},
                 {"sharpe", or_null(metrics.sharpe)},
                 {"sortino", or_null(metrics.sortino)},
                 {"calmar", or_null(metrics.calmar)},
                 {"tail_ratio", or_null(metrics.tail_ratio)},
                 {"depth", drawdown.depth},
                 {"peak", drawdown.peak},
                 {"bottom", drawdown.bottom},
                 {"recovery", drawdown.recovery ? json(*drawdown.recovery) : json()},
                 {"length", drawdown.length},
                 {"drawdowns", backtest::drawdowns(backtest::equity_curve(returns))}};
    const std::vector<double> benchmark = given.at("benchmark");
    const auto fit = backtest::benchmark_fit(returns, benchmark, options);
    figures["alpha"] = fit ? json(fit->alpha) : json();
    figures["beta"] = fit ? json(fit->beta) : json();
    for (const auto& ratio : backtest::rolling_sharpe(returns, given.at("window"), options)) {
        figures["rolling_sharpe"].push_back(or_null(ratio));
    }
    if (const auto sharpe = backtest::sharpe_of(returns, 1)) {
        figures["skewness"] = sharpe->skewness;
        figures["kurtosis"] = sharpe->kurtosis;
        figures["probabilistic_sharpe"] =
            or_null(backtest::probabilistic_sharpe(*sharpe, given.at("ratio_benchmark")));
        figures["deflated_sharpe"] =
            or_null(backtest::deflated_sharpe(*sharpe, given.at("trials"), given.at("variance")));
    }
    return figures;
}

json figures_of_variants(const json& given, const std::vector<double>& returns) {
    const auto found =
        backtest::backtest_overfitting(returns, given.at("variants"), given.at("blocks"));
    if (!found) {
        return {};
    }
    return {{"probability", found->probability},
            {"logit_median", found->logit_median},
            {"splits", found->splits},
            {"blocks", found->blocks}};
}

}  // namespace

int main() {
    const auto given = json::parse(std::cin);
    const std::vector<double> returns = given.at("returns");
    const bool of_variants = given.value("variants", 0) > 0;
    std::cout << (of_variants ? figures_of_variants(given, returns)
                              : figures_of_returns(given, returns));
}
