// B27, B28: factorization as a probability: the most probable vectors, and the mean of many samples drawn by Gibbs.
import { bayesianPMF, pmf } from '@likewise/core';
import { atLeast, band, between, linePlot, row, table } from '../lesson.mjs';
import { mse, parts } from './most-active.mjs';

const { train, test, mean } = await parts();
// λ = σ² / σ_w² = 8.
const likely = await pmf({ factors: 10, noiseDeviation: Math.sqrt(8), userDeviation: 1, itemDeviation: 1 }).fit(train);
const rmse = (model) => Math.sqrt(mse(model, test, mean));
row('B27', 'most probable vectors, λ 8: test RMSE', band(0.8487, 0.0002), rmse(likely));

const expected = { 1: 0.8673, 10: 0.8443, 50: 0.841, 100: 0.8406 };
const deviations = { 1: 0.0008, 10: 0.0005, 50: 0.0002, 100: 0.0001 };
const errors = {};
let model;
for (const samples of [1, 10, 50, 100]) {
  model = await bayesianPMF({ factors: 10, biases: false, noisePrecision: 2, burnIn: 20, samples }).fit(train);
  errors[samples] = rmse(model);
  row('B28', `${samples} samples averaged: test RMSE`, band(expected[samples], deviations[samples]), errors[samples]);
}
table(
  ['samples', 'test RMSE', 'expected'],
  Object.entries(errors).map(([samples, error]) => [samples, error.toFixed(4), expected[samples]]),
);
row('B28', 'what a hundred samples gain over one', atLeast(0.015), errors[1] - errors[100]);

// The spread of the samples, and the noise of a rating, are the predictive interval.
const { users, items, userItems } = test;
let [inside, asked] = [0, 0];
for (let u = 0; u < 300; u++) {
  for (let e = userItems.pointers[u]; e < userItems.pointers[u + 1]; e++) {
    const interval = model.predictInterval(users.ids[u], items.ids[userItems.indexes[e]], 0.9);
    if (interval === undefined) continue;
    asked++;
    if (interval.low <= userItems.values[e] && userItems.values[e] <= interval.high) inside++;
  }
}
row('B28', 'test ratings inside 90 % intervals', between(0.85, 0.97), inside / asked);
await linePlot('b22-samples', {
  title: 'Bayesian factorization: test RMSE by samples averaged',
  x: 'samples',
  y: 'RMSE',
  log: 'x',
  series: [{ label: 'test RMSE', points: Object.entries(errors).map(([samples, error]) => [Number(samples), error]) }],
});
