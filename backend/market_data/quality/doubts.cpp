#include "market_data/quality/doubts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "bars/adjustment.hpp"

namespace market_data::quality {

namespace {

constexpr std::array kSplitRatios{
    2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 12.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 100.0};
// Of a log return: how far a day's own move may lie beside the ratio.
constexpr double kRatioNearness = 0.06;
constexpr double kOpenNearness = 0.12;
constexpr double kJumpSmallest = 0.6;   // No split ratio of ours is smaller.
constexpr double kJumpLargest = 2.303;  // ln 10
// News that halves a price makes people trade; a split does so less. Between GE's reverse split of
// 2021-08-02 (3.5 times the ordinary) and PCG's fall by half on 2019-01-14 (4.0).
constexpr double kMoneyOfNews = 3.8;
constexpr std::size_t kMoneyBars = 20;  // Whose median money is the ordinary.
constexpr double kTwiceJump = 0.22;     // Return with both bookings ...
constexpr double kTwiceCalm = 0.15;     // ... and with the split alone.
constexpr double kTwiceDividend = 0.1;  // Least dividend, of the price.
constexpr double kMoneyOffLeast = 60.0;
constexpr double kMoneyOffMost = 200.0;
constexpr double kMoneyOffMove = 0.06;
// A stock so thinly traded has wild days; one that is just being listed is one.
constexpr double kOrdinaryMoneyLeastUsd = 1e7;

// A series with the factors that turn its prices into returns.
struct Look {
    explicit Look(const bars::BarSeries& raw)
        : series(raw),
          total(bars::growth_factors(raw, bars::Adjustment::TotalReturn)),
          split(bars::growth_factors(raw, bars::Adjustment::Split)),
          is_doubted(raw.size(), false) {}

