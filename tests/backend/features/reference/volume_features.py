"""Volume and liquidity."""
import math

from columns import (ECHO_SHARES, compare, correlation, covariance, deviation, each, ema, feature,
                     mean, of_any, ratio, rolling, rolling_two, shared, shifted, sign,
                     with_previous)

# Volume.

def sum_over_volume(stock, amounts, count, otherwise):
    volume = each(lambda amount, shares: shares, amounts, stock.volume)
    return each(lambda amount, shares: of_any(amount, shares, otherwise),
                rolling(amounts, count, sum), rolling(volume, count, sum))


@feature('volume_ratio_{}', 20, 50)
def volume_ratio(stock, count):
    return rolling(stock.volume, count, lambda values: of_any(values[-1], mean(values), 1.0))


def trend_5_60(column):
    return rolling(column, 60, lambda values: of_any(mean(values[-5:]), mean(values), 1.0))


@feature('volume_trend_5_60')
def volume_trend(stock):
    return trend_5_60(stock.volume)


def zscore(value, values, of_values=deviation):
    return ratio(value - mean(values), of_values(values), 0.0)


@feature('dollar_volume_zscore_60')
def dollar_volume_zscore(stock):
    logs = [math.log1p(dollars) for dollars in stock.dollars]
    return rolling(logs, 60, lambda values: zscore(values[-1], values))


@feature('signed_volume_20')
def signed_volume(stock):
    return sum_over_volume(stock, signed_volumes(stock), 20, 0.0)


def signed_volumes(stock):
    return each(lambda change, shares: sign(change) * shares, stock.returns, stock.volume)


@shared
def accumulation(stock):
    """Volume times where in its range the session closed, -1 to 1."""
    return each(lambda high, low, close, shares:
                shares * ratio(2 * close - high - low, high - low, 0.0, high),
                stock.high, stock.low, stock.close, stock.volume)


@feature('chaikin_money_flow_20')
def chaikin_money_flow(stock):
    return sum_over_volume(stock, accumulation(stock), 20, 0.0)


@feature('money_flow_index_14')
def money_flow_index(stock):
    flows = each(lambda price, shares: price * shares, stock.typical, stock.volume)
    moves = with_previous(stock.typical, compare)
    rises = each(lambda move, flow: flow if move > 0 else 0.0, moves, flows)
    both = each(lambda move, flow: flow if move != 0 else 0.0, moves, flows)
    return each(lambda rise, total: 100 * of_any(rise, total, 0.5), rolling(rises, 14, sum),
                rolling(both, 14, sum))


@feature('volume_return_correlation_20')
def volume_return_correlation(stock):
    return rolling_two(stock.returns, stock.volume, 20,
                       lambda returns, volume: correlation(returns, volume,
                                                           other_scale=max(volume)))


@feature('vwap_distance_20')
def vwap_distance(stock):
    amounts = each(lambda price, shares: price * shares, stock.typical, stock.volume)
    return each(lambda close, vwap, plain: math.log(close / (vwap or plain)), stock.close,
                sum_over_volume(stock, amounts, 20, 0.0), rolling(stock.typical, 20, mean))


@feature('amihud_20')
def amihud(stock):
    impacts = each(lambda change, dollars: abs(change) / (dollars / 1e9) if dollars > 0 else -1.0,
                   stock.returns, stock.dollars)

    def average(values):
        traded = [value for value in values if value >= 0]
        return math.log1p(mean(traded)) if traded else 0.0
    return rolling(impacts, 20, average)


@feature('obv_distance_mean_20')
def obv_distance_mean(stock):
    balance, total = [], 0.0
    for amount in signed_volumes(stock):
        total += amount or 0.0
        balance.append(None if amount is None else total)
    distances = rolling(balance, 20, lambda values: values[-1] - mean(values))
    return each(lambda distance, shares: of_any(distance, shares, 0.0), distances,
                rolling(stock.volume, 20, sum))


def volume_returns(stock):
    return each(lambda change, shares: change * shares, stock.returns, stock.volume)


@feature('volume_price_trend_20')
def volume_price_trend(stock):
    return sum_over_volume(stock, volume_returns(stock), 20, 0.0)


@feature('force_index_13')
def force_index(stock):
    return each(lambda force, shares: of_any(force, shares, 0.0, ECHO_SHARES),
                ema(volume_returns(stock), 13), ema([None] + stock.volume[1:], 13))


@feature('{}_volume_return_60', ('negative', -1), ('positive', 1))
def one_sided_volume_return(stock, _, side):
    moves = with_previous(stock.volume, compare)
    chosen = each(lambda change, move: change if move == side else 0.0, stock.returns, moves)
    return rolling(chosen, 60, sum)


@feature('ease_of_movement_14')
def ease_of_movement(stock):
    moves = with_previous(stock.middle, lambda now, before: now - before)
    widths = each(lambda high, low: high - low, stock.high, stock.low)
    easy = each(lambda move, width, close, shares:
                (move / close) * (width / close) / shares if shares > 0 else None,
                moves, widths, stock.close, stock.volume)

    def average(at):
        some = [value for value in easy[at - 13:at + 1] if value is not None]
        return mean(stock.volume[at - 13:at + 1]) * mean(some) if some else 0.0
    return [None if at < 14 else average(at) for at in range(stock.size)]


@feature('chaikin_oscillator_3_10')
def chaikin_oscillator(stock):
    lines, total = [], 0.0
    for amount in accumulation(stock):
        total += amount
        lines.append(total)
    return each(lambda fast, slow, shares: of_any(fast - slow, shares, 0.0, ECHO_SHARES),
                ema(lines, 3), ema(lines, 10), ema(stock.volume, 10))


# Liquidity.

@feature('dollar_volume_trend_5_60')
def dollar_volume_trend(stock):
    return trend_5_60(stock.dollars)


@feature('volume_variation_60')
def volume_variation(stock):
    return rolling(stock.volume, 60, lambda values: of_any(deviation(values), mean(values), 0.0))


@feature('standing_share_60')
def standing_share(stock):
    return rolling(each(lambda change: float(change == 0), stock.returns), 60, mean)


@feature('roll_spread_60')
def roll_spread(stock):
    return rolling(stock.returns, 61, lambda values:
                   2 * math.sqrt(max(-covariance(values[1:], values[:-1]), 0.0)))


@feature('corwin_schultz_20')
def corwin_schultz(stock):
    root = 3 - 2 * math.sqrt(2)

    def spread(high, low, high_before, low_before):
        single = math.log(high / low) ** 2 + math.log(high_before / low_before) ** 2
        double = math.log(max(high, high_before) / min(low, low_before)) ** 2
        alpha = (math.sqrt(2 * single) - math.sqrt(single)) / root - math.sqrt(double / root)
        return max(2 * (math.exp(alpha) - 1) / (1 + math.exp(alpha)), 0.0)
    return rolling(each(spread, stock.high, stock.low, shifted(stock.high, 1),
                        shifted(stock.low, 1)), 20, mean)
