"""The vendor that the tests of `update` talk to: its numbers by hand, its shape by recordings.

    python3 vendor_server_test.py [SHARED_DATA]
"""
import concurrent.futures
import datetime
import gzip
import http.client
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from vendor_endpoints import CONSENT, FAULTS
from vendor_market import Bar, Market, Stock, is_session, next_session, sessions_until, utc_seconds
from vendor_replies import DATA_FAULTS
from vendor_server import VendorServer

SHARED_DATA = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else '')
SERVER = pathlib.Path(__file__).with_name('vendor_server.py')


def day(text):
    return datetime.date.fromisoformat(text)


# A stock that splits 4:1 on 2020-08-31, pays 0.80 before (0.20 in new shares) and 0.25 after. In
# new shares its closes are 100, 110, 120, 126, 130, 140, 150.
BARS = [(day('2020-08-26'), 396.0, 408.0, 392.0, 400.0, 1000),
        (day('2020-08-27'), 440.0, 448.0, 432.0, 440.0, 1100),
        (day('2020-08-28'), 480.0, 488.0, 472.0, 480.0, 1200),
        (day('2020-08-31'), 125.0, 127.0, 124.0, 126.0, 4000),
        (day('2020-09-01'), 130.0, 132.0, 129.0, 130.0, 4100),
        (day('2020-09-02'), 140.0, 142.0, 139.0, 140.0, 4200),
        (day('2020-09-03'), 150.0, 152.0, 149.0, 150.0, 4300)]
SPLITS = [(day('2020-08-31'), 4, 1)]
DIVIDENDS = [(day('2020-08-27'), 0.80), (day('2020-09-02'), 0.25)]
WHOLE = 'period1=0&period2=2000000000&interval=1d&events=div,splits'


class ServerTest(unittest.TestCase):
    latency_ms = 0

    def setUp(self):
        self.server = VendorServer(Market({'ABC': Stock(BARS, SPLITS, DIVIDENDS),
                                           'BRK-B': Stock(BARS)}), self.latency_ms).start()
        self.addCleanup(self.server.stop)

    def get(self, target, headers=None):
        """Status, headers and body as they came over a connection of its own."""
        connection = http.client.HTTPConnection('127.0.0.1', self.server.port, timeout=20)
        self.addCleanup(connection.close)
        connection.request('GET', target, headers=headers or {})
        reply = connection.getresponse()
        return reply.status, dict(reply.getheaders()), reply.read()

    def chart(self, symbol='ABC', query=WHOLE):
        status, _, body = self.get(f'/v8/finance/chart/{symbol}?{query}')
        self.assertEqual(status, 200)
        return json.loads(body)['chart']['result'][0]

    def closes(self, chart):
        return [close and round(close, 4) for close in chart['indicators']['quote'][0]['close']]

    def tiingo(self, query='startDate=2020-01-01', symbol='ABC'):
        status, _, body = self.get(f'/tiingo/daily/{symbol}/prices?{query}&format=json',
                                   {'Authorization': 'Token secret'})
        self.assertEqual(status, 200)
        return json.loads(body)


