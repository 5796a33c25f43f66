"""Volatility, candles and statistics."""
import functools
import math

from columns import (EQUAL, FEATURES, annual, centred, compare, correlation, deviation, each, ema,
                     feature, mean, mean_product, of_smoothed, ratio, rolling, rolling_two,
                     root_mean_square, sample_deviation, shifted, sign, variance, with_previous,
                     zero_or)
from price_features import overnight
from volume_features import zscore
from level_features import range_position

# Volatility.

@feature('volatility_{}', 10, 20, 30, 60)
def volatility(stock, count):
    return each(annual, stock.deviation_of_returns(count))


@feature('volatility_ratio_{}_{}', (5, 20), (20, 120))
def volatility_ratio(stock, short, long):
    return each(lambda now, usual: ratio(now, usual, 1.0), stock.deviation_of_returns(short),
                stock.deviation_of_returns(long))


@feature('downside_volatility_60')
def downside_volatility(stock):
    falls = each(lambda change: min(change, 0.0), stock.returns)
    return rolling(falls, 60, lambda values: annual(root_mean_square(values)))


@feature('atr_ratio_{}', 7, 14, 21)
def atr_ratio(stock, period):
    return each(lambda spread, close: spread / close, stock.average_true_range(period),
                stock.close)


@feature('range_expansion_14')
def range_expansion(stock):
    return each(lambda today, average, close: of_smoothed(today, average, 1.0, close),
                stock.true_range, stock.average_true_range(14), stock.close)


def mean_variance(stock, of_bar):
    """Mean over 20 sessions of an estimate from one bar's open, high, low and close."""
    return rolling(each(of_bar, stock.open, stock.high, stock.low, stock.close), 20, mean)


@feature('parkinson_20')
def parkinson(stock):
    def of_bar(_, high, low, __):
        return math.log(high / low) ** 2 / (4 * math.log(2))
    return each(lambda value: annual(math.sqrt(value)), mean_variance(stock, of_bar))


@feature('garman_klass_20')
def garman_klass(stock):
    def of_bar(first, high, low, last):
        body = math.log(last / first) ** 2
        return 0.5 * math.log(high / low) ** 2 - (2 * math.log(2) - 1) * body
    return each(lambda value: annual(math.sqrt(value)), mean_variance(stock, of_bar))


def rogers_satchell_of(first, high, low, last):
    return (math.log(high / last) * math.log(high / first) +
            math.log(low / last) * math.log(low / first))


@feature('rogers_satchell_20')
def rogers_satchell(stock):
    return each(lambda value: annual(math.sqrt(max(value, 0.0))),
                mean_variance(stock, rogers_satchell_of))


@feature('yang_zhang_20')
def yang_zhang(stock):
    weight = 0.34 / (1.34 + 21 / 19)
    nights = rolling(overnight(stock), 20, sample_deviation)
    days = rolling(each(lambda last, first: math.log(last / first), stock.close, stock.open), 20,
                   sample_deviation)
    return each(lambda night, day, rest:
                annual(math.sqrt(night ** 2 + weight * day ** 2 + (1 - weight) * max(rest, 0.0))),
                nights, days, mean_variance(stock, rogers_satchell_of))


@feature('bollinger_width_20')
def bollinger_width(stock):
    return rolling(stock.close, 20, lambda values: 4 * deviation(values) / mean(values))


@feature('bollinger_position_20')
def bollinger_position(stock):
    def within(values):
        centre, spread = mean(values), deviation(values)
        return ratio(values[-1] - (centre - 2 * spread), 4 * spread, 0.5, centre)
    return rolling(stock.close, 20, within)


@feature('keltner_position_20')
def keltner_position(stock):
    return each(lambda close, centre, spread: of_smoothed(close - centre, spread, 0.0, close) / 2,
                stock.close, ema(stock.close, 20), stock.average_true_range(20))


@feature('squeeze_20')
def squeeze(stock):
    return each(lambda bands, spread, close:
                of_smoothed(2 * zero_or(bands, close), 1.5 * spread, 1.0, close),
                rolling(stock.close, 20, deviation), stock.average_true_range(20), stock.close)


@feature('semivariance_balance_60')
def semivariance_balance(stock):
    signed = each(lambda change: change * abs(change), stock.returns)

    def balance(values):
        total = sum(map(abs, values))
        return ratio(sum(values), total, 0.0, EQUAL)
    return rolling(signed, 60, balance)


# Pattern.

def of_range(stock, part, otherwise=0.0):
    """A part of each bar over its range."""
    return each(lambda first, high, low, last:
                ratio(part(first, high, low, last), high - low, otherwise, high),
                stock.open, stock.high, stock.low, stock.close)


def body_of(first, _, __, last):
    return last - first


def upper_of(first, high, _, last):
    return high - max(first, last)


def lower_of(first, _, low, last):
    return min(first, last) - low


FEATURES['body_1'] = functools.partial(of_range, part=body_of)
FEATURES['upper_shadow_1'] = functools.partial(of_range, part=upper_of)
FEATURES['lower_shadow_1'] = functools.partial(of_range, part=lower_of)


@feature('gap_1')
def gap(stock):
    return overnight(stock)


def two_bodies(stock, function):
    """A function of today's open and close and those of the session before."""
    return each(function, stock.open, stock.close, shifted(stock.open, 1),
                shifted(stock.close, 1))


def covers(inner, outer):
    """Whether a body, as two prices, lies within another."""
    return compare(min(inner), min(outer)) >= 0 and compare(max(inner), max(outer)) <= 0


