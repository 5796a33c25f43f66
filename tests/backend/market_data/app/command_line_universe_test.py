"""market_data universe builtin, update and caps as a user types them."""
import html
import json
import unittest

import program
from program import HEADER
from vendor_market import Market
from vendor_server import VendorServer

DONE, USAGE, REFUSED, NOT_ENOUGH_DATA = 0, 2, 3, 4

LIST_DAY = '2026-08-08'   # The day of the built-in list.
TODAY = '2026-11-24'


def page(members, changes=()):
    """A page in the structure of Wikipedia's list: (symbol, name, sector) and (date, in, out)."""
    rows = ''.join(
        f'<tr>\n<td><a href="/x">{symbol.replace("-", ".")}</a>\n</td>\n<td>{html.escape(name)}'
        f'<sup class="reference">[1]</sup></td>\n<td>{sector}</td>\n</tr>'
        for symbol, name, sector in members)
    moves = ''.join(
        f'<tr>\n<td>{date}\n</td>\n<td>{joined}</td>\n<td>x</td>\n<td>{left}</td>\n<td>y</td>\n'
        '<td>z</td></tr>' for date, joined, left in changes)
    return ('<html><body><table id="constituents"><tr><th>Symbol</th><th>Security</th>'
            f'<th>GICS Sector</th></tr>{rows}</table>\n<table id="changes"><tr>'
            '<th rowspan="2">Date</th><th colspan="2">Added</th><th colspan="2">Removed</th>'
            '<th rowspan="2">Reason</th></tr><tr><th>Ticker</th><th>Security</th><th>Ticker</th>'
            f'<th>Security</th></tr>{moves}</table></body></html>')


class BuiltinTest(program.ProgramTest):
    def test_writes_members_sectors_and_caps(self):
        answer = self.json('universe', 'builtin')
        # 500 companies, three of them with two share classes.
        self.assertEqual((answer['members'], answer['as_of']), (503, LIST_DAY))
        self.assertEqual((answer['since'], answer['survivorship_biased_until']), (LIST_DAY, None))
        members = self.json('universe', 'list', '--on', TODAY)['members']
        self.assertEqual(len(members), 503)
        apple = next(m for m in members if m['symbol'] == 'AAPL')
        self.assertEqual((apple['name'], apple['sector']), ('Apple', 'Information Technology'))
        self.assertEqual(apple['market_cap_as_of'], answer['caps_as_of'])
        self.assertEqual(sum(m['market_cap_usd'] is not None for m in members), answer['caps'])
        self.refused(NOT_ENOUGH_DATA, 'universe builtin', 'universe', 'list', '--on', '2026-08-07')

    def test_says_that_earlier_members_are_survivors(self):
        done = self.expect(DONE, 'universe', 'builtin', '--since', '2016-01-04')
        self.assertIn('survivorship-biased', done.stdout)
        self.assertEqual(len(self.json('universe', 'list', '--on', '2016-01-04')['members']), 503)
        answer = self.json('universe', 'builtin', '--since', '2016-01-04', '--replace')
        self.assertEqual(answer['survivorship_biased_until'], LIST_DAY)

    def test_is_refused_where_there_are_members(self):
        self.json('universe', 'builtin')
        self.refused(REFUSED, 'holds 503 members already', 'universe', 'builtin')
        self.json('universe', 'builtin', '--replace')

    def test_is_refused_beside_a_simulated_market(self):
        self.json('simulate', '--symbols', '5', '--sessions', '60', '--end', '2024-06-14')
        self.refused(REFUSED, 'holds a simulated market', 'universe', 'builtin')

    def test_wrong_usage(self):
        self.refused(USAGE, 'says nothing of later days', 'universe', 'builtin', '--since', TODAY)
        self.refused(USAGE, 'not a date', 'universe', 'builtin', '--since', 'May')


