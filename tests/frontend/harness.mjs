// What all browser tests need: one browser and one server of canned answers a test file, pages in
// them, and what must hold of every page.
import assert from 'node:assert/strict';
import { axe_source, launch_browser } from './browser.mjs';
import { start_fixture_server } from './fixture_server.mjs';

export const server = await start_fixture_server();
const browser = await launch_browser();

/** To be called after the last test. */
export async function close_all() {
  await browser.close();
  await server.close();
}

/** A page of its own context; `errors` gathers what its console calls an error. */
export async function open(
  path,
  { scenario = 'normal', width = 1280, dark = false, clock = false } = {},
) {
  server.scenario = scenario;
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  const errors = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  if (clock) await page.clock.install();
  await page.goto(server.url + path);
  return { page, errors, close: () => context.close() };
}

/** The page once it has its first answers. */
export async function open_loaded(path, options) {
  const opened = await open(path, options);
  await opened.page.locator('[data-field=state]').waitFor();
  return opened;
}

export async function assert_accessible(page) {
  await page.evaluate(axe_source);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { resultTypes: ['violations'] }),
  );
  const grave = violations
    .filter((violation) => ['serious', 'critical'].includes(violation.impact))
    .map((violation) => `${violation.id}: ${violation.nodes[0].html}`);
  assert.deepEqual(grave, []);
}

export async function assert_no_overflow(page) {
  const [wanted, given] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(wanted <= given, `the page is ${wanted} px wide in a window of ${given}`);
}

export const text_of = (page, selector) => page.locator(selector).first().innerText();

/** Makes the page think that it is 'hidden' or 'visible'. */
export function set_visibility(page, state) {
  return page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

/** Waits until `holds` does; for what happens outside the page. */
export async function until(holds) {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    assert.ok(Date.now() < deadline, `not within 10 s: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