class YahooTest(ServerTest):
    def test_tells_prices_and_volumes_in_shares_after_the_last_split(self):
        quote = self.chart()['indicators']['quote'][0]
        self.assertEqual(quote['close'], [100, 110, 120, 126, 130, 140, 150])
        self.assertEqual(quote['open'][:4], [99, 110, 120, 125])
        self.assertEqual(quote['high'][:4], [102, 112, 122, 127])
        self.assertEqual(quote['low'][:4], [98, 108, 118, 124])
        self.assertEqual(quote['volume'][:4], [4000, 4400, 4800, 4000])

    def test_keeps_single_precision(self):
        bars = [(day('2020-11-05'), 1.1, 129.04, 1.1, 129.04, 1)]
        self.server.change(Market({'ABC': Stock(bars)}))
        # Recorded of AAPL, which closed at 129.04 on 2020-08-31.
        self.assertEqual(self.chart()['indicators']['quote'][0]['close'], [129.0399932861328])

    def test_gives_the_time_of_the_open_in_summer_and_in_winter(self):
        # Both recorded of AAPL: 2020-08-31, and 2020-11-06 with the clocks back.
        self.assertEqual(self.chart()['timestamp'][3], 1598880600)
        self.assertEqual(utc_seconds(day('2020-11-06'), 9, 30), 1604673000)

    def test_tells_dividends_and_splits_by_time(self):
        events = self.chart()['events']
        self.assertEqual(events['splits'], {'1598880600': {
            'date': 1598880600, 'numerator': 4.0, 'denominator': 1.0, 'splitRatio': '4:1'}})
        paid = {row['date']: row['amount'] for row in events['dividends'].values()}
        self.assertEqual(paid, {utc_seconds(day('2020-08-27'), 9, 30): 0.2,
                                utc_seconds(day('2020-09-02'), 9, 30): 0.25})
        self.assertNotIn('events', self.chart(query='period1=0&period2=2000000000'))

    def test_adjusts_closes_for_dividends_too(self):
        adjusted = self.chart()['indicators']['adjclose'][0]['adjclose']
        # 0.25 of the 130 before it; and 0.80 of the 400 before it.
        self.assertAlmostEqual(adjusted[3], 126 * (1 - 0.25 / 130), places=4)
        self.assertAlmostEqual(adjusted[0], 100 * (1 - 0.25 / 130) * (1 - 0.80 / 400), places=4)
        self.assertEqual(adjusted[-1], 150)

    def test_keeps_to_the_period_with_prices_in_shares_of_today(self):
        first, after = 1598880600 - 3 * 86400, 1598880600 + 86400  # 2020-08-28 to 2020-08-31.
        chart = self.chart(query=f'period1={first}&period2={after}&interval=1d&events=div%7Csplit')
        self.assertEqual(self.closes(chart), [120, 126])
        self.assertEqual(list(chart['events']), ['splits'])
        before = self.chart(query=f'period1=0&period2={first}&interval=1d&events=div,splits')
        self.assertEqual(self.closes(before), [100, 110])

    def test_has_no_times_where_nothing_was_traded(self):
        chart = self.chart(query='period1=0&period2=1&interval=1d&events=div,splits')
        self.assertEqual(set(chart), {'meta', 'indicators'})
        self.assertEqual(chart['indicators']['quote'], [{}])

    def test_closes_with_the_session(self):
        meta = self.chart()['meta']
        self.assertEqual(meta['regularMarketTime'], utc_seconds(day('2020-09-03'), 16, 0) + 1)
        self.assertEqual(meta['currency'], 'USD')
        self.assertEqual(meta['gmtoffset'], -14400)

    def test_knows_a_class_of_shares_by_its_dash(self):
        self.assertEqual(self.chart('BRK-B')['meta']['symbol'], 'BRK-B')
        self.assertEqual(self.get('/v8/finance/chart/BRK.B')[0], 404)

    def test_refuses_what_it_has_not(self):
        for query in ('interval=1m', 'period1=2&period2=1', 'period1=x'):
            status, _, body = self.get(f'/v8/finance/chart/ABC?{query}')
            self.assertEqual(status, 400)
            self.assertEqual(json.loads(body)['chart']['error']['code'], 'Bad Request')


class RecordedTest(ServerTest):
    def setUp(self):
        super().setUp()
        self.wire = SHARED_DATA / 'wire'
        if not self.wire.is_dir():
            self.skipTest(f'no recorded replies in {self.wire}')

    def test_has_the_shape_of_a_recorded_chart(self):
        path = 'yahoo_chart_v8/bodies/chart-AAPL-2020-08-31-to-2020-11-07.json'
        recorded = json.loads((self.wire / path).read_bytes())['chart']['result'][0]
        chart = self.chart()
        self.assertEqual(set(chart), set(recorded))
        for part in ('meta', 'events', 'indicators'):
            self.assertLessEqual(set(chart[part]), set(recorded[part]))
        for name in ('currency', 'instrumentType', 'exchangeTimezoneName', 'dataGranularity'):
            self.assertEqual(chart['meta'][name], recorded['meta'][name])
        self.assertEqual(set(chart['indicators']['quote'][0]),
                         set(recorded['indicators']['quote'][0]))

    def test_has_the_shape_of_a_recorded_tiingo_reply(self):
        recorded = (self.wire / 'tiingo/ticker_price_with_date.yaml').read_text()
        text = recorded[recorded.index('[{"date"'):recorded.index("}]'") + 2]
        row = json.loads(text)[0]
        ours = self.tiingo()[0]
        self.assertEqual(list(ours), list(row))
        self.assertEqual([type(value) for value in ours.values()],
                         [type(value) for value in row.values()])
        self.assertEqual(ours['date'][10:], row['date'][10:])

    def test_says_in_the_same_words_that_a_symbol_is_unknown(self):
        recorded = json.loads((self.wire / 'error_bodies/yahoo_chart_404.json').read_bytes())
        self.assertEqual(json.loads(self.get(f'/v8/finance/chart/NONE?{WHOLE}')[2]), recorded)


