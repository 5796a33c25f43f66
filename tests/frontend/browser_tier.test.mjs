// The pages of the tiers in Chromium: sorting, filters, the file of what is shown, candidates.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import {
  assert_accessible,
  assert_no_overflow,
  close_all,
  open_loaded,
  server,
  text_of,
} from './harness.mjs';
import { answer } from './fixtures.mjs';

const kWidths = [1280, 390];
const kLarge = '/turbomode/large_cap.html';

after(close_all);

const symbols_shown = (page) =>
  page.locator('tr[data-symbol]').evaluateAll((rows) => rows.map((row) => row.dataset.symbol));

function signals_of(tier, side) {
  const query = new URLSearchParams({ market_cap: tier, signal_type: side, limit: '20' });
  return answer('normal', '/turbomode/signals', query).signals;
}

const sorted_symbols = (signals, compare) => [...signals].sort(compare).map((s) => s.symbol);

test('a heading sorts by its column, and says so in the address and to a reader', async () => {
  const { page, errors, close } = await open_loaded(`${kLarge}#sell`);
  const signals = signals_of('large_cap', 'SELL');
  const heading = (name) => page.getByRole('columnheader', { name });
  assert.equal(await heading('Effective confidence').getAttribute('aria-sort'), 'descending');
  await page.getByRole('button', { name: 'Symbol', exact: true }).focus();
  await page.keyboard.press('Enter');
  assert.equal(await heading('Symbol').getAttribute('aria-sort'), 'ascending');
  assert.equal(await heading('Effective confidence').getAttribute('aria-sort'), null);
  assert.deepEqual(
    await symbols_shown(page),
    sorted_symbols(signals, (a, b) => a.symbol.localeCompare(b.symbol, 'en')),
  );
  await page.keyboard.press('Enter');
  assert.equal(await heading('Symbol').getAttribute('aria-sort'), 'descending');
  assert.equal(
    new URL(page.url()).search + new URL(page.url()).hash,
    '?sort=symbol&order=desc#sell',
  );
  const before_reload = await symbols_shown(page);
  await page.reload();
  await page.locator('tr[data-symbol]').first().waitFor();
  assert.deepEqual(await symbols_shown(page), before_reload);
  await assert_accessible(page);
  assert.deepEqual(errors, []);
  await close();
});

test('on a phone a field sorts, for there are no headings', async () => {
  const { page, close } = await open_loaded(kLarge, { width: 390 });
  assert.equal(await page.locator('thead').isVisible(), false);
  await page.getByLabel('Sort by').selectOption('Age');
  const ages = await page.locator('tr[data-symbol] [data-field=age_days]').allInnerTexts();
  const days = ages.map((text) => parseInt(text, 10));
  assert.deepEqual(
    days,
    [...days].sort((a, b) => a - b),
  );
  await page.getByRole('button', { name: 'Lowest first' }).click();
  assert.equal(new URL(page.url()).search, '?sort=age_days&order=desc');
  await close();
});

test('filters by sector and age are linked to, counted and taken back', async () => {
  for (const width of kWidths) {
    const { page, errors, close } = await open_loaded(
      `${kLarge}?sector=Information+Technology&age=warm,cool`,
      { width },
    );
    const wanted = signals_of('large_cap', 'BUY').filter(
      (s) => s.sector === 'Information Technology' && ['warm', 'cool'].includes(s.age_color),
    );
    assert.ok(wanted.length > 0);
    assert.deepEqual(
      await symbols_shown(page),
      wanted.map((s) => s.symbol),
    );
    const count = page.locator('.toolbar-count');
    assert.equal(await count.innerText(), `${wanted.length} of 20 signals`);
    const warm = page.getByRole('button', { name: /^Warm/ });
    assert.equal(await warm.getAttribute('aria-pressed'), 'true');
    await assert_no_overflow(page);
    await assert_accessible(page);
    await warm.focus();
    await page.keyboard.press('Space');
    assert.equal(await warm.getAttribute('aria-pressed'), 'false');
    await page.getByRole('combobox', { name: 'Sector' }).selectOption('Energy');
    await page.getByRole('button', { name: /^Hot/ }).click();
    await page.getByRole('button', { name: /^Cool/ }).click();
    await page.getByRole('button', { name: /^Show all/ }).click();
    assert.equal((await symbols_shown(page)).length, 20);
    assert.equal(new URL(page.url()).search, '');
    assert.deepEqual(errors, []);
    await close();
  }
});

test('a filter that nothing passes says so', async () => {
  const { page, close } = await open_loaded('/turbomode/mid_cap.html?sector=Energy');
  assert.match(await text_of(page, '.no-match'), /No BUY signal is of that sector and age/);
  assert.equal(await page.getByRole('button', { name: 'CSV' }).isDisabled(), true);
  await page.getByRole('tab', { name: /SELL/ }).click();
  assert.deepEqual((await symbols_shown(page)).sort(), ['DVN', 'HAL', 'OXY']);
  await close();
});

