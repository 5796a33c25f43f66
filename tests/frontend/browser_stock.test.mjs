// The page of one stock in Chromium.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { answer } from './fixtures.mjs';
import {
  assert_accessible,
  assert_no_overflow,
  close_all,
  open_loaded,
  server,
  text_of,
} from './harness.mjs';

const kPath = '/turbomode/stock.html?symbol=AAPL';

after(close_all);

const signal_of = (symbol) =>
  answer('normal', '/turbomode/signals', new URLSearchParams({ symbol })).signals[0];

test('the reasons add up from the base rate to the confidence', async () => {
  const { page, close } = await open_loaded(kPath);
  const signal = signal_of('AAPL');
  const rows = await page.locator('.waterfall li').allInnerTexts();
  assert.equal(rows.length, signal.reasons.length + 3);
  const sum = signal.reasons.reduce((all, { contribution }) => all + contribution, 0);
  const total = signal.base_rate + sum + signal.contribution_of_others;
  assert.ok(Math.abs(total - signal.confidence) < 1e-3);
  assert.match(rows[0], /Base rate.*38\.4%/s);
  const ends = await page
    .locator('.waterfall li line:last-child')
    .evaluateAll((lines) =>
      lines.map((line) => [line.getAttribute('x1'), line.getAttribute('x2')]),
    );
  for (let index = 2; index < ends.length - 1; index += 1) {
    assert.equal(ends[index][0], ends[index - 1][1]);
  }
  assert.ok(Math.abs(ends.at(-1)[1] - ends.at(-2)[1]) < 1e-3);
  await close();
});

test('prices are drawn without breaking the policy, and the range can be chosen', async () => {
  const { page, errors, close } = await open_loaded(kPath);
  await page.locator('.price-chart canvas').first().waitFor();
  const all = page.getByRole('button', { name: 'All', exact: true });
  await all.press('Enter');
  assert.equal(await all.getAttribute('aria-pressed'), 'true');
  assert.match(await text_of(page, '.attribution'), /TradingView/);
  assert.match(await text_of(page, '[data-field=readout]'), /Fri, Nov 20, 2026.*O \$.*V \d/s);
  await page.locator('.price-chart').hover();
  const readout = await text_of(page, '[data-field=readout]');
  assert.doesNotMatch(readout, /Nov 20, 2026/);
  assert.deepEqual(errors, []);
  await close();
});

test('a refresh with the same figures keeps what the reader has zoomed into', async () => {
  const { page, close } = await open_loaded(kPath);
  const canvas = await page.locator('.price-chart canvas').first().elementHandle();
  await page.getByRole('button', { name: 'Refresh now' }).click();
  await page.locator('[aria-label="Refresh now"][aria-disabled=false]').waitFor();
  assert.equal(await canvas.evaluate((element) => element.isConnected), true);
  await close();
});

test('notes, past signals and what was said are listed', async () => {
  const { page, close } = await open_loaded(kPath);
  const main = await text_of(page, 'main');
  assert.match(main, /Kept out\s+high 412\.00 is 38 % above the close/);
  assert.match(main, /Its signals so far.*Target hit/s);
  const said = page.locator('figure', { hasText: 'What the model said of it' });
  await said.locator('summary').click();
  await said.locator('.data-table tbody tr').first().waitFor();
  assert.match(
    await said.locator('.data-table tbody tr').first().innerText(),
    /Fri, Nov 20, 2026.*38\.4%/s,
  );
  await close();
});

test('an unknown symbol is told plainly, with a way on', async () => {
  for (const [query, words] of [
    ['?symbol=ZZZZ', /There are no prices of ZZZZ/],
    ['?symbol=..%2Fjobs', /No stock was asked for/],
    ['', /No stock was asked for/],
  ]) {
    const { page, close } = await open_loaded(`/turbomode/stock.html${query}`, { width: 390 });
    assert.match(await text_of(page, 'main'), words);
    assert.equal(await page.getByRole('alert').count(), 0);
    await assert_no_overflow(page);
    await assert_accessible(page);
    const link = page.locator('main').getByRole('link', { name: 'all predictions' });
    assert.equal(await link.getAttribute('href'), '/turbomode/predictions.html');
    await close();
  }
});

test('a stock without an active signal says so', async () => {
  const { page, close } = await open_loaded(kPath, { scenario: 'no_edge' });
  assert.match(await text_of(page, '.no-signal'), /No active signal\..*stands below/s);
  assert.ok(server.requests > 0);
  await close();
});
