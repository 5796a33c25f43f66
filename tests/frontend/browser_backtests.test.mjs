// The page of backtests in Chromium, and the report that stands alone in one file.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { launch_browser } from './browser.mjs';
import { backtest_report, kLongId, kNightsId, kShortId } from './fixtures_backtests.mjs';
import {
  assert_accessible,
  assert_no_overflow,
  close_all,
  open,
  open_loaded,
  server,
  text_of,
} from './harness.mjs';

const kPath = '/turbomode/backtests.html';
const kWidths = [1280, 390];
const kTemplate = new URL('../../frontend/dist/report_template.html', import.meta.url);
const kPlace = '<script type="application/json" id="report-data"></script>';
const kTemplateBytesMax = 150_000;

const files = await mkdtemp(join(tmpdir(), 'turbomode-report-'));
const file_browser = await launch_browser();

after(async () => {
  await file_browser.close();
  await rm(files, { recursive: true });
  await close_all();
});

const one = (id) => `${kPath}?id=${id}`;

async function assert_whole(page, errors) {
  await assert_no_overflow(page);
  await assert_accessible(page);
  assert.deepEqual(errors, []);
}

for (const width of kWidths) {
  test(`the list shows each backtest beside its benchmark, ${width} px wide`, async () => {
    const { page, errors, close } = await open_loaded(kPath, { width });
    const row = page.locator(`tr[data-row="${kLongId}"]`);
    assert.match(await row.innerText(), /Jan 4, 2016 to Oct 8, 2025.*Walk-forward/s);
    assert.match(await row.locator('.col-cagr').innerText(), /^\+\d+\.\d%\s+SPY \+\d+\.\d%$/);
    assert.equal(await row.locator('.col-deflated').innerText(), '61.0%');
    assert.match(await text_of(page, `tr[data-row="${kShortId}"]`), /SIMULATED/);
    assert.match(await text_of(page, 'tr[data-row$=deadbeef]'), /the end of the file came before/);
    const few = page.locator(`tr[data-row="${kNightsId}"]`);
    assert.equal(await few.locator('.col-win_rate').innerText(), '\u2013');
    await assert_whole(page, errors);
    await close();
  });

  test(`one backtest is whole, ${width} px wide`, async () => {
    const { page, errors, close } = await open_loaded(one(kLongId), { width });
    await page.locator('figure canvas').first().waitFor();
    assert.equal(
      await text_of(page, '[data-field=survivorship]'),
      '87 of 505 members of 2016 have no prices',
    );
    assert.match(await text_of(page, '.in-words'), /no promise of later ones/);
    assert.match(await text_of(page, '.in-words'), /counts 7 trials so far.*61\.0%/);
    assert.equal(await page.locator('main canvas').count(), 7);
    await assert_whole(page, errors);
    await close();
  });

  test(`two stand beside each other, ${width} px wide`, async () => {
    const { page, errors, close } = await open_loaded(`${one(kLongId)}&with=${kShortId}`, {
      width,
    });
    await page.locator('figure', { hasText: 'Equity of both' }).locator('canvas').waitFor();
    const cells = async (name) =>
      page.locator(`tr[data-row="${name}"]`).locator('td').allInnerTexts();
    assert.match((await cells('Deflated Sharpe ratio')).join(), /61\.0%.*,18\.0%/s);
    assert.deepEqual(await cells('BUY target'), ['10%', '8%']);
    assert.match(await text_of(page, 'figure'), /begin on different days/);
    assert.match(await text_of(page, '[aria-label=Second]'), /SIMULATED/);
    await assert_whole(page, errors);
    await close();
  });
}

test('every win rate has its base rate and its interval, or is withheld', async () => {
  const { page, close } = await open_loaded(one(kLongId));
  const rows = page.locator('.rate-table tr:has(td.col-base_rate) >> visible=true');
  assert.ok((await rows.count()) > 25);
  for (const row of await rows.all()) {
    const won = await row.locator('td.col-win_rate').innerText();
    if (await row.getByText('withheld').count()) {
      assert.equal(won, '\u2013');
      continue;
    }
    assert.match(won, /^\d+\.\d%\s+\d+\.\d% to \d+\.\d%$/);
    assert.match(await row.locator('td.col-base_rate').innerText(), /^\d+\.\d%$/);
  }
  assert.match(await text_of(page, 'tr[data-row="0.60 to 0.65"]'), /withheld: 21 of 30 outcomes/);
  await close();
});

test('a backtest of few trades withholds what it cannot know', async () => {
  const { page, errors, close } = await open_loaded(one(kNightsId));
  for (const field of ['cagr', 'sharpe', 'deflated', 'win_rate', 'mean_net_return']) {
    assert.equal(await text_of(page, `[data-field=${field}]`), '\u2013', field);
  }
  assert.match(await text_of(page, '.tiles'), /withheld: 26 of 30 outcomes/);
  assert.match(await text_of(page, '.in-words'), /nights published/);
  const withheld = (await page.locator('.withheld').allInnerTexts()).join();
  assert.match(withheld, /Rolling Sharpe ratio.*Reliability, BUY.*None were tried/s);
  await assert_whole(page, errors);
  await close();
});