class TiingoTest(ServerTest):
    def test_tells_raw_prices_with_adjusted_ones_beside(self):
        rows = {row['date'][:10]: row for row in self.tiingo()}
        first, split = rows['2020-08-26'], rows['2020-08-31']
        self.assertEqual([first[name] for name in ('open', 'high', 'low', 'close', 'volume')],
                         [396, 408, 392, 400, 1000])
        self.assertEqual((first['divCash'], first['splitFactor']), (0.0, 1.0))
        self.assertAlmostEqual(first['adjClose'], 100 * (1 - 0.25 / 130) * (1 - 0.80 / 400))
        self.assertEqual(first['adjVolume'], 4000)
        self.assertEqual((split['close'], split['splitFactor']), (126, 4.0))
        self.assertEqual(rows['2020-08-27']['divCash'], 0.80)

    def test_keeps_to_both_dates_and_tells_the_last_bar_without(self):
        rows = self.tiingo('startDate=2020-08-28&endDate=2020-08-31')
        self.assertEqual([row['close'] for row in rows], [480, 126])
        self.assertEqual([row['close'] for row in self.tiingo('a=b')], [150])

    def test_wants_its_token(self):
        target = '/tiingo/daily/ABC/prices'
        self.assertEqual(self.get(target)[0], 403)
        self.assertEqual(self.get(target, {'Authorization': 'Token other'})[0], 401)
        self.assertEqual(self.get(target + '?token=other')[0], 401)
        self.assertEqual(self.get(target + '?token=secret')[0], 200)

    def test_takes_symbols_in_small_letters(self):
        self.assertEqual(len(self.tiingo(symbol='brk-b')), 7)
        status, _, body = self.get('/tiingo/daily/none/prices?token=secret')
        self.assertEqual((status, json.loads(body)),
                         (404, {'detail': "Error: Ticker 'NONE' not found"}))