@feature('engulfing_1')
def engulfing(stock):
    def of_bar(first, last, first_before, last_before):
        today, before = compare(last, first), compare(last_before, first_before)
        turned = today * before < 0
        return today if turned and covers((first_before, last_before), (first, last)) else 0
    return two_bodies(stock, of_bar)


@feature('harami_1')
def harami(stock):
    def of_bar(first, last, first_before, last_before):
        today, before = compare(last, first), compare(last_before, first_before)
        turned = today * before < 0
        return today if turned and covers((first, last), (first_before, last_before)) else 0
    return two_bodies(stock, of_bar)


def at_most(one, other, scale):
    return zero_or(one - other, scale) <= 0


@feature('hammer_1')
def hammer(stock):
    def is_hammer(lower, body, upper, high, low):
        return at_most(2 * body, lower, high) and at_most(upper, 0.1 * (high - low), high)

    def of_bar(first, high, low, last):
        lower, upper = lower_of(first, high, low, last), upper_of(first, high, low, last)
        body = abs(last - first)
        return (compare(high, low) != 0) * (is_hammer(lower, body, upper, high, low) -
                                            is_hammer(upper, body, lower, high, low))
    return each(of_bar, stock.open, stock.high, stock.low, stock.close)


@feature('range_nesting_1')
def range_nesting(stock):
    def of_bar(high, low, high_before, low_before):
        up, down = compare(high, high_before), compare(low_before, low)
        return int(up > 0 and down > 0) - int(up < 0 and down < 0)
    return each(of_bar, stock.high, stock.low, shifted(stock.high, 1), shifted(stock.low, 1))


@feature('close_streak_20')
def close_streak(stock):
    def streak(changes):
        last = sign(changes[-1])
        same = [sign(change) == last for change in reversed(changes)]
        return last * (same.index(False) if False in same else len(same))
    return rolling(stock.returns, 20, streak)


@feature('doji_1')
def doji(stock):
    return each(lambda first, high, low, last:
                float(compare(high, low) != 0 and
                      at_most(abs(last - first), 0.1 * (high - low), high)),
                stock.open, stock.high, stock.low, stock.close)


@feature('three_candles_3')
def three_candles(stock):
    bodies = each(compare, stock.close, stock.open)
    moves = with_previous(stock.close, compare)

    def of_bars(*signs):
        return signs[0] if len(set(signs)) == 1 else 0
    return each(of_bars, bodies, shifted(bodies, 1), shifted(bodies, 2), moves, shifted(moves, 1))


@feature('pivot_distance_1')
def pivot_distance(stock):
    return each(lambda close, pivot: math.log(close / pivot), stock.close,
                shifted(stock.typical, 1))


@feature('high_shift_20')
def high_shift(stock):
    return each(lambda now, before: math.log(now / before), stock.highest(20),
                shifted(stock.highest(20), 20))


@feature('low_shift_20')
def low_shift(stock):
    return each(lambda now, before: math.log(now / before), stock.lowest(20),
                shifted(stock.lowest(20), 20))


@feature('fibonacci_distance_60')
def fibonacci_distance(stock):
    levels = (0.0, 0.236, 0.382, 0.5, 0.618, 1.0)

    def distance(place):
        return min((place - level for level in levels), key=abs)
    return each(distance, range_position(stock, 60, otherwise=0.0))


# Statistics.

@feature('skewness_{}', 20, 60)
def skewness(stock, count):
    def of_returns(values):
        values = centred(values)
        squares = [value * value for value in values]
        return ratio(mean_product(squares, values), mean(squares) ** 1.5, 0.0, EQUAL ** 2)
    return rolling(stock.returns, count, of_returns)


@feature('kurtosis_{}', 20, 60)
def kurtosis(stock, count):
    def of_returns(values):
        squares = [value * value for value in centred(values)]
        return ratio(mean_product(squares, squares), mean(squares) ** 2, 3.0, EQUAL ** 3) - 3
    return rolling(stock.returns, count, of_returns)


@feature('autocorrelation_60')
def autocorrelation(stock):
    return rolling(stock.returns, 61, lambda values: correlation(values[1:], values[:-1]))


@feature('efficiency_20')
def efficiency(stock):
    return rolling(stock.returns, 20, lambda values:
                   ratio(abs(sum(values)), sum(map(abs, values)), 0.0))


@feature('variance_ratio_5_120')
def variance_ratio(stock):
    fives = each(lambda now, before: now - before, stock.logs, shifted(stock.logs, 5))
    return rolling_two(fives, stock.returns, 120, lambda long, short:
                       ratio(variance(long), 5 * variance(short), 1.0, EQUAL))


@feature('up_share_20')
def up_share(stock):
    return rolling(each(lambda change: float(change > 0), stock.returns), 20, mean)


@feature('return_zscore_60')
def return_zscore(stock):
    return rolling(stock.returns, 61, lambda values:
                   zscore(values[-1], values[:-1], sample_deviation))


@feature('return_max_20')
def return_max(stock):
    return rolling(stock.returns, 20, max)


@feature('return_min_20')
def return_min(stock):
    return rolling(stock.returns, 20, min)


@feature('sharpe_{}', 20, 60)
def sharpe(stock, count):
    return each(lambda average, spread: annual(ratio(average, spread, 0.0)),
                rolling(stock.returns, count, mean), stock.deviation_of_returns(count))


@feature('close_zscore_50')
def close_zscore(stock):
    return rolling(stock.logs, 50, lambda values: zscore(values[-1], values))
