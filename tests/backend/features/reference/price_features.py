"""Momentum and trend."""
import math

from columns import (compare, correlation, each, ema, feature, mean, of_smoothed, position,
                     ratio, rolling, rolling_two, sessions_since, shared, shifted, sign, slope_of,
                     wilder, with_previous, zero_or)

# Momentum.

@feature('return_log_{}', 1, 5, 10, 20, 60, 120, 250)
def return_log(stock, count):
    return each(lambda now, before: math.log(now / before), stock.close,
                shifted(stock.close, count))


@feature('return_log_250_to_20')
def return_log_between(stock):
    return each(lambda now, before: math.log(now / before), shifted(stock.close, 20),
                shifted(stock.close, 250))


@feature('return_acceleration_20')
def return_acceleration(stock):
    last = return_log(stock, 20)
    return each(lambda now, before: now - before, last, shifted(last, 20))


@shared
def overnight(stock):
    return each(lambda now, before: math.log(now / before), stock.open, shifted(stock.close, 1))


@feature('overnight_return_20')
def overnight_return(stock):
    return rolling(overnight(stock), 20, sum)


@feature('rsi_{}', 7, 14, 21)
@shared
def rsi(stock, period):
    changes = with_previous(stock.close, lambda now, before: zero_or(now - before, now))
    rises = wilder(each(lambda change: max(change, 0.0), changes), period)
    falls = wilder(each(lambda change: max(-change, 0.0), changes), period)
    return each(lambda rise, fall, now: 100 * of_smoothed(rise, rise + fall, 0.5, now),
                rises, falls, stock.close)


@feature('stochastic_k_{}', 14)
@shared
def stochastic_k(stock, count):
    return each(lambda now, low, high: 100 * position(now, low, high, 0.5), stock.close,
                stock.lowest(count), stock.highest(count))


@feature('stochastic_d_{}', 14)
def stochastic_d(stock, count):
    return rolling(stochastic_k(stock, count), 3, mean)


@feature('stochastic_rsi_14')
def stochastic_rsi(stock):
    def within(values):
        low, high = min(values), max(values)
        return ratio(values[-1] - low, high - low, 0.5, 100)
    return rolling(rsi(stock, 14), 14, within)


@feature('cci_20')
def cci(stock):
    def index(values):
        centre = mean(values)
        spread = mean([abs(value - centre) for value in values])
        return ratio(values[-1] - centre, 0.015 * spread, 0.0, 0.015 * centre)
    return rolling(stock.typical, 20, index)


@shared
def macd(stock):
    return each(lambda fast, slow: fast - slow, ema(stock.close, 12), ema(stock.close, 26))


@feature('macd_histogram_12_26_9')
def macd_histogram(stock):
    lines = macd(stock)
    return each(lambda now, signal, close: (now - signal) / close, lines, ema(lines, 9),
                stock.close)


@feature('return_agreement')
def return_agreement(stock):
    signs = [each(compare, stock.close, shifted(stock.close, count))
             for count in (5, 10, 20, 60, 120)]
    return each(lambda *values: mean(values), *signs)


@feature('information_discreteness_120')
def information_discreteness(stock):
    shares = rolling(each(sign, stock.returns), 120, lambda signs: -mean(signs))
    return each(lambda share, now, before: compare(now, before) * share, shares, stock.close,
                shifted(stock.close, 120))


@feature('ultimate_oscillator_7_14_28')
def ultimate_oscillator(stock):
    pressure = each(lambda close, low: close - low, stock.close, stock.true_low)
    ranges = [None] + stock.true_range[1:]

    def part(count):
        return each(lambda numerator, denominator, close:
                    ratio(numerator, denominator, 0.5, close),
                    rolling(pressure, count, sum), rolling(ranges, count, sum), stock.close)
    return each(lambda *parts: 100 * (4 * parts[0] + 2 * parts[1] + parts[2]) / 7,
                part(7), part(14), part(28))


@feature('trix_15')
def trix(stock):
    thrice = ema(ema(ema(stock.logs, 15), 15), 15)
    return with_previous(thrice, lambda now, before: now - before)


@feature('rsi_price_correlation_20')
def rsi_price_correlation(stock):
    return rolling_two(rsi(stock, 14), stock.logs, 20,
                       lambda indices, logs: correlation(indices, logs, scale=100))


# Trend.

@feature('distance_mean_{}', 5, 10, 20, 50, 100, 200)
def distance_mean(stock, count):
    return each(lambda now, average: math.log(now / average), stock.close,
                stock.mean_close(count))


@feature('distance_ema_{}', 5, 10, 20, 50)
def distance_ema(stock, span):
    return each(lambda now, average: math.log(now / average), stock.close, ema(stock.close, span))


