#include "turbomode/signals/advance.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "base/check.hpp"
#include "turbomode/signals/decay.hpp"

namespace turbomode::signals {

namespace {

void check_not_later(const bars::BarSeries& series, base::TradingDate as_of) {
    CHECK(series.empty() || series.dates().back() <= as_of);
    CHECK(series.actions().empty() || series.actions().back().ex_date <= as_of);
}

void check_held(std::span<const Signal> held, const SeriesOf& series_of, base::TradingDate as_of) {
    std::set<base::Ticker> tickers;
    for (const Signal& signal : held) {
        CHECK(signal.entry_date <= as_of);
        const bars::BarSeries* series = series_of(signal.ticker);
        CHECK(series != nullptr);
        check_not_later(*series, as_of);
        tickers.insert(signal.ticker);
    }
    CHECK(tickers.size() == held.size());
}

models::Side opposite(models::Side side) {
    return side == models::Side::Buy ? models::Side::Sell : models::Side::Buy;
}

Signal signal_of(const Candidate& candidate, base::TradingDate as_of) {
    return {.ticker = candidate.ticker,
            .sector = candidate.sector,
            .tier = candidate.tier,
            .side = candidate.side,
            .confidence = candidate.confidence,
            .base_rate = candidate.base_rate,
            .expected_return = candidate.expected_return,
            .entry_date = as_of,
            .entry_usd = candidate.close_usd};
}

// Closed by the exit rule.
Closed ended(const Signal& signal, const models::TradeState& trade) {
    const models::Exit& exit = *trade.exit;
    return {.signal = signal,
            .reason = list_reason(exit.reason),
            .exit_date = exit.date,
            .exit_usd = exit.price_usd,
            .net_return = trade.fill ? std::optional{exit.net_return} : std::nullopt,
            .hold_days = age_days(signal.entry_date, exit.date),
            .trade = trade,
            .paper_exit = {}};
}

// The list while the night works on it.
class Night {
public:
    Night(std::span<const Candidate> candidates,
          const PublishingRules& rules,
          base::TradingDate as_of)
        : candidates_(candidates),
          rules_(rules),
          as_of_(as_of),
          order_(by_ticker_and_side(candidates)),
          verdicts_(choose_sides(candidates, rules)) {}

    void follow(std::span<const Signal> held, const SeriesOf& series_of);
    void update();
    void flip();
    void trim();
    void open();
    NightResult result() &&;

private:
    using Active = std::vector<ActiveSignal>::iterator;

    std::optional<std::size_t> candidate_of(const base::Ticker& ticker, models::Side side) const;
    int count_in(Tier tier, models::Side side) const;
    Active weakest(Tier tier, models::Side side);
    void close(Active active, ListReason reason, double close_usd);
    void trim(Tier tier, models::Side side);
    void replace(Active loser);
    void open(const Candidate& candidate);
    bool make_place(const Candidate& candidate);
    std::vector<std::size_t> newcomers() const;

