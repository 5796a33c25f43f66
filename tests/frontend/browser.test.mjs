// The built pages in Chromium against canned answers. Run after `npm run build`.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  assert_accessible,
  assert_no_overflow,
  close_all,
  open,
  open_loaded,
  server,
  set_visibility,
  text_of,
} from './harness.mjs';
import { answer } from './fixtures.mjs';

const kPages = {
  '/turbomode.html': 'Overview',
  '/turbomode/sectors.html': 'Sectors',
  '/turbomode/large_cap.html': 'Large caps',
  '/turbomode/mid_cap.html': 'Mid caps',
  '/turbomode/small_cap.html': 'Small caps',
};
const kWidths = [1280, 360];
// Around the widths at which the layout changes.
const kWidthsBetween = [1260, 1259, 768, 480];

// Same code as the page of large caps: axe, the slow part, looks at them in one scenario.
const kTwins = new Set(['/turbomode/mid_cap.html', '/turbomode/small_cap.html']);

// For each scenario: the word of the banner, what the banner says more, and what the page of
// large caps shows.
const kScenarioTexts = {
  normal: { state: 'Published', message: null, large: /Apple Inc\./ },
  few_outcomes: { state: 'Published', message: null, large: /Apple Inc\./ },
  no_run: {
    state: 'No run yet',
    message: /run turbomode scan/,
    large: /No BUY signal for large caps yet.*No scan has run yet\..*turbomode scan/s,
  },
  no_edge: {
    state: 'No edge',
    message: /499 stocks scored/,
    large: /No BUY signal for large caps tonight.*No edge: 499 stocks scored/s,
  },
  failed: {
    state: 'Failed',
    message: /Last run, Fri, Nov 20, 2026: market_data\.db.*signals of Thu, Nov 19, 2026/s,
    large: /Apple Inc\./,
  },
  failed_first: {
    state: 'Failed',
    message: /market_data\.db: database disk image is malformed/,
    large: /No BUY signal for large caps.*Nothing has been published yet/s,
  },
  market_closed: {
    state: 'Market closed',
    message: /Thanksgiving Day\. The pages show the signals of Fri, Nov 20, 2026/,
    large: /Apple Inc\./,
  },
  data_incomplete: {
    state: 'Data incomplete',
    message: /412 of 503 stocks are fresh/,
    large: /Apple Inc\./,
  },
};

after(close_all);

async function symbols_shown(page) {
  return page
    .locator('[role=tabpanel] tr[data-symbol]')
    .evaluateAll((rows) => rows.map((row) => row.dataset.symbol));
}

function signals_of(tier, side) {
  const query = new URLSearchParams({
    market_cap: tier,
    signal_type: side,
    limit: '20',
  });
  return answer('normal', '/turbomode/signals', query).signals;
}

