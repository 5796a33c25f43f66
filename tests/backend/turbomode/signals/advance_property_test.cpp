// Two hundred nights of a small random market, each checked against rules that hold on any night,
// written without the code under test.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "backend/turbomode/signals/night_support.hpp"
#include "turbomode/signals/advance.hpp"

namespace turbomode::signals {
namespace {

using base::TradingDate;
using models::Side;

constexpr int kStocks = 90;
constexpr std::size_t kNights = 200;
const PublishingRules kRules{.min_confidence = {.buy = 0.6, .sell = 0.62}, .capacity = 4};

class Random {
public:
    explicit Random(unsigned seed) : engine_(seed) {}
    double uniform(double low, double high) {
        return low + (high - low) * static_cast<double>(engine_()) / 4294967295.0;
    }
    bool chance(double probability) { return uniform(0.0, 1.0) < probability; }
    template <typename T>
    std::vector<T> shuffled(std::vector<T> items) {
        std::shuffle(items.begin(), items.end(), engine_);
        return items;
    }

private:
    std::mt19937 engine_;
};

std::string name_of_stock(int i) {
    return fmt::format("S{:02}", i);
}
Tier tier_of_stock(int i) {
    return kTiers[static_cast<std::size_t>(i % 3)];
}

// A walk with gaps, missing bars, splits and dividends; some listings end.
bars::BarSeries random_series(Random& random, const std::vector<TradingDate>& sessions) {
    bars::BarSeries series;
    double close = 100.0;
    const double nerves = random.chance(0.5) ? 1.0 : 0.2;
    const double sessions_listed = random.chance(0.4) ? random.uniform(20.0, 200.0) : 1e9;
    for (std::size_t t = 0; t < sessions.size(); ++t) {
        if (t > 0 && random.chance(0.01)) {
            const double ratio = random.chance(0.5) ? 2.0 : 0.25;
            series.append(bars::Action{
                .ex_date = sessions[t], .dividend_usd = 0.01 * close, .split_ratio = ratio});
            close /= ratio;
        }
        const double open = close * (1.0 + nerves * random.uniform(-0.06, 0.06));
        close = open * (1.0 + nerves * random.uniform(-0.03, 0.03));
        const double high = std::max(open, close) * (1.0 + nerves * random.uniform(0.0, 0.02));
        const double low = std::min(open, close) * (1.0 - nerves * random.uniform(0.0, 0.02));
        const bool is_missing = random.chance(0.01) || static_cast<double>(t) > sessions_listed;
        if (!is_missing) {
            series.append(bar(sessions[t], {open, high, low, close}));
        }
    }
    return series;
}

struct Market {
    std::vector<TradingDate> sessions;
    std::vector<bars::BarSeries> stocks;
};

Market random_market(Random& random) {
    Market market;
    market.sessions = bars::sessions_between(TradingDate(2023, 1, 3), TradingDate(2023, 12, 29));
    for (int i = 0; i < kStocks; ++i) {
        market.stocks.push_back(random_series(random, market.sessions));
    }
    return market;
}

// Both sides of some stocks that have a bar tonight; coarse numbers, so that ties happen.
std::vector<Candidate> random_candidates(Random& random, const Market& market, TradingDate as_of) {
    std::vector<Candidate> candidates;
    for (int i = 0; i < kStocks; ++i) {
        const auto& series = market.stocks[static_cast<std::size_t>(i)];
        const auto index = series.index_of(as_of);
        if (!index || random.chance(0.7)) {
            continue;
        }
        const bool is_familiar = (i + as_of.days_since_1970()) % 10 != 0;
        for (const Side side : {Side::Buy, Side::Sell}) {
            Candidate item = candidate(name_of_stock(i), side);
            item.is_familiar = is_familiar;
            item.tier = tier_of_stock(i);
            item.confidence = std::round(random.uniform(0.3, 0.75) * 50.0) / 50.0;
            item.expected_return = std::round(random.uniform(-0.01, 0.04) * 200.0) / 200.0;
            item.close_usd = series.close_usd()[*index];
            candidates.push_back(item);
        }
    }
    return candidates;
}

Prices prices_of(const Market& market, TradingDate as_of) {
    Prices prices;
    for (int i = 0; i < kStocks; ++i) {
        prices.emplace(ticker(name_of_stock(i)),
                       market.stocks[static_cast<std::size_t>(i)].until(as_of));
    }
    return prices;
}

using Key = std::tuple<std::string, Side, TradingDate>;
Key key(const Signal& signal) {
    return {signal.ticker.text(), signal.side, signal.entry_date};
}

std::string text(const Signal& signal) {
    return fmt::format("{} {} {} {} {}",
                       signal.ticker.text(),
                       models::name_of(signal.side),
                       signal.entry_date.text(),
                       signal.confidence,
                       signal.entry_usd);
}

// Everything a night decided, verdicts by stock and side.
std::string text(const NightResult& result, const std::vector<Candidate>& candidates) {
    std::string lines;
    for (const ActiveSignal& item : result.active) {
        lines += fmt::format("active {} {} {} {}\n",
                             text(item.signal),
                             item.effective_confidence,
                             item.latest_confidence.value_or(-1.0),
                             item.trade.close_usd);
    }
    for (const Closed& item : result.closed) {
        lines += fmt::format("closed {} {} {} {} {}\n",
                             text(item.signal),
                             name_of(item.reason),
                             item.exit_date.text(),
                             item.exit_usd,
                             item.net_return.value_or(-9.0));
    }
    for (const Signal& item : result.opened) {
        lines += "opened " + text(item) + "\n";
    }
    for (const auto& item : result.updated) {
        lines += "updated " + item.text() + "\n";
    }
    std::map<std::pair<std::string, Side>, std::string> verdicts;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        verdicts[{candidates[i].ticker.text(), candidates[i].side}] = name_of(result.verdicts[i]);
    }
    for (const auto& [stock, verdict] : verdicts) {
        lines += stock.first + " " + verdict + "\n";
    }
    return lines;
}

bool in_bucket(const Signal& signal, Tier tier, Side side) {
    return signal.tier == tier && signal.side == side;
}

// What the law allows one evening, whatever happened.
void check_list(const std::vector<Signal>& held, const NightResult& result, TradingDate as_of) {
    std::map<std::pair<Tier, Side>, int> places;
    std::set<std::string> tickers;
    std::multiset<Key> before;
    std::multiset<Key> after;
    for (const Signal& signal : held) {
        before.insert(key(signal));
    }
    for (const Signal& signal : result.opened) {
        before.insert(key(signal));
        ASSERT_EQ(signal.entry_date, as_of);
    }
    for (const ActiveSignal& item : result.active) {
        after.insert(key(item.signal));
        ASSERT_LE((++places[{item.signal.tier, item.signal.side}]), kRules.capacity);
        ASSERT_TRUE(tickers.insert(item.signal.ticker.text()).second) << "held on two sides";
        ASSERT_LT(as_of.days_since(item.signal.entry_date), 14);
        ASSERT_FALSE(item.trade.exit.has_value());
    }
    for (const Closed& item : result.closed) {
        after.insert(key(item.signal));
        ASSERT_LE(item.exit_date, as_of);
        ASSERT_LE(item.hold_days, 14);
        ASSERT_EQ(item.net_return.has_value(), item.trade.fill.has_value());
    }
    ASSERT_EQ(before, after) << "a signal was lost or invented";
}

// The lowest effective confidence among the signals of a bucket that are older than tonight.
double lowest_old(const NightResult& result, Tier tier, Side side) {
    double lowest = 2.0;
    for (const ActiveSignal& item : result.active) {
        if (in_bucket(item.signal, tier, side) && item.age_days > 0) {
            const double faded = item.signal.confidence * (1.0 - 0.3 * item.age_days / 14.0);
            EXPECT_NEAR(item.effective_confidence, faded, 1e-12);
            lowest = std::min(lowest, faded);
        }
    }
    return lowest;
}

void check_candidates(const std::vector<Candidate>& candidates, const NightResult& result) {
    ASSERT_EQ(result.counts.candidates, static_cast<int>(candidates.size()));
    ASSERT_EQ(result.counts.opened, static_cast<int>(result.opened.size()));
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const Candidate& item = candidates[i];
        const double minimum = item.side == Side::Buy ? 0.6 : 0.62;
        const bool is_good =
            item.is_familiar && item.confidence >= minimum && item.expected_return > 0.0;
        const Verdict verdict = result.verdicts[i];
        const bool was_rejected = verdict == Verdict::Unfamiliar ||
                                  verdict == Verdict::BelowConfidence || verdict == Verdict::NoGain;
        ASSERT_EQ(item.is_familiar, verdict != Verdict::Unfamiliar);
        ASSERT_EQ(is_good, !was_rejected);
        if (verdict == Verdict::NoPlace) {
            const auto used = std::count_if(
                result.active.begin(), result.active.end(), [&](const ActiveSignal& active) {
                    return in_bucket(active.signal, item.tier, item.side);
                });
            ASSERT_EQ(used, kRules.capacity) << "a place was left free";
            ASSERT_LE(item.confidence, lowest_old(result, item.tier, item.side) + 1e-12);
        }
    }
}