class WireFaultTest(ServerTest):
    TARGET = f'/v8/finance/chart/ABC?{WHOLE}'

    def faulty(self, name, value=None):
        self.server.heal()
        self.server.fault('ABC', name, value=value)
        return self.get(self.TARGET)

    def test_answers_with_the_status_of_the_fault(self):
        for name, status in (('too_many_requests', 429), ('server_error', 500),
                             ('unavailable', 503), ('unknown_symbol', 404), ('unauthorized', 401),
                             ('forbidden', 403), ('blocked', 999), ('html', 200)):
            answered, headers, body = self.faulty(name)
            self.assertEqual(answered, status, name)
            self.assertNotIn('Retry-After', headers)
            self.assertTrue(body)
        self.assertIn('text/html', headers['Content-Type'])

    def test_says_when_to_come_back(self):
        for name, status in (('too_many_requests_wait', 429), ('unavailable_wait', 503)):
            self.assertEqual(self.faulty(name)[1]['Retry-After'], '1')
            answered, headers, _ = self.faulty(name, value=7)
            self.assertEqual((answered, headers['Retry-After']), (status, '7'))

    def test_sends_to_a_page_of_consent(self):
        status, headers, _ = self.faulty('consent')
        self.assertEqual((status, headers['Location']), (302, CONSENT))

    def test_cuts_a_body_in_half(self):
        whole = self.get(self.TARGET)[2]
        with self.assertRaises(http.client.IncompleteRead) as caught:
            self.faulty('cut')
        self.assertEqual(caught.exception.partial, whole[:len(whole) // 2])
        self.assertEqual(len(caught.exception.partial) + caught.exception.expected, len(whole))

    def test_delivers_half_a_document_as_if_it_were_one(self):
        whole = self.get(self.TARGET)[2]
        self.assertEqual(self.faulty('truncated')[2], whole[:len(whole) // 2])

    def test_breaks_a_connection(self):
        with self.assertRaises(ConnectionResetError):
            self.faulty('reset')

    def test_takes_its_time(self):
        start = time.monotonic()
        self.assertEqual(self.faulty('slow', value=0.2)[0], 200)
        self.assertGreaterEqual(time.monotonic() - start, 0.2)

    def test_counts_the_requests_that_a_fault_is_for(self):
        self.server.fault('ABC', 'server_error', times=2)
        self.server.fault('ABC', 'too_many_requests', times=1)
        self.server.fault('*', 'forbidden', times=2)
        self.assertEqual([self.get(self.TARGET)[0] for _ in range(5)], [500, 500, 429, 403, 403])
        self.assertEqual(self.get(self.TARGET)[0], 200)

    def test_spoils_one_symbol_alone(self):
        self.server.fault('ABC', 'server_error')
        self.assertEqual(self.get(f'/v8/finance/chart/BRK-B?{WHOLE}')[0], 200)

    def test_knows_its_faults(self):
        with self.assertRaises(ValueError):
            self.server.fault('ABC', 'nonsense')


class DataFaultTest(ServerTest):
    def faulty(self, name, value=None):
        self.server.heal()
        self.server.fault('ABC', name, value=value)
        return self.chart()

    def test_blanks_a_bar_in_the_past(self):
        quote = self.faulty('null_bar')['indicators']['quote'][0]
        for name, values in quote.items():
            self.assertEqual([n for n, value in enumerate(values) if value is None], [1], name)
        self.assertEqual(self.closes(self.faulty('null_bar', value=6))[0], None)
        self.assertEqual(self.tiingo()[0]['close'], None)

    def test_blanks_the_prices_of_the_last_bar(self):
        quote = self.faulty('null_last')['indicators']['quote'][0]
        self.assertEqual((quote['open'][-1], quote['close'][-1]), (None, None))
        self.assertEqual((quote['close'][-2], quote['volume'][-1]), (140, 4300))

    def test_writes_what_is_no_json(self):
        self.faulty('nan_last')
        for target in (f'/v8/finance/chart/ABC?{WHOLE}',
                       '/tiingo/daily/ABC/prices?token=secret'):
            self.assertEqual(self.get(target)[2].count(b'NaN'), 5 if 'v8' in target else 8)

    def test_adds_the_bar_of_a_session_under_way(self):
        chart = self.faulty('unfinished')
        noon = utc_seconds(day('2020-09-04'), 12, 0)
        self.assertEqual(chart['timestamp'][-1], noon)
        self.assertEqual(len(chart['timestamp']), 8)
        self.assertEqual(chart['meta']['regularMarketTime'], noon)
        regular = chart['meta']['currentTradingPeriod']['regular']
        self.assertLess(regular['start'], noon)
        self.assertGreater(regular['end'], noon)
        self.assertEqual(self.tiingo()[-1]['date'][:10], '2020-09-04')

    def test_adds_a_bar_of_the_future(self):
        chart = self.faulty('future')
        self.assertEqual(chart['timestamp'][-1], utc_seconds(day('2020-09-10'), 9, 30))
        self.assertEqual(chart['meta']['regularMarketTime'],
                         utc_seconds(day('2020-09-03'), 16, 0) + 1)

    def test_forgets_to_apply_the_last_split(self):
        chart = self.faulty('split_late')
        self.assertIn('splits', chart['events'])
        self.assertEqual(self.closes(chart)[:4], [400, 440, 480, 126])
        self.assertEqual({row['splitFactor'] for row in self.tiingo()}, {1.0})

    def test_applies_the_last_split_twice(self):
        chart = self.faulty('split_twice')
        self.assertEqual(self.closes(chart)[:4], [25, 27.5, 30, 126])
        self.assertEqual(chart['indicators']['quote'][0]['volume'][:4], [16000, 17600, 19200, 4000])
        self.assertEqual([row['close'] for row in self.tiingo()][:4], [100, 110, 120, 126])

    def test_names_another_currency(self):
        self.assertEqual(self.faulty('euro')['meta']['currency'], 'EUR')

    def test_has_no_data(self):
        self.assertEqual(set(self.faulty('no_data')), {'meta', 'indicators'})
        self.assertEqual(self.tiingo(), [])

    def test_tells_another_past_than_before(self):
        chart = self.faulty('revision')
        # 440 and 1 % are 444.40, 111.10 in new shares.
        self.assertEqual(self.closes(chart)[:3], [100, 111.1, 120])
        self.server.heal()
        self.assertEqual(self.closes(self.chart())[:3], [100, 110, 120])

    def test_spoils_a_stock_without_bars_or_splits_without_falling_over(self):
        self.server.change(Market({'ABC': Stock([]), 'BRK-B': Stock(BARS)}))
        for name in DATA_FAULTS:
            self.server.heal()
            self.server.fault('*', name)
            self.assertEqual(self.get(f'/v8/finance/chart/ABC?{WHOLE}')[0], 200, name)
            self.assertEqual(self.get(f'/v8/finance/chart/BRK-B?{WHOLE}')[0], 200, name)
            self.assertEqual(self.get('/tiingo/daily/ABC/prices?token=secret')[0], 200, name)


class ConnectionTest(ServerTest):
    def test_keeps_a_connection(self):
        connection = http.client.HTTPConnection('127.0.0.1', self.server.port, timeout=20)
        self.addCleanup(connection.close)
        for _ in range(3):
            connection.request('GET', f'/v8/finance/chart/ABC?{WHOLE}')
            self.assertEqual(connection.getresponse().read()[:9], b'{"chart":')
        self.assertEqual(self.server.connections, 1)

    def test_packs_a_body_for_who_can_unpack_it(self):
        target = f'/v8/finance/chart/ABC?{WHOLE}'
        plain = self.get(target)[2]
        _, headers, body = self.get(target, {'Accept-Encoding': 'deflate, gzip, br'})
        self.assertEqual(headers['Content-Encoding'], 'gzip')
        self.assertEqual(gzip.decompress(body), plain)
        self.server.with_gzip = False
        self.assertEqual(self.get(target, {'Accept-Encoding': 'gzip'})[2], plain)

    def test_answers_several_at_once_and_counts_them(self):
        self.server.fault('ABC', 'slow', value=0.3)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            replies = list(pool.map(lambda _: self.get(f'/v8/finance/chart/ABC?{WHOLE}')[0],
                                    range(4)))
        self.assertEqual(replies, [200] * 4)
        self.get('/tiingo/daily/brk-b/prices')
        self.get('/nothing')
        counts = json.loads(self.get('/_requests')[2])
        self.assertEqual(counts, {'total': 6, 'connections': 7, 'active_max': 4,
                                  'by_symbol': {'ABC': 4, 'BRK-B': 1, '/nothing': 1}})
        self.assertEqual(self.server.requests['ABC'], 4)

    def test_replays_what_was_set_by_hand(self):
        self.server.replies['/v8/finance/chart/ABC'] = (200, {'Content-Type': 'text/plain'}, 'a')
        self.server.replies['/x?y=z'] = (418, [('X-A', 'b')], b'c')
        status, headers, body = self.get(f'/v8/finance/chart/ABC?{WHOLE}')
        self.assertEqual((status, headers['Content-Type'], body), (200, 'text/plain', b'a'))
        status, headers, body = self.get('/x?y=z')
        self.assertEqual((status, headers['X-A'], body), (418, 'b', b'c'))
        self.assertEqual(self.get('/x')[0], 404)

    def test_prebuilds_the_same_replies(self):
        target = f'/v8/finance/chart/ABC?{WHOLE}'
        before = self.get(target)[2]
        self.server.change(self.server.market)
        self.server.prebuild()
        self.assertEqual(self.get(target)[2], before)


class LatencyTest(ServerTest):
    latency_ms = 100

    def test_waits_before_every_reply(self):
        start = time.monotonic()
        self.get('/nothing')
        self.assertGreaterEqual(time.monotonic() - start, 0.1)


class MarketTest(unittest.TestCase):
    def test_knows_the_sessions(self):
        # Sessions a year as the exchange counts them.
        for year, count in ((2001, 248), (2012, 250), (2022, 251), (2023, 250), (2024, 252)):
            first = datetime.date(year, 1, 1)
            days = [first + datetime.timedelta(days=n) for n in range(365 + (year % 4 == 0))]
            self.assertEqual(sum(map(is_session, days)), count, year)
        self.assertFalse(is_session(day('2024-03-29')))  # Good Friday.
        self.assertTrue(is_session(day('2021-12-31')))   # Though New Year is a Saturday.
        self.assertEqual(next_session(day('2024-07-03')), day('2024-07-05'))
        self.assertEqual(sessions_until(day('2020-09-08'), 2),
                         [day('2020-09-04'), day('2020-09-08')])  # Labor Day between.

    def test_makes_bars_that_hold_together_and_the_same_ones_again(self):
        market = Market.made(8, 300, day('2024-12-31'), seed=3)
        again = Market.made(8, 300, day('2024-12-31'), seed=3)
        self.assertEqual(market.stocks, again.stocks)
        self.assertNotEqual(market.stocks, Market.made(8, 300, day('2024-12-31'), seed=4).stocks)
        for stock in market.stocks.values():
            self.assertEqual(len(stock.bars), 300)
            for bar in stock.bars:
                self.assertLessEqual(bar.low, min(bar.open, bar.close))
                self.assertGreaterEqual(bar.high, max(bar.open, bar.close))
        self.assertTrue(market.stocks['S001'].splits)
        self.assertTrue(market.stocks['S000'].dividends)

    def test_reads_the_files_that_the_program_imports(self):
        with tempfile.TemporaryDirectory() as folder:
            prices, actions = pathlib.Path(folder) / 'p.csv.gz', pathlib.Path(folder) / 'a.csv'
            with gzip.open(prices, 'wt') as file:
                file.write('symbol,date,open,high,low,close,volume\n'
                           'ABC,2024-06-11,11,12,10,11.5,200\nABC,2024-06-10,10,12,9,11,100\n')
            actions.write_text('symbol,date,dividend,split\nABC,2024-06-11,0.5,1\n'
                               'ABC,2024-06-12,,1.5\nXYZ,2024-06-12,1,2\n')
            stock = Market.read(prices, actions).stocks['ABC']
        self.assertEqual(stock.bars, [Bar(day('2024-06-10'), 10, 12, 9, 11, 100),
                                      Bar(day('2024-06-11'), 11, 12, 10, 11.5, 200)])
        self.assertEqual(stock.dividends, [(day('2024-06-11'), 0.5)])
        self.assertEqual(stock.splits, [(day('2024-06-12'), 3, 2)])


class ProgramTest(unittest.TestCase):
    def test_prints_its_port_serves_and_ends(self):
        command = [sys.executable, '-B', str(SERVER), '--port', '0', '--symbols', 'ABC,XYZ',
                   '--sessions', '20', '--end', '2024-12-31', '--fault', 'XYZ=server_error:1',
                   '--fault', 'ABC=too_many_requests_wait::3', '--prebuild']
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
            port = int(running.stdout.readline())
            connection = http.client.HTTPConnection('127.0.0.1', port, timeout=20)
            replies = []
            for symbol in ('XYZ', 'XYZ', 'ABC', 'ABC'):
                connection.request('GET', f'/v8/finance/chart/{symbol}?{WHOLE}')
                reply = connection.getresponse()
                replies.append((reply.status, reply.getheader('Retry-After')))
                reply.read()
            connection.close()
            running.send_signal(signal.SIGTERM)
            self.assertEqual(running.wait(20), 0)
        self.assertEqual(replies, [(500, None), (200, None), (429, '3'), (429, '3')])

    def test_explains_every_fault(self):
        done = subprocess.run([sys.executable, '-B', str(SERVER), '--help'], capture_output=True,
                              text=True, check=True)
        for name in FAULTS:
            self.assertIn(f'  {name} ', done.stdout)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