for (const [path, title] of Object.entries(kPages)) {
  for (const [scenario, texts] of Object.entries(kScenarioTexts)) {
    test(`${path} tells the state of the scenario ${scenario}`, async () => {
      const { page, errors, close } = await open_loaded(path, {
        scenario,
      });
      assert.equal(await text_of(page, 'h1'), title);
      assert.equal(await page.locator('h1').count(), 1);
      assert.equal(await text_of(page, '[data-field=state]'), texts.state);
      const message = page.locator('[data-field=message]');
      if (texts.message === null) assert.equal(await message.count(), 0);
      else assert.match(await message.innerText(), texts.message);
      if (title === 'Large caps') assert.match(await text_of(page, 'main'), texts.large);
      for (const width of kWidths) {
        await page.setViewportSize({ width, height: 800 });
        await assert_no_overflow(page);
        if (scenario === 'normal' || !kTwins.has(path)) await assert_accessible(page);
      }
      for (const width of kWidthsBetween) {
        await page.setViewportSize({ width, height: 800 });
        await assert_no_overflow(page);
      }
      assert.deepEqual(errors, []);
      await close();
    });
  }

  test(`${path} says that the server failed, and recovers`, async () => {
    for (const width of kWidths) {
      const { page, errors, close } = await open(path, {
        scenario: 'server_error',
        width,
      });
      const alert = page.getByRole('alert');
      assert.match(await alert.innerText(), /could not be loaded/);
      assert.match(await alert.innerText(), /turbomode\.db is locked.*HTTP 503/);
      await assert_no_overflow(page);
      await assert_accessible(page);
      // The browser itself reports the answer 503 as an error; there must be no other.
      assert.ok(errors.every((text) => text.includes('status of 503')));
      server.scenario = 'normal';
      await page.getByRole('button', { name: 'Try again now' }).click();
      await page.locator('[data-field=state]').waitFor();
      assert.equal(await alert.count(), 0);
      await close();
    }
  });

  test(`${path} says that it is loading until the answers come`, async () => {
    const { page, errors, close } = await open(path, { scenario: 'slow' });
    const loading = page.locator('[aria-busy=true]');
    await loading.waitFor();
    await assert_accessible(page);
    server.scenario = 'normal';
    server.release();
    await page.locator('[data-field=state]').waitFor();
    assert.equal(await loading.count(), 0);
    assert.deepEqual(errors, []);
    await close();
  });

  test(`${path} is accessible in dark colours`, async () => {
    const { page, close } = await open_loaded(path, { dark: true });
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
    await assert_accessible(page);
    await close();
  });
}

test('the banner names session, time with zone, model, source and coverage', async () => {
  const { page, close } = await open_loaded('/turbomode.html');
  assert.equal(await text_of(page, '[data-field=session]'), 'Fri, Nov 20, 2026');
  assert.equal(await text_of(page, '[data-field=published_at]'), 'Fri 11:04 PM EST');
  assert.equal(await text_of(page, '[data-field=model_id]'), 'tm-20261101-9c41e7');
  assert.equal(await text_of(page, '[data-field=data_source]'), 'SIMULATED');
  assert.equal(await text_of(page, '[data-field=coverage]'), '99.2%');
  assert.equal(await text_of(page, '.simulated'), 'SIMULATED');
  assert.equal(await text_of(page, '[data-field=next_run]'), 'Mon 11:00 PM EST');
  assert.match(await text_of(page, '[data-field=updated]'), /^\d\d:\d\d:\d\d$/);
  await close();
});

for (const side of ['BUY', 'SELL']) {
  test(`the ${side} table shows what the API says, in its order`, async () => {
    const { page, close } = await open_loaded(`/turbomode/large_cap.html#${side.toLowerCase()}`);
    const signals = signals_of('large_cap', side);
    assert.deepEqual(
      await symbols_shown(page),
      signals.map((signal) => signal.symbol),
    );
    const row = page.locator(`tr[data-symbol="${signals[0].symbol}"]`);
    const dollars = (value) =>
      value.toLocaleString('en-US', {
        style: 'currency',
        currency: 'USD',
      });
    for (const field of ['entry_price', 'current_price', 'target_price', 'stop_price']) {
      const shown = await row.locator(`[data-field=${field}]`).innerText();
      assert.equal(shown, dollars(signals[0][field]), field);
    }
    const headings = await page.locator('thead').innerText();
    const [target, stop] =
      side === 'BUY' ? [/Target \+10%/, /Stop \u22125%/] : [/Target \u221210%/, /Stop \+5%/];
    assert.match(headings, target);
    assert.match(headings, stop);
    await close();
  });
}

test('every confidence has its base rate beside it', async () => {
  const { page, close } = await open_loaded('/turbomode/large_cap.html');
  for (const confidence of await page.locator('.confidence').all()) {
    assert.equal(await confidence.locator('[data-field=confidence]').count(), 1);
    assert.match(await confidence.locator('[data-field=base_rate]').innerText(), /^38\.4%$/);
  }
  await page.goto(`${server.url}/turbomode/sectors.html#all`);
  await page.locator('.side-confidence').first().waitFor();
  for (const text of await page.locator('.side-confidence').allInnerTexts()) {
    assert.match(text, /avg \d+\.\d%, base \d+\.\d%/);
  }
  await page.goto(`${server.url}/turbomode.html`);
  await page.locator('.best-numbers').first().waitFor();
  for (const text of await page.locator('.best-numbers').allInnerTexts()) {
    assert.match(text, /\d+\.\d% vs base \d+\.\d%/);
  }
  await close();
});

