/** The report as a page: what it says, and that nothing of it is cut off at any width. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bias, evaluateSeeds, interactionsFromRows, parseSplit, popular, type Report, random, svd } from '@likewise/core';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportNotes } from '../../src/cli/print/report-notes.ts';
import { reportPage } from '../../src/cli/print/report-page.ts';
import { tokens } from '../../src/cli/print/report-style.ts';
import { commandLine } from '../../src/words/command-line.ts';
import { folder } from './run.ts';

const { path } = folder();
const data = interactionsFromRows(
  Array.from({ length: 40 }, (_, u) =>
    Array.from({ length: 12 }, (_item, i) => ({ user: `u${u}`, item: `i${(u * 5 + i * 7) % 31}`, value: 1 + ((u * i) % 5) })),
  ).flat(),
);
const trials = [0, 1].map((seed) => ({
  seed,
  estimators: [popular(), svd({ epochs: 2, seed }), random({ seed }), bias()],
  split: parseSplit('random:0.8').apply(data, { seed }),
}));
const named = ['popular', 'svd:epochs=2,learning-rate=0.005,user-bias-regularization=0.02', 'random', 'bias <b>'];
const found = await evaluateSeeds(trials, ['rmse', 'ndcg@10', 'recall@10', 'hr@10', 'coverage@10', 'popularity@10'], {
  relevant: '>=4',
  compare: true,
});
const report: Report = { ...found, rows: found.rows.map((row, r) => ({ ...row, model: named[r] })) };
const page = reportPage(report, {
  file: 'a very long name of a file that holds the ratings of a shop, exported on 2030-01-01.csv',
  positive: undefined,
  notes: [...reportNotes(report), 'beware: this is loud'],
  version: '1.2.3',
  date: new Date('2030-01-02T03:04:05Z'),
  command: commandLine(['evaluate', 'my ratings.csv', '--relevant', '>=4', '--metric', 'rmse,ndcg@10', '--report', 'out.html']),
});
/** What a reader sees of it, without marks. */
const text = page.replaceAll(/<style>[\s\S]*?<\/style>|<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

test('it names the better direction, the definitions, date, version and the command that makes it again', () => {
  expect(text).toContain('lower is better');
  expect(text).toContain('better →');
  expect(text).toContain('← better');
  expect(text).toContain('neither side is better');
  expect(text).toContain('distinct items among the first n of all lists ÷ items of the catalog');
  expect(text).toContain('Made 2030-01-02 03:04 UTC by likewise 1.2.3.');
  expect(page).toContain("likewise evaluate 'my ratings.csv' --relevant '&gt;=4' --metric rmse,ndcg@10 --report out.html");
  expect(text).toContain('Ranges are 95 % intervals over people, of rating errors over test rows');
  expect(page).toContain('<p class="beware">beware: this is loud</p>');
  expect(page).not.toContain('<b>');
  expect(page).not.toMatch(/(src|href)=|NaN|undefined/);
});

test('models stand best first, settings and seeds are folded away, what has no figure is named', () => {
  const card = (metric: string) => page.split('<div class="card">').find((part) => part.startsWith(`<h3>${metric} `)) as string;
  for (const [metric, sign] of [
    ['rmse', 1],
    ['ndcg@10', -1],
    ['coverage@10', -1],
  ] as const) {
    // biome-ignore format: one line
    const shown = [...card(metric).matchAll(/<div class="value">([\d.]+)/g)].map(([, value]) => Number(value));
    expect(shown.length).toBeGreaterThan(1);
    expect(shown).toEqual([...shown].sort((a, b) => sign * (a - b)));
  }
  expect(card('rmse')).toContain('no figure: popular, random');
  expect(page).toMatch(/<details><summary>svd:epochs=2,[^<]*, trained on ratings<\/summary><p><code>[^<]*epochs=2/);
  expect(page).toMatch(/<details><summary>2 seeds of split and models: mean/);
  expect(text).toContain('Difference from popular');
});

test('it has the look of the studio: its tokens are those of the sheet there', () => {
  const sheet = readFileSync(new URL('../../../studio/src/studio.css', import.meta.url), 'utf8');
  for (const line of tokens.split('\n').slice(1, -1)) expect(sheet).toContain(line);
});

const executablePath = process.env['LIKEWISE_CHROMIUM'] ?? '/usr/bin/chromium';
describe.skipIf(!existsSync(executablePath))(`in chromium (skipped where ${executablePath} is missing)`, () => {
  let browser: Browser;
  beforeAll(async () => {
    writeFileSync(join(path, 'report.html'), page);
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());

  test.each([360, 768, 1280, 2560])('nothing is cut off at %i px, folded or not', async (width) => {
    const view = await browser.newPage({ viewport: { width, height: 900 } });
    await view.goto(`file://${join(path, 'report.html')}`);
    for (const open of [false, true]) {
      const outside = (await view.evaluate(`(() => {
        for (const part of document.querySelectorAll('details')) part.open = ${open};
        const width = document.documentElement.clientWidth;
        return [...document.querySelectorAll('body *')].filter((part) => {
          const { left, right, width: own } = part.getBoundingClientRect();
          return own > 0 && (left < -0.5 || right > width + 0.5 || part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflow !== 'visible');
        }).map((part) => part.outerHTML.slice(0, 80));
      })()`)) as string[];
      expect(outside).toEqual([]);
    }
    const slim = (await view.evaluate(
      "[...document.querySelectorAll('dd, .track, .label, .value')].filter((part) => { const { width } = part.getBoundingClientRect(); return width > 0 && width < 40; }).length",
    )) as number;
    expect(slim).toBe(0);
    await view.close();
  });
});
