// G1: settings found on validation data, at random and by one call; the test part is looked at once, at the end.
import { evaluate, givenSplit, modelEntry, parseSplit, svd, tune } from '@likewise/core';
import { readInteractions } from 'likewise';
import { atMost, data, linePlot, row, table } from '../lesson.mjs';

const { interactions: train } = await readInteractions(data('ml-100k/u1.base.gz'));
const { interactions: test } = await readInteractions(data('ml-100k/u1.test'));
const validation = parseSplit('random:0.9').apply(train);
const rmse = async (estimator, split) => (await evaluate([estimator], split, ['rmse'], { resamples: 0 })).rows[0].metrics.rmse;

const byDefault = await rmse(svd(), validation);
const ranges = {
  factors: { kind: 'integer', low: 32, high: 150, log: true },
  learningRate: { kind: 'number', low: 0.007, high: 0.02, log: true },
  regularization: { kind: 'number', low: 0.05, high: 0.12, log: true },
  startDeviation: { kind: 'number', low: 0.001, high: 0.05, log: true },
};
const found = await tune(modelEntry('svd'), validation, 'rmse', { trials: 16, sampler: 'random', halving: false, ranges });
const tried = found.trials.toSorted((a, b) => a.value - b.value);
table(
  ['validation RMSE', 'settings'],
  tried.slice(0, 8).map(({ value, options }) => [value.toFixed(4), JSON.stringify(options)]),
);
row('G1', 'validation RMSE of what was found, at most that of the defaults', atMost(byDefault), found.best.value);
const split = givenSplit(train, test);
const errors = [await rmse(svd(), split), await rmse(svd(found.best.options), split)];
table(
  ['settings', 'test RMSE'],
  ['defaults', 'found'].map((name, k) => [name, errors[k].toFixed(4)]),
);
row('G1', 'test RMSE of what was found, at most', atMost(errors[0] + 0.002), errors[1]);

let best = Number.POSITIVE_INFINITY;
const points = found.trials.map(({ value }, k) => {
  best = Math.min(best, value ?? best);
  return [k + 1, best];
});
const line = [
  [1, byDefault],
  [found.trials.length, byDefault],
];
await linePlot('b28-finding-settings', {
  title: 'svd on MovieLens 100K: best validation RMSE by settings tried',
  x: 'settings tried',
  y: 'RMSE',
  series: [
    { label: 'random search', points },
    { label: 'defaults', points: line },
  ],
});
