// Report: all that a backtest found, as one JSON document. The pages and the file that can be sent
// to someone show nothing else.
#pragma once

#include <optional>

#include <nlohmann/json.hpp>

#include "turbomode/backtest/portfolio.hpp"
#include "turbomode/backtest/trials.hpp"

namespace turbomode::backtest {

struct ReportInputs {
    const ScoredNights& scored;
    const Replay& replay;
    const bars::Panel& panel;
    const models::Outcomes& outcomes;  // Of the panel.
    signals::PublishingRules rules;
    PortfolioRules portfolio;
    std::optional<bars::BarSeries> market;  // What alpha and beta are measured against.
    const std::vector<Trial>& trials;       // Distinct ones that were made before.
    std::size_t settings_tried = 1;         // In this backtest.
};

// What a portfolio did, in one line of a comparison. Nothing where too little was earned on too few
// days to say.
struct CourseSummary {
    std::optional<double> cagr;
    std::optional<double> sharpe;  // Annualised.
    double max_drawdown = 0.0;     // <= 0
};
CourseSummary summary_of(std::span<const double> daily_returns);

struct Report {
    nlohmann::ordered_json parts;  // "trades", "random", "portfolio", "baselines", "deflation"
    Account account;
};
// REQUIRES: at least one night
Report report_of(const ReportInputs& inputs);

// What else a report says: how its nights ended, by which rules, and what the account may do.
nlohmann::ordered_json nights_json(const ScoredNights& scored, const Replay& replay);
nlohmann::ordered_json rules_json(const signals::PublishingRules& rules);
nlohmann::ordered_json portfolio_json(const PortfolioRules& rules);

// A header line, then a line a session; shares are of the equity.
std::string equity_csv(const Account& account);

}  // namespace turbomode::backtest
