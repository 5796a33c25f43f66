#include "market_data/source/yahoo/splits.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace market_data::source::yahoo {

using base::Result;
using base::TradingDate;

namespace {

constexpr double kRatioMax = 1000.0;
constexpr int kRepeatedDays = 10;
constexpr double kShownRatio = 1.5;      // And its inverse: what a night's move cannot hide.
constexpr double kShownRatioLow = 0.67;  // 2:3, as vendors round it.
constexpr double kLogTolerance = 0.25;

base::Error doubt(std::string what) {
    return base::Error{base::ErrorCode::InvalidInput, std::move(what)};
}

std::string text_of(const Split& split) {
    return fmt::format(
        "split of {}:{} on {}", split.numerator, split.denominator, split.ex_date.text());
}

Result<Split> split_of(const SplitEvent& event, const ExchangeClock& clock) {
    const auto date = clock.date_at(event.time);
    if (!date) {
        return doubt(fmt::format("a split at {} seconds, which is no date", event.time));
    }
    const Split split{
        .ex_date = *date, .numerator = event.numerator, .denominator = event.denominator};
    if (!(split.numerator > 0.0) || !(split.denominator > 0.0) || !(split.ratio() <= kRatioMax) ||
        !(split.ratio() >= 1.0 / kRatioMax)) {
        return doubt(fmt::format("a {}, which is none", text_of(split)));
    }
    return split;
}

// Whether two splits, the later one second, cannot both be: on one day, or the same again too soon.
bool is_near(const Split& first, const Split& second) {
    const int days = second.ex_date.days_since(first.ex_date);
    return days == 0 || (days <= kRepeatedDays && first.ratio() == second.ratio());
}

// Of one day, the price nearest to the split.
struct Quote {
    TradingDate date;
    double usd;
};

bool is_price(const std::optional<double>& usd) {
    return usd && std::isfinite(*usd) && *usd > 0.0;
}

std::optional<Quote> last_close_before(std::span<const VendorBar> bars, TradingDate date) {
    std::optional<Quote> last;
    for (const auto& bar : bars) {
        if (bar.date < date && is_price(bar.close_usd) && (!last || bar.date >= last->date)) {
            last = Quote{.date = bar.date, .usd = *bar.close_usd};
        }
    }
    return last;
}

std::optional<Quote> first_price_from(std::span<const VendorBar> bars, TradingDate date) {
    std::optional<Quote> first;
    for (const auto& bar : bars) {
        const auto& price = is_price(bar.open_usd) ? bar.open_usd : bar.close_usd;
        if (bar.date >= date && is_price(price) && (!first || bar.date < first->date)) {
            first = Quote{.date = bar.date, .usd = *price};
        }
    }
    return first;
}

}  // namespace

Result<std::vector<Split>> read_splits(std::span<const SplitEvent> events,
                                       const ExchangeClock& clock) {
    std::vector<Split> splits;
    for (const auto& event : events) {
        TRY_ASSIGN(const auto split, split_of(event, clock));
        splits.push_back(split);
    }
    std::ranges::stable_sort(splits, {}, &Split::ex_date);
    std::vector<Split> distinct;
    for (const auto& split : splits) {
        if (distinct.empty() || !is_near(distinct.back(), split)) {
            distinct.push_back(split);
        } else if (split.ex_date != distinct.back().ex_date ||
                   split.ratio() != distinct.back().ratio()) {
            return doubt(fmt::format(
                "a {} beside a {}: only one can be", text_of(distinct.back()), text_of(split)));
        }
    }
    return distinct;
}

double split_ratio_after(std::span<const Split> splits, TradingDate date) {
    double ratio = 1.0;
    for (const auto& split : splits) {
        ratio *= split.ex_date > date ? split.ratio() : 1.0;
    }
    return ratio;
}

Result<void> check_splits_are_in(std::span<const Split> splits,
                                 std::span<const VendorBar> adjusted) {
    for (const auto& split : splits) {
        if (split.ratio() < kShownRatio && split.ratio() > kShownRatioLow) {
            continue;
        }
        const auto before = last_close_before(adjusted, split.ex_date);
        const auto after = first_price_from(adjusted, split.ex_date);
        if (!before || !after) {
            continue;
        }
        const double jump_log = std::log(before->usd / after->usd);
        const double split_log = std::log(split.ratio());
        const double tolerance = kLogTolerance * std::abs(split_log);
        const bool is_missing = std::abs(jump_log - split_log) <= tolerance;
        const bool is_twice = std::abs(jump_log + split_log) <= tolerance;
        if (is_missing || is_twice) {
            return doubt(fmt::format(
                "the {} is {} the prices before it (close {} on {}, then {} on {}), so none of "
                "them can be trusted; try again tomorrow, or load what came after with --since {}",
                text_of(split),
                is_missing ? "not worked into" : "worked twice into",
                before->usd,
                before->date.text(),
                after->usd,
                after->date.text(),
                split.ex_date.text()));
        }
    }
    return {};
}

}  // namespace market_data::source::yahoo