    double close(std::size_t i) const { return series.close_usd()[i]; }
    double return_log(std::size_t from, std::size_t to) const {
        return std::log(close(to) * total[to] / (close(from) * total[from]));
    }
    double return_without_dividends_log(std::size_t from, std::size_t to) const {
        return std::log(close(to) * split[to] / (close(from) * split[from]));
    }
    double gap_log(std::size_t from, std::size_t to) const {
        return std::log(series.open_usd()[to] * total[to] / (close(from) * total[from]));
    }
    double money_usd(std::size_t i) const { return close(i) * series.volume_shares()[i]; }
    // The median of the last believed bars before; nothing while there are fewer than half of
    // kMoneyBars.
    std::optional<double> ordinary_money_usd(std::size_t i) const {
        std::vector<double> money;
        for (std::size_t b = i; b-- > 0 && money.size() < kMoneyBars;) {
            if (!is_doubted[b]) {
                money.push_back(money_usd(b));
            }
        }
        if (money.size() < kMoneyBars / 2) {
            return std::nullopt;
        }
        const auto middle = money.begin() + static_cast<std::ptrdiff_t>(money.size() / 2);
        std::nth_element(money.begin(), middle, money.end());
        return *middle;
    }
    // Whether bar i may have `times` the ordinary money: not when more than half of the bars that
    // make the median are above that share of it. Almost every bar ends here, without a median.
    bool may_have_times_ordinary_money(std::size_t i, double times) const {
        const double share = money_usd(i) / times;
        std::size_t above = 0;
        std::size_t seen = 0;
        for (std::size_t b = i; b-- > 0 && seen < kMoneyBars;) {
            seen += is_doubted[b] ? 0U : 1U;
            above += !is_doubted[b] && money_usd(b) > share ? 1U : 0U;
            if (above > kMoneyBars / 2) {
                return false;
            }
        }
        return true;
    }
    const bars::BarSeries& series;
    std::vector<double> total;
    std::vector<double> split;
    std::vector<bool> is_doubted;
};

std::optional<double> split_ratio_near(double move_log) {
    for (const double ratio : kSplitRatios) {
        if (std::abs(std::abs(move_log) - std::log(ratio)) < kRatioNearness) {
            return ratio;
        }
    }
    return std::nullopt;
}

const bars::Action* action_on(const bars::BarSeries& series, base::TradingDate date) {
    const auto actions = series.actions();
    const auto found = std::ranges::lower_bound(actions, date, {}, &bars::Action::ex_date);
    return found != actions.end() && found->ex_date == date ? &*found : nullptr;
}

std::optional<Doubt> doubt_of_jump(const Look& look, std::size_t believed, std::size_t i) {
    const double move = look.return_log(believed, i);
    const auto date = look.series.dates()[i];
    if (!(std::abs(move) < kJumpLargest)) {
        return Doubt{date,
                     kImpossibleJump,
                     fmt::format("close {} after {} is x {:.3g} with all known splits and "
                                 "dividends",
                                 look.close(i),
                                 look.close(believed),
                                 std::exp(move))};
    }
    if (std::abs(move) < kJumpSmallest) {
        return std::nullopt;
    }
    const auto ratio = split_ratio_near(move);
    const auto ordinary = look.ordinary_money_usd(i);
    const bool is_news = !ordinary || look.money_usd(i) > kMoneyOfNews * *ordinary;
    const bool is_at_open = std::abs(look.gap_log(believed, i) - move) < kOpenNearness;
    if (!ratio || is_news || !is_at_open) {
        return std::nullopt;
    }
    return Doubt{
        date,
        kUnexplainedSplit,
        fmt::format("close {} after {} looks like a split of {}, but none is known",
                    look.close(i),
                    look.close(believed),
                    move < 0.0 ? fmt::format("{:g}:1", *ratio) : fmt::format("1:{:g}", *ratio))};
}

std::optional<Doubt> doubt_of_action(const Look& look, std::size_t i) {
    const auto* action = action_on(look.series, look.series.dates()[i]);
    if (action == nullptr || action->split_ratio == 1.0 ||
        action->dividend_usd < kTwiceDividend * look.close(i)) {
        return std::nullopt;
    }
    const double with_both = look.return_log(i - 1, i);
    if (std::abs(with_both) < kTwiceJump ||
        std::abs(look.return_without_dividends_log(i - 1, i)) > kTwiceCalm) {
        return std::nullopt;
    }
    return Doubt{action->ex_date,
                 kCountedTwice,
                 fmt::format("a split of {:.4g} and a dividend of {} on one day return {:+.1f} %, "
                             "the split alone {:+.1f} %",
                             action->split_ratio,
                             action->dividend_usd,
                             100.0 * std::expm1(with_both),
                             100.0 * std::expm1(look.return_without_dividends_log(i - 1, i)))};
}

std::optional<Doubt> doubt_of_volume(const Look& look, std::size_t i) {
    if (!look.may_have_times_ordinary_money(i, kMoneyOffLeast)) {
        return std::nullopt;
    }
    const auto ordinary = look.ordinary_money_usd(i);
    if (!ordinary || *ordinary < kOrdinaryMoneyLeastUsd) {
        return std::nullopt;
    }
    const double times = look.money_usd(i) / *ordinary;
    if (times < kMoneyOffLeast || times > kMoneyOffMost ||
        std::abs(look.return_log(i - 1, i)) > kMoneyOffMove) {
        return std::nullopt;
    }
    return Doubt{look.series.dates()[i],
                 kVolumeOff,
                 fmt::format("volume {:.0f} is {:.0f} times the money of ordinary days, and the "
                             "price moved {:+.1f} %",
                             look.series.volume_shares()[i],
                             times,
                             100.0 * std::expm1(look.return_log(i - 1, i)))};
}

std::optional<Doubt> doubt_of_trade(const Look& look, std::size_t i) {
    const auto bar = look.series.fields(i);
    if (bar.volume_shares > 0.0 || bar.high_usd > bar.low_usd) {
        return std::nullopt;
    }
    return Doubt{bar.date, kNoTrade, fmt::format("no trade and no range at {}", bar.close_usd)};
}

// What the rules say of bar i, which is held against bar `believed`.
std::optional<Doubt> doubt_of(const Look& look, std::size_t believed, std::size_t i) {
    for (const auto& rule : {doubt_of_action(look, i), doubt_of_jump(look, believed, i)}) {
        if (rule) {
            return rule;
        }
    }
    return doubt_of_volume(look, i);
}

// A bar that lies nearer to the doubted one before it than to the believed one shares its doubt,
// however far the price has drifted since.
std::optional<Doubt> doubt_of_level(const Look& look,
                                    std::size_t believed,
                                    const std::optional<Doubt>& level,
                                    std::size_t i) {
    if (!level || std::abs(look.return_log(i - 1, i)) >= std::abs(look.return_log(believed, i))) {
        return std::nullopt;
    }
    return Doubt{look.series.dates()[i],
                 level->rule,
                 fmt::format("close {} is on the level that is doubted since {}",
                             look.close(i),
                             level->date.text())};
}

bool is_among(const std::vector<bars::BarFields>& vouched, const bars::BarFields& bar) {
    return std::ranges::any_of(vouched, [&](const bars::BarFields& known) {
        return known.date == bar.date && bars::is_same_bar(known, bar);
    });
}

// Whether the bars after a doubted one may be held against it: its price is its own.
bool is_level_believed(const Doubt& doubt) {
    return doubt.rule != kUnexplainedSplit && doubt.rule != kImpossibleJump;
}

}  // namespace

std::vector<Doubt> doubtful_bars(const bars::BarSeries& series,
                                 base::TradingDate from,
                                 const std::vector<bars::BarFields>& vouched) {
    std::vector<Doubt> doubts;
    if (series.empty()) {
        return doubts;
    }
    Look look(series);
    std::optional<std::size_t> believed;
    std::optional<Doubt> level;  // Of the first bar since on another level.
    for (std::size_t i = 0; i < series.size(); ++i) {
        const bool is_judged = series.dates()[i] >= from && !is_among(vouched, series.fields(i));
        auto doubt = is_judged ? doubt_of_trade(look, i) : std::nullopt;
        if (!doubt && believed && is_judged) {
            doubt = doubt_of(look, *believed, i);
            doubt = doubt ? doubt : doubt_of_level(look, *believed, level, i);
        }
        if (!doubt || is_level_believed(*doubt)) {
            believed = i;
            level.reset();
        } else if (!level) {
            level = doubt;
        }
        if (doubt) {
            look.is_doubted[i] = true;
            doubts.push_back(*std::move(doubt));
        }
    }
    return doubts;
}

}  // namespace market_data::quality