test('the file holds the rows shown, in their order, as the API sent them', async () => {
  const { page, errors, close } = await open_loaded(`${kLarge}?sector=Health+Care&sort=symbol`);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const download = await downloading;
  assert.equal(download.suggestedFilename(), 'turbomode_large_cap_buy_2026-11-20.csv');
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
  const wanted = signals_of('large_cap', 'BUY')
    .filter((s) => s.sector === 'Health Care')
    .sort((a, b) => a.symbol.localeCompare(b.symbol, 'en'));
  assert.equal(lines.length, wanted.length + 1);
  const column = lines[0].split(',').indexOf('target_price');
  wanted.forEach((signal, index) => {
    const fields = lines[index + 1].split(',');
    assert.equal(fields[1], signal.symbol);
    assert.equal(Number(fields[column]), signal.target_price);
  });
  assert.deepEqual(errors, []);
  await close();
});

test('candidates are folded away and asked for only when they are wanted', async () => {
  for (const width of kWidths) {
    const { page, errors, close } = await open_loaded(kLarge, { width });
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const is_asked = () => asked.filter((path) => path === '/turbomode/predictions').length;
    const section = page.locator('details', { hasText: 'Candidates below the bar' });
    assert.equal(await section.getAttribute('open'), null);
    assert.equal(is_asked(), 0);
    await section.locator('summary').focus();
    await page.keyboard.press('Enter');
    await section.locator('[data-candidate]').first().waitFor();
    assert.equal(is_asked(), 1);
    const query = new URLSearchParams({ market_cap: 'large_cap', signal_type: 'BUY' });
    const wanted = answer('normal', '/turbomode/predictions', query).predictions.filter(
      (row) => row.status === 'CANDIDATE',
    );
    assert.equal(await section.locator('[data-candidate]').count(), wanted.length);
    assert.match(await section.innerText(), /either did not reach the bar for a signal or found/);
    for (const text of await section.locator('[data-candidate]').allInnerTexts()) {
      assert.match(text, /\d+\.\d%\s+base 38\.4%/);
    }
    await assert_no_overflow(page);
    await assert_accessible(page);
    assert.deepEqual(errors, []);
    await close();
  }
});

test('a night without an edge still shows what came close', async () => {
  const { page, close } = await open_loaded('/turbomode/small_cap.html', { scenario: 'no_edge' });
  assert.match(await text_of(page, '.empty'), /No edge: 499 stocks scored/);
  await page.locator('summary').click();
  await page.locator('[data-candidate=ALB]').waitFor();
  await close();
  const first = await open_loaded('/turbomode/small_cap.html', { scenario: 'no_run' });
  assert.equal(await first.page.locator('summary').count(), 0);
  await first.close();
});

test('candidates that cannot be loaded say why, and are asked for again', async () => {
  const { page, close } = await open_loaded(kLarge);
  server.scenario = 'server_error';
  await page.locator('summary').click();
  const section = page.locator('details');
  await section.getByRole('alert').waitFor();
  assert.match(await section.innerText(), /could not be loaded: turbomode\.db is locked/);
  server.scenario = 'normal';
  await section.getByRole('button', { name: 'Try again now' }).click();
  await section.locator('[data-candidate]').first().waitFor();
  await close();
});

test('a small chart is drawn for the rows near the screen, and once a stock', async () => {
  for (const width of kWidths) {
    const { page, errors, close } = await open_loaded(kLarge, { width });
    const charts = page.locator('tr[data-symbol] .sparkline');
    await charts.first().waitFor();
    assert.match(
      await charts.first().getAttribute('aria-label'),
      /^Closes since \w+ \d+\. Lines: target \$\d.*, entry \$.*, stop \$/,
    );
    assert.ok((await charts.count()) < 20);
    await page.locator('tr[data-symbol]').last().scrollIntoViewIfNeeded();
    await page.locator('tr[data-symbol]').last().locator('.sparkline').waitFor();
    await assert_no_overflow(page);
    await assert_accessible(page);
    const asked = server.requests;
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.getByRole('button', { name: /^Hot/ }).click();
    await page.getByRole('button', { name: /^Show all/ }).click();
    await charts.first().waitFor();
    assert.ok(server.requests - asked <= 20 - (await charts.count()));
    assert.deepEqual(errors, []);
    await close();
  }
});

test('a chart without prices says so', async () => {
  const { page, close } = await open_loaded(kLarge, { scenario: 'no_edge' });
  server.scenario = 'no_bars';
  await page.getByRole('button', { name: 'Refresh now' }).click();
  await page.locator('tr[data-symbol]').first().waitFor();
  await page.getByText('no prices to draw').first().waitFor();
  assert.equal(await page.locator('.sparkline').count(), 0);
  await close();
});
