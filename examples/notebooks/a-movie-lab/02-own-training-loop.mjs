// A2: a training loop of one's own. One rating of 1, one feature of 1, a weight that begins at 3: minimize (w·x − y)².
import { gradientMFGradient, interactionsFromRows } from '@likewise/core';
import { linePlot, row, within } from '../lesson.mjs';

const rating = interactionsFromRows([{ user: 'u', item: 'i', value: 1 }]).userItems;
const one = (value) => ({ rows: 1, columns: 1, values: Float64Array.of(value) });
const parameters = { userFactors: one(3), userBias: Float64Array.of(0), itemFactors: one(1) };

const weights = [[0, 3]];
for (let step = 1; step <= 30; step++) {
  const gradient = gradientMFGradient(parameters, rating, 0);
  // The library's cost has a half in front; (w·x − y)² has twice its slope.
  parameters.userFactors.values[0] -= 0.01 * 2 * gradient.userFactors.values[0];
  weights.push([step, parameters.userFactors.values[0]]);
}
for (const [step, weight] of weights.filter(([step]) => step % 10 === 0)) console.log(`step ${step}: w = ${weight.toFixed(6)}`);
await linePlot('a02-own-training-loop', {
  title: 'Thirty steps of 0.01 toward w = 1',
  x: 'step',
  y: 'w',
  series: [{ label: 'w', points: weights }],
});

row('A2', 'w after 30 steps, 1 + 2 · 0.98³⁰', within(2.0909686387648, 1e-12), weights.at(-1)[1]);