test('tabs follow the arrow keys, Home, End and the address', async () => {
  const { page, close } = await open_loaded('/turbomode/mid_cap.html');
  const selected = () => text_of(page, '[role=tab][aria-selected=true]');
  await page.getByRole('tab', { name: /BUY/ }).focus();
  assert.match(await selected(), /^BUY\s+8$/);
  await page.keyboard.press('ArrowRight');
  assert.match(await selected(), /^SELL\s+9$/);
  assert.equal(await page.evaluate(() => window.location.hash), '#sell');
  assert.match(await page.evaluate(() => document.activeElement.textContent), /SELL/);
  assert.equal((await symbols_shown(page)).length, 9);
  await page.keyboard.press('ArrowRight');
  assert.match(await selected(), /^BUY/);
  await page.keyboard.press('End');
  assert.match(await selected(), /^SELL/);
  await page.keyboard.press('Home');
  assert.match(await selected(), /^BUY/);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.role), 'tabpanel');
  await page.evaluate(() => {
    window.location.hash = '#sell';
  });
  await page.getByRole('tab', { name: /SELL/, selected: true }).waitFor();
  await page.reload();
  await page.getByRole('tab', { name: /SELL/, selected: true }).waitFor();
  await close();
});

test('sectors are found under their sentiment, all of them under All', async () => {
  const { page, close } = await open_loaded('/turbomode/sectors.html');
  const sectors = answer('normal', '/turbomode/sectors', new URLSearchParams());
  for (const [tab, expected] of [
    ['Bullish', sectors.bullish.length],
    ['Bearish', sectors.bearish.length],
    ['All', sectors.total_sectors],
  ]) {
    await page.getByRole('tab', { name: tab }).click();
    assert.equal(await page.locator('[data-sector]').count(), expected, tab);
  }
  assert.ok(sectors.bearish.length > 0 && sectors.neutral.length > 0);
  await close();
});

test('the overview shows rates only when enough outcomes stand behind them', async () => {
  const enough = await open_loaded('/turbomode.html');
  const tiles = await text_of(enough.page, '.tiles');
  assert.match(tiles, /42\.4%/);
  assert.match(tiles, /base rate 35\.3%/);
  assert.match(tiles, /39\.6% to 45\.3%, 1,171 outcomes/);
  await enough.close();
  const few = await open_loaded('/turbomode.html', {
    scenario: 'few_outcomes',
  });
  assert.equal(await text_of(few.page, '[data-field=win_rate]'), '\u2013');
  assert.match(await text_of(few.page, '.tiles'), /12 of 30 outcomes yet/);
  await few.close();
});

test('the overview leads to the four other pages', async () => {
  const { page, close } = await open_loaded('/turbomode.html');
  for (const path of Object.keys(kPages).slice(1)) {
    assert.equal(await page.locator(`main h2 a[href="${path}"]`).count(), 1, path);
  }
  await page.locator('[data-tier=large_cap] a.sell').click();
  await page.getByRole('tab', { name: /SELL/, selected: true }).waitFor();
  const current = page.locator('nav [aria-current=page]');
  assert.equal(await current.getAttribute('href'), '/turbomode/large_cap.html');
  await close();
});

