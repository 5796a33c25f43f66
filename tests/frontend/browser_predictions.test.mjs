// The page of all predictions in Chromium.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { close_all, open_loaded, text_of } from './harness.mjs';

const kPath = '/turbomode/predictions.html';

after(close_all);

const focused = (page) =>
  page.evaluate(() => document.activeElement.closest('[role=row]')?.getAttribute('aria-rowindex'));

test('all predictions are there, but few of their rows', async () => {
  const { page, close } = await open_loaded(kPath);
  assert.match(await text_of(page, '.table-status'), /1,000 predictions/);
  const table = page.getByRole('table');
  assert.equal(await table.getAttribute('aria-rowcount'), '1001');
  assert.ok((await page.locator('.virtual-body [role=row]').count()) < 60);
  await table.evaluate((element) => {
    element.scrollTop = element.scrollHeight;
  });
  await page.locator('[aria-rowindex="1001"]').waitFor();
  assert.ok((await page.locator('.virtual-body [role=row]').count()) < 60);
  await close();
});

test('arrow keys, Home and End walk through the rows, Enter opens the stock', async () => {
  const { page, close } = await open_loaded(kPath);
  await page.locator('.virtual-body a').first().focus();
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(page), '3');
  await page.keyboard.press('End');
  await page.locator('[aria-rowindex="1001"] a:focus').waitFor();
  await page.keyboard.press('Home');
  await page.locator('[aria-rowindex="2"] a:focus').waitFor();
  assert.equal(await page.locator('.virtual-body a[tabindex="0"]').count(), 1);
  const symbol = await page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/turbomode/stock.html?symbol=${symbol}`);
  await close();
});

test('filters and order stay in the address', async () => {
  const { page, close } = await open_loaded(kPath);
  await page.getByRole('combobox', { name: 'Side' }).selectOption('SELL');
  await page.getByRole('combobox', { name: 'Verdict' }).selectOption('SIGNAL');
  await page.getByRole('button', { name: 'Symbol' }).click();
  const symbols = () => page.locator('.virtual-body a').allInnerTexts();
  const shown = await symbols();
  assert.deepEqual(shown, [...shown].sort());
  assert.match(await text_of(page, '.table-status'), /^18 of 1,000 predictions/);
  await page.reload();
  await page.locator('.virtual-body a').first().waitFor();
  assert.deepEqual(await symbols(), shown);
  assert.match(page.url(), /\?side=SELL&verdict=SIGNAL&sort=symbol$/);
  await page.getByRole('button', { name: 'Show all' }).click();
  assert.match(await text_of(page, '.table-status'), /^1,000 predictions/);
  assert.ok(page.url().endsWith(kPath));
  await close();
});

test('a search without a match says so', async () => {
  const { page, close } = await open_loaded(kPath, { width: 390 });
  await page.getByLabel('Symbol or company').fill('no such company');
  await page.getByRole('heading', { name: 'No prediction matches' }).waitFor();
  await page.getByLabel('Symbol or company').fill('apple');
  await page.locator('[data-row="AAPL BUY"]').waitFor();
  assert.match(await text_of(page, '.table-status'), /^2 of 1,000/);
  await close();
});

test('columns can be chosen, and the symbol stays', async () => {
  const { page, close } = await open_loaded(kPath);
  await page.locator('.chooser summary').press('Enter');
  await page.getByRole('checkbox', { name: 'Sector' }).uncheck();
  assert.equal(await page.getByRole('columnheader', { name: 'Sector' }).count(), 0);
  assert.ok(await page.getByRole('checkbox', { name: 'Symbol' }).isDisabled());
  await close();
});

test('the file holds what was found', async () => {
  const { page, close } = await open_loaded(`${kPath}?q=apple`);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as CSV' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'turbomode_predictions_2026-11-20.csv');
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
  assert.equal(lines.length, 3);
  assert.match(lines[0], /^session,symbol,name,sector,market_cap,signal_type,confidence,base_rate/);
  assert.match(lines[1], /^2026-11-20,AAPL,Apple Inc\.,/);
  await close();
});
