import { expect, test } from 'vitest';
import { ease, evaluate, implicitALS, itemKNN, likes, type MetricName, parseSplit, popular } from '../../src/index.ts';
import { data } from './two-tastes.ts';

const split = parseSplit('leave-last').apply(likes(data, '>=2'));
const als = implicitALS({ factors: 4, epochs: 3 });
const run = async (names: readonly MetricName[], options = {}) =>
  (await evaluate([popular(), als, ease()], split, names, { resamples: 0, ...options })).rows;

test('a model is measured by its own vectors and similar items, one that has none has no figure', async () => {
  const rows = await run(['diversity@5:vectors', 'diversity@5:similar', 'serendipity@5:vectors', 'serendipity@5:similar', 'hr@5']);
  expect(rows.map(({ unsupported }) => unsupported)).toEqual([
    ['diversity@5:vectors', 'diversity@5:similar', 'serendipity@5:vectors', 'serendipity@5:similar'],
    [],
    ['diversity@5:vectors', 'serendipity@5:vectors'],
  ]);
  // Similar items of vectors are by their cosine, of all 20 items.
  expect(rows[1].metrics['diversity@5:similar']).toBeCloseTo(rows[1].metrics['diversity@5:vectors'], 6);
  expect(rows[1].metrics['serendipity@5:similar']).toBeLessThanOrEqual(rows[1].metrics['hr@5']);
});

test('by a named model all are measured alike: its own figure is the same, and others have one', async () => {
  const own = await run(['diversity@5:vectors']);
  const report = await evaluate([popular(), als, ease()], split, ['diversity@5:vectors'], { resamples: 0, likeness: als });
  expect(report.likenessBy).toBe('implicit-als');
  expect(report.rows[1].metrics).toEqual(own[1].metrics);
  expect(report.rows.every(({ unsupported }) => unsupported.length === 0)).toBe(true);
  await expect(evaluate([als], split, ['diversity@5:vectors'], { likeness: ease() })).rejects.toThrow(
    'none of the models can be measured by diversity@5:vectors',
  );
});

test('mean rating: of training ratings, also for a model that learns from likes alone; refused where there are none', async () => {
  const rated = parseSplit('leave-last').apply(data);
  const { rows } = await evaluate([popular(), itemKNN()], rated, ['mean-rating@20', 'rmse'], { relevant: '>=4' });
  // Lists of 20 hold all but a person's own: both models list the same items.
  expect(rows[0].trainedOn).toBe('likes');
  expect(rows[0].metrics['mean-rating@20']).toBeGreaterThan(2);
  expect(rows[0].metrics['mean-rating@20']).toBeCloseTo(rows[1].metrics['mean-rating@20'], 12);
  const positives = parseSplit('leave-last').apply(data, { positive: '>=4' });
  await expect(evaluate([popular()], positives, ['mean-rating@5'])).rejects.toThrow(
    'metric mean-rating@5: the training interactions have no ratings; leave the condition on positives out',
  );
});
