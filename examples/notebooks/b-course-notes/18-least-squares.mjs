// B22, G10: factorization with biases by alternating least squares: K = 10, λ = 20, vectors from N(0, 1).
import { explicitALS } from '@likewise/core';
import { atMost, band, exact, linePlot, row, table } from '../lesson.mjs';
import { mse, parts } from './most-active.mjs';

const { train, test, mean } = await parts();
const settings = { factors: 10, regularization: 20, regularizationExponent: 0, startDeviation: 1 };
const errors = {};
const objectives = [];
for (const epochs of [1, 2, 3, 5, 7, 10, 15, 20, 25]) {
  const onEpoch = ({ objective }) => epochs === 25 && void objectives.push(objective);
  const model = await explicitALS({ ...settings, epochs }).fit(train, { onEpoch });
  errors[epochs] = [train, test].map((part) => mse(model, part, mean));
}
const notes = { 1: [0.8601, 0.8965], 5: [0.6531, 0.7333], 10: [0.6428, 0.7239], 25: [0.6404, 0.7214] };
table(
  ['epochs', 'training MSE', 'test MSE', 'the notes’ order of steps: training', 'test'],
  Object.entries(errors).map(([epochs, both]) => [epochs, ...both.map((error) => error.toFixed(4)), ...(notes[epochs] ?? ['', ''])]),
);
// Vector and bias of a row are solved together here, so that the first epochs are further down than the notes'.
row('B22', 'after 1 epoch: training MSE, at most', atMost(0.8601 + 3 * 0.0048), errors[1][0]);
row('B22', 'after 1 epoch: test MSE, at most', atMost(0.8965 + 3 * 0.004), errors[1][1]);
row('B22', 'after 5 epochs: training MSE, at most', atMost(0.6531 + 3 * 0.0018), errors[5][0]);
row('B22', 'after 5 epochs: test MSE', band(0.7333, 0.0009), errors[5][1]);
row('B22', 'after 10 epochs: training MSE, at most', atMost(0.6428 + 3 * 0.001), errors[10][0]);
row('B22', 'after 10 epochs: test MSE', band(0.7239, 0.001), errors[10][1]);
row('B22', 'after 25 epochs: training MSE', band(0.6404, 0.0005), errors[25][0]);
row('B22', 'after 25 epochs: test MSE', band(0.7214, 0.0003), errors[25][1]);
const rises = objectives.filter((objective, k) => objective > objectives[k - 1] * (1 + 1e-6));
row('B22', 'epochs of 25 that raise the objective', exact(0), rises.length);
row('G10', 'points of the curves', exact(18), Object.values(errors).flat().length);

const curve = (label, part) => ({ label, points: Object.entries(errors).map(([epochs, both]) => [Number(epochs), both[part]]) });
await linePlot('b18-least-squares', {
  title: 'Alternating least squares: squared error by epochs',
  x: 'epochs',
  y: 'MSE',
  series: [curve('training', 0), curve('test', 1)],
});
