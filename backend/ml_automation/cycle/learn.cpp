#include <fmt/format.h>

#include "ml_automation/cycle/steps.hpp"

namespace ml_automation::cycle {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;

namespace {

store::PaperTrade trade_of(const store::Scan& scan, const store::ScannedStock& stock) {
    return {.ticker = stock.ticker,
            .name = stock.name,
            .sector = stock.sector,
            .decided_on = scan.session,
            .score = stock.score,
            .agreement = stock.agreement,
            .forecast = stock.forecast,
            .model_id = scan.model_id,
            .inputs_hash = scan.inputs_hash,
            .inputs = stock.inputs,
            .standing = {}};
}

// How the trades stand on the evening of `session`.
Result<void> follow_all(const Workplace& work,
                        TradingDate session,
                        std::vector<store::PaperTrade>& trades) {
    for (auto& trade : trades) {
        TRY_ASSIGN(const auto series, work.prices.series(trade.ticker, trade.decided_on, session));
        trade.standing = paper::follow(work.rules.paper, trade.decided_on, series, session);
    }
    return {};
}

bool is_held(const store::PaperTrade& trade) {
    return trade.standing.state == paper::State::Pending ||
           trade.standing.state == paper::State::Open;
}

std::vector<store::PaperTrade> bought(const store::Scan& scan,
                                      const std::set<base::Ticker>& held,
                                      const paper::ChoiceRules& rules) {
    std::vector<paper::Candidate> candidates;
    for (const auto& stock : scan.stocks) {
        candidates.push_back({.ticker = stock.ticker,
                              .score = stock.score,
                              .is_bullish = stock.direction == analysis::Direction::Bullish});
    }
    std::vector<store::PaperTrade> trades;
    for (const auto at : paper::choose(candidates, held, rules)) {
        trades.push_back(trade_of(scan, scan.stocks[at]));
    }
    return trades;
}

}  // namespace

Result<store::Learned> learn(const Workplace& work, TradingDate session) {
    TRY_ASSIGN(const auto scan, work.store.scan(session));
    if (!scan) {
        return Error{ErrorCode::NotEnoughData,
                     fmt::format("{} was not scanned; run ml_automation scan --as-of {}",
                                 session.text(),
                                 session.text())};
    }
    TRY_ASSIGN(auto trades, work.store.held());
    // Those of an attempt at this session that was cut short are decided on anew.
    std::erase_if(trades, [&](const store::PaperTrade& one) { return one.decided_on == session; });
    TRY(follow_all(work, session, trades));
    std::set<base::Ticker> held;
    for (const auto& trade : trades) {
        if (is_held(trade)) {
            held.insert(trade.ticker);
        }
    }
    const auto opened = bought(*scan, held, work.rules.choice);
    store::Learned learned{.session = session};
    learned.ended_at = platform::utc_text(work.now());
    learned.opened = static_cast<int>(opened.size());
    learned.closed = static_cast<int>(trades.size() - held.size());
    TRY(work.store.write_learned(learned, trades, opened));
    return learned;
}

}  // namespace ml_automation::cycle
