// B29, B30, B31: dot products of embeddings, a network above them, and both together; fifteen epochs of SGD with momentum.
import { modelEntry } from '@likewise/core';
import { band, linePlot, mean, row, table } from '../lesson.mjs';
import { subset } from './most-active.mjs';

const ratings = await subset();
// A fifth is looked at after every epoch, as the notes do; nothing stops by it here. A third part should choose when to stop.
async function curvesOf(name, preset, seeds) {
  const entry = modelEntry(name);
  const curves = [];
  for (const seed of seeds) {
    const settings = { ...entry.presets[preset].settings, validation: 0.2, patience: 15, seed };
    curves.push((await entry.create(settings).fit(ratings)).curve);
  }
  return (part, epoch) => mean(curves.map((curve) => curve[epoch - 1][part].rmse ** 2));
}
const networks = {
  B29: ['dot-embeddings', await curvesOf('dot-embeddings', 'course-biases', [0, 1, 2])],
  B30: ['deep', await curvesOf('deep', 'course-relu', [0, 1])],
  B31: ['residual', await curvesOf('residual', 'course-residual', [0, 1])],
};
const epochs = Array.from({ length: 15 }, (_, k) => k + 1);
table(
  ['epoch', ...Object.values(networks).flatMap(([name]) => [`${name}: training MSE`, 'test MSE'])],
  epochs.map((epoch) => [
    epoch,
    ...Object.values(networks).flatMap(([, mse]) => ['training', 'validation'].map((part) => mse(part, epoch).toFixed(4))),
  ]),
);
// Of an epoch the program was run once for, no deviation is known: 0.0067 is what steps of 0.08 leave.
const expected = {
  B29: { 1: [0.8309, 0.0008], 5: [0.8011, 0.0028], 10: [0.7479, 0.0021], 15: [0.7442, 0.002], best: [0.7441, 0.0021] },
  B30: { 5: [0.7866, 0.0045], 15: [0.7719, 0.0136], best: [0.7591, 0.0043] },
  B31: { 1: [0.8204, 0.0067], 5: [0.7796, 0.0067], 10: [0.7663, 0.0067], 15: [0.746, 0.0028], best: [0.7437, 0.0003] },
};
for (const [requirement, bands] of Object.entries(expected)) {
  const [name, mse] = networks[requirement];
  for (const [epoch, of] of Object.entries(bands)) {
    const reached = epoch === 'best' ? Math.min(...epochs.map((at) => mse('validation', at))) : mse('validation', epoch);
    row(requirement, `${name}: test MSE, epoch ${epoch}`, band(...of), reached);
  }
}
await linePlot('b23-networks', {
  title: 'Three networks: squared error on what is held out, by epochs',
  x: 'epoch',
  y: 'test MSE',
  series: Object.values(networks).map(([label, mse]) => ({ label, points: epochs.map((epoch) => [epoch, mse('validation', epoch)]) })),
});
