"""market_data update against a vendor on the loopback address that plays every fault it knows."""
import dataclasses
import datetime
import fcntl
import json
import shutil
import signal
import subprocess
import time
import unittest

import program
from vendor_home import VendorTest, last_finished
from vendor_market import Market, Stock
from vendor_server import VendorServer


class UpdateTest(VendorTest):
    def test_first_the_whole_history_then_what_is_new(self):
        first = self.update()
        self.assertEqual((first['asked'], first['fetched'], first['failed']), (12, 12, 0))
        self.assertEqual(first['bars_new'], 12 * self.sessions)
        self.assertEqual(first['fresh'], 12)
        for name in self.names:
            self.assert_as_traded(name)
        again = self.update()
        self.assertEqual((again['fetched'], again['unchanged'], again['bars_new']), (12, 12, 0))
        self.assertEqual(again['revisions'], [])
        # The second time it asked for the last days only.
        self.assertEqual(self.server.counts()['by_symbol'][self.names[0]], 2)
        self.assertIn('12 fetched', self.expect(0, *self.update_command()).stdout)

    def test_a_night_brings_one_bar_each(self):
        whole = self.market
        self.server.change(Market({name: Stock(stock.bars[:-1], stock.splits, stock.dividends)
                                   for name, stock in whole.stocks.items()}))
        self.update(code=4)  # The last session is not there yet.
        self.server.change(whole)
        self.assertEqual(self.update()['bars_new'], 12)
        for name in self.names:
            self.assert_as_traded(name)

    def test_a_split_between_two_updates_revises_nothing(self):
        """The vendor then tells all of history in new shares; as traded it is the same."""
        name = self.names[0]
        bars = list(self.market.stocks[name].bars)
        day = bars[-2].date
        prices = ('open', 'high', 'low', 'close')
        bars[-2:] = [dataclasses.replace(
            bar, volume=bar.volume * 4,
            **{field: round(getattr(bar, field) / 4, 2) for field in prices})
            for bar in bars[-2:]]
        before = Market({name: Stock(bars[:-2])})
        after = Market({name: Stock(bars, splits=[(day, 4, 1)])})
        self.server.change(before)
        self.update('--symbols', name, code=4)
        self.server.change(after)
        summary = self.update('--symbols', name)
        self.assertEqual((summary['bars_new'], summary['bars_changed'], summary['held']),
                         (2, 0, []))
        self.market = after
        self.assert_as_traded(name)
        adjusted = self.json('bars', name, '--adjust', 'split')['bars']
        self.assertAlmostEqual(adjusted[-3]['close'], bars[-3].close / 4, delta=0.01)

    def with_dividends(self, name, dividends):
        """A market of the one stock, with those dividends and no splits."""
        return Market({name: Stock(self.market.stocks[name].bars, dividends=dividends)})

    def dividends_of(self, name):
        lines = self.expect(0, 'bars', name).stdout.splitlines()[1:]
        return {line.split(',')[0]: line.split(',')[6] for line in lines if line.split(',')[6]}

    def test_a_dividend_that_the_vendor_moves_counts_once(self):
        name = self.names[1]
        bars = self.market.stocks[name].bars
        self.server.change(self.with_dividends(name, [(bars[-5].date, 0.5)]))
        self.update('--symbols', name)
        self.assertEqual(list(self.dividends_of(name)), [bars[-5].date.isoformat()])
        self.server.change(self.with_dividends(name, [(bars[-3].date, 0.5)]))
        summary = self.update('--symbols', name)
        self.assertEqual((summary['actions_changed'], summary['unchanged']), (2, 0))
        self.assertEqual(list(self.dividends_of(name)), [bars[-3].date.isoformat()])
        # One from before the days that the vendor is asked about again stays as it is.
        self.server.change(self.with_dividends(name, []))
        self.update('--symbols', name)
        self.assertEqual(self.dividends_of(name), {})
        self.server.change(self.with_dividends(name, [(bars[10].date, 0.5)]))
        self.update('--symbols', name, '--since', bars[0].date.isoformat())
        self.server.change(self.with_dividends(name, []))
        self.update('--symbols', name)
        self.assertEqual(list(self.dividends_of(name)), [bars[10].date.isoformat()])

    def test_a_released_jump_is_the_new_level(self):
        """Nobody tells of the split; the user vouches for its day, and the stock goes on."""
        name = self.names[2]
        bars = list(self.market.stocks[name].bars)
        prices = ('open', 'high', 'low', 'close')
        bars[-6:] = [dataclasses.replace(
            bar, volume=bar.volume * 2,
            **{field: round(getattr(bar, field) / 2, 2) for field in prices})
            for bar in bars[-6:]]
        self.market = Market({name: Stock(bars)})
        self.server.change(self.market)
        held = [bar.date.isoformat() for bar in bars[-6:]]
        summary = self.update('--symbols', name, code=4)
        self.assertEqual([row['date'] for row in summary['held']], held)
        self.json('quarantine', 'release', name, held[0])
        self.assertEqual(self.update('--symbols', name)['held'], [])
        self.assert_as_traded(name)

    def on_half(self, name, count, **last):
        """The last `count` bars at half the price; of the very last, fields to replace."""
        bars = list(self.market.stocks[name].bars)
        price = round(bars[-count - 1].close / 2, 2)
        level = {'open': price, 'high': round(price * 1.06, 2), 'low': round(price * 0.9, 2),
                 'close': price, 'volume': 5_000_000}
        half = [dataclasses.replace(bar, **level) for bar in bars[-count:]]
        half[-1] = dataclasses.replace(half[-1], **last)
        return bars[:-count] + half

    def test_a_level_in_doubt_stays_in_doubt_however_the_price_drifts(self):
        name = self.names[2]
        price = self.on_half(name, 6)[-1].close
        for last in ({'open': round(price * 0.98, 2), 'close': round(price * 0.93, 2)},
                     {'volume': 90_000_000}):
            with self.subTest(last=last):
                self.server.change(Market({name: Stock(self.on_half(name, 6, **last))}))
                summary = self.update('--symbols', name, code=4)
                self.assertEqual([row['date'] for row in summary['held']], self.dates[-6:])

    def test_a_split_that_is_withdrawn_mends_the_whole_history(self):
        """The vendor tells of a split that never was, and takes it back."""
        name = self.names[2]
        bars = self.market.stocks[name].bars
        prices = ('open', 'high', 'low', 'close')
        false = [dataclasses.replace(bar, volume=bar.volume // 4, **{
            field: round(getattr(bar, field) * 4, 2) for field in prices}) for bar in bars[:-3]]
        self.server.change(Market({name: Stock(false + list(bars[-3:]),
                                               splits=[(bars[-3].date, 4, 1)])}))
        self.update('--symbols', name)
        self.server.change(self.market)
        self.update('--symbols', name)
        self.assert_as_traded(name)
        self.assertEqual(self.json('status')['quarantined'], 0)

    def test_a_dividend_moved_into_the_window_counts_once(self):
        name = self.names[1]
        bars = self.market.stocks[name].bars
        first_asked = last_finished() - datetime.timedelta(days=10)
        before = [bar.date for bar in bars if bar.date < first_asked][-1]
        asked = [bar.date for bar in bars if bar.date >= first_asked][0]
        for old in (asked, before):
            with self.subTest(old=old):
                home = self.folder / f'home_{old}'
                shutil.copytree(self.home, home)
                self.server.change(self.with_dividends(name, [(old, 0.5)]))
                self.update('--symbols', name, home=home)
                self.server.change(self.with_dividends(name, [(bars[-2].date, 0.5)]))
                self.update('--symbols', name, home=home)
                lines = self.expect(0, 'bars', name, home=home).stdout.splitlines()[1:]
                told = [line.split(',')[0] for line in lines if line.split(',')[6]]
                self.assertEqual(told, [bars[-2].date.isoformat()])

    def test_since_leaves_no_gap_after_what_is_stored(self):
        name = self.names[0]
        self.server.change(Market({name: Stock(self.market.stocks[name].bars[:20])}))
        self.update('--symbols', name, code=4)
        self.server.change(self.market)
        self.update('--symbols', name, '--since', self.dates[60])
        self.assert_as_traded(name)

    def test_a_held_bar_is_asked_for_again_for_two_months(self):
        name = self.names[0]
        self.server.fault(name, 'null_bar', value=30)
        self.update()
        self.assert_as_traded(name, without=[self.dates[-31]])
        self.server.heal()
        self.update()
        self.assert_as_traded(name)

    def test_an_event_booked_twice_adjusts_once(self):
        """Its bar is held; the split holds, the dividend of the same event does not."""
        name = self.names[3]
        bars = self.market.stocks[name].bars
        day = bars[-4].date
        # As traded: half the price from that day on.
        halved = [dataclasses.replace(bar, **{
            field: round(getattr(bar, field) / 2, 2) for field in ('open', 'high', 'low', 'close')})
            if bar.date >= day else bar for bar in bars]
        self.server.change(Market({name: Stock(
            halved, splits=[(day, 2, 1)], dividends=[(day, halved[-4].close)])}))
        summary = self.update('--symbols', name)
        self.assertEqual([(row['date'], row['rule']) for row in summary['held']],
                         [(day.isoformat(), 'counted_twice')])
        adjusted = self.json('bars', name, '--adjust', 'total')['bars']
        self.assertAlmostEqual(adjusted[-4]['close'] / halved[-5].close * 2, 1, delta=0.01)

    def test_a_symbol_named_twice_is_one_stock(self):
        summary = self.update('--symbols', f'{self.names[0]},{self.names[0].lower()}')
        self.assertEqual(summary['asked'], 1)

    def test_ctrl_c_stops_and_says_how_far_it_came(self):
        self.server.latency = 0.3
        self.settings('connections_max = 1')
        command = [self.program, *self.update_command('--json'), '--home', str(self.home)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True) as running:
            while sum(self.server.requests.values()) < 3:
                time.sleep(0.01)
            running.send_signal(signal.SIGINT)
            output, errors = running.communicate(timeout=20)
        self.assertEqual(running.returncode, 1, errors)
        self.assertIn('stopped by the user', errors)
        summary = json.loads(output)
        self.assertLess(summary['fetched'], 12)
        self.assertEqual({row['kind'] for row in summary['failures']}, {'stopped'})
        self.server.latency = 0
        self.update()
        for name in self.names:
            self.assert_as_traded(name)

    def test_named_stocks_only(self):
        summary = self.update('--symbols', f'{self.names[1]},{self.names[2].lower()}')
        self.assertEqual((summary['asked'], summary['bars_new']), (2, 2 * self.sessions))
        self.assert_untouched(self.names[0])
        self.refused(2, 'A B', *self.update_command('--symbols', 'A B'))

    def test_a_bar_knows_its_reply_and_the_store_can_be_made_again_from_them(self):
        self.update()
        name = self.names[3]
        about = self.json('show', name, '--on', self.dates[-1])
        self.assertEqual((about['vendor'], about['status']), ('yahoo', 200))
        self.assertIn(name, about['url'])
        raw = self.expect(0, 'show', name, '--on', self.dates[-1], '--raw').stdout
        self.assertEqual(json.loads(raw)['chart']['result'][0]['meta']['symbol'], name)
        self.assertEqual(len(raw.encode()), about['bytes'])
        again = self.folder / 'again'
        self.expect(0, 'replies', 'rederive', '--into', again)
        for symbol in self.names:
            self.assertEqual(self.bars(symbol), self.bars(symbol, home=again))
        self.assertEqual(self.json('replies', 'prune', '--before', '2100-01-01')['pruned'], 12)
        self.refused(4, 'no reply', 'show', name, '--on', self.dates[-1])
        self.assert_as_traded(name)

    def test_a_changed_history_is_told_and_the_old_one_kept(self):
        self.update()
        name = self.names[4]
        before = self.bars(name)
        self.server.fault(name, 'revision', value=3)
        changed = self.dates[-4]
        done = self.expect(0, *self.update_command())
        self.assertIn(f'revised {name} {changed}', done.stderr)
        after = self.bars(name)
        self.assertEqual([day for day in after if after[day] != before[day]], [changed])
        kept = self.json('revisions', name)['revisions']
        self.assertEqual([(row['date'], row['by']) for row in kept], [(changed, 'yahoo')])
        self.assertAlmostEqual(kept[0]['close'], before[changed][3])
        # Nothing of it was known the day before the first update.
        self.refused(4, name, 'bars', name, '--known-on', '2020-01-02')

    def test_an_empty_home_takes_the_index_it_knows(self):
        home = self.folder / 'empty'
        home.mkdir()
        (home / 'market_data.toml').write_text(
            '[transport]\nattempts_max = 1\nfailures_in_a_row_max = 1000\n', encoding='ascii')
        done = self.expect(4, *self.update_command(), home=home)
        self.assertIn('built-in index', done.stderr)
        self.assertGreater(len(self.json('universe', 'list', '--on', last_finished().isoformat(),
                                         home=home)['members']), 490)

    def test_a_second_update_is_told_who_holds_the_lock(self):
        lock = self.home / 'backend/data/market_data.db.update.lock'
        with open(lock, 'w', encoding='ascii') as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            held.write('pid 4711, market_data update')
            held.flush()
            self.refused(3, 'pid 4711', *self.update_command())
        self.update()

    def test_a_simulated_market_only_grows(self):
        home = self.folder / 'simulated'
        home.mkdir()
        self.json('simulate', '--symbols', '3', '--sessions', '20', '--end', '2024-06-14',
                  home=home)
        self.refused(3, 'simulated market', 'update', '--provider', 'yahoo', '--base-url',
                     self.server.url, home=home)
        grown = self.json('update', home=home)
        self.assertEqual(grown['last_session'], last_finished().isoformat())

    def test_http_to_another_machine_is_refused(self):
        done = self.run_program('update', '--base-url', 'http://192.0.2.1:80')
        self.assertIn(done.returncode, (2, 3))
        self.assertIn('192.0.2.1', done.stderr)


