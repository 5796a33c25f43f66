#include "bars/adjustment.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

namespace bars {

namespace {

// Walks the actions of a series in step with its bars and keeps the running growth factor.
class Growth {
public:
    // Stands at `first`, with the actions up to it passed over.
    Growth(std::span<const Action> actions, Adjustment adjustment, base::TradingDate first)
        : actions_(actions), adjustment_(adjustment) {
        while (pending(first)) {
            ++next_;
        }
    }

    double factor() const { return factor_; }

    // Takes in every action up to `date`. The last bar before `date` closed at `close_usd`.
    void advance(base::TradingDate date, double close_usd) {
        for (; pending(date); ++next_) {
            close_usd = apply(actions_[next_], close_usd);
        }
    }

private:
    bool pending(base::TradingDate date) const {
        return next_ < actions_.size() && actions_[next_].ex_date <= date;
    }

    // Returns what a share that was worth `close_usd` before the action is worth after it, so that
    // several actions between two bars follow from one another.
    double apply(const Action& action, double close_usd) {
        if (adjustment_ == Adjustment::None) {
            return close_usd;
        }
        factor_ *= action.split_ratio;
        const double worth_usd = close_usd / action.split_ratio;
        if (adjustment_ == Adjustment::Split || action.dividend_usd >= worth_usd) {
            return worth_usd;
        }
        const double kept = 1.0 - action.dividend_usd / worth_usd;
        factor_ /= kept;
        return worth_usd * kept;
    }

    std::span<const Action> actions_;
    Adjustment adjustment_;
    std::size_t next_ = 0;
    double factor_ = 1.0;
};

// The factor of every bar, and behind them the factor once every action of the series has happened.
std::vector<double> factors_and_end(const BarSeries& series, Adjustment adjustment) {
    if (series.empty()) {
        return {1.0};
    }
    const auto dates = series.dates();
    const auto closes_usd = series.close_usd();
    Growth growth(series.actions(), adjustment, dates.front());
    std::vector<double> factors{growth.factor()};
    factors.reserve(series.size() + 1);
    for (std::size_t t = 1; t < series.size(); ++t) {
        growth.advance(dates[t], closes_usd[t - 1]);
        factors.push_back(growth.factor());
    }
    if (!series.actions().empty()) {
        growth.advance(series.actions().back().ex_date, closes_usd.back());
    }
    factors.push_back(growth.factor());
    return factors;
}

}  // namespace

std::vector<double> growth_factors(const BarSeries& series, Adjustment adjustment) {
    auto factors = factors_and_end(series, adjustment);
    factors.pop_back();
    return factors;
}

double split_ratio_between(const BarSeries& series,
                           base::TradingDate after,
                           base::TradingDate until) {
    const auto actions = series.actions();
    auto action = std::ranges::upper_bound(actions, after, {}, &Action::ex_date);
    double ratio = 1.0;
    for (; action != actions.end() && action->ex_date <= until; ++action) {
        ratio *= action->split_ratio;
    }
    return ratio;
}

BarSeries adjusted(const BarSeries& series, Adjustment adjustment, base::TradingDate as_of) {
    const auto known = series.until(as_of);
    const auto price_factors = factors_and_end(known, adjustment);
    const auto split_factors =
        factors_and_end(known, adjustment == Adjustment::None ? adjustment : Adjustment::Split);
    BarSeries result;
    result.reserve(known.size());
    for (std::size_t t = 0; t < known.size(); ++t) {
        const double price_scale = price_factors[t] / price_factors.back();
        auto fields = known.fields(t);
        fields.open_usd *= price_scale;
        fields.high_usd *= price_scale;
        fields.low_usd *= price_scale;
        fields.close_usd *= price_scale;
        fields.volume_shares *= split_factors.back() / split_factors[t];
        // Scaling by one positive number keeps the order of the prices, so this is still a bar.
        result.append(Bar::from(fields).value());
    }
    return result;
}

}  // namespace bars
