// The page of the track record in Chromium.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { answer } from './fixtures.mjs';
import { close_all, open_loaded, server, text_of } from './harness.mjs';

const kPath = '/turbomode/performance.html';

after(close_all);

const percent = (value) => `${(value * 100).toFixed(1)}%`;

test('every win rate has its base rate and interval beside it', async () => {
  const { page, close } = await open_loaded(kPath);
  const rows = page.locator('tr:has(.col-win_rate)');
  assert.ok((await rows.count()) > 15);
  for (const row of await rows.all()) {
    if (await row.getByText('withheld').count()) continue;
    assert.match(await row.locator('.col-base_rate').innerText(), /^\d+\.\d%$/);
    assert.match(await row.locator('td.col-interval').innerText(), /^\d+\.\d% to \d+\.\d%$/);
  }
  await close();
});

test('a group with few outcomes shows how many instead of a rate', async () => {
  const { page, close } = await open_loaded(kPath);
  const row = page.locator('tr[data-row="0.55 to 0.60"]');
  assert.match(await row.innerText(), /withheld: 21 of 30 outcomes/);
  assert.equal(await row.locator('.col-win_rate').innerText(), '\u2013');
  await close();
});

test('before enough outcomes both drawings say why they are missing', async () => {
  const { page, close } = await open_loaded(kPath, { scenario: 'few_outcomes' });
  const withheld = await page.locator('.withheld').allInnerTexts();
  assert.match(withheld[0], /Withheld: 12 of 30 outcomes/);
  assert.match(withheld[1], /Withheld: a point needs 42 nights/);
  assert.equal(await page.locator('canvas').count(), 0);
  await close();
});

test('the figures of the reliability diagram are the API\u2019s, by side', async () => {
  const { page, close } = await open_loaded(kPath);
  const { calibration } = answer('normal', '/turbomode/calibration', new URLSearchParams());
  for (const side of calibration.sides) {
    await page.getByRole('tab', { name: side.signal_type }).click();
    const frame = page.locator('figure', { hasText: `Reliability, ${side.signal_type}` });
    await frame.locator('canvas').waitFor();
    // Once opened, the figures stay open for the other side.
    if (side.signal_type === 'BUY') await frame.locator('summary').press('Enter');
    const cells = await frame.locator('tbody tr').first().locator('th, td').allInnerTexts();
    const bin = side.bins[0];
    assert.deepEqual(cells.slice(0, 2), [percent(bin.mean_confidence), percent(bin.win_rate)]);
  }
  await close();
});

test('closed signals link to their stock, and all of them can be had', async () => {
  const { page, close } = await open_loaded(kPath);
  const rows = page.locator('tr:has(.col-exit_price) >> visible=true');
  assert.equal(await page.locator('tbody tr:has(.col-exit_price)').count(), 25);
  const link = rows.locator('a.symbol').first();
  assert.equal(await link.getAttribute('href'), '/turbomode/stock.html?symbol=CRM');
  assert.match(await text_of(page, 'tr:has-text("Replaced")'), /its paper trade/);
  await page.getByRole('button', { name: 'Show more' }).click();
  await page.getByText('71 closed signals').waitFor();
  assert.equal(await page.locator('tbody tr:has(.col-exit_price)').count(), 71);
  assert.ok(server.requests > 0);
  await close();
});
