// The pages of a running server against its own API: what a page shows must be what the API says.
// Run with TURBOMODE_URL=http://127.0.0.1:5000; skipped without it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch_browser } from './browser.mjs';
import { faults, schema_faults } from './openapi.mjs';

const kUrl = (process.env.TURBOMODE_URL ?? '').replace(/\/$/, '');
const kSkip = kUrl === '' ? 'TURBOMODE_URL is not set' : false;
const kTiers = ['large_cap', 'mid_cap', 'small_cap'];
const kNames = ['sectors', ...kTiers, 'predictions', 'performance', 'models', 'operations'];
const kPages = ['/', '/turbomode.html', ...kNames.map((name) => `/turbomode/${name}.html`)];
const kGets = [
  '/turbomode/signals',
  '/turbomode/sectors',
  '/turbomode/stats',
  '/turbomode/predictions',
  '/turbomode/history',
  '/turbomode/runs',
  '/turbomode/runs/latest',
  '/turbomode/jobs',
  '/turbomode/performance',
  '/turbomode/calibration',
  '/turbomode/models',
  '/turbomode/trials',
  '/turbomode/alerts',
  '/turbomode/scheduler/status',
  '/healthz',
  '/readyz',
];

const dollars = (value) => value.toLocaleString('en-US', { style: 'currency', currency: 'USD' });
const percent = (value) =>
  value.toLocaleString('en-US', {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });

async function get(path) {
  const response = await fetch(kUrl + path);
  assert.equal(response.status, 200, path);
  return response.json();
}

describe('A running server', { skip: kSkip }, () => {
  let browser;

  before(async () => {
    browser = await launch_browser();
  });

  after(() => browser?.close());

  async function open(path, width = 1280) {
    const page = await browser.newPage({
      viewport: { width, height: 800 },
    });
    page.errors = [];
    page.on('console', (message) => message.type() === 'error' && page.errors.push(message.text()));
    page.on('pageerror', (error) => page.errors.push(error.message));
    await page.goto(kUrl + path);
    await page.locator('[data-field=state]').waitFor();
    return page;
  }

  for (const path of kGets) {
    test(`answers GET ${path} as openapi.json says`, async () => {
      assert.equal(faults(path, await get(path)), '');
    });
  }

  test('answers what it does not know with a problem document', async () => {
    for (const [path, status] of [
      ['/turbomode/signals?market_cap=huge_cap', 400],
      ['/turbomode/signals?limit=0', 400],
      ['/turbomode/signals?colour=red', 400],
      ['/turbomode/predictions/NOSUCHTICKR', 404],
    ]) {
      const response = await fetch(kUrl + path);
      assert.equal(response.status, status, path);
      assert.match(response.headers.get('content-type'), /^application\/problem\+json/, path);
      assert.equal(schema_faults('Problem', await response.json()), '', path);
    }
  });

  for (const path of kPages) {
    test(`serves ${path} under a strict policy, without error, on a phone`, async () => {
      const served = await fetch(kUrl + path);
      assert.match(served.headers.get('content-security-policy') ?? '', /default-src 'self'/);
      const page = await open(path, 360);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 360, `${width} px`);
      assert.deepEqual(page.errors, []);
      await page.close();
    });

    test(`shows on ${path} the session, model and source of the last run`, async () => {
      const { run, showing } = await get('/turbomode/runs/latest');
      const page = await open(path);
      const field = (name) => page.locator(`.banner [data-field=${name}]`);
      const shown = showing ?? run;
      const session = field('session').locator('time');
      if (showing === null) assert.equal(await session.count(), 0);
      else assert.equal(await session.getAttribute('datetime'), showing.session);
      assert.equal(await field('model_id').innerText(), shown?.model_id ?? '\u2013');
      assert.equal(await field('data_source').innerText(), shown?.data_source ?? '\u2013');
      assert.equal(await page.locator('.simulated').count(), shown?.simulated ? 1 : 0);
      await page.close();
    });
  }

  for (const tier of kTiers) {
    for (const side of ['BUY', 'SELL']) {
      test(`shows the ${side} signals of ${tier} as the API gives them`, async () => {
        const { signals, total } = await get(
          `/turbomode/signals?market_cap=${tier}&signal_type=${side}&limit=20`,
        );
        const page = await open(`/turbomode/${tier}.html#${side.toLowerCase()}`);
        const tab = page.locator('[role=tab][aria-selected=true]');
        assert.equal((await tab.innerText()).replace(/\s+/g, ' '), `${side} ${total}`);
        const rows = await page
          .locator('tr[data-symbol]')
          .evaluateAll((found) =>
            found.map((row) => [
              row.dataset.symbol,
              ...[...row.querySelectorAll('[data-field]')].map((cell) => [
                cell.dataset.field,
                cell.textContent,
              ]),
            ]),
          );
        assert.equal(rows.length, signals.length);
        signals.forEach((signal, index) => check_row(rows[index], signal));
        assert.deepEqual(page.errors, []);
        await page.close();
      });
    }
  }

  function check_row([symbol, ...cells], signal) {
    const shown = Object.fromEntries(cells);
    assert.equal(symbol, signal.symbol);
    for (const name of ['entry_price', 'current_price', 'target_price', 'stop_price']) {
      assert.equal(shown[name], dollars(signal[name]), `${symbol} ${name}`);
    }
    for (const name of ['effective_confidence', 'confidence', 'base_rate']) {
      assert.equal(shown[name], percent(signal[name]), `${symbol} ${name}`);
    }
    assert.equal(shown.age_days, `${signal.age_days} d`, symbol);
  }

  test('shows a stock with prices, and says of another that it has none', async () => {
    const { predictions } = await get('/turbomode/predictions?limit=1');
    const symbol = predictions[0]?.symbol;
    if (symbol === undefined) return;
    const page = await open(`/turbomode/stock.html?symbol=${symbol}`, 360);
    await page.locator('.price-chart canvas').first().waitFor();
    assert.equal(await page.locator('h1').innerText(), symbol);
    assert.deepEqual(page.errors, []);
    await page.goto(`${kUrl}/turbomode/stock.html?symbol=ZZZZZ`);
    await page.getByText('There are no prices of ZZZZZ').waitFor();
    await page.close();
  });

  test('shows every sector of the API', async () => {
    const { bullish, bearish, neutral, total_sectors } = await get('/turbomode/sectors');
    const expected = [...bullish, ...bearish, ...neutral].map((sector) => sector.sector);
    assert.equal(expected.length, total_sectors);
    const page = await open('/turbomode/sectors.html#all');
    const shown = await page
      .locator('[data-sector]')
      .evaluateAll((cards) => cards.map((card) => card.dataset.sector));
    assert.deepEqual(shown, expected);
    await page.close();
  });

  test('counts on the overview as the API does', async () => {
    const { stats } = await get('/turbomode/stats');
    const page = await open('/turbomode.html');
    const tile = (name) => page.locator(`.tiles [data-field=${name}]`).innerText();
    assert.equal(await tile('active_signals'), stats.active_signals.toLocaleString('en-US'));
    assert.equal(await tile('targets_hit'), stats.targets_hit.toLocaleString('en-US'));
    const rate = stats.win_rate === null ? '\u2013' : percent(stats.win_rate);
    assert.equal(await tile('win_rate'), rate);
    await page.close();
  });
});
