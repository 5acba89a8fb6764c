/** The report as a page: what it says, and that nothing of it is cut off at any width. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bias, evaluateSeeds, interactionsFromRows, parseSplit, popular, type Report, random, recordCurve, svd } from '@likewise/core';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SightsInMaking } from '../../src/cli/commands/evaluate/sights.ts';
import { reportNotes } from '../../src/cli/print/report-notes.ts';
import { reportPage } from '../../src/cli/print/report-page.ts';
import { tokens } from '../../src/cli/print/report-style.ts';
import { frontOf, scatterPlot } from '../../src/cli/print/scatter-plot.ts';
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
const metrics = ['rmse', 'ndcg@10', 'recall@10', 'hr@10', 'coverage@10', 'popularity@10'] as const;
const watched = new SightsInMaking({ recordCurve }, 4, 0);
const { onEpoch, onList } = watched;
const found = await evaluateSeeds(trials, metrics, { relevant: '>=4', compare: true, onEpoch, onList });
const sights = watched.sights(data, (item) => (item === 'i3' ? 'Three <b>' : undefined));
const report: Report = { ...found, rows: found.rows.map((row, r) => ({ ...row, model: named[r] })) };
const origin = {
  file: 'a very long name of a file that holds the ratings of a shop, exported on 2030-01-01.csv',
  positive: undefined,
  notes: [...reportNotes(report), 'beware: this is loud'],
  version: '1.2.3',
  date: new Date('2030-01-02T03:04:05Z'),
  command: commandLine(['evaluate', 'my ratings.csv', '--relevant', '>=4', '--metric', 'rmse,ndcg@10', '--report', 'out.html']),
};
const page = reportPage(report, origin, sights);
/** What a reader sees of it, without marks. */
const text = page.replaceAll(/<(style|script)>[\s\S]*?<\/\1>|<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

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
  expect(page.replace(/<script>[\s\S]*?<\/script>/, '')).not.toMatch(/(src|href)=|NaN|undefined/);
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

test('accuracy stands against what has a better direction, and the front is those that no other beats in both', () => {
  expect(text).toContain('ndcg@10 against coverage@10');
  expect(text).not.toContain('against popularity@10');
  const points = [
    { label: 'best', x: 1, y: 9 },
    { label: 'beaten', x: 1, y: 8 },
    { label: 'middle', x: 3, y: 5 },
    { label: 'both worse', x: 2, y: 4 },
    { label: 'far', x: 7, y: 1 },
  ];
  const labels = (x: 'higher' | 'lower', y: 'higher' | 'lower'): string[] => frontOf(points, x, y).map(({ label }) => label);
  expect(labels('higher', 'higher')).toEqual(['best', 'middle', 'far']);
  expect(labels('lower', 'higher')).toEqual(['best']);
  expect(labels('higher', 'lower')).toEqual(['far']);
  const plot = scatterPlot(points, { x: { title: 'novelty@10', better: 'higher' }, y: { title: 'ndcg@10', better: 'higher' } });
  expect(plot).toContain('No model is beaten in both: best, middle, far.');
  expect(plot.match(/class="front"/g)).toHaveLength(4);
  const tops = [...plot.matchAll(/class="name" [^>]*y="([\d.]+)"/g)].map(([, y]) => Number(y)).sort((a, b) => a - b);
  for (const [k, top] of tops.slice(1).entries()) expect(top - tops[k]).toBeGreaterThanOrEqual(14.9);
});

test('shares of the long tail add up to 1, of lists and of training; each stands behind its plot', () => {
  const { training, models } = sights.tail as NonNullable<typeof sights.tail>;
  for (const shares of [training, ...models]) {
    expect(shares).toHaveLength(10);
    expect((shares as number[]).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  }
  expect([...training].sort((a, b) => b - a)).toEqual(training);
  expect(models[0]?.[0]).toBeGreaterThan(training[0]);
  expect(page).toContain('<th scope="col">of places</th>');
});

test('curves are those of the first training of each model that has epochs', () => {
  expect(sights.curves.map((curve) => curve.length)).toEqual([0, 2, 0, 10]);
  expect(sights.curves[1][1]).toEqual({
    epoch: 2,
    training: { rmse: expect.any(Number) },
    validation: {},
    seconds: expect.any(Number),
  });
  // When the first epoch began is not known.
  expect(sights.curves[1][0]).not.toHaveProperty('seconds');
  expect(page).toContain('<title>rmse over 2 epochs</title>');
});

test('ten people from the shortest history to the longest, hits marked, titles shown, what they turned out to like beside it', () => {
  const { people } = sights;
  expect(people).toHaveLength(10);
  expect(people.map(({ known }) => known)).toEqual(people.map(({ known }) => known).sort((a, b) => a - b));
  for (const { lists, relevant, history, known } of people) {
    expect(history.length).toBe(Math.min(known, 10));
    expect(history.every(({ value }) => value !== undefined && value >= 1)).toBe(true);
    const liked = new Set(relevant.map(({ id }) => id));
    for (const list of lists) for (const { id, isHit } of list ?? []) expect(isHit).toBe(liked.has(id));
    expect(lists).toHaveLength(4);
  }
  expect(page).toContain('✓');
  expect(page).toContain('Three &lt;b&gt;');
  expect(reportPage(report, origin)).not.toContain('side by side');
});

test('groups of users, exposure, aging and overlap stand where they were asked for, each plot with its table', () => {
  const window = (at: number, kept: number) => ({
    from: `2030-01-0${at}T00:00:00.000Z`,
    to: `2030-01-0${at + 1}T00:00:00.000Z`,
    retrained: { 'ndcg@10': 0.3 },
    kept: { 'ndcg@10': kept },
    differences: {},
    users: 9,
    usersUnanswered: 0,
  });
  const group = (name: string, value: number) =>
    ({
      by: 'users:activity',
      group: name,
      users: 20,
      metrics: { 'ndcg@10': value },
      ci: { 'ndcg@10': [value - 0.1, value + 0.1] },
    }) as const;
  const asked: Report = {
    ...report,
    rows: report.rows.map((row) => ({
      ...row,
      groups: [group('new', 0.2), group('heavy', 0.4)],
      exposure: [{ by: 'items:genre', group: 'Comedy', n: 10, places: 0.5, catalog: 0.25, training: 0.75, relevant: 0.6 }],
      aging: { windows: [window(1, 0.3), window(2, 0.2)], pays: { 'ndcg@10': null } },
    })),
  };
  const shown = reportPage(asked, origin, sights);
  expect(shown).toContain('<h2>By users:activity</h2>');
  expect(shown).toContain('heavy: popular: 0.4000, 95 % interval 0.3000 to 0.5000');
  expect(shown).toMatch(
    /<h2>Exposure<\/h2>.*<td class="text">Comedy<\/td><td>25\.0 %<\/td><td>75\.0 %<\/td><td>60\.0 %<\/td><td>50\.0 %<\/td>/s,
  );
  expect(shown).toContain('<h2>How models age</h2>');
  expect(shown).toContain('retrained from 0.3000 to 0.3000; kept from 0.3000 to 0.2000.');
  expect(shown).toContain('<h2>Overlap of lists</h2>');
  expect(page).not.toMatch(/<h2>(By users|Exposure|How models age)/);
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

  test.each(['light', 'dark'] as const)('in %s it opens without an error, a request or anything wider than 380 px', async (colorScheme) => {
    const view = await browser.newPage({ viewport: { width: 380, height: 900 }, colorScheme });
    const heard: string[] = [];
    view.on('console', (message) => heard.push(message.text()));
    view.on('pageerror', (error) => heard.push(error.message));
    view.on('request', (request) => heard.push(request.url()));
    await view.goto(`file://${join(path, 'report.html')}`);
    expect(heard).toEqual([`file://${join(path, 'report.html')}`]);
    const wide = await view.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(wide).toBe(0);
    await view.close();
  });

  test('the table is sorted by a column, best first, then the other way round; models without a figure stay last', async () => {
    const view = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await view.goto(`file://${join(path, 'report.html')}`);
    const models = (): Promise<string[]> =>
      view.evaluate("[...document.querySelectorAll('.figures tbody th')].map(({ textContent }) => textContent.split(':')[0])");
    const button = (name: string) => view.getByRole('button', { name, exact: true });
    const by = (metric: string, sign: number): string[] =>
      [...report.rows]
        .sort(
          (a, b) =>
            (a.metrics[metric] === undefined ? 1 : 0) - (b.metrics[metric] === undefined ? 1 : 0) ||
            sign * ((a.metrics[metric] ?? 0) - (b.metrics[metric] ?? 0)),
        )
        .map(({ model }) => model.split(':')[0]);
    await button('ndcg@10').click();
    expect(await models()).toEqual(by('ndcg@10', -1));
    await button('ndcg@10').click();
    expect(await models()).toEqual(by('ndcg@10', 1));
    await button('rmse').click();
    expect((await models()).slice(0, 2)).toEqual(by('rmse', 1).slice(0, 2));
    expect((await models()).slice(2).sort()).toEqual(['popular', 'random']);
    expect(await view.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('ascending');
    await view.close();
  });

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