@feature('macd_12_26')
def macd_ratio(stock):
    return each(lambda now, close: now / close, macd(stock), stock.close)


@feature('macd_signal_12_26_9')
def macd_signal(stock):
    return each(lambda signal, close: signal / close, ema(macd(stock), 9), stock.close)


@feature('mean_cross_50_200')
def mean_cross(stock):
    return each(lambda fast, slow: math.log(fast / slow), stock.mean_close(50),
                stock.mean_close(200))


@feature('mean_alignment')
def mean_alignment(stock):
    means = [stock.mean_close(count) for count in (5, 10, 20, 50, 100, 200)]
    return each(lambda *values: mean(list(map(compare, values, values[1:]))), *means)


@shared
def directional_movements(stock):
    """The smoothed upward and downward movements."""
    ups = with_previous(stock.high, lambda now, before: zero_or(now - before, now))
    downs = with_previous(stock.low, lambda now, before: zero_or(before - now, now))
    # Equal moves count on neither side, and are equal but for rounding.
    plus = each(lambda up, down, close: max(up, 0.0) if zero_or(up - down, close) > 0 else 0.0,
                ups, downs, stock.close)
    minus = each(lambda up, down, close: max(down, 0.0) if zero_or(down - up, close) > 0 else 0.0,
                 ups, downs, stock.close)
    return wilder(plus, 14), wilder(minus, 14)


@feature('{}_di_14', ('plus', 0), ('minus', 1))
def directional_indicator(stock, _, side):
    ranges = wilder([None] + stock.true_range[1:], 14)
    return each(lambda moves, spread, close: 100 * of_smoothed(moves, spread, 0.0, close),
                directional_movements(stock)[side], ranges, stock.close)


@feature('directional_balance_14')
def directional_balance(stock):
    # The true range cancels in (+DI - -DI) / (+DI + -DI).
    return each(lambda plus, minus, close: of_smoothed(plus - minus, plus + minus, 0.0, close),
                *directional_movements(stock), stock.close)


@feature('adx_14')
def adx(stock):
    return wilder(each(lambda balance: 100 * abs(balance), directional_balance(stock)), 14)


@feature('aroon_oscillator_25')
def aroon_oscillator(stock):
    highs = rolling(stock.high, 26, lambda values: sessions_since(values, max(values)))
    lows = rolling(stock.low, 26, lambda values: sessions_since(values, min(values)))
    return each(lambda high, low: 100 * (low - high) / 25, highs, lows)


@feature('slope_{}', 10, 20, 60)
def slope(stock, count):
    return rolling(stock.logs, count, slope_of)


@feature('slope_fit_60')
def slope_fit(stock):
    return rolling(stock.logs, 60, lambda logs: correlation(range(60), logs) ** 2)


@feature('vortex_14')
def vortex(stock):
    up = each(lambda high, low: abs(high - low), stock.high, shifted(stock.low, 1))
    down = each(lambda low, high: abs(low - high), stock.low, shifted(stock.high, 1))
    return each(lambda rise, fall, path, close: ratio(rise - fall, path, 0.0, close),
                rolling(up, 14, sum), rolling(down, 14, sum), rolling(stock.true_range, 14, sum),
                stock.close)


@feature('choppiness_14')
def choppiness(stock):
    def index(total, high, low):
        path = ratio(total, high - low, 14.0, high)
        return 100 * math.log(path) / math.log(14)
    return each(index, rolling([None] + stock.true_range[1:], 14, sum), stock.highest(14),
                stock.lowest(14))


@feature('parabolic_distance')
def parabolic_distance(stock):
    if stock.size < 2:
        return [None] * stock.size
    rise, fall = stock.high[1] - stock.high[0], stock.low[0] - stock.low[1]
    side = 1 if zero_or(rise - fall, stock.close[1]) >= 0 else -1
    # Seen from the side of the trade: what it hopes for, and what would end it.
    hopes = {1: stock.high, -1: [-price for price in stock.low]}
    fears = {1: stock.low, -1: [-price for price in stock.high]}
    stop, extreme, speed = fears[side][0], hopes[side][1], 0.02
    result = [None]
    for at in range(1, stock.size):
        if compare(fears[side][at], stop) <= 0:
            side = -side
            stop, extreme, speed = -extreme, hopes[side][at], 0.02
            stop = min(stop, fears[side][at], fears[side][at - 1])
        elif compare(hopes[side][at], extreme) > 0:
            extreme, speed = hopes[side][at], min(speed + 0.02, 0.2)
        result.append((stock.close[at] - side * stop) / stock.close[at])
        stop = min(stop + speed * (extreme - stop), fears[side][at], fears[side][at - 1])
    return result
