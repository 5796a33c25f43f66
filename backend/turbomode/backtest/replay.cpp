#include "turbomode/backtest/replay.hpp"

#include <algorithm>
#include <map>

#include "bars/calendar.hpp"
#include "base/check.hpp"
#include "turbomode/backtest/tape.hpp"

namespace turbomode::backtest {

namespace {

class Replayer {
public:
    Replayer(const ScoredNights& scored,
             const bars::Panel& prices,
             const signals::PublishingRules& rules)
        : scored_(scored),
          rules_(rules),
          tape_(prices, scored.nights.front().session),
          tried_{.ticker = base::Ticker::from("NONE").value(),
                 .sector = {},
                 .tier = signals::Tier::LargeCap,
                 .side = models::Side::Buy,
                 .confidence = 0.0,
                 .base_rate = 0.0,
                 .expected_return = 0.0,
                 .close_usd = 0.0} {
        series_of_ = [this](const base::Ticker& ticker) {
            return tape_.series_of(ticker);
        };
    }

    // A session with scores, or without.
    void take(base::TradingDate session, const ScoredNight* night) {
        tape_.wind_to(session);
        Replay::Night seen{.session = session};
        if (night != nullptr && night->objection.empty()) {
            decide(*night, seen);
        }
        seen.active = static_cast<int>(held_.size());
        replay_.nights.push_back(seen);
    }

    Replay finish(base::TradingDate last) && {
        replay_.delisted_after_sessions = rules_.exit.delisted_after_sessions;
        for (auto& item : replay_.signals) {
            item.paper = models::follow(
                rules_.exit, item.signal.trade(), *tape_.series_of(item.signal.ticker), last);
            if (item.closed && item.closed->reason == signals::ListReason::Replaced) {
                item.closed->paper_exit = item.paper.exit;
            }
        }
        return std::move(replay_);
    }

private:
    void decide(const ScoredNight& night, Replay::Night& seen) {
        fill_candidates(night);
        const auto result = signals::advance(held_, candidates_, series_of_, rules_, night.session);
        for (const auto& closed : result.closed) {
            const auto found = places_.find(closed.signal.ticker);
            CHECK(found != places_.end());
            auto& item = replay_.signals[found->second];
            item.closed = closed;
            item.left_on = night.session;
            places_.erase(found);
        }
        for (const auto& signal : result.opened) {
            places_.emplace(signal.ticker, replay_.signals.size());
            replay_.signals.push_back({.signal = signal, .closed = {}, .left_on = {}, .paper = {}});
        }
        held_.clear();
        for (const auto& active : result.active) {
            held_.push_back(active.signal);
        }
        seen.is_decided = true;
        seen.has_edge = result.counts.publishable() > 0;
        seen.opened = static_cast<int>(result.opened.size());
        seen.closed = static_cast<int>(result.closed.size());
    }

    // Those that could be published, for no other changes a list: of a thousand a handful.
    void fill_candidates(const ScoredNight& night) {
        candidates_.clear();
        for (const auto& row : night.stocks) {
            for (std::size_t side = 0; side < models::kSides.size(); ++side) {
                tried_.tier = row.tier;
                tried_.side = models::kSides[side];
                tried_.confidence = row.sides[side].confidence;
                tried_.base_rate = row.sides[side].base_rate;
                tried_.expected_return = row.sides[side].expected_return;
                tried_.close_usd = row.close_usd;
                tried_.is_familiar = row.is_familiar;
                if (signals::publishable(tried_, rules_)) {
                    const auto& stock = scored_.stocks[row.stock];
                    candidates_.push_back(tried_);
                    candidates_.back().ticker = stock.ticker;
                    candidates_.back().sector = stock.sector;
                }
            }
        }
    }

    const ScoredNights& scored_;
    const signals::PublishingRules& rules_;
    Tape tape_;
    signals::SeriesOf series_of_;
    signals::Candidate tried_;  // No stock's: its numbers alone are looked at.
    std::vector<signals::Candidate> candidates_;
    std::vector<signals::Signal> held_;
    std::map<base::Ticker, std::size_t> places_;  // Of what is held, in the replay's signals.
    Replay replay_;
};

}  // namespace

std::vector<signals::Closed> Replay::closed() const {
    std::vector<const ReplayedSignal*> ended;
    for (const auto& item : signals) {
        if (item.closed) {
            ended.push_back(&item);
        }
    }
    std::ranges::sort(ended, [](const auto* a, const auto* b) {
        return std::tie(*a->left_on, a->signal.ticker) < std::tie(*b->left_on, b->signal.ticker);
    });
    std::vector<signals::Closed> closed;
    for (const auto* item : ended) {
        closed.push_back(*item->closed);
    }
    return closed;
}

Replay replay(const ScoredNights& scored,
              const bars::Panel& prices,
              const signals::PublishingRules& rules) {
    if (scored.nights.empty()) {
        return {};
    }
    Replayer replayer(scored, prices, rules);
    const auto last = scored.nights.back().session;
    auto night = scored.nights.begin();
    for (const auto session : bars::sessions_between(scored.nights.front().session, last)) {
        const bool is_scored = night->session == session;
        replayer.take(session, is_scored ? &*night : nullptr);
        night += is_scored ? 1 : 0;
    }
    return std::move(replayer).finish(last);
}

}  // namespace turbomode::backtest
