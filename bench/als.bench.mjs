// Implicit ALS by conjugate gradient (3 steps) and top-10 for everyone against implicit, on generated data shaped like
// MovieLens 20M (20,028,824 positives). Fit = everything inside `fit`: transposing, sweeps, copying factors out.
import { IdMap, Interactions, implicitALS } from '../packages/core/dist/index.js';
import { synthetic, syntheticFiles } from './synthetic.mjs';

const fit = (factors, threads) => ({ work: 'fit', shape: '20m', factors, threads, sweeps: 3 });
export const cases = [
  { case: 'fit, 3 sweeps, 64 factors, 1 thread', settings: fit(64, 1), rival: 'als.py' },
  { case: 'fit, 3 sweeps, 64 factors, 2 threads', settings: fit(64, 2), rival: 'als.py' },
  { case: 'fit, 3 sweeps, 128 factors, 2 threads', settings: fit(128, 2), rival: 'als.py' },
  { case: 'top 10 for all 138,493 users, 64 factors, 1 thread', settings: { ...fit(64, 1), work: 'top' }, rival: 'als.py' },
];

export const prepare = () => void syntheticFiles('20m');

export async function measure({ work, shape, factors, threads, sweeps }, clock) {
  const { users, items, pointers, indexes } = synthetic(shape);
  const ids = (size) => new IdMap(Array.from({ length: size }, (_, index) => index));
  const train = new Interactions({
    users: ids(users),
    items: ids(items),
    valueKind: 'none',
    userItems: { rows: users, columns: items, pointers, indexes, values: new Float32Array(indexes.length).fill(1) },
  });
  const estimator = implicitALS({ factors, epochs: sweeps, solver: 'cg', cgSteps: 3, regularization: 0.01, alpha: 1, seed: 0 });
  const { value: model, ...fitted } = await clock(() => estimator.fit(train, { threads }));
  if (work === 'fit') return { ...fitted, entries: indexes.length };
  const everyone = Uint32Array.from({ length: users }, (_, index) => index);
  const { value: lists, ...ranked } = await clock(() => model.topItems(everyone, { n: 10, threads }));
  return { ...ranked, check: lists.items.slice(0, 10).join(' ') };
}
