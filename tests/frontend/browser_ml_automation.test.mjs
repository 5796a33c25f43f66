// The page of ML Automation in Chromium, as it was built, over canned answers.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { axe_source, launch_browser } from './browser.mjs';
import { scenarios } from './fixtures_ml_automation.mjs';

const kPages = new URL('../../frontend/dist_ml_automation/', import.meta.url);
const kTypes = { html: 'text/html', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' };
const kPolicy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const kWidths = [1280, 390];
const kViews = {
  intraday: { agreement_min: 0.7, score_min: 65 },
  daily: { agreement_min: 0.55, score_min: 55 },
};

let scenario = 'normal';
let asked = [];
let is_dead = false;

const server = createServer(async (request, reply) => {
  const { pathname, search, searchParams } = new URL(request.url, 'http://127.0.0.1');
  asked.push(`${request.method} ${pathname}${search}`);
  const send = (status, type, body) =>
    reply.writeHead(status, { 'Content-Type': type, 'Content-Security-Policy': kPolicy }).end(body);
  if (request.method === 'POST') {
    const is_busy = scenario === 'running';
    const body = is_busy ? { detail: 'train of 2025-10-29 has been running' } : { success: true };
    return send(is_busy ? 409 : 202, 'application/json', JSON.stringify(body));
  }
  const canned = scenarios[scenario][pathname];
  const view = searchParams.get('view');
  const answer = view === null ? canned : { ...canned, ...kViews[view], view };
  if (answer !== undefined && is_dead) return reply.destroy();
  if (answer !== undefined) return send(200, 'application/json', JSON.stringify(answer));
  const name = pathname === '/' ? 'index.html' : pathname.slice(1);
  const type = kTypes[name.split('.').pop()] ?? 'text/plain';
  const bytes = await readFile(new URL(name, kPages)).catch(() => null);
  return bytes === null ? send(404, 'text/plain', '') : send(200, type, bytes);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const kUrl = `http://127.0.0.1:${server.address().port}/`;
const browser = await launch_browser();

after(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

async function open(name, { width = 1280, dark = false } = {}) {
  scenario = name;
  asked = [];
  is_dead = false;
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  const errors = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(kUrl);
  await page.locator('.status').waitFor();
  return { page, errors, close: () => context.close() };
}

async function assert_whole(page, errors) {
  const [wanted, given] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(wanted <= given, `the page is ${wanted} px wide in a window of ${given}`);
  await page.evaluate(axe_source);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { resultTypes: ['violations'] }),
  );
  assert.deepEqual(
    violations.map((violation) => `${violation.id}: ${violation.nodes[0].html}`),
    [],
  );
  assert.deepEqual(errors, []);
}

const symbols = (page) =>
  page
    .locator('[aria-labelledby=signals] tbody tr')
    .evaluateAll((rows) => rows.map((row) => row.dataset.row));

for (const width of kWidths) {
  for (const dark of [false, true]) {
    test(`all of it is there, ${width} px wide, ${dark ? 'dark' : 'light'}`, async () => {
      const { page, errors, close } = await open('normal', { width, dark });
      const text = await page.locator('body').innerText();
      assert.match(text, /SIMULATED prices/);
      assert.match(text, /separate six o'clock system/);
      assert.match(text, /Cycle of 2025-10-29 done: scanned 60 of 60 members/);
      assert.match(text, /Next: Thu 30 Oct, 18:00 New York/);
      assert.match(text, /16 more closed trades, or in 6 days/);
      assert.match(text, /55%\s*95 %: 40% to 69%/);
      assert.match(await page.locator('.heat').innerText(), /Energy 1\s+\u25bcOIL 12/);
      assert.match(text, /GONE[^]*2025-10-28\s+stop\s+\u22125\.2%/);
      await assert_whole(page, errors);
      await close();
    });
  }

  test(`an empty home says why, ${width} px wide`, async () => {
    const { page, errors, close } = await open('empty', { width });
    const text = await page.locator('body').innerText();
    assert.match(text, /No cycle has run yet/);
    assert.match(text, /run one with the button or with ml_automation cycle/);
    assert.match(text, /Nothing is held on paper/);
    assert.match(text, /No model has been trained yet/);
    await assert_whole(page, errors);
    await close();
  });

  test(`a failed cycle is told with its reason, ${width} px wide`, async () => {
    const { page, errors, close } = await open('failed', { width });
    const status = await page.locator('.status').innerText();
    assert.match(status, /FAILED: the prices end/);
    assert.match(status, /3 sessions behind/);
    assert.deepEqual(await page.locator('[role=alert]').allInnerTexts(), [
      'The last cycle that was done is of 2025-10-24',
    ]);
    await assert_whole(page, errors);
    await close();
  });
}

test('a chance to win never stands without the usual share of winners', async () => {
  const { page, close } = await open('normal');
  assert.match(await page.locator('tr[data-row=ACME]').first().innerText(), /61% usual 44%/);
  assert.match(await page.locator('tr[data-row=S00]').first().innerText(), /\u2013/);
  await close();
});

test('columns sort by keyboard, and say how', async () => {
  const { page, close } = await open('normal');
  const score = page.locator('[aria-labelledby=signals] th', { hasText: 'Score' });
  await score.locator('button').focus();
  await page.keyboard.press('Enter');
  assert.equal(await score.getAttribute('aria-sort'), 'descending');
  assert.deepEqual((await symbols(page)).slice(0, 2), ['ACME', 'S00']);
  await page.keyboard.press('Enter');
  assert.equal(await score.getAttribute('aria-sort'), 'ascending');
  assert.deepEqual((await symbols(page)).slice(0, 2), ['S59', 'S58']);
  await close();
});

test('a long table is cut, and shown whole when asked for', async () => {
  const { page, close } = await open('normal');
  assert.equal((await symbols(page)).length, 40);
  await page.getByRole('button', { name: 'Show all 61' }).click();
  assert.equal((await symbols(page)).length, 61);
  await close();
});

test('a view asks for its signals and says what it needs', async () => {
  const { page, close } = await open('normal');
  const intraday = page.getByRole('button', { name: 'Intraday' });
  await Promise.all([
    page.waitForResponse((response) => response.url().includes('view=intraday')),
    intraday.click(),
  ]);
  assert.equal(await intraday.getAttribute('aria-pressed'), 'true');
  await page.getByText('Agreement of 70% and a score of 65 at least.').waitFor();
  await close();
});

test('each button asks for its step', async () => {
  const { page, close } = await open('normal');
  for (const [name, path] of [
    ['Full cycle', '/ml-run-full-cycle'],
    ['Scan', '/ml-run-scan-only'],
    ['Learn', '/ml-run-learner-only'],
    ['Train', '/ml-run-training'],
    ['Stop schedule', '/ml-automation-stop'],
  ]) {
    await Promise.all([
      page.waitForResponse((response) => new URL(response.url()).pathname === path),
      page.getByRole('button', { name, exact: true }).click(),
    ]);
    assert.ok(asked.includes(`POST ${path}`), path);
  }
  await close();
});

test('while a step runs the buttons rest and the page says what runs', async () => {
  const { page, errors, close } = await open('running');
  assert.ok(await page.getByRole('button', { name: 'Full cycle' }).isDisabled());
  assert.match(await page.locator('.controls').innerText(), /train of 2025-10-29 is running/);
  await assert_whole(page, errors);
  await page.getByRole('button', { name: 'Stop schedule' }).click();
  await page.getByText('has been running').waitFor();
  await close();
});

test('a server that does not answer is said, and what was shown stays', async () => {
  const { page, close } = await open('normal');
  is_dead = true;
  await page.getByRole('button', { name: 'Daily' }).click();
  await page.getByText('The server does not answer').waitFor();
  assert.match(
    await page.locator('[role=alert]').innerText(),
    /What is shown is of \d\d:\d\d:\d\d/,
  );
  assert.equal(await page.locator('tr[data-row=ACME]').first().isVisible(), true);
  // Its signals are still those of the view before, so no threshold is claimed for them.
  assert.equal(await page.getByText('Agreement of').count(), 0);
  await close();
});

test('a server that fails is told with its own words', async () => {
  const { page, close } = await open('normal');
  await page.route('**/ml-stats', (route) =>
    route.fulfill({ status: 500, json: { detail: 'advanced_ml_system.db: disk I/O error' } }),
  );
  await page.getByRole('button', { name: 'Daily' }).click();
  await page.getByText('Nothing new can be shown: advanced_ml_system.db').waitFor();
  assert.equal(await page.getByText('does not answer').count(), 0);
  await close();
});