class FaultTest(VendorTest):
    """What the user sees of each fault, and what the store holds: the others never suffer."""

    def setUp(self):
        super().setUp()
        self.bad, *self.others = self.names

    def assert_others_whole(self):
        for name in self.others:
            self.assert_as_traded(name)

    def failing(self, fault, kind, words, value=None, stored=False):
        """A fault that costs the one stock its night, with the kind and words of the failure."""
        self.server.fault(self.bad, fault, value=value)
        summary = self.update(code=4)  # 11 of 12 are fewer than 95 %.
        self.assertEqual(summary['fetched'], 11)
        self.assertEqual([(row['symbol'], row['kind']) for row in summary['failures']],
                         [(self.bad, kind)])
        self.assertIn(words, summary['failures'][0]['reason'])
        self.assert_others_whole()
        if not stored:
            self.assert_untouched(self.bad)
        self.server.heal()
        self.update()
        self.assert_as_traded(self.bad)

    def held_back(self, fault, rule, day, value=None):
        """A fault that costs one bar."""
        self.server.fault(self.bad, fault, value=value)
        fresh = day != self.dates[-1]
        summary = self.update(code=0 if fresh else 4)
        self.assertEqual([(row['symbol'], row['date'], row['rule']) for row in summary['held']],
                         [(self.bad, day, rule)])
        self.assert_as_traded(self.bad, without=[day])
        self.assert_others_whole()
        listed = self.json('quarantine', 'list')['quarantined']
        self.assertEqual([(row['symbol'], row['date']) for row in listed], [(self.bad, day)])

    def healed_by_retry(self, fault, value=None):
        self.server.fault(self.bad, fault, times=1, value=value)
        self.assertEqual(self.update()['failed'], 0)
        self.assertEqual(self.server.counts()['by_symbol'][self.bad], 2)
        self.assert_as_traded(self.bad)

    def test_slow(self):
        self.failing('slow', 'network', self.bad, value=30)

    def test_cut_in_the_middle(self):
        self.failing('cut', 'network', self.bad)

    def test_reset(self):
        self.failing('reset', 'network', self.bad)

    def test_too_many_requests_for_good(self):
        self.failing('too_many_requests', 'refused', '429')

    def test_too_many_requests_once(self):
        self.healed_by_retry('too_many_requests')

    def test_too_many_requests_with_a_wait(self):
        self.healed_by_retry('too_many_requests_wait', value=1)

    def test_server_error_once(self):
        self.healed_by_retry('server_error')

    def test_server_error_for_good(self):
        self.failing('unavailable', 'network', '503')

    def test_unknown_symbol(self):
        self.failing('unknown_symbol', 'no_data', self.bad)

    def test_unauthorized(self):
        self.failing('unauthorized', 'refused', '401')

    def test_blocked(self):
        self.failing('blocked', 'refused', '999')

    def test_consent_page(self):
        self.failing('consent', 'refused', 'consent')

    def test_html_in_place_of_json(self):
        self.failing('html', 'unreadable', 'text/html')

    def test_truncated_json(self):
        self.failing('truncated', 'unreadable', self.bad)

    def test_wrong_currency(self):
        self.failing('euro', 'unreadable', 'EUR')

    def test_no_data(self):
        self.failing('no_data', 'no_data', self.bad)

    def test_nan_in_the_last_bar(self):
        self.server.fault(self.bad, 'nan_last')
        summary = self.update(code=4)
        self.assertEqual(summary['failed'] + summary['quarantined'], 1)
        self.assert_others_whole()

    def test_null_last_bar(self):
        self.held_back('null_last', 'unsound_bar', self.dates[-1])

    def test_null_bar_in_the_past(self):
        self.held_back('null_bar', 'unsound_bar', self.dates[-4], value=3)

    def test_unfinished_bar(self):
        self.server.fault(self.bad, 'unfinished')
        summary = self.update()
        self.assertEqual(len(summary['held']), 1)
        self.assertGreater(summary['held'][0]['date'], self.dates[-1])
        self.assert_as_traded(self.bad)

    def test_future_row(self):
        self.server.fault(self.bad, 'future')
        summary = self.update()
        self.assertEqual(len(summary['held']), 1)
        self.assert_as_traded(self.bad)

    def test_splits_that_the_prices_contradict(self):
        split = next(name for name in self.names if self.market.stocks[name].splits)
        for fault in ('split_late', 'split_twice'):
            with self.subTest(fault=fault):
                self.server.heal()
                self.server.fault(split, fault)
                summary = self.update(code=4)
                self.assertEqual([row['symbol'] for row in summary['failures']], [split])
                self.assertIn('split', summary['failures'][0]['reason'])
                self.assert_untouched(split)
        self.server.heal()
        self.update()
        self.assert_as_traded(split)

    def test_nobody_listens(self):
        self.server.stop()
        self.addCleanup(self.server.start)
        done = self.expect(1, *self.update_command())
        self.assertIn('not one of 12 stocks', done.stderr)

    def test_everybody_refused(self):
        self.server.fault('*', 'too_many_requests')
        done = self.expect(3, *self.update_command())
        self.assertIn('429', done.stderr)


