"""Structure and calendar frames."""
import collections
import math

from columns import (annual, each, feature, mean, position, ratio, rolling, root_mean_square,
                     sample_deviation, sessions_since, shared, shifted, zero_or)

# Structure.

@feature('distance_high_250')
def distance_high(stock):
    return each(lambda close, high: math.log(close / high), stock.close, stock.highest(250))


@feature('distance_low_250')
def distance_low(stock):
    return each(lambda close, low: math.log(close / low), stock.close, stock.lowest(250))


@feature('range_position_{}', 5, 10, 20, 60)
def range_position(stock, count, otherwise=0.5):
    return each(lambda close, low, high: position(close, low, high, otherwise), stock.close,
                stock.lowest(count), stock.highest(count))


@feature('range_width_{}', 5, 20, 60)
def range_width(stock, count):
    return each(lambda high, low: math.log(high / low), stock.highest(count),
                stock.lowest(count))


@feature('drawdown_{}', 60, 250)
def drawdown(stock, count):
    return rolling(stock.close, count, lambda values: math.log(values[-1] / max(values)))


@feature('ulcer_index_14')
def ulcer_index(stock):
    drawdowns = rolling(stock.close, 14, lambda values: 100 * (values[-1] / max(values) - 1))
    return rolling(drawdowns, 14, root_mean_square)


@feature('since_high_250')
def since_high(stock):
    return rolling(stock.high, 250, lambda values: sessions_since(values, max(values)) / 249)


@feature('since_low_250')
def since_low(stock):
    return rolling(stock.low, 250, lambda values: sessions_since(values, min(values)) / 249)


@feature('breakout_20')
def breakout(stock):
    return each(lambda close, high: math.log(close / high), stock.close,
                shifted(stock.highest(20), 1))


@feature('breakdown_20')
def breakdown(stock):
    return each(lambda close, low: math.log(close / low), stock.close,
                shifted(stock.lowest(20), 1))


# Frame.

Period = collections.namedtuple('Period', 'high low close')


def week_of(date):
    return date.toordinal() - date.weekday()


def month_of(date):
    return 12 * date.year + date.month - 1


def quarter_of(date):
    return month_of(date) // 3


@shared
def frames(stock, period_of):
    """At each bar the periods so far, the running one last, as far back as any feature looks."""
    periods, current, result = collections.deque(maxlen=27), None, []
    for at, date in enumerate(stock.dates):
        bar = Period(stock.high[at], stock.low[at], stock.close[at])
        if period_of(date) == current:
            last = periods.pop()
            bar = Period(max(last.high, bar.high), min(last.low, bar.low), bar.close)
        current = period_of(date)
        periods.append(bar)
        result.append(tuple(periods))
    return result


def framed(stock, period_of, bars, function):
    """A function of the periods, from the bar that is sure to have enough of them."""
    return [function(periods) if at + 1 >= bars else None
            for at, periods in enumerate(frames(stock, period_of))]


WEEK, MONTH, QUARTER = 5, 23, 66  # The most sessions that each may have.


@feature('week_to_date_return', (week_of, WEEK, 1))
@feature('week_return_4', (week_of, WEEK, 4))
@feature('month_to_date_return', (month_of, MONTH, 1))
@feature('month_return_3', (month_of, MONTH, 3))
@feature('month_return_6', (month_of, MONTH, 6))
@feature('month_return_9', (month_of, MONTH, 9))
@feature('quarter_to_date_return', (quarter_of, QUARTER, 1))
@feature('quarter_return_2', (quarter_of, QUARTER, 2))
def period_return(stock, period_of, sessions, count):
    return framed(stock, period_of, count * sessions + 1, lambda periods:
                  math.log(periods[-1].close / periods[-1 - count].close))


def last_closes(periods, count):
    return [period.close for period in periods[-count:]]


@feature('week_rsi_14')
def week_rsi(stock):
    def index(periods):
        closes = last_closes(periods, 15)
        changes = [zero_or(now - before, now) for before, now in zip(closes, closes[1:])]
        rises = sum(change for change in changes if change > 0)
        return 100 * ratio(rises, sum(map(abs, changes)), 0.5, closes[-1])
    return framed(stock, week_of, 14 * WEEK + 1, index)


@feature('week_distance_mean_10', (week_of, WEEK))
@feature('month_distance_mean_10', (month_of, MONTH))
def period_distance_mean(stock, period_of, sessions):
    def distance(periods):
        closes = last_closes(periods, 10)
        return math.log(closes[-1] / mean(closes))
    return framed(stock, period_of, 9 * sessions + 1, distance)


@feature('week_volatility_26')
def week_volatility(stock):
    def of_weeks(periods):
        closes = last_closes(periods, 27)
        changes = [math.log(now / before) for before, now in zip(closes, closes[1:])]
        return annual(sample_deviation(changes), 52)
    return framed(stock, week_of, 26 * WEEK + 1, of_weeks)


@feature('week_range_position_13', (week_of, WEEK, 13))
@feature('month_range_position_6', (month_of, MONTH, 6))
@feature('quarter_range_position_3', (quarter_of, QUARTER, 3))
def period_range_position(stock, period_of, sessions, count):
    def within(periods):
        last = periods[-count:]
        return position(last[-1].close, min(period.low for period in last),
                        max(period.high for period in last), 0.5)
    return framed(stock, period_of, (count - 1) * sessions + 1, within)


@feature('previous_week_position', (week_of, WEEK))
@feature('previous_month_position', (month_of, MONTH))
@feature('previous_quarter_position', (quarter_of, QUARTER))
def previous_position(stock, period_of, sessions):
    return framed(stock, period_of, sessions + 1, lambda periods:
                  position(periods[-1].close, periods[-2].low, periods[-2].high, 0.5))


@feature('week_macd_6_13')
def week_macd(stock):
    return framed(stock, week_of, 12 * WEEK + 1, lambda periods:
                  (mean(last_closes(periods, 6)) - mean(last_closes(periods, 13))) /
                  periods[-1].close)
