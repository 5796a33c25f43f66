"""market_data as a user types it: every command, its answers, exit codes and refusals."""
import gzip
import json
import lzma
import os
import sqlite3
import unittest

import program
from program import HEADER

DONE, FAILED, USAGE, REFUSED, NOT_ENOUGH_DATA = 0, 1, 2, 3, 4

# Sessions around the week of 2024-06-10.
BARS = (HEADER,
        'AAPL,2024-06-10,10,12,9,11,100', 'AAPL,2024-06-11,11,12,10,11.5,200',
        'AAPL,2024-06-12,24,26,22,25,300',
        'MSFT,2024-06-10,20,22,19,21,50', 'MSFT,2024-06-11,21,23,20,22,60',
        'MSFT,2024-06-12,30,23,20,22,60',   # The open lies above the high.
        'MSFT,2024-06-15,21,23,20,22,60')   # A Saturday.


class ImportTest(program.ProgramTest):
    def import_bars(self):
        return self.json('import', self.write('prices.csv', *BARS))

    def test_imports_and_answers_with_counts(self):
        summary = self.import_bars()
        self.assertEqual([(bar['symbol'], bar['date'], bar['rule']) for bar in summary.pop('held')],
                         [('MSFT', '2024-06-12', 'unsound_bar'),
                          ('MSFT', '2024-06-15', 'not_a_session')])
        self.assertEqual(summary,
                         {'files': 1, 'stocks': 2, 'bars_new': 5, 'bars_changed': 0,
                          'bars_unchanged': 0, 'bars_before_calendar': 0, 'actions': 0,
                          'actions_changed': 0, 'quarantined': 2, 'revisions': []})
        status = self.json('status')
        self.assertEqual(status['source'], 'prices.csv')
        self.assertFalse(status['simulated'])
        self.assertEqual((status['symbols'], status['bars'], status['quarantined']), (2, 5, 2))
        self.assertEqual(status['first_session'], '2024-06-10')
        self.assertEqual(status['last_session'], '2024-06-12')

    def test_imports_again_without_a_change_and_counts_changed_bars(self):
        self.import_bars()
        before = self.contents(['AAPL', 'MSFT'])
        again = self.import_bars()
        self.assertEqual((again['bars_new'], again['bars_changed'], again['bars_unchanged']),
                         (0, 0, 5))
        self.assertEqual(self.contents(['AAPL', 'MSFT']), before)
        changed = self.json('import', self.write('more.csv', HEADER, 'AAPL,2024-06-10,10,12,9,10,1',
                                                 'AAPL,2024-06-13,10,12,9,10,1'))
        self.assertEqual((changed['bars_new'], changed['bars_changed']), (1, 1))

    def test_reads_compressed_files_and_folders(self):
        text = '\n'.join(BARS).encode()
        for name, opened in (('a.csv.xz', lzma.open), ('a.csv.gz', gzip.open)):
            with opened(self.folder / name, 'wb') as file:
                file.write(text)
            home = self.folder / f'home_{name}'
            self.assertEqual(
                self.json('import', self.folder / name, home=home)['bars_new'], 5)
        folder = self.folder / 'daily'
        folder.mkdir()
        for day in ('10', '11'):
            (folder / f'2024-06-{day}.csv').write_text(
                f'{HEADER}\nAAPL,2024-06-{day},10,12,9,11,100\n', encoding='ascii')
        (folder / 'README.txt').write_text('no prices', encoding='ascii')
        counts = self.json('import', folder)
        self.assertEqual((counts['files'], counts['bars_new']), (2, 2))
        self.assertEqual(self.json('status')['source'], 'daily')

    def test_warns_of_quarantined_bars_on_stderr(self):
        done = self.expect(DONE, 'import', self.write('prices.csv', *BARS), '--json')
        json.loads(done.stdout)
        self.assertIn('prices.csv:7', done.stderr)
        self.assertIn('prices.csv:8', done.stderr)

    def test_a_bad_file_leaves_the_store_as_it_was(self):
        self.import_bars()
        before = self.contents(['AAPL', 'MSFT'])
        good = 'AAPL,2024-06-13,10,12,9,11,100'
        for row, words in (('AAPL,2024-06-14,NaN,12,9,11,100', "open 'NaN' is not a number"),
                           ('AAPL,2024-06-14,10,12,-9,11,100', 'price -9 is not > 0'),
                           ('AAPL,2024-06-14,10,8,9,9,100', 'high 8 below low 9'),
                           ('AAPL,2024-06-13,10,12,9,11,100', 'the date stands twice'),
                           ('AAPL,2030-06-14,10,12,9,11,100', 'the date is in the future'),
                           ('A?,2024-06-14,10,12,9,11,100', "'A?' is not a ticker"),
                           ('AAPL,2024-06-14,10,12,9,11', '6 fields, the header has 7')):
            with self.subTest(row=row):
                bad = self.write('bad.csv', HEADER, good, row)
                self.refused(NOT_ENOUGH_DATA, words, 'import', bad)
                self.refused(NOT_ENOUGH_DATA, 'bad.csv:3: ', 'import', bad)
                self.assertEqual(self.contents(['AAPL', 'MSFT']), before)

    def test_a_bad_file_in_a_folder_keeps_the_good_ones_out(self):
        folder = self.folder / 'daily'
        folder.mkdir()
        (folder / 'a.csv').write_text('\n'.join(BARS), encoding='ascii')
        (folder / 'b.csv').write_text(f'{HEADER}\nAAPL,x,1,1,1,1,1\n', encoding='ascii')
        self.refused(NOT_ENOUGH_DATA, 'b.csv:2', 'import', folder)
        self.assertFalse((self.home / 'backend').exists())

    def test_refuses_damaged_truncated_and_empty_files(self):
        packed = lzma.compress('\n'.join(BARS * 50).encode())
        for name, data in (('cut.csv.xz', packed[:-20]), ('empty.csv', b''),
                           ('header.csv', HEADER.encode() + b'\n'),
                           ('binary.csv', bytes(range(256)) * 50)):
            with self.subTest(name=name):
                (self.folder / name).write_bytes(data)
                self.refused(NOT_ENOUGH_DATA, name, 'import', self.folder / name)

    def test_wrong_usage(self):
        prices = self.write('prices.csv', *BARS)
        actions = self.write('actions.csv', 'symbol,date,dividend,split', 'AAPL,2024-06-12,,2')
        for arguments in (['import'], ['import', self.folder / 'missing.csv'],
                          ['import', 'x' * 5000], ['import', prices, '--prices', 'half'],
                          ['import', prices, '--format', 'parquet'],
                          ['import', prices, '--actions', self.folder / 'missing.csv'],
                          ['import', prices, '--prices', 'adjusted', '--actions', actions]):
            with self.subTest(arguments=arguments):
                self.refused(USAGE, '', *arguments)
        self.refused(USAGE, 'cannot name a source', 'import', self.write('SIMULATED', *BARS))

    def test_split_adjusted_prices_become_raw_and_back(self):
        actions = self.write('actions.csv', 'symbol,date,dividend,split',
                             'AAPL,2024-06-12,,2', 'AAPL,2024-06-11,0.5,')
        self.json('import', self.write('prices.csv', *BARS[:4]), '--prices', 'split-adjusted',
                  '--actions', actions)
        self.assertEqual(self.bars('AAPL')['2024-06-10'], [20, 24, 18, 22, 50])
        self.assertEqual(self.bars('AAPL', '--adjust', 'split')['2024-06-10'],
                         [10, 12, 9, 11, 100])
        # Yahoo's rule: 1 - dividend / close before, both in today's shares.
        total = self.bars('AAPL', '--adjust', 'total')['2024-06-10']
        self.assertAlmostEqual(total[3], 11 * (1 - 0.5 / 11), places=8)
        # As of the day before the split nobody knew of it.
        self.assertEqual(self.bars('AAPL', '--adjust', 'split', '--to', '2024-06-11')['2024-06-10'],
                         [20, 24, 18, 22, 50])

    def test_takes_home_from_the_environment_and_the_database_from_the_settings(self):
        prices = self.write('prices.csv', *BARS)
        environment = dict(os.environ, TURBOMODE_HOME=str(self.home))
        self.assertEqual(
            self.run_program('import', prices, environment=environment).returncode, DONE)
        self.assertTrue((self.home / 'backend/data/market_data.db').exists())
        other = self.folder / 'other'
        other.mkdir()
        settings = other / 'market_data.toml'
        settings.write_text('[paths]\nmarket_data_db = "here/prices.db"\n', encoding='ascii')
        self.expect(DONE, 'import', prices, home=other)
        self.assertTrue((other / 'here/prices.db').exists())
        settings.write_text('[paths]\nmarket_data = 1\n', encoding='ascii')
        self.refused(USAGE, 'paths.market_data = 1: unknown setting', 'status', home=other)
        settings.write_text('[paths\n', encoding='ascii')
        self.refused(USAGE, 'market_data.toml:1', 'status', home=other)
        self.refused(USAGE, 'no such configuration file', 'status', '--config',
                     self.folder / 'missing.toml')