class TiingoTest(VendorTest):
    def with_token(self, token):
        token_file = self.write('token', token)
        self.settings('attempts_max = 2', vendors=(f'tiingo_token_file = "{token_file}"',))

    def test_brings_the_same_bars(self):
        self.with_token('secret')
        summary = self.update('--provider', 'tiingo')
        self.assertEqual(summary['bars_new'], 12 * self.sessions)
        for name in self.names:
            self.assert_as_traded(name)
        about = self.json('show', self.names[0], '--on', self.dates[-1])
        self.assertEqual(about['vendor'], 'tiingo')
        self.assertNotIn('secret', about['url'])

    def test_a_wrong_or_missing_token_says_where_it_is_set_and_does_not_show_it(self):
        self.with_token('qwertz123')
        done = self.expect(3, *self.update_command('--provider', 'tiingo'))
        self.assertIn('TIINGO_API_TOKEN', done.stderr)
        self.assertNotIn('qwertz123', done.stderr + done.stdout)
        self.settings()
        self.refused(2, 'TIINGO_API_TOKEN', *self.update_command('--provider', 'tiingo'))

    def with_second(self, url):
        token_file = self.write('token', 'secret')
        self.settings('attempts_max = 1', update=('second_provider = "tiingo"',),
                      vendors=(f'tiingo_token_file = "{token_file}"',
                               f'tiingo_base_url = "{url}"'))

    def second_server(self):
        other = VendorServer(self.market)
        other.start()
        self.addCleanup(other.stop)
        self.with_second(other.url)
        return other

    def test_a_second_vendor_that_says_otherwise_holds_the_bar_back(self):
        name = self.names[5]
        self.second_server().fault(name, 'revision', value=0)  # The last bar 1 % higher.
        summary = self.update(code=4)
        self.assertEqual(summary['compared'], 12)
        self.assertEqual([(row['symbol'], row['rule']) for row in summary['held']],
                         [(name, 'second_source')])
        self.assertIn('tiingo says', summary['held'][0]['reason'])
        self.assert_as_traded(name, without=[self.dates[-1]])
        # Made again from the replies it is the same store: compared, and nothing of the second
        # vendor's in it.
        again = self.folder / 'again'
        self.expect(0, 'replies', 'rederive', '--into', again)
        for symbol in self.names:
            self.assertEqual(self.bars(symbol), self.bars(symbol, home=again))
        for home in (self.home, again):
            self.assertEqual(self.json('status', home=home)['source'], 'yahoo')
            self.assertEqual(self.json('revisions', home=home)['count'], 0)
            self.assertEqual(self.json('quarantine', 'list', home=home)['count'], 1)
        # A night on which the second vendor says nothing makes it no truer.
        self.with_second('http://127.0.0.1:9')
        self.assertEqual(len(self.update(code=4)['held']), 1)
        # The user looks, and vouches for it.
        self.json('quarantine', 'release', name, self.dates[-1])
        self.assert_as_traded(name)
        self.assertEqual(self.update()['held'], [])
        released = self.folder / 'released'
        self.expect(0, 'replies', 'rederive', '--into', released)
        self.assertEqual(self.bars(name), self.bars(name, home=released))

    def test_a_second_vendor_that_is_a_day_late_has_not_compared_the_last_one(self):
        late = {name: Stock(stock.bars[:-1]) for name, stock in self.market.stocks.items()}
        self.second_server().change(Market(late))
        done = self.expect(0, *self.update_command())
        self.assertIn(f'no close of {self.dates[-1]}', done.stderr)
        self.assertIn('0 compared', done.stdout)

    def test_a_second_vendor_that_is_not_heard_is_told(self):
        other = self.second_server()
        other.fault(self.names[0], 'unknown_symbol')
        done = self.expect(0, *self.update_command())
        self.assertIn('1 of 12 stocks could not be compared with tiingo', done.stderr)
        self.assertIn('11 compared', done.stdout)
        self.with_second('http://127.0.0.1:9')
        done = self.expect(0, *self.update_command())
        self.assertIn('12 of 12 stocks could not be compared with tiingo', done.stderr)
        self.assertIn('0 compared', done.stdout)

    def test_ctrl_c_while_the_second_vendor_is_asked_stops_all(self):
        other = self.second_server()
        other.latency = 2
        command = [self.program, *self.update_command(), '--home', str(self.home)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True) as running:
            while not other.requests:
                time.sleep(0.01)
            running.send_signal(signal.SIGINT)
            _, errors = running.communicate(timeout=20)
        self.assertEqual(running.returncode, 1, errors)
        self.assertIn('stopped by the user: 0 of 12', errors)
        self.assertFalse(self.server.requests)


