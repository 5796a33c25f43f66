"""A home whose vendor is a server on the loopback address, for the tests of `update`."""
import datetime
import functools
import json

import program
from vendor_market import NEW_YORK, Market, sessions_until
from vendor_server import VendorServer


def last_finished():
    """The last session that is over, in New York."""
    now = datetime.datetime.now(NEW_YORK)
    day = now.date() if now.hour >= 16 else now.date() - datetime.timedelta(days=1)
    return sessions_until(day, 1)[-1]


@functools.cache
def made_market(symbols, sessions):
    return Market.made(symbols, sessions, last_finished())


class VendorTest(program.ProgramTest):
    """Each test gets a server with a small market and an index of the same stocks."""

    symbols, sessions = 12, 80

    def setUp(self):
        super().setUp()
        self.market = made_market(self.symbols, self.sessions)
        self.server = VendorServer(self.market)
        self.server.start()
        self.addCleanup(self.server.stop)
        self.names = sorted(self.market.stocks)
        self.dates = [day.isoformat() for day in self.market.dates()]
        spells = self.write('spells.csv', 'ticker,start_date,end_date',
                            *(f'{name},2000-01-03,' for name in self.names))
        self.expect(0, 'universe', 'import', '--spells', spells)
        self.settings('attempts_max = 2', 'attempt_seconds_max = 2')

    def settings(self, *transport, update=(), vendors=()):
        lines = ['[transport]', *transport, '[update]', 'first_date = "2010-01-04"', *update,
                 '[vendors]', *vendors]
        (self.home / 'market_data.toml').write_text('\n'.join(lines) + '\n', encoding='ascii')

    def update_command(self, *arguments):
        return ('update', '--base-url', self.server.url, *arguments)

    def update(self, *arguments, code=0, home=None):
        """The summary of an update that ends with `code`."""

        done = self.expect(code, *self.update_command('--json', *arguments), home=home)
        return json.loads(done.stdout)

    def raw(self, symbol):
        """What the vendor's market traded, by date."""
        return {bar.date.isoformat(): [bar.open, bar.high, bar.low, bar.close, bar.volume]
                for bar in self.market.stocks[symbol].bars}

    def assert_as_traded(self, symbol, without=(), home=None):
        expected = {day: bar for day, bar in self.raw(symbol).items() if day not in without}
        stored = self.bars(symbol, home=home)
        self.assertEqual(sorted(stored), sorted(expected))
        for day, bar in expected.items():
            for value, wanted in zip(stored[day], bar):
                self.assertAlmostEqual(value, wanted, delta=1e-5 * abs(wanted), msg=(symbol, day))

    def assert_untouched(self, symbol):
        """A stock of which nothing was stored."""
        self.refused(4, symbol, 'bars', symbol)