class LookTest(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.json('import', self.write('prices.csv', *BARS))

    def test_help_of_every_command_shows_examples_and_version_a_number(self):
        for command in ([], ['import'], ['universe'], ['universe', 'import'], ['universe', 'list'],
                        ['simulate'], ['status'], ['bars'], ['check'], ['quarantine'],
                        ['quarantine', 'list']):
            with self.subTest(command=command):
                self.assertRegex(self.expect(DONE, *command, '--help').stdout,
                                 r'Examples?:\n  market_data ')
        self.assertRegex(self.expect(DONE, '--version').stdout, r'^market_data \d+\.\d+\.\d+\n$')

    def test_wrong_usage(self):
        for arguments in ([], ['nonsense'], ['bars'], ['bars', 'AAPL', '--adjust', 'half'],
                          ['bars', 'A?'], ['bars', 'AAPL', '--from', '10.6.2024'],
                          ['status', '--nonsense'], ['quarantine'], ['universe']):
            with self.subTest(arguments=arguments):
                self.expect(USAGE, *arguments)

    def test_bars_between_two_dates(self):
        bars = self.bars('aapl', '--from', '2024-06-11', '--to', '2024-06-11')
        self.assertEqual(bars, {'2024-06-11': [11, 12, 10, 11.5, 200]})
        document = self.json('bars', 'AAPL', '--from', '2024-06-11', '--to', '2024-06-11')
        self.assertEqual(document,
                         {'symbol': 'AAPL', 'adjust': 'none',
                          'bars': [{'date': '2024-06-11', 'open': 11, 'high': 12, 'low': 10,
                                    'close': 11.5, 'volume': 200}]})
        self.refused(NOT_ENOUGH_DATA, 'no bars of TSLA', 'bars', 'TSLA')
        self.refused(NOT_ENOUGH_DATA, 'no bars of AAPL', 'bars', 'AAPL', '--from', '2024-07-01')

    def test_quarantine_lists_every_bar_with_its_reason(self):
        document = self.json('quarantine', 'list')
        self.assertEqual(document['count'], 2)
        self.assertEqual([(q['symbol'], q['date'], q['origin']) for q in document['quarantined']],
                         [('MSFT', '2024-06-12', 'prices.csv:7'),
                          ('MSFT', '2024-06-15', 'prices.csv:8')])
        self.assertIn('not an NYSE session (Saturday)', document['quarantined'][1]['reason'])
        self.refused(3, 'not an NYSE session', 'quarantine', 'release', 'MSFT', '2024-06-15')
        self.assertIn('prices.csv:7', self.expect(DONE, 'quarantine', 'list').stdout)

    def test_check_reports_what_looks_wrong_without_a_universe(self):
        document = self.json('check')
        self.assertEqual(document['integrity'], 'ok')
        self.assertEqual((document['stocks'], document['quarantined']), (2, 2))
        found = {(f['symbol'], f['rule']) for f in document['findings']}
        self.assertEqual(found, {('AAPL', 'unexplained_jump')})  # 11.5 to 25.
        self.json('import', self.write('more.csv', HEADER, 'MSFT,2024-06-14,21,23,20,22,60'))
        found = {(f['symbol'], f['rule']): f['text'] for f in self.json('check')['findings']}
        self.assertIn('2 sessions without a bar', found['MSFT', 'missing_bars'])

    def test_bars_that_tell_an_old_price_again_are_held_back(self):
        rows = [f'OLD,2024-06-{day},5,5,5,5,0' for day in ('03', '04')]
        self.json('import', self.write('old.csv', HEADER, *rows, 'OLD,2024-06-05,5,6,5,5,10'))
        held = [(q['date'], q['rule']) for q in self.json('quarantine', 'list')['quarantined']
                if q['symbol'] == 'OLD']
        self.assertEqual(held, [('2024-06-03', 'no_trade'), ('2024-06-04', 'no_trade')])
        self.assertEqual(list(self.bars('OLD')), ['2024-06-05'])

    def test_a_held_bar_can_be_released_and_stays_so(self):
        rows = ('OLD,2024-06-03,5,5,5,5,0', 'OLD,2024-06-05,5,6,5,5,10')
        old = self.write('old.csv', HEADER, *rows)
        self.json('import', old)
        self.json('quarantine', 'release', 'OLD', '2024-06-03')
        self.assertEqual(list(self.bars('OLD')), ['2024-06-03', '2024-06-05'])
        self.assertEqual(self.json('import', old)['quarantined'], 0)
        self.refused(NOT_ENOUGH_DATA, 'no bar of that day', 'quarantine', 'release', 'OLD',
                     '2024-06-04')
        # The open lies above the high: nobody's word makes that a bar.
        self.refused(NOT_ENOUGH_DATA, 'MSFT', 'quarantine', 'release', 'MSFT', '2024-06-12')

    def test_what_was_known_before_a_correction_is_kept(self):
        self.json('import', self.write('new.csv', HEADER, 'AAPL,2024-06-11,11,12,10,11.8,200'))
        self.assertEqual(self.bars('AAPL')['2024-06-11'][3], 11.8)
        before = self.json('revisions', 'AAPL')['revisions']
        self.assertEqual([(row['date'], row['close'], row['by']) for row in before],
                         [('2024-06-11', 11.5, 'prices')])
        self.assertEqual(self.json('revisions', 'MSFT')['count'], 0)

    def test_a_damaged_database_is_refused_by_check(self):
        database = self.home / 'backend/data/market_data.db'
        content = bytearray(database.read_bytes())
        content[2 * 4096:3 * 4096] = b'x' * 4096
        database.write_bytes(content)
        self.refused(REFUSED, 'market_data.db', 'check')

    def test_a_database_of_another_program_is_refused_by_all(self):
        database = self.home / 'backend/data/market_data.db'
        connection = sqlite3.connect(database)
        connection.execute('PRAGMA application_id = 7')
        connection.close()
        prices = self.write('prices.csv', *BARS)
        for arguments in (['status'], ['bars', 'AAPL'], ['check'], ['quarantine', 'list'],
                          ['import', prices], ['simulate'], ['universe', 'list']):
            with self.subTest(arguments=arguments):
                self.refused(REFUSED, 'not a market data database', *arguments)

    def test_looking_without_prices_says_so(self):
        empty = self.folder / 'empty'
        for arguments in (['status'], ['bars', 'AAPL'], ['check'], ['quarantine', 'list'],
                          ['universe', 'list']):
            with self.subTest(arguments=arguments):
                self.refused(NOT_ENOUGH_DATA, 'there is no market data database', *arguments,
                             home=empty)
        self.assertFalse(empty.exists())


class UniverseTest(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.members = self.write('symbols.csv',
                                  'symbol,name,gics_sector,market_cap_usd_2024_06_11',
                                  'AAPL,Apple,Information Technology,3000',
                                  'BRK.B,"Berkshire, Inc.",Financials,')
        self.spells = self.write('spells.csv', 'ticker,start_date,end_date', 'AAPL,2000-01-03,',
                                 'BRK-B,2010-02-16,2024-06-12')

    def import_all(self):
        return self.json('universe', 'import', '--members', self.members, '--spells', self.spells,
                         '--caps', self.members)

    def list_on(self, date):
        return self.json('universe', 'list', '--on', date)['members']

    def test_imports_members_spells_and_caps(self):
        self.assertEqual(self.import_all(), {'members': 2, 'spells': 2, 'caps': 1})
        self.assertEqual([m['symbol'] for m in self.list_on('2005-01-03')], ['AAPL'])
        self.assertEqual([m['symbol'] for m in self.list_on('2024-06-12')], ['AAPL'])
        apple, berkshire = self.list_on('2024-06-11')
        self.assertEqual(apple, {'symbol': 'AAPL', 'name': 'Apple',
                                 'sector': 'Information Technology', 'market_cap_usd': 3000,
                                 'market_cap_as_of': '2024-06-11'})
        self.assertEqual(berkshire['name'], 'Berkshire, Inc.')
        self.assertIsNone(berkshire['market_cap_usd'])
        self.assertIsNone(self.list_on('2024-06-10')[0]['market_cap_usd'], 'not known yet')
        self.assertIn('AAPL', self.expect(DONE, 'universe', 'list').stdout)  # Today.

    def test_imports_twice_without_a_change_and_replaces_spells_of_a_file(self):
        self.import_all()
        self.import_all()
        self.write('spells.csv', 'ticker,start_date,end_date', 'MSFT,2000-01-03,')
        self.json('universe', 'import', '--spells', self.spells)
        self.assertEqual([m['symbol'] for m in self.list_on('2024-06-11')], ['MSFT'])

    def test_joins_several_spell_files(self):
        months = self.write('months.csv', 'month_start,symbol', '2024-06-01,GE')
        self.json('universe', 'import', '--spells', self.spells, '--spells', months)
        self.assertEqual([m['symbol'] for m in self.list_on('2024-06-11')], ['AAPL', 'BRK-B', 'GE'])
        self.assertEqual([m['symbol'] for m in self.list_on('2024-07-01')], ['AAPL'])

    def test_a_bad_file_leaves_the_universe_as_it_was(self):
        self.import_all()
        bad = self.write('bad.csv', 'ticker,start_date,end_date', 'AAPL,2024-01-02,2023-01-02')
        self.refused(NOT_ENOUGH_DATA, 'bad.csv:2', 'universe', 'import', '--members',
                     self.write('new.csv', 'symbol,name', 'AAPL,Other'), '--spells', bad)
        self.assertEqual(self.list_on('2024-06-11')[0]['name'], 'Apple')

    def test_wrong_usage(self):
        self.refused(USAGE, 'at least one of', 'universe', 'import')
        self.refused(USAGE, 'no such file', 'universe', 'import', '--caps', self.folder / 'missing')
        (self.folder / 'b').mkdir()
        twin = self.write('b/spells.csv', 'ticker,start_date,end_date', 'GE,2000-01-03,')
        self.refused(USAGE, 'rename one', 'universe', 'import', '--spells', self.spells, '--spells',
                     twin)
        self.refused(USAGE, 'not a date', 'universe', 'list', '--on', 'June')

    def test_no_members_on_a_date(self):
        self.import_all()
        self.refused(NOT_ENOUGH_DATA, 'no members on 1990-01-02', 'universe', 'list', '--on',
                     '1990-01-02')


class SimulateTest(program.ProgramTest):
    MARKET = ('simulate', '--symbols', '10', '--sessions', '120', '--seed', '3')

    def symbols(self, date):
        return [m['symbol'] for m in self.json('universe', 'list', '--on', date)['members']]

    def test_writes_a_market_that_says_simulated(self):
        answer = self.json(*self.MARKET, '--end', '2024-06-14')
        self.assertTrue(answer['simulated'])
        self.assertEqual(answer['last_session'], '2024-06-14')
        status = self.json('status')
        self.assertEqual((status['source'], status['simulated']), ('SIMULATED', True))
        self.assertEqual(status['last_session'], '2024-06-14')
        self.assertEqual(status['bars'], answer['bars_new'])
        self.assertEqual(len(self.symbols('2024-06-14')), 10)
        self.assertEqual(self.json('check')['integrity'], 'ok')

    def test_the_second_time_nothing_happens(self):
        self.json(*self.MARKET, '--end', '2024-06-14')
        symbols = self.symbols('2024-06-14')
        before = self.contents(symbols)
        self.assertEqual(self.json(*self.MARKET, '--end', '2024-06-14')['bars_new'], 0)
        self.assertEqual(self.json('simulate', '--end', '2024-06-10')['bars_new'], 0)
        self.assertEqual(self.contents(symbols), before)

    def test_grows_and_keeps_the_bars_there_are(self):
        self.json(*self.MARKET, '--end', '2024-06-14')
        symbols = self.symbols('2024-06-14')
        before = {symbol: self.bars(symbol) for symbol in symbols}
        self.assertGreater(self.json('simulate', '--end', '2024-07-12')['bars_new'], 0)
        self.assertEqual(self.json('status')['last_session'], '2024-07-12')
        for symbol in symbols:
            now = self.bars(symbol)
            self.assertEqual({d: b for d, b in now.items() if d <= '2024-06-14'}, before[symbol])

    def test_the_same_seed_gives_the_same_market_and_another_one_another(self):
        self.json(*self.MARKET, '--end', '2024-06-14')
        symbols = self.symbols('2024-06-14')[:2]
        other = self.folder / 'other'
        self.json(*self.MARKET, '--end', '2024-06-14', home=other)
        self.assertEqual(self.contents(symbols, home=other), self.contents(symbols))
        self.refused(REFUSED, 'another simulated market', 'simulate', '--seed', '4')

    def test_names_every_change_of_a_ticker(self):
        answer = self.json('simulate', '--symbols', '40', '--sessions', '2000', '--end',
                           '2024-06-14')
        self.assertGreater(len(answer['renames']), 0)
        for rename in answer['renames']:
            before, after = (self.bars(rename[name]) for name in ('from', 'to'))
            self.assertLess(max(before), rename['on'])
            self.assertEqual({d: b for d, b in after.items() if d < rename['on']}, before)
            self.assertIn(rename['on'], after)

    def test_makes_faults_on_demand_and_puts_broken_bars_into_quarantine(self):
        faults = self.json(*self.MARKET, '--end', '2024-06-14')['faults']
        self.assertEqual(set(faults.values()), {0})
        self.assertEqual(self.json('status')['quarantined'], 0)
        ill = self.folder / 'ill'
        asked = (*self.MARKET, '--end', '2024-06-14', '--missing', '0.02', '--bad', '0.05')
        answer = self.json(*asked, home=ill)
        faults = answer['faults']
        self.assertTrue(all(count > 0 for count in faults.values()), faults)
        broken = faults['high_below_low'] + faults['not_a_number']
        status = self.json('status', home=ill)
        self.assertEqual(status['quarantined'], broken)
        self.assertEqual(status['bars'], answer['bars_new'])
        self.assertEqual(status['bars'],
                         self.json('status')['bars'] - broken - faults['missing'])
        rows = self.json('quarantine', 'list', home=ill)['quarantined']
        self.assertEqual({row['origin'] for row in rows}, {'SIMULATED'})
        self.assertEqual(sum('below low' in row['reason'] for row in rows),
                         faults['high_below_low'])
        rules = {finding['rule'] for finding in self.json('check', home=ill)['findings']}
        self.assertLessEqual({'missing_bars', 'unexplained_jump'}, rules)

    def test_repeats_its_faults_and_keeps_them_when_it_grows(self):
        asked = (*self.MARKET, '--missing', '0.02', '--bad', '0.05', '--end')
        early = self.json(*asked, '2024-05-14')
        self.assertEqual(self.json('simulate', '--end', '2024-05-14')['faults'], early['faults'])
        grown = self.json('simulate', '--end', '2024-06-14')
        at_once = self.folder / 'at_once'
        sessions = str(120 + 22)  # 2024-05-15 to 2024-06-14, Memorial Day closed.
        whole = self.json('simulate', '--symbols', '10', '--sessions', sessions, '--seed', '3',
                          '--missing', '0.02', '--bad', '0.05', '--end', '2024-06-14',
                          home=at_once)
        self.assertEqual(grown['faults'], whole['faults'])
        self.assertEqual(self.contents(self.symbols('2024-06-14')),
                         self.contents(self.symbols('2024-06-14'), home=at_once))
        self.refused(REFUSED, 'another simulated market', 'simulate', '--bad', '0.01')

    def test_a_market_of_another_model_is_not_grown(self):
        self.json(*self.MARKET, '--end', '2024-06-14')
        before = self.contents(self.symbols('2024-06-14'))
        database = self.home / 'backend/data/market_data.db'
        for identity in ('{"symbols":10,"first_session":"2023-12-22","seed":3,"edge":0.3}',
                         '{"model":99,"symbols":10,"first_session":"2023-12-22","seed":3,'
                         '"edge":0.3,"missing":0.0,"bad":0.0}'):
            with sqlite3.connect(database) as connection:
                connection.execute("UPDATE setting SET value = ? WHERE key = 'simulated_market'",
                                   (identity,))
            connection.close()
            with self.subTest(identity=identity):
                self.refused(REFUSED, 'which cannot continue it', 'simulate')
                self.refused(REFUSED, 'another --home', 'simulate', '--end', '2024-06-10')
        self.assertEqual(self.contents(self.symbols('2024-06-14')), before)

    def test_the_snapshot_for_readers_is_checked_against_the_rows(self):
        self.json(*self.MARKET, '--end', '2024-06-14')
        database = self.home / 'backend/data/market_data.db'
        snapshot = database.with_name('market_data.db.snapshot')
        self.assertTrue(snapshot.is_file())
        self.json('check')
        with sqlite3.connect(database) as connection:  # Behind the back of the program.
            connection.execute('UPDATE bar SET close = low')
        connection.close()
        self.refused(REFUSED, 'its snapshot holds other prices', 'check')
        snapshot.unlink()
        self.json('check')

    def test_simulated_and_real_prices_refuse_each_other(self):
        self.json(*self.MARKET, '--end', '2024-06-14')
        before = self.contents(self.symbols('2024-06-14'))
        prices = self.write('prices.csv', *BARS)
        spells = self.write('spells.csv', 'ticker,start_date,end_date', 'AAPL,2000-01-03,')
        self.refused(REFUSED, 'holds simulated prices', 'import', prices)
        self.refused(REFUSED, 'holds a simulated market', 'universe', 'import', '--spells', spells)
        self.assertEqual(self.contents(self.symbols('2024-06-14')), before)
        real = self.folder / 'real'
        self.json('import', prices, home=real)
        self.refused(REFUSED, 'holds real prices', *self.MARKET, home=real)
        index = self.folder / 'index'
        self.json('universe', 'import', '--spells', spells, home=index)
        self.refused(REFUSED, 'of a real index', *self.MARKET, home=index)

    def test_wrong_usage(self):
        for arguments in (['--symbols', '0'], ['--edge', '1.5'], ['--sessions', '1'],
                          ['--sessions', '99999'], ['--end', '2050-01-03'], ['--end', 'Friday'],
                          ['--missing', '0.3'], ['--bad', '-0.1']):
            with self.subTest(arguments=arguments):
                self.refused(USAGE, '', 'simulate', *arguments)


if __name__ == '__main__':
    program.main()
