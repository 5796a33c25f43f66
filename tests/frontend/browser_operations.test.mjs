// The page of operations in Chromium.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assert_accessible, close_all, open_loaded, server, text_of } from './harness.mjs';

const kPath = '/turbomode/operations.html';

after(close_all);

test('nothing is started before the reader has agreed', async () => {
  const { page, close } = await open_loaded(kPath);
  server.posts.length = 0;
  await page.getByRole('button', { name: 'Scan now' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Scan the latest session now?' });
  await dialog.waitFor();
  await assert_accessible(page);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(server.posts, []);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Scan now');
  await page.getByRole('button', { name: 'Scan now' }).click();
  await dialog.getByRole('button', { name: 'Scan now' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(server.posts, ['/turbomode/scan']);
  await close();
});

test('a refusal is explained and the dialog stays', async () => {
  const { page, close } = await open_loaded(kPath, { scenario: 'job_running', width: 390 });
  await page.getByRole('button', { name: 'Train now' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Train now' }).click();
  assert.match(
    await dialog.getByRole('alert').innerText(),
    /A training is running since 07:30; wait for it or cancel it\. \(HTTP 409\)/,
  );
  await assert_accessible(page);
  await dialog.getByRole('button', { name: 'Leave it' }).click();
  await dialog.waitFor({ state: 'detached' });
  await close();
});

test('a server that wants a token is told it once', async () => {
  const { page, close } = await open_loaded(kPath, { scenario: 'token_wanted', width: 390 });
  server.posts.length = 0;
  await page.getByRole('button', { name: 'Scan now' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Scan now' }).click();
  assert.match(await dialog.getByRole('alert').innerText(), /wants its token/);
  await dialog.getByLabel('Token of this server').fill('correct horse battery');
  await assert_accessible(page);
  await dialog.getByRole('button', { name: 'Scan now' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Train now' }).click();
  await dialog.getByRole('button', { name: 'Train now' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(server.posts, ['/turbomode/scan', '/turbomode/scan', '/turbomode/train']);
  await close();
});

test('a running job shows how far it is, is asked again soon, and can be cancelled', async () => {
  const { page, close } = await open_loaded(kPath, { scenario: 'job_running', clock: true });
  const running = page.getByRole('region', { name: 'Running job' });
  assert.match(await running.innerText(), /Training is running.*42%: fold 3 of 7/s);
  assert.equal(await running.getByRole('progressbar').getAttribute('value'), '42');
  server.posts.length = 0;
  await running.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the job' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.deepEqual(server.posts, ['/turbomode/jobs/20261121-073000-train/cancel']);
  server.scenario = 'normal';
  await page.clock.runFor(2_100);
  await running.waitFor({ state: 'detached' });
  await close();
});

test('the log of a job is read to its end', async () => {
  const { page, close } = await open_loaded(kPath, { scenario: 'job_running', width: 390 });
  await page.getByRole('button', { name: 'Show log' }).click();
  const log = page.getByRole('log');
  await page.getByText('The job has ended.').waitFor();
  assert.match(await log.innerText(), /503 members.*fold 1 of 7.*fold 3 of 7/s);
  await assert_accessible(page);
  await page.getByRole('button', { name: 'Close' }).click();
  await log.waitFor({ state: 'detached' });
  await close();
});

test('the scheduler is switched with a warning, and off is not on', async () => {
  const on = await open_loaded(kPath);
  assert.equal(await text_of(on.page, '[data-field=scheduler]'), 'On');
  server.posts.length = 0;
  await on.page.getByRole('button', { name: 'Switch off' }).click();
  const dialog = on.page.getByRole('dialog');
  assert.match(await dialog.innerText(), /No night is scanned/);
  await dialog.getByRole('button', { name: 'Switch off' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(server.posts, ['/turbomode/scheduler/stop']);
  await on.close();
  const off = await open_loaded(kPath, { scenario: 'no_run' });
  assert.equal(await text_of(off.page, '[data-field=scheduler]'), 'Off');
  assert.ok(await off.page.getByRole('button', { name: 'Switch on' }).isVisible());
  await off.close();
});

test('nights and alerts keep their words', async () => {
  const { page, close } = await open_loaded(kPath, { scenario: 'alerts' });
  const main = await text_of(page, 'main');
  assert.match(main, /Data incomplete.*412 of 503 stocks are fresh/s);
  assert.match(main, /Critical\s+the night of 2026-11-20 ended as FAILED/);
  assert.match(main, /Over\s+the night of 2026-11-12 took 41 minutes/);
  await close();
});