class WrongWishTest(program.ProgramTest):
    """What is refused before anything is stored or asked."""

    def refused_before_anything(self, words, *arguments):
        done = self.expect(2, 'update', *arguments)
        self.assertIn(words, done.stderr)
        self.assertNotIn('secret', done.stderr)
        status = json.loads(self.expect(4, 'status', '--json').stdout)
        self.assertEqual((status['spells'], status['symbols']), (0, 0))

    def settings(self, line):
        (self.home / 'market_data.toml').write_text(f'[update]\n{line}\n', encoding='ascii')

    def test_dates_that_have_not_been(self):
        self.settings('first_date = "2999-01-04"')
        self.refused_before_anything('update.first_date 2999-01-04: the last finished session is')
        self.settings('')
        self.refused_before_anything('--since 2999-01-04: the last finished session is',
                                     '--since', '2999-01-04')

    def test_a_first_date_that_is_none(self):
        self.settings('first_date = "2024-02-30"')
        self.refused(2, "market_data.toml:2: update.first_date = '2024-02-30'", 'update')

    def test_addresses(self):
        for url, words in (('http://user:secret@127.0.0.1:1', 'leave them out'),
                           ('https://secret@example.com', 'leave them out'),
                           ('http://127.0.0.1.example.com', 'only https is permitted'),
                           ('ftp://example.com', 'only https is permitted'),
                           ('http://user:secret@a b', 'a b: this is no URL'),
                           ('https://example.com/?token=secret', 'may hold no ? or #')):
            self.refused_before_anything(words, '--base-url', url)


if __name__ == '__main__':
    program.main()
