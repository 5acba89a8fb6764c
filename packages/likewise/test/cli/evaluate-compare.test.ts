import { expect, test } from 'vitest';
import { ratedByTaste } from './rated-by-taste.ts';
import { folder, likewise, refusal } from './run.ts';

const { file } = folder();
const { ratedTrain, ratedTest, several } = ratedByTaste(file);

const evaluated = async (...words: string[]) => {
  const { code, stdout, stderr } = await likewise(['evaluate', ...words, '--json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
};

test('--compare: paired differences from the first model or the one named, with the test and its correction said', async () => {
  const words = [...several, '--metric', 'ndcg@5,hr@5'];
  const [first, named, text, wrong, twice] = await Promise.all([
    evaluated(...words, '--compare'),
    evaluated(...words, '--compare', 'implicit-als'),
    likewise(['evaluate', ...words, '--compare', 'random']),
    likewise(['evaluate', ...words, '--compare', 'svd']),
    likewise(['evaluate', ...words, '--model', 'implicit-als:factors=8', '--compare', 'implicit-als']),
  ]);
  expect([first.comparedWith, named.comparedWith]).toEqual([0, 1]);
  const [, als] = first.rows;
  expect(als.differences['ndcg@5'].value).toBeCloseTo(als.metrics['ndcg@5'] - first.rows[0].metrics['ndcg@5'], 12);
  expect(als.differences['ndcg@5'].p).toBeLessThan(0.01);
  expect(als.differences['ndcg@5'].pAdjusted).toBeGreaterThanOrEqual(als.differences['ndcg@5'].p);
  expect(named.rows[0].differences['ndcg@5'].value).toBeCloseTo(-als.differences['ndcg@5'].value, 12);
  expect(text.stdout).toMatch(
    /^difference from random\nmetric +model +difference +95 % interval +p +p \(Holm\) +Wilcoxon +t-test +people \+\/−$/m,
  );
  expect(text.stdout).toMatch(
    /^ndcg@5 +implicit-als:factors=4 +\+0\.\d{4} +\+0\.\d{4} to \+0\.\d{4} +0\.002 +0\.004 +<0\.001 +<0\.001 +\d+\/\d+$/m,
  );
  expect(text.stdout).toMatch(/by paired bootstrap of 1,000 draws.* corrected for the 2 comparisons of each metric/);
  expect(text.stdout).toMatch(/^overlap of the first 5 with those of random: .*\nmodel +overlap\npopular +0\.\d{4}$/m);
  const best = await evaluated(...words, '--compare', 'best');
  expect([best.comparedWith, best.rows[0].overlap.n]).toEqual([1, 5]);
  expect(refusal(wrong)).toContain('--compare: "svd" must be best, or one of the models: popular, implicit-als:factors=4, random.');
  expect(refusal(twice)).toContain('"implicit-als" fits several of the models');
});

test('--compare before the file: the refusal says that it took the file for its value', async () => {
  const outcome = await likewise(['evaluate', '--compare', ratedTrain, '--model', 'popular']);
  expect(refusal(outcome)).toContain(`--compare took "${ratedTrain}" for its value: write --compare last, or --compare=value.`);
});

test('--compare: what the model compared with has no figure for is told', async () => {
  const words = [ratedTrain, '--relevant', '>=4', '--model', 'popular', '--model', 'bias', '--metric', 'rmse,ndcg@5', '--compare'];
  expect((await likewise(['evaluate', ...words])).stdout).toContain('popular has no rmse: nothing is compared by it.');
});

test('--seeds: means and spread over seeds, labelled by what draws; folds have a table too', async () => {
  const words = ['--model', 'popular', '--model', 'random', '--metric', 'ndcg@5'];
  const [report, text, folds, models, none] = await Promise.all([
    evaluated(ratedTrain, ...words, '--seeds', '3', '--seed', '7'),
    likewise(['evaluate', ratedTrain, ...words, '--seeds', '3', '--seed', '7']),
    likewise(['evaluate', ratedTrain, ...words, '--split', 'kfold:12']),
    likewise(['evaluate', ratedTrain, '--test', ratedTest, ...words, '--seeds', '2']),
    likewise(['evaluate', ratedTrain, '--test', ratedTest, '--model', 'popular', '--metric', 'ndcg@5', '--seeds', '2']),
  ]);
  expect(report.seeds).toEqual({ numbers: [7, 8, 9], of: 'split and models' });
  const figures: number[] = report.rows[1].seeds.map(({ metrics }: { metrics: Record<string, number> }) => metrics['ndcg@5']);
  expect(new Set(figures).size).toBe(3);
  const mean = figures.reduce((sum, figure) => sum + figure) / 3;
  expect(report.rows[1].metrics['ndcg@5']).toBeCloseTo(mean, 12);
  const sd = Math.sqrt(figures.reduce((sum, figure) => sum + (figure - mean) ** 2, 0) / 2);
  expect(text.stdout).toMatch(/^3 seeds of split and models: .*\nmetric +model +seed 7 +seed 8 +seed 9 +mean +sd$/m);
  const line = ['ndcg@5', 'random', ...[...figures, mean, sd].map((figure) => figure.toFixed(4))].join(' +').replaceAll('.', '\\.');
  expect(text.stdout).toMatch(new RegExp(`^${line}$`, 'm'));
  expect(folds.stdout).toMatch(/^12 folds: .*\nmetric +model +lowest +highest +mean +sd$/m);
  expect(models.stdout).toContain('2 seeds of models (the split draws no random numbers)');
  expect(none.stdout).toContain('beware: neither the split nor a model draws random numbers');
});

test('--by: users and items by group, in every format', async () => {
  const { file } = folder();
  const items = file('items.csv', `item,genre\n${Array.from({ length: 40 }, (_, i) => `i${i},${i % 2 ? 'x' : 'y'}\n`).join('')}`);
  const words = [ratedTrain, '--positive', '>=4', '--model', 'popular', '--model', 'random', '--metric', 'ndcg@5,coverage@5'];
  const by = ['--by', 'users:activity', '--by', 'items:popularity'];
  const [report, text, comma, refused, none] = await Promise.all([
    evaluated(...words, ...by),
    likewise(['evaluate', ...words, ...by]),
    likewise(['evaluate', ...words, ...by, '--format', 'csv']),
    likewise(['evaluate', ...words, '--by', 'age']),
    likewise(['evaluate', ...words, '--by', 'items:price', '--item-features', items]),
  ]);
  const [popular] = report.rows;
  expect(popular.groups.map(({ group }: { group: string }) => group)).toEqual(['new', 'light', 'heavy']);
  expect(popular.groups.reduce((sum: number, { users }: { users: number }) => sum + users, 0)).toBe(popular.usersEvaluated);
  expect(text.stdout).toMatch(
    /^by users:activity\ngroup +users +model +ndcg@5 +coverage@5\nnew \(≤ \d+\) +\d+ +popular +0\.\d{4} ±0\.\d{4} +0\.\d{4}$/m,
  );
  expect(text.stdout).toMatch(
    /^by items:popularity: share of .* first 5 places.*\ngroup +catalog +training +relevant +popular +random\nhead +\d+\.\d % /m,
  );
  expect(text.stdout).toContain('users:activity: new, light and heavy are thirds of the people judged');
  const lines = comma.stdout.trimEnd().split('\n');
  expect(lines.map((line) => line.split(',').length)).toEqual(lines.map(() => lines[0].split(',').length));
  expect(lines.filter((line) => line.startsWith('popular,')).map((line) => line.split(',')[1])).toEqual([
    'all',
    ...['new', 'light', 'heavy'].map((group) => `users:activity=${group}`),
    ...['head', 'middle', 'tail'].map((group) => `items:popularity=${group}`),
  ]);
  expect(refusal(refused)).toContain('groups: write users:activity, items:popularity');
  expect(refusal(none)).toContain('the items have no column "price" to be grouped by; expected one of popularity, category.');
  const genre = await likewise(['evaluate', ...words, '--by', 'items:genre', '--metric', 'calibration@5:genre', '--item-features', items]);
  expect(genre.stderr).toContain('items:genre is items:category: so the attribute is called once the file is read');
  expect(genre.stdout).toMatch(/calibration@5:category[\s\S]*^by items:category/m);
});
