"""What the features are computed with: the registry, an adjusted stock, columns and their values.

A column is a list with one value a bar, None where there is none yet. Prices are total-return
adjusted, volumes split adjusted, dollar volumes as traded.
"""
import functools
import math
import operator

# Shares of a price. Adjustment leaves prices that were equal when traded less than EQUAL apart; a
# smoothed move below ECHO is what is left of one long gone, and the price stands.
EQUAL = 1e-10
ECHO = 1e-8
# Likewise of smoothed volumes, in shares.
ECHO_SHARES = 1e-3

FEATURES = {}


def feature(name, *parameters):
    """Registers a function of a stock, once for each set of parameters if there are any."""
    def register(function):
        for given in parameters or [()]:
            values = given if isinstance(given, tuple) else (given,)
            FEATURES[name.format(*values)] = functools.partial(
                lambda stock, values: function(stock, *values), values=values)
        return function
    return register


# A column that several features of a stock, or of its neighbours in this file, start from.
shared = functools.lru_cache(maxsize=64)


class Stock:
    """The adjusted bars of a stock, and what several features share."""

    def __init__(self, rows):
        self.dates = [row[0] for row in rows]
        total, splits = growth_factors(rows)
        self.open, self.high, self.low, self.close = (
            [row[field] * factor for row, factor in zip(rows, total)] for field in (1, 2, 3, 4))
        self.volume = [row[5] / factor for row, factor in zip(rows, splits)]
        self.dollars = [row[4] * row[5] for row in rows]
        self.size = len(rows)

    @functools.cached_property
    def logs(self):
        return [math.log(price) for price in self.close]

    @functools.cached_property
    def returns(self):
        return with_previous(self.close, lambda now, before: zero_or(math.log(now / before)))

    @functools.cached_property
    def typical(self):
        return each(lambda h, l, c: (h + l + c) / 3, self.high, self.low, self.close)

    @functools.cached_property
    def middle(self):
        return each(lambda h, l: (h + l) / 2, self.high, self.low)

    @functools.cached_property
    def true_range(self):
        later = each(lambda h, l: h - l, self.true_high, self.true_low)
        return [self.high[0] - self.low[0]] + later[1:]

    @functools.cached_property
    def true_high(self):
        return each(max, self.high, shifted(self.close, 1))

    @functools.cached_property
    def true_low(self):
        return each(min, self.low, shifted(self.close, 1))

    @shared
    def highest(self, count):
        return rolling(self.high, count, max)

    @shared
    def lowest(self, count):
        return rolling(self.low, count, min)

    @shared
    def mean_close(self, count):
        return rolling(self.close, count, mean)

    @shared
    def average_true_range(self, period):
        return wilder(self.true_range, period)

    @shared
    def deviation_of_returns(self, count):
        """Sample standard deviation."""
        return rolling(self.returns, count, sample_deviation)


def growth_factors(rows):
    """For each bar the total-return factor and the one of the splits alone."""
    total, splits = [1.0], [1.0]
    for before, (*_, dividend, split) in zip(rows, rows[1:]):
        share = dividend * split / before[4]
        total.append(total[-1] * split / (1 - share if share < 1 else 1))
        splits.append(splits[-1] * split)
    return total, splits


# Columns.

def each(function, *columns):
    """The function of every bar's values."""
    return [None if None in values else function(*values) for values in zip(*columns)]


def shifted(column, count):
    return [None] * min(count, len(column)) + column[:-count]


def with_previous(column, function):
    return each(function, column, shifted(column, 1))


def first_of(column):
    return next((at for at, value in enumerate(column) if value is not None), len(column))


def rolling(column, count, function):
    """The function of the last `count` values, today's included."""
    start = first_of(column) + count
    return ([None] * min(start - 1, len(column)) +
            [function(column[end - count:end]) for end in range(start, len(column) + 1)])


def rolling_two(one, other, count, function):
    start = max(first_of(one), first_of(other)) + count
    return ([None] * min(start - 1, len(one)) +
            [function(one[end - count:end], other[end - count:end])
             for end in range(start, len(one) + 1)])


def smoothed(column, count, weight):
    """Exponential smoothing seeded with the mean of the first `count` values."""
    start = first_of(column) + count
    if start > len(column):
        return [None] * len(column)
    average = mean(column[start - count:start])
    result = [None] * (start - 1) + [average]
    for value in column[start:]:
        average += weight * (value - average)
        result.append(average)
    return result


def ema(column, span):
    return smoothed(column, span, 2 / (span + 1))


def wilder(column, period):
    return smoothed(column, period, 1 / period)


# Values.

def zero_or(value, scale=1.0):
    return 0.0 if abs(value) <= EQUAL * scale else value


def compare(one, other):
    """1, 0 or -1: how a price lies to another."""
    return sign(zero_or(one - other, max(abs(one), abs(other))))


def sign(value):
    return (value > 0) - (value < 0)


def ratio(numerator, denominator, otherwise, scale=1.0, nothing=EQUAL):
    """With a denominator that is nothing next to `scale`: `otherwise`."""
    return otherwise if abs(denominator) <= nothing * scale else numerator / denominator


def of_smoothed(numerator, denominator, otherwise, price):
    return ratio(numerator, denominator, otherwise, price, ECHO)


def of_any(numerator, denominator, otherwise, nothing=0.0):
    """A ratio over volumes, which are exactly 0 when there are none."""
    return numerator / denominator if denominator > nothing else otherwise


def mean(values):
    return sum(values) / len(values)


def centred(values):
    centre = mean(values)
    return [value - centre for value in values]


def mean_product(one, other):
    return sum(map(operator.mul, one, other)) / len(one)


def variance(values):
    values = centred(values)
    return mean_product(values, values)


def deviation(values):
    return math.sqrt(variance(values))


def sample_deviation(values):
    return math.sqrt(variance(values) * len(values) / (len(values) - 1))


def root_mean_square(values):
    return math.sqrt(mean_product(values, values))


def covariance(one, other):
    return mean_product(centred(one), centred(other))


def correlation(one, other, scale=1.0, other_scale=1.0):
    one, other = centred(one), centred(other)
    spreads = root_mean_square(one), root_mean_square(other)
    if spreads[0] <= EQUAL * scale or spreads[1] <= EQUAL * other_scale:
        return 0.0
    return mean_product(one, other) / (spreads[0] * spreads[1])


def slope_of(values):
    """Of the least-squares line through values a session apart."""
    time = centred(range(len(values)))
    return mean_product(time, values) / mean_product(time, time)


def position(value, low, high, otherwise):
    return ratio(value - low, high - low, otherwise, high)


def annual(value, periods=252):
    return value * math.sqrt(periods)


def sessions_since(values, best):
    """Sessions since the last value that equals the best."""
    return next(age for age, value in enumerate(reversed(values))
                if abs(value - best) <= EQUAL * best)
