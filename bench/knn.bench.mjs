// All pairs of similar items: cosine of patterns shaped like MovieLens 20M, 20 nearest kept, against implicit; Pearson's correlation of
// all pairs of MovieLens 1M against Surprise. Ours = everything inside `fit`: transposing, similarities, lists, copying out.
import { IdMap, Interactions, interactionsFromColumns, itemKNN } from '../packages/core/dist/index.js';
import { ml1m, prepareML1M } from './ml-1m.mjs';
import { synthetic, syntheticFiles } from './synthetic.mjs';

const cosine = (threads) => ({ work: 'cosine', shape: '20m', neighbors: 20, threads });
export const cases = [
  { case: 'item-item cosine, 20 nearest, 20 million positives, 1 thread', settings: cosine(1), rival: 'knn.py', repeats: 1 },
  { case: 'item-item cosine, 20 nearest, 20 million positives, 2 threads', settings: cosine(2), rival: 'knn.py', repeats: 1 },
  { case: 'item-item Pearson, MovieLens 1M, 1 thread', settings: { work: 'pearson', neighbors: 40, threads: 1 }, rival: 'knn.py' },
];

export function prepare() {
  syntheticFiles('20m');
  prepareML1M();
}

const ids = (size) => new IdMap(Array.from({ length: size }, (_, index) => index));

export async function measure({ work, shape, neighbors, threads }, clock) {
  const train = work === 'cosine' ? pattern(shape) : ratings();
  const estimator = work === 'cosine' ? itemKNN({ similarity: 'cosine', neighbors }) : itemKNN({ similarity: 'pearson', neighbors });
  const { value: model, ...fitted } = await clock(() => estimator.fit(train, { threads }));
  return { ...fitted, kept: model.state.listRows.length };
}

function pattern(shape) {
  const { users, items, pointers, indexes } = synthetic(shape);
  return new Interactions({
    users: ids(users),
    items: ids(items),
    valueKind: 'none',
    userItems: { rows: users, columns: items, pointers, indexes, values: new Float32Array(indexes.length).fill(1) },
  });
}

function ratings() {
  const { users, items, ratings: values } = ml1m();
  const size = (indexes) => indexes.reduce((most, index) => Math.max(most, index + 1), 0);
  return interactionsFromColumns({ users: ids(size(users)), items: ids(size(items)), userIndexes: users, itemIndexes: items, values });
}
