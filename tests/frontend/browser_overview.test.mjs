// The overview and the sectors in Chromium: what the night changed, and the heat map.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assert_accessible, assert_no_overflow, close_all, open_loaded } from './harness.mjs';

const kWidths = [1280, 390];

after(close_all);

test('the overview tells what the night changed, with results', async () => {
  for (const width of kWidths) {
    const { page, errors, close } = await open_loaded('/turbomode.html', { width });
    const list = (name) => page.locator(`[data-changes=${name}]`);
    assert.match(await list('new').innerText(), /EXR\s+BUY\s+62\.2% vs base 38\.4%/);
    assert.match(await list('closed').innerText(), /^Closed 4\s+CRM\s+BUY\s+target hit \+9\.9%/);
    assert.match(await list('closed').innerText(), /IVZ\s+BUY\s+cancelled not filled/);
    assert.match(await list('replaced').innerText(), /PGR\s+BUY\s+\+1\.2%/);
    assert.match(await list('flipped').innerText(), /TSLA\s+BUY\s+\u22121\.9%/);
    await assert_no_overflow(page);
    await assert_accessible(page);
    assert.deepEqual(errors, []);
    await close();
  }
});

test('a night that changed nothing says so, and none is told of before the first', async () => {
  const { page, close } = await open_loaded('/turbomode.html', { scenario: 'no_edge' });
  assert.match(await page.locator('[data-changes=new]').innerText(), /No new signal/);
  await close();
  const first = await open_loaded('/turbomode.html', { scenario: 'no_run' });
  assert.equal(await first.page.locator('.changes').count(), 0);
  await first.close();
});

test('the changes are those of the session shown, not of a night that failed', async () => {
  const { page, close } = await open_loaded('/turbomode.html', { scenario: 'failed' });
  assert.match(await page.locator('.changes').innerText(), /Thu, Nov 19, 2026/);
  assert.match(await page.locator('[data-changes=closed]').innerText(), /GE\s+BUY\s+target hit/);
  assert.doesNotMatch(await page.locator('[data-changes=closed]').innerText(), /CRM/);
  await close();
});

test('the heat map has a number in every cell, and leads to its signals', async () => {
  for (const width of kWidths) {
    const { page, errors, close } = await open_loaded('/turbomode/sectors.html', { width });
    const rows = page.locator('.heat-map tbody tr');
    assert.equal(await rows.count(), 11);
    for (const text of await page.locator('.heat-map td').allInnerTexts()) {
      assert.match(text, /^(0|[+\u2212]\d+)/);
    }
    await assert_no_overflow(page);
    await assert_accessible(page);
    const energy = rows.filter({ hasText: 'Energy' });
    assert.match(await energy.innerText(), /Energy\s+\+1\s+1 BUY\s+\u22123\s+3 SELL\s+0/);
    await energy.getByRole('link').nth(1).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/mid_cap.html?sector=Energy#sell');
    await page.locator('tr[data-symbol]').first().waitFor();
    const shown = page.locator('tr[data-symbol]');
    assert.equal(await shown.count(), 3);
    assert.deepEqual(errors, []);
    await close();
  }
});

test('there is no heat map where there is no signal', async () => {
  for (const scenario of ['no_run', 'no_edge', 'failed_first']) {
    const { page, close } = await open_loaded('/turbomode/sectors.html', { scenario });
    assert.equal(await page.locator('.heat').count(), 0, scenario);
    assert.equal(await page.getByRole('tab').count(), 3, scenario);
    await close();
  }
});

test('heat map and changes are readable in dark colours', async () => {
  for (const path of ['/turbomode.html', '/turbomode/sectors.html#all']) {
    const { page, close } = await open_loaded(path, { dark: true });
    await assert_accessible(page);
    await close();
  }
});