test('open alerts stand above every page and go when they are over', async () => {
  for (const width of kWidths) {
    for (const path of Object.keys(kPages)) {
      const { page, errors, close } = await open_loaded(path, { scenario: 'alerts', width });
      const alerts = page.getByRole('region', { name: 'Alerts' });
      await alerts.waitFor();
      assert.equal(await alerts.getByRole('listitem').count(), 3);
      assert.match(
        await alerts.getByRole('listitem').first().innerText(),
        /^Critical: the night of/,
      );
      await assert_no_overflow(page);
      if (path === '/turbomode.html') {
        await assert_accessible(page);
        await alerts.getByRole('button', { name: '1 more' }).focus();
        await page.keyboard.press('Enter');
        assert.match(await alerts.getByRole('listitem').last().innerText(), /1\.20 GB are free/);
        await assert_no_overflow(page);
      }
      assert.deepEqual(errors, []);
      await close();
    }
  }
  const { page, close } = await open_loaded('/turbomode.html', { scenario: 'alerts' });
  await page.getByRole('region', { name: 'Alerts' }).waitFor();
  await page.locator('[data-field=mode]', { hasText: 'live' }).waitFor();
  server.scenario = 'normal';
  server.tell('alerts');
  await page.getByRole('region', { name: 'Alerts' }).waitFor({ state: 'detached' });
  await close();
});

test('a visible page without a stream refreshes every minute, a hidden one later', async () => {
  server.streaming = false;
  const { page, close } = await open_loaded('/turbomode/large_cap.html', {
    clock: true,
  });
  assert.equal(await text_of(page, '[data-field=mode]'), 'polling');
  const calls = 5;
  const answered = (path) => page.waitForResponse((response) => response.url().includes(path));
  const refreshed = (go) =>
    Promise.all([answered('/runs/'), answered('/alerts'), answered('/scheduler/'), go()]);
  const before_minute = server.requests;
  await refreshed(() => page.clock.runFor(60_000));
  assert.equal(server.requests, before_minute + calls);

  await page.locator('[aria-label="Refresh now"][aria-disabled=false]').waitFor();
  await set_visibility(page, 'hidden');
  const before_hidden = server.requests;
  await page.clock.runFor(600_000);
  assert.equal(server.requests, before_hidden);
  await refreshed(() => set_visibility(page, 'visible'));
  assert.equal(server.requests, before_hidden + calls);
  await close();
  server.streaming = true;
});

test('a failed refresh keeps the signals and says how old they are', async () => {
  const { page, close } = await open_loaded('/turbomode/large_cap.html', {
    width: 360,
  });
  const updated = await text_of(page, '[data-field=updated]');
  const rows = await symbols_shown(page);
  server.scenario = 'server_error';
  await page.getByRole('button', { name: 'Refresh now' }).click();
  const notice = page.getByRole('alert');
  await notice.waitFor();
  assert.match(await notice.innerText(), /Not up to date/);
  assert.ok((await notice.innerText()).includes(updated));
  assert.deepEqual(await symbols_shown(page), rows);
  await assert_no_overflow(page);
  await assert_accessible(page);
  server.scenario = 'normal';
  await page.getByRole('button', { name: 'Try now' }).click();
  await notice.waitFor({ state: 'detached' });
  await close();
});

test('the choice of colours is remembered', async () => {
  const { page, close } = await open_loaded('/turbomode.html');
  const theme = () => page.locator('html').getAttribute('data-theme');
  assert.equal(await theme(), 'light');
  await page.getByRole('button', { name: 'Dark colours' }).click();
  assert.equal(await theme(), 'dark');
  await page.goto(`${server.url}/turbomode/sectors.html`);
  await page.locator('[data-field=state]').waitFor();
  assert.equal(await theme(), 'dark');
  await close();
});

test('the first Tab offers to skip to the content', async () => {
  const { page, close } = await open_loaded('/turbomode/large_cap.html#sell');
  await page.keyboard.press('Tab');
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Skip/);
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'content');
  assert.equal(await page.evaluate(() => window.location.hash), '#sell');
  await close();
});

test('the printed page leaves out what can only be clicked', async () => {
  const { page, close } = await open_loaded('/turbomode/large_cap.html');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('nav').isVisible(), false);
  assert.equal(await page.getByRole('button', { name: 'Refresh now' }).isVisible(), false);
  assert.equal(await page.locator('table').isVisible(), true);
  await close();
});
