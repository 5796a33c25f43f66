// The frame of every page in Chromium: the stream of events and the search for a symbol.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import {
  assert_accessible,
  assert_no_overflow,
  set_visibility,
  close_all,
  open_loaded,
  server,
  text_of,
  until,
} from './harness.mjs';

const kWidths = [1280, 390];

beforeEach(() => {
  server.streaming = true;
});

after(close_all);

const mode = (page, word) => page.locator('[data-field=mode]', { hasText: word }).waitFor();

test('a page is live, and shows a night as soon as the server tells of it', async () => {
  const { page, errors, close } = await open_loaded('/turbomode/large_cap.html', {
    scenario: 'no_run',
  });
  await mode(page, 'live');
  assert.equal(server.streams.size, 1);
  server.scenario = 'normal';
  server.tell('run');
  await page.locator('[data-field=state]', { hasText: 'Published' }).waitFor();
  assert.ok((await page.locator('tr[data-symbol]').count()) > 0);
  server.scenario = 'alerts';
  server.tell('alerts');
  await page.getByRole('region', { name: 'Alerts' }).waitFor();
  assert.equal(server.streams.size, 1);
  assert.deepEqual(errors, []);
  await close();
  await until(() => server.streams.size === 0);
});

test('a hidden page holds no stream, and asks anew when looked at again', async () => {
  const { page, close } = await open_loaded('/turbomode.html');
  await mode(page, 'live');
  await set_visibility(page, 'hidden');
  await until(() => server.streams.size === 0);
  server.scenario = 'failed';
  await set_visibility(page, 'visible');
  await page.locator('[data-field=state]', { hasText: 'Failed' }).waitFor();
  await mode(page, 'live');
  assert.equal(server.streams.size, 1);
  await close();
});

test('a page whose stream is refused polls, and says so, until it is live again', async () => {
  server.streaming = false;
  const { page, close } = await open_loaded('/turbomode.html', { clock: true });
  await mode(page, 'polling');
  await page.getByTitle('The server is asked every 60 seconds.').waitFor();
  server.streaming = true;
  await page.clock.runFor(15_000);
  await mode(page, 'live');
  server.streams.forEach((stream) => stream.destroy());
  await mode(page, 'polling');
  await mode(page, 'live');
  await close();
});

test('the slash leads to the search, which opens the stock that is chosen', async () => {
  for (const width of kWidths) {
    const { page, errors, close } = await open_loaded('/turbomode/sectors.html', { width });
    const search = page.getByRole('combobox', { name: 'Search for a stock' });
    await page.keyboard.press('/');
    assert.equal(await search.evaluate((input) => input === document.activeElement), true);
    await page.keyboard.type('a/');
    assert.equal(await search.inputValue(), 'a/');
    await search.fill('app');
    const options = page.getByRole('option');
    await options.first().waitFor();
    assert.match(await options.first().innerText(), /^AAPL\s+Apple Inc\./);
    assert.equal(await search.getAttribute('aria-expanded'), 'true');
    await assert_no_overflow(page);
    await assert_accessible(page);
    await search.fill('am');
    await page.keyboard.press('ArrowDown');
    const chosen = await page.locator('[role=option][aria-selected=true]').innerText();
    await page.keyboard.press('Enter');
    await page.waitForURL(/stock\.html/);
    assert.equal(new URL(page.url()).searchParams.get('symbol'), chosen.split(/\s/)[0]);
    assert.deepEqual(
      errors.filter((text) => !text.includes('404')),
      [],
    );
    await close();
  }
});

test('the search takes a ticker it does not know, and refuses what is none', async () => {
  const { page, close } = await open_loaded('/turbomode.html');
  const search = page.getByRole('combobox', { name: 'Search for a stock' });
  await search.fill('<b>apple & co');
  await page.keyboard.press('Enter');
  const refusal = page.getByRole('status').filter({ hasText: 'No stock is called' });
  await refusal.waitFor();
  await assert_accessible(page);
  await page.keyboard.press('Escape');
  assert.equal(await search.inputValue(), '');
  assert.equal(await refusal.count(), 0);
  await search.fill('aa');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('option').first().isVisible(), false);
  await page.keyboard.press('Enter');
  await page.waitForURL(/stock\.html/);
  assert.equal(new URL(page.url()).search, '?symbol=AA');
  await close();
});

test('the banner says when the next run is, or that it runs', async () => {
  const { page, close } = await open_loaded('/turbomode.html', { width: 390 });
  assert.equal(await text_of(page, '[data-field=next_run]'), 'Mon 11:00 PM EST');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('search').isVisible(), false);
  await close();
});
