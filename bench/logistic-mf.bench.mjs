// logistic-mf against implicit on generated data, one thread: whole fits of the same epochs with as many negatives a like.
import { IdMap, Interactions, logisticMF } from '../packages/core/dist/index.js';
import { synthetic, syntheticFiles } from './synthetic.mjs';

const settings = (shape, factors, epochs, negatives) => ({ shape, factors, epochs, negatives });
export const cases = [
  { case: '1 million positives, 30 factors, 5 epochs, 30 negatives', settings: settings('1m', 30, 5, 30), rival: 'logistic_mf.py' },
  { case: '1 million positives, 62 factors, 5 epochs, 5 negatives', settings: settings('1m', 62, 5, 5), rival: 'logistic_mf.py' },
];

export const prepare = () => void syntheticFiles('1m');

export async function measure({ shape, factors, epochs, negatives }, clock) {
  const { users, items, pointers, indexes } = synthetic(shape);
  const ids = (size) => new IdMap(Array.from({ length: size }, (_, index) => index));
  const train = new Interactions({
    users: ids(users),
    items: ids(items),
    valueKind: 'none',
    userItems: { rows: users, columns: items, pointers, indexes, values: new Float32Array(indexes.length).fill(1) },
  });
  const estimator = logisticMF({ factors, epochs, negatives, learningRate: 1, regularization: 0.6, alpha: 1 });
  const { value: _model, ...figures } = await clock(() => estimator.fit(train, { threads: 1 }));
  return figures;
}