test('two are chosen by keyboard in the list, and no third', async () => {
  const { page, close } = await open_loaded(kPath);
  const box = (id) => page.getByRole('checkbox', { name: `Compare ${id}` });
  assert.match(await text_of(page, '.table-foot'), /Choose two to compare/);
  await box(kLongId).focus();
  await page.keyboard.press('Space');
  assert.match(await text_of(page, '.table-foot'), /Choose one more/);
  await box(kShortId).press('Space');
  assert.ok(await box(kNightsId).isDisabled());
  await page.getByRole('link', { name: 'Compare the two' }).press('Enter');
  await page.locator('figure', { hasText: 'Equity of both' }).waitFor();
  assert.equal(new URL(page.url()).search, `?id=${kLongId}&with=${kShortId}`);
  await page.goBack();
  await page.locator(`tr[data-row="${kLongId}"]`).waitFor();
  await close();
});

test('from one backtest a form leads to another beside it, and links to its files', async () => {
  const { page, close } = await open_loaded(one(kLongId));
  for (const [name, file] of [
    ['Report', 'report.html'],
    ['Trades', 'trades.csv'],
    ['Equity', 'equity.csv'],
  ]) {
    const link = page.locator('.report-actions').getByRole('link', { name });
    assert.equal(await link.getAttribute('href'), `/turbomode/backtests/${kLongId}/${file}`);
  }
  await page.getByRole('combobox', { name: 'Beside it' }).selectOption(kNightsId);
  await page.getByRole('button', { name: 'Compare' }).press('Enter');
  await page.locator('figure', { hasText: 'Equity of both' }).waitFor();
  assert.equal(new URL(page.url()).search, `?id=${kLongId}&with=${kNightsId}`);
  await close();
});

test('the scale can be logarithmic', async () => {
  const { page, errors, close } = await open_loaded(one(kLongId));
  const drawn = () =>
    page.evaluate(() => document.querySelector('figure canvas').toDataURL().length);
  await page.locator('figure canvas').first().waitFor();
  const linear = await drawn();
  await page.getByRole('checkbox', { name: 'Logarithmic scale' }).press('Space');
  await page.waitForFunction(
    (before) => document.querySelector('figure canvas')?.toDataURL().length !== before,
    linear,
  );
  assert.deepEqual(errors, []);
  await close();
});

test('of three settings the reader chooses two; the third stays and is named', async () => {
  const { page, close } = await open_loaded(one(kShortId));
  const heads = () => page.locator('.sensitivity-map thead th').allInnerTexts();
  assert.deepEqual(await heads(), ['BUY target', 'BUY stop 4%', 'BUY stop 5%', 'BUY stop 6%']);
  assert.match(await text_of(page, '[data-field=fixed]'), /Longest holding 14 days/);
  await page.getByRole('combobox', { name: 'Across' }).selectOption('Longest holding');
  assert.match((await heads()).join(), /Longest holding 7 days/);
  assert.match(await text_of(page, '[data-field=fixed]'), /BUY stop 5%/);
  // The one that runs across already changes places with the one that ran down.
  await page.getByRole('combobox', { name: 'Down' }).selectOption('Longest holding');
  assert.equal((await heads())[0], 'Longest holding');
  assert.match((await heads())[1], /^BUY target/);
  assert.match(await text_of(page, '.sensitivity-map tbody'), /as here/);
  await page.getByRole('combobox', { name: 'Measure' }).selectOption('Win rate');
  assert.match(await text_of(page, '.sensitivity-map td'), /^\d+\.\d%/);
  await close();
});

test('settings with too few trades are withheld on the map', async () => {
  const { page, close } = await open_loaded(one(kLongId));
  assert.match(await text_of(page, '.sensitivity-map'), /withheld\s+17 trades/);
  assert.match(await text_of(page, '.sensitivity'), /6 combinations tried.*overfitting is 43\.0%/s);
  assert.equal(await page.getByRole('combobox', { name: 'Down' }).count(), 0);
  await close();
});

test('a simulated backtest says so, in its mark and in words', async () => {
  const { page, close } = await open_loaded(one(kShortId), { dark: true });
  assert.match(await text_of(page, '.report-marks'), /SIMULATED/);
  assert.match(await text_of(page, '.in-words'), /prices are those of the simulated market/);
  await assert_accessible(page);
  await close();
});

test('before the first backtest the page says what to run', async () => {
  for (const width of kWidths) {
    const { page, errors, close } = await open_loaded(kPath, { scenario: 'no_run', width });
    assert.match(await text_of(page, 'main'), /No backtest yet.*run turbomode backtest/s);
    await assert_whole(page, errors);
    await close();
  }
});