void check_replacements(const NightResult& result, TradingDate as_of) {
    for (const Closed& item : result.closed) {
        if (item.reason != ListReason::Replaced) {
            continue;
        }
        const int age = as_of.days_since(item.signal.entry_date);
        const double faded = item.signal.confidence * (1.0 - 0.3 * age / 14.0);
        const bool was_beaten =
            std::any_of(result.opened.begin(), result.opened.end(), [&](const Signal& opened) {
                return in_bucket(opened, item.signal.tier, item.signal.side) &&
                       opened.confidence > faded;
            });
        ASSERT_TRUE(was_beaten);
        ASSERT_LE(faded, lowest_old(result, item.signal.tier, item.signal.side) + 1e-12);
    }
}

class Nights : public testing::TestWithParam<unsigned> {};

TEST_P(Nights, KeepTheLaw) {
    Random random(GetParam());
    const Market market = random_market(random);
    std::vector<Signal> held;
    std::set<ListReason> reasons;
    for (std::size_t t = 10; t < 10 + kNights; ++t) {
        const TradingDate as_of = market.sessions[t];
        const auto candidates = random_candidates(random, market, as_of);
        const auto prices = prices_of(market, as_of);
        const auto result = advance(held, candidates, prices, kRules, as_of);
        check_list(held, result, as_of);
        check_candidates(candidates, result);
        check_replacements(result, as_of);

        const auto other_order = random.shuffled(candidates);
        const auto again = advance(random.shuffled(held), other_order, prices, kRules, as_of);
        ASSERT_EQ(text(result, candidates), text(again, other_order)) << as_of.text();
        if (HasFatalFailure()) {
            return;
        }
        held.clear();
        for (const ActiveSignal& item : result.active) {
            held.push_back(item.signal);
        }
        for (const Closed& item : result.closed) {
            reasons.insert(item.reason);
        }
    }
    EXPECT_EQ(reasons.size(), 7U) << "the market should bring about every ending";
}

