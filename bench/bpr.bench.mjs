// BPR against implicit on generated data, one thread, 64 factors. Fit = everything inside `fit`: laying out pairs, start, epochs,
// copying vectors out. An epoch is as many samples as there are positives, on both sides.
import { bpr, IdMap, Interactions } from '../packages/core/dist/index.js';
import { synthetic, syntheticFiles } from './synthetic.mjs';

export const cases = [
  {
    case: '1 million positives, 64 factors, 20 epochs, 1 thread',
    settings: { shape: '1m', factors: 64, epochs: 20, threads: 1 },
    rival: 'bpr.py',
  },
  {
    case: '20 million positives, 64 factors, 3 epochs, 1 thread',
    settings: { shape: '20m', factors: 64, epochs: 3, threads: 1 },
    rival: 'bpr.py',
    repeats: 2,
  },
  {
    case: '20 million positives, 64 factors, 3 epochs, 2 threads',
    settings: { shape: '20m', factors: 64, epochs: 3, threads: 2 },
    rival: 'bpr.py',
    repeats: 2,
  },
];

export const prepare = () => ['1m', '20m'].forEach(syntheticFiles);

export async function measure({ shape, factors, epochs, threads }, clock) {
  const { users, items, pointers, indexes } = synthetic(shape);
  const ids = (size) => new IdMap(Array.from({ length: size }, (_, index) => index));
  const train = new Interactions({
    users: ids(users),
    items: ids(items),
    valueKind: 'none',
    userItems: { rows: users, columns: items, pointers, indexes, values: new Float32Array(indexes.length).fill(1) },
  });
  // Rates and penalties as the rival's; implicit draws negatives among pairs, so does this.
  const estimator = bpr({ factors, epochs, learningRate: 0.01, regularization: 0.01, negativeSampling: 'popularity', seed: 0 });
  const { value: _model, ...fitted } = await clock(() => estimator.fit(train, { threads }));
  return { ...fitted, entries: indexes.length };
}
