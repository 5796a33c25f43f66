// The page of models in Chromium.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assert_accessible, close_all, open_loaded, server, text_of } from './harness.mjs';

const kPath = '/turbomode/models.html';
const kChampion = 'tm-20261101-9c41e7';
const kChallenger = 'tm-20261115-5d20b1';

after(close_all);

test('champion and challenger stand beside each other with the same rows', async () => {
  const { page, close } = await open_loaded(kPath);
  const rows = async (name) => {
    const card = page.getByRole('region', { name, exact: true });
    return card.locator('tbody th').allInnerTexts();
  };
  const names = await rows('Champion');
  assert.ok(names.includes('Log loss') && names.includes('of the base rate'));
  assert.deepEqual(await rows('Challenger'), names);
  await close();
});

test('a promotion says what will happen, and where to follow it', async () => {
  const { page, close } = await open_loaded(kPath, { width: 390 });
  server.posts.length = 0;
  await page.getByRole('button', { name: 'Promote', exact: true }).first().press('Enter');
  const dialog = page.getByRole('dialog', { name: `Promote ${kChallenger}?` });
  assert.match(await dialog.innerText(), new RegExp(`gate.*in place of ${kChampion}`, 's'));
  await assert_accessible(page);
  assert.deepEqual(server.posts, []);
  await dialog.getByRole('button', { name: 'Promote' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(server.posts, [`/turbomode/models/${kChallenger}/promote`]);
  assert.match(await text_of(page, '.said'), /has started\. Follow it/);
  await close();
});

test('a rollback asks first', async () => {
  const { page, close } = await open_loaded(kPath);
  server.posts.length = 0;
  await page.getByRole('button', { name: 'Roll back' }).click();
  const dialog = page.getByRole('dialog');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(server.posts, []);
  await page.getByRole('button', { name: 'Roll back' }).click();
  await dialog.getByRole('button', { name: 'Roll back' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(server.posts, ['/turbomode/models/rollback']);
  await close();
});

test('another model can be looked into, and its fault is told', async () => {
  const { page, close } = await open_loaded(kPath);
  await page.getByRole('combobox', { name: 'Model' }).selectOption('tm-20260801-11aa02');
  await page.getByRole('heading', { name: 'This build cannot use it' }).waitFor();
  assert.match(page.url(), /\?id=tm-20260801-11aa02$/);
  await page.getByRole('button', { name: `Look into ${kChallenger}` }).click();
  await page.locator('figure', { hasText: 'Reliability, BUY' }).waitFor();
  assert.equal(await page.getByRole('combobox', { name: 'Model' }).inputValue(), kChallenger);
  await close();
});

test('an old, faulty or present champion cannot be promoted', async () => {
  const { page, close } = await open_loaded(kPath);
  const promotions = await page
    .getByRole('button', { name: /^Promote tm-/ })
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')));
  assert.deepEqual(promotions, [`Promote ${kChallenger}`, 'Promote tm-20261001-77ab10']);
  await close();
});

test('before the first training the page says how to get a model', async () => {
  const { page, close } = await open_loaded(kPath, { scenario: 'no_run' });
  assert.match(await text_of(page, 'main'), /No model yet.*turbomode train/s);
  await close();
});