class UpdateTest(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.json('universe', 'builtin')
        self.members = {m['symbol']: (m['symbol'], m['name'], m['sector'])
                        for m in self.json('universe', 'list', '--on', TODAY)['members']}

    def update(self, *arguments, changes=(), code=DONE):
        """Compares with a page of self.members; the document on stdout."""
        path = self.write('page.html', page(self.members.values(), changes))
        done = self.expect(code, 'universe', 'update', '--page', path, '--on', TODAY, '--json',
                           *arguments)
        return json.loads(done.stdout), done.stderr

    def symbols_on(self, date):
        return {m['symbol'] for m in self.json('universe', 'list', '--on', date)['members']}

    def change_page(self):
        del self.members['MMM'], self.members['XYZ'], self.members['GPN']
        self.members['NEW'] = ('NEW', 'New Company', 'Energy')
        self.members['NEXT'] = ('NEXT', 'Next Company', 'Utilities')
        self.members['GPNX'] = ('GPNX', 'Global Payments Inc.', 'Financials')
        self.members['A'] = ('A', 'Agilent', 'Industrials')

    CHANGES = (('September 21, 2026', 'NEW', 'MMM'),)

    def test_finds_nothing_where_both_say_the_same(self):
        answer, _ = self.update()
        self.assertEqual(answer['disagreements'], [])
        self.assertEqual((answer['members_listed'], answer['members_stored']), (503, 503))

    def test_tells_and_writes_nothing_unasked(self):
        self.change_page()
        answer, errors = self.update(changes=self.CHANGES, code=REFUSED)
        self.assertIn('7 disagreements; nothing was written; --accept', errors)
        self.assertFalse(answer['accepted'])
        self.assertEqual([(d['kind'], d['symbol'], d['date']) for d in answer['disagreements']],
                         [('joined', 'NEW', '2026-09-21'), ('joined', 'NEXT', TODAY),
                          ('left', 'MMM', '2026-09-21'), ('left', 'XYZ', TODAY),
                          ('renamed', 'GPNX', TODAY), ('sector_changed', 'A', None),
                          ('name_changed', 'A', None)])
        self.assertEqual(answer['disagreements'][4]['old_symbol'], 'GPN')
        self.assertEqual(answer['disagreements'][5]['listed'], 'Industrials')
        self.assertIn('MMM', self.symbols_on(TODAY))
        text = self.run_program('universe', 'update', '--page', self.folder / 'page.html', '--on',
                                TODAY).stdout
        self.assertIn('joined: NEW New Company joined on 2026-09-21\n', text)

    def test_takes_over_what_is_accepted(self):
        self.change_page()
        answer, _ = self.update('--accept', changes=self.CHANGES)
        self.assertTrue(answer['accepted'])
        self.assertEqual(self.update(changes=self.CHANGES)[0]['disagreements'], [])
        before, after = self.symbols_on('2026-09-20'), self.symbols_on('2026-09-21')
        self.assertEqual((before - after, after - before), ({'MMM'}, {'NEW'}))
        before, after = self.symbols_on('2026-11-23'), self.symbols_on(TODAY)
        self.assertEqual(before - after, {'XYZ', 'GPN'})
        self.assertEqual(after - before, {'NEXT', 'GPNX'})
        stored = {m['symbol']: m for m in self.json('universe', 'list', '--on', TODAY)['members']}
        self.assertEqual((stored['A']['name'], stored['A']['sector']), ('Agilent', 'Industrials'))
        self.assertEqual(stored['NEW']['sector'], 'Energy')

    def test_one_update_after_the_other_keeps_the_first(self):
        self.change_page()
        self.update('--accept', changes=self.CHANGES)
        del self.members['NEW']
        self.members['LAST'] = ('LAST', 'Last', 'Energy')
        self.update('--accept', changes=(*self.CHANGES, ('November 2, 2026', 'LAST', 'NEW')))
        self.assertIn('NEW', self.symbols_on('2026-11-01'))
        self.assertNotIn('NEW', self.symbols_on('2026-11-02'))
        self.assertIn('NEXT', self.symbols_on(TODAY))

    def test_an_exit_ends_membership_in_every_file(self):
        spells = self.write('spells.csv', 'ticker,start_date,end_date', 'MMM,1976-08-09,')
        self.json('universe', 'import', '--spells', spells)
        del self.members['MMM']
        self.update('--accept', changes=(('August 3, 2026', '', 'MMM'),))
        self.assertEqual(self.symbols_on('2026-08-02'), {'MMM'})
        self.assertNotIn('MMM', self.symbols_on(TODAY))

    def test_takes_nothing_from_a_page_that_is_not_whole(self):
        for symbol in list(self.members)[400:]:
            del self.members[symbol]
        answer, errors = self.update('--accept', code=REFUSED)
        self.assertIn('does not look whole', errors)
        self.assertEqual(answer['disagreements'][-1]['kind'], 'member_count')
        self.assertEqual(len(self.symbols_on(TODAY)), 503)

    def test_tells_rows_it_cannot_read(self):
        self.members['-'] = ('&mdash;', 'Nobody', 'Energy')
        answer, _ = self.update('--accept', changes=(('Spring 1999', 'A', 'B'),), code=REFUSED)
        self.assertEqual([d['text'] for d in answer['disagreements']],
                         ["constituents row 504: '-' is not a member's symbol"])
        self.assertEqual(answer['passed_over'], ["changes row 1: 'Spring 1999' is not a date"])

    def test_wrong_usage_and_pages(self):
        self.refused(USAGE, 'http://192.0.2.1/wiki', 'universe', 'update', '--base-url',
                     'http://192.0.2.1')
        self.refused(USAGE, 'no such file', 'universe', 'update', '--page', self.folder / 'missing')
        other = self.write('other.html', '<p>Please log in</p>')
        self.refused(NOT_ENOUGH_DATA, "no table 'constituents'", 'universe', 'update', '--page',
                     other)

    def test_fetches_the_page(self):
        self.change_page()
        body = page(self.members.values(), self.CHANGES).encode()
        with VendorServer(Market({})) as server:
            path = '/wiki/List_of_S%26P_500_companies'
            server.replies[path] = (200, [('Content-Type', 'text/html')], body)
            arguments = ('universe', 'update', '--base-url', server.url, '--on', TODAY, '--json')
            fetched = json.loads(self.expect(REFUSED, *arguments).stdout)
            self.assertEqual(fetched['disagreements'],
                             self.update(changes=self.CHANGES, code=REFUSED)[0]['disagreements'])
            server.replies[path] = (404, [], b'')
            self.assertIn('404', self.expect(1, *arguments).stderr)

    def test_needs_members_and_a_real_store(self):
        path = self.write('page.html', page(self.members.values()))
        empty = self.folder / 'empty'
        self.json('universe', 'import', '--members', self.write('m.csv', 'symbol,name', 'A,B'),
                  home=empty)
        self.refused(NOT_ENOUGH_DATA, 'no members on', 'universe', 'update', '--page', path,
                     home=empty)
        simulated = self.folder / 'simulated'
        self.json('simulate', '--symbols', '5', '--sessions', '60', '--end', '2024-06-14',
                  home=simulated)
        self.refused(REFUSED, 'holds a simulated market', 'universe', 'update', '--page', path,
                     '--on', '2024-06-14', home=simulated)


class CapsTest(program.ProgramTest):
    def setUp(self):
        super().setUp()
        # A splits 10:1 on Monday, 2024-06-10.
        self.json('import',
                  self.write('prices.csv', HEADER, 'A,2024-06-07,122,122,122,122,1',
                             'A,2024-06-10,12,12,12,12,1', 'B,2024-06-07,5,5,5,5,1'),
                  '--prices', 'raw', '--actions',
                  self.write('actions.csv', 'symbol,date,dividend,split', 'A,2024-06-10,0,10'))
        self.json('universe', 'import', '--spells',
                  self.write('spells.csv', 'ticker,start_date,end_date', 'A,2000-01-03,',
                             'B,2000-01-03,'))

    def cap_on(self, date):
        first = self.json('universe', 'list', '--on', date)['members'][0]
        return first['market_cap_usd'], first['market_cap_as_of']

    def test_multiplies_shares_with_the_close_at_or_before(self):
        shares = self.write('shares.csv', 'symbol,as_of,shares', 'A,2024-06-09,1000',
                            'A,2024-06-10,10000', 'B,2024-05-01,7', 'C,2024-06-10,7')
        answer = self.json('universe', 'caps', '--shares', shares)
        self.assertEqual(answer['caps'], 2)
        self.assertEqual(answer['left_out'], [{'symbol': 'B', 'as_of': '2024-05-01'},
                                              {'symbol': 'C', 'as_of': '2024-06-10'}])
        # 1,000 x 122 of Friday, 10,000 x 12 of Monday.
        self.assertEqual(self.cap_on('2024-06-08'), (None, None))
        self.assertEqual(self.cap_on('2024-06-09'), (122_000, '2024-06-09'))
        self.assertEqual(self.cap_on('2024-06-11'), (120_000, '2024-06-10'))

    def test_refuses_files_that_give_nothing(self):
        lone = self.write('shares.csv', 'symbol,as_of,shares', 'C,2024-06-10,7')
        self.refused(NOT_ENOUGH_DATA, 'none of 1 rows', 'universe', 'caps', '--shares', lone)
        bad = self.write('bad.csv', 'symbol,as_of,shares', 'A,2024-06-10,-7')
        self.refused(NOT_ENOUGH_DATA, 'bad.csv:2', 'universe', 'caps', '--shares', bad)
        self.refused(USAGE, 'no such file', 'universe', 'caps', '--shares', self.folder / 'missing')
        self.refused(USAGE, '--shares', 'universe', 'caps')


if __name__ == '__main__':
    program.main()
