// B23: the notes' first derivation, without biases and nearly without λ: it learns the training part and little that holds.
import { explicitALS } from '@likewise/core';
import { atLeast, band, row, table } from '../lesson.mjs';
import { mse, parts } from './most-active.mjs';

const { train, test, mean } = await parts();
const plain = { factors: 10, regularizationExponent: 0, biases: 'mean', epochs: 25, startDeviation: 0.1 };
const lines = [];
for (const regularization of [0.01, 1, 5, 20]) {
  const model = await explicitALS({ ...plain, regularization }).fit(train);
  lines.push([regularization, ...[train, test].map((part) => mse(model, part, mean))]);
}
table(
  ['λ', 'training MSE', 'test MSE'],
  lines.map(([lambda, ...errors]) => [lambda, ...errors.map((error) => error.toFixed(4))]),
);
row('B23', 'λ = 0.01: training MSE', band(0.5622, 0.001), lines[0][1]);
row('B23', 'λ = 0.01: test MSE', band(0.8947, 0.0077), lines[0][2]);
row('B23', 'what λ = 20 gains on the test part', atLeast(0.1), lines[0][2] - lines[3][2]);