    std::span<const Candidate> candidates_;
    const PublishingRules& rules_;
    base::TradingDate as_of_;
    std::vector<std::size_t> order_;  // Of the candidates.
    std::vector<Verdict> verdicts_;
    std::vector<ActiveSignal> active_;
    std::vector<Closed> closed_;
    std::vector<Signal> opened_;
};

void Night::follow(std::span<const Signal> held, const SeriesOf& series_of) {
    for (const Signal& signal : held) {
        const auto trade =
            models::follow(rules_.exit, signal.trade(), *series_of(signal.ticker), as_of_);
        if (trade.exit) {
            closed_.push_back(ended(signal, trade));
            continue;
        }
        const int age = age_days(signal.entry_date, as_of_);
        active_.push_back(
            {.signal = signal,
             .age_days = age,
             .effective_confidence = effective_confidence(signal.confidence, age, rules_.decay),
             .latest_confidence = {},
             .trade = trade});
    }
}

void Night::update() {
    for (ActiveSignal& active : active_) {
        const auto found = candidate_of(active.signal.ticker, active.signal.side);
        if (!found || verdicts_[*found] == Verdict::Unfamiliar) {
            continue;
        }
        active.latest_confidence = candidates_[*found].confidence;
        if (verdicts_[*found] == Verdict::Opened) {
            verdicts_[*found] = Verdict::AlreadyActive;
        }
    }
}

void Night::flip() {
    for (std::size_t i = active_.size(); i-- > 0;) {
        const Signal& signal = active_[i].signal;
        const auto found = candidate_of(signal.ticker, opposite(signal.side));
        if (!found || verdicts_[*found] != Verdict::Opened) {
            continue;
        }
        if (signal.entry_date == as_of_) {
            verdicts_[*found] = Verdict::AlreadyActive;  // Opened tonight: not closed tonight.
        } else {
            close(active_.begin() + static_cast<std::ptrdiff_t>(i),
                  ListReason::Flipped,
                  candidates_[*found].close_usd);
        }
    }
}

void Night::trim() {
    for (const Tier tier : kTiers) {
        trim(tier, models::Side::Buy);
        trim(tier, models::Side::Sell);
    }
}

void Night::open() {
    for (const std::size_t i : newcomers()) {
        if (make_place(candidates_[i])) {
            open(candidates_[i]);
        } else {
            verdicts_[i] = Verdict::NoPlace;
        }
    }
}

NightResult Night::result() && {
    const auto place = [](const ActiveSignal& active) {
        return std::tuple(active.signal.tier,
                          active.signal.side,
                          -active.effective_confidence,
                          active.signal.ticker);
    };
    std::sort(active_.begin(), active_.end(), [&](const ActiveSignal& a, const ActiveSignal& b) {
        return place(a) < place(b);
    });
    std::sort(closed_.begin(), closed_.end(), [](const Closed& a, const Closed& b) {
        return a.signal.ticker < b.signal.ticker;
    });
    std::vector<base::Ticker> updated;
    for (const ActiveSignal& active : active_) {
        if (active.latest_confidence && active.signal.entry_date < as_of_) {
            updated.push_back(active.signal.ticker);
        }
    }
    std::sort(updated.begin(), updated.end());
    const VerdictCounts counts = count(verdicts_);
    return {.active = std::move(active_),
            .closed = std::move(closed_),
            .opened = std::move(opened_),
            .updated = std::move(updated),
            .verdicts = std::move(verdicts_),
            .counts = counts};
}

std::optional<std::size_t> Night::candidate_of(const base::Ticker& ticker,
                                               models::Side side) const {
    const auto place = [&](std::size_t i) {
        return std::tie(candidates_[i].ticker, candidates_[i].side);
    };
    const auto wanted = std::tie(ticker, side);
    const auto found = std::lower_bound(
        order_.begin(), order_.end(), wanted, [&](std::size_t i, const auto& value) {
            return place(i) < value;
        });
    return found != order_.end() && place(*found) == wanted ? std::optional{*found} : std::nullopt;
}

int Night::count_in(Tier tier, models::Side side) const {
    return static_cast<int>(
        std::count_if(active_.begin(), active_.end(), [&](const ActiveSignal& active) {
            return active.signal.tier == tier && active.signal.side == side;
        }));
}

// The first to give up its place; nothing (the end) when all were opened tonight.
Night::Active Night::weakest(Tier tier, models::Side side) {
    const auto strength = [](const ActiveSignal& active) {
        return std::tuple(
            active.effective_confidence, active.signal.entry_date, active.signal.ticker);
    };
    auto found = active_.end();
    for (auto active = active_.begin(); active != active_.end(); ++active) {
        const Signal& signal = active->signal;
        const bool may_leave =
            signal.tier == tier && signal.side == side && signal.entry_date < as_of_;
        if (may_leave && (found == active_.end() || strength(*active) < strength(*found))) {
            found = active;
        }
    }
    return found;
}

// Closes tonight for a reason of the list's own, marked to `close_usd` after costs.
void Night::close(Active active, ListReason reason, double close_usd) {
    const Signal& signal = active->signal;
    std::optional<double> net_return;
    if (active->trade.fill) {
        net_return = models::net_return_at(rules_.exit, signal.side, active->trade, close_usd);
    }
    closed_.push_back({.signal = signal,
                       .reason = reason,
                       .exit_date = as_of_,
                       .exit_usd = close_usd,
                       .net_return = net_return,
                       .hold_days = active->age_days,
                       .trade = active->trade,
                       .paper_exit = {}});
    active_.erase(active);
}

void Night::trim(Tier tier, models::Side side) {
    const int excess = count_in(tier, side) - rules_.capacity;
    for (int i = 0; i < excess; ++i) {
        replace(weakest(tier, side));
    }
}

// Gives a place away. REQUIRES: there is a `loser`.
void Night::replace(Active loser) {
    CHECK(loser != active_.end());
    close(loser, ListReason::Replaced, loser->trade.close_usd);
}

void Night::open(const Candidate& candidate) {
    const Signal signal = signal_of(candidate, as_of_);
    opened_.push_back(signal);
    active_.push_back(
        {.signal = signal,
         .age_days = 0,
         .effective_confidence = signal.confidence,
         .latest_confidence = signal.confidence,
         .trade = models::follow(rules_.exit, signal.trade(), bars::BarSeries{}, as_of_)});
}

// Whether there is a place for `candidate` now, if need be the weakest one's.
bool Night::make_place(const Candidate& candidate) {
    if (count_in(candidate.tier, candidate.side) < rules_.capacity) {
        return true;
    }
    const auto loser = weakest(candidate.tier, candidate.side);
    if (loser == active_.end() || candidate.confidence <= loser->effective_confidence) {
        return false;
    }
    replace(loser);
    return true;
}

// Positions of the candidates that compete for a place, the first to choose first.
std::vector<std::size_t> Night::newcomers() const {
    std::vector<std::size_t> positions;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
        if (verdicts_[i] == Verdict::Opened) {
            positions.push_back(i);
        }
    }
    const auto rank = [&](std::size_t i) {
        const Candidate& candidate = candidates_[i];
        return std::tuple(-candidate.confidence, -candidate.expected_return, candidate.ticker);
    };
    std::sort(positions.begin(), positions.end(), [&](std::size_t a, std::size_t b) {
        return rank(a) < rank(b);
    });
    return positions;
}

}  // namespace

NightResult advance(std::span<const Signal> held,
                    std::span<const Candidate> candidates,
                    const SeriesOf& series_of,
                    const PublishingRules& rules,
                    base::TradingDate as_of) {
    CHECK(rules.capacity > 0 && rules.exit.holding_days_max >= 7);
    check_held(held, series_of, as_of);
    Night night(candidates, rules, as_of);
    night.follow(held, series_of);
    night.update();
    night.flip();
    night.trim();
    night.open();
    return std::move(night).result();
}

std::optional<models::Exit> follow_replaced(const Signal& signal,
                                            const bars::BarSeries& series,
                                            const models::ExitRule& rule,
                                            base::TradingDate as_of) {
    check_not_later(series, as_of);
    return models::follow(rule, signal.trade(), series, as_of).exit;
}

}  // namespace turbomode::signals
