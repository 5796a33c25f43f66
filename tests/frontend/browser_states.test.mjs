// What holds of every page beside the lists of signals, in every state of the last night.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  assert_accessible,
  assert_no_overflow,
  close_all,
  open,
  open_loaded,
  server,
  text_of,
} from './harness.mjs';

const kPages = {
  '/turbomode/performance.html': 'Performance',
  '/turbomode/predictions.html': 'Predictions',
  '/turbomode/models.html': 'Models',
  '/turbomode/stock.html?symbol=AAPL': 'AAPL',
  '/turbomode/backtests.html': 'Backtests',
  '/turbomode/operations.html': 'Operations',
};
const kWidths = [1280, 390];
const kWidthsBetween = [1240, 1239, 900, 899, 860, 859, 360];
const kStates = {
  normal: 'Published',
  few_outcomes: 'Published',
  no_run: 'No run yet',
  no_edge: 'No edge',
  failed: 'Failed',
  market_closed: 'Market closed',
  alerts: 'Published',
  job_running: 'Published',
};

// axe is slow: it looks at the scenarios that differ most.
const kLookedAt = new Set(['normal', 'few_outcomes', 'no_run', 'job_running']);

after(close_all);

for (const [path, title] of Object.entries(kPages)) {
  for (const [scenario, state] of Object.entries(kStates)) {
    test(`${path} is whole in the scenario ${scenario}`, async () => {
      const { page, errors, close } = await open_loaded(path, { scenario });
      assert.equal(await text_of(page, 'h1'), title);
      assert.equal(await page.locator('h1').count(), 1);
      assert.equal(await text_of(page, '[data-field=state]'), state);
      for (const width of kWidths) {
        await page.setViewportSize({ width, height: 800 });
        await assert_no_overflow(page);
        if (kLookedAt.has(scenario)) await assert_accessible(page);
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
    const { page, close } = await open(path, { scenario: 'server_error', width: 390 });
    const alert = page.getByRole('alert');
    assert.match(await alert.innerText(), /could not be loaded.*HTTP 503/s);
    await assert_no_overflow(page);
    await assert_accessible(page);
    server.scenario = 'normal';
    await page.getByRole('button', { name: 'Try again now' }).click();
    await page.locator('[data-field=state]').waitFor();
    assert.equal(await alert.count(), 0);
    server.scenario = 'server_error';
    await page.getByRole('button', { name: 'Refresh now' }).click();
    await alert.waitFor();
    assert.match(await alert.innerText(), /Not up to date/);
    await assert_no_overflow(page);
    await close();
  });

  test(`${path} is accessible in dark colours`, async () => {
    const { page, close } = await open_loaded(path, { dark: true });
    await assert_accessible(page);
    await close();
  });
}

test('every page is one link away on a phone, and reached by keyboard', async () => {
  const { page, close } = await open_loaded('/turbomode.html', { width: 390 });
  const links = page.getByRole('navigation', { name: 'Pages' }).getByRole('link');
  assert.equal(await links.count(), 10);
  for (const link of await links.all()) {
    assert.ok(await link.isVisible());
    const box = await link.boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 390 && box.height >= 24);
  }
  await links.first().focus();
  for (let index = 1; index < 10; index += 1) await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Operations');
  await close();
});