INSTANTIATE_TEST_SUITE_P(Seeds, Nights, testing::Values(1U, 2U, 3U));

TEST(ReplacedPaperTrades, AllEndWithinFourteenDays) {
    Random random(4);
    const Market market = random_market(random);
    std::vector<Signal> held;
    std::vector<Signal> replaced;
    for (std::size_t t = 10; t < 10 + kNights; ++t) {
        const TradingDate as_of = market.sessions[t];
        const auto result = advance(held,
                                    random_candidates(random, market, as_of),
                                    prices_of(market, as_of),
                                    kRules,
                                    as_of);
        held.clear();
        for (const ActiveSignal& item : result.active) {
            held.push_back(item.signal);
        }
        for (const Closed& item : result.closed) {
            if (item.reason == ListReason::Replaced) {
                replaced.push_back(item.signal);
            }
        }
    }
    ASSERT_FALSE(replaced.empty());
    const auto prices = prices_of(market, market.sessions.back());
    for (const Signal& signal : replaced) {
        const auto exit =
            follow_replaced(signal, prices.at(signal.ticker), kRules.exit, market.sessions.back());
        ASSERT_TRUE(exit.has_value());
        EXPECT_LE(exit->date.days_since(signal.entry_date), 14);
    }
}

}  // namespace
}  // namespace turbomode::signals