test('an unknown backtest is called unknown, with the way to the others', async () => {
  const { page, close } = await open_loaded(one('bt-nothing'));
  assert.match(await text_of(page, 'main'), /There is no such backtest.*bt-nothing/s);
  await page.getByRole('link', { name: 'All backtests' }).click();
  await page.locator(`tr[data-row="${kLongId}"]`).waitFor();
  await close();
});

test('a server that fails is told of, and asked again', async () => {
  const { page, close } = await open(one(kLongId), { scenario: 'server_error', width: 390 });
  const alert = page.getByRole('alert');
  assert.match(await alert.innerText(), /backtests could not be loaded.*HTTP 503/s);
  await assert_no_overflow(page);
  server.scenario = 'normal';
  await page.getByRole('button', { name: 'Try again now' }).press('Enter');
  await page.locator('[data-field=survivorship]').waitFor();
  await close();
});

// As the program fills it: the text of report.json with every < escaped.
async function filled(name, text) {
  const template = await readFile(fileURLToPath(kTemplate), 'utf8');
  assert.equal(template.split(kPlace).length, 2);
  const path = join(files, `${name}.html`);
  const safe = text.replaceAll('<', '\\u003c');
  await writeFile(
    path,
    template.replace(kPlace, () => kPlace.replace('><', () => `>${safe}<`)),
  );
  return pathToFileURL(path).href;
}

async function open_file(url, { width = 1280, dark = false } = {}) {
  const context = await file_browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  const [errors, requests] = [[], []];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  // The file itself is all that may be asked for; pictures within it are no requests.
  const others = () => requests.filter((asked) => asked !== url && !asked.startsWith('data:'));
  return { page, errors, others, close: () => context.close() };
}

test('the report in one file opens from the disk and asks for nothing', async () => {
  const url = await filled('report', JSON.stringify(backtest_report(kShortId)));
  for (const options of [{}, { width: 390 }, { dark: true }]) {
    const { page, errors, others, close } = await open_file(url, options);
    await page.locator('figure canvas').first().waitFor();
    assert.equal(await text_of(page, 'h1'), 'Backtest, Jan 2, 2019 to Oct 8, 2025');
    assert.match(await page.title(), /^Backtest Jan 2, 2019/);
    assert.match(await text_of(page, '.report-marks'), /SIMULATED.*57 of 505 members of 2019/s);
    assert.equal(await page.locator('main canvas').count(), 7);
    await page.getByRole('button', { name: 'Dark colours' }).press('Enter');
    await page.getByRole('link', { name: 'Settings used' }).press('Enter');
    await assert_whole(page, errors);
    await page.emulateMedia({ media: 'print' });
    assert.ok(await page.getByRole('navigation').isHidden());
    assert.deepEqual(others(), []);
    await close();
  }
});

test('the report is light on paper, its drawings too, and dark again afterwards', async () => {
  const url = await filled('paper', JSON.stringify(backtest_report(kLongId)));
  const { page, errors, close } = await open_file(url, { dark: true });
  await page.locator('figure canvas').first().waitFor();
  const look = (event) =>
    page.evaluate(async (name) => {
      const before = document.querySelector('figure canvas').toDataURL();
      if (name !== null) window.dispatchEvent(new Event(name));
      // What is printed is what is there once the listeners and what they queued have run.
      await Promise.resolve()
        .then(() => Promise.resolve())
        .then(() => Promise.resolve());
      const canvas = document.querySelector('figure canvas');
      return [document.documentElement.dataset.theme, canvas.toDataURL() !== before];
    }, event);
  assert.deepEqual(await look(null), ['dark', false]);
  assert.deepEqual(await look('beforeprint'), ['light', true]);
  assert.deepEqual(await look('afterprint'), ['dark', true]);
  assert.deepEqual(errors, []);
  await close();
});

test('the report shows what it holds as text, whatever it says', async () => {
  const report = structuredClone(backtest_report(kNightsId));
  report.portfolio.skipped[0] = { reason: '</script><img src=x onerror=alert(1)>$&', count: 3 };
  const url = await filled('hostile', JSON.stringify(report));
  const { page, errors, others, close } = await open_file(url);
  assert.match(await text_of(page, '.settings'), /<\/script><img src=x onerror=alert\(1\)>\$&/);
  assert.deepEqual([errors, others()], [[], []]);
  await close();
});

test('a file without a report, or with a broken one, says so', async () => {
  for (const text of ['', '{"about":']) {
    const { page, errors, close } = await open_file(await filled('none', text));
    assert.match(await text_of(page, 'main'), /holds no report.*turbomode backtest/s);
    await assert_whole(page, errors);
    await close();
  }
});

test('the template is small and names no other file', async () => {
  const template = await readFile(fileURLToPath(kTemplate), 'utf8');
  assert.ok(Buffer.byteLength(template) < kTemplateBytesMax, `${template.length} characters`);
  assert.equal(template.match(/<\/script/g).length, 2);
  assert.doesNotMatch(template, /\/assets\//);
});
