// pure-svd against scikit-learn's randomized SVD (same width and passes) and SciPy's Lanczos (ARPACK, to its own precision), one
// thread. Ours also makes the users' vectors and the transposed matrix; `check` is the last singular value on either side.
import { IdMap, Interactions, pureSVD } from '../packages/core/dist/index.js';
import { synthetic, syntheticFiles } from './synthetic.mjs';

const settings = (rival, shape, factors) => ({ rival, shape, factors, oversampling: 10, epochs: 8 });
export const cases = [
  { case: '1 million, 20 factors, against scikit-learn', settings: settings('sklearn', '1m', 20), rival: 'pure_svd.py' },
  { case: '1 million, 100 factors, against scikit-learn', settings: settings('sklearn', '1m', 100), rival: 'pure_svd.py' },
  { case: '1 million, 20 factors, against SciPy', settings: settings('scipy', '1m', 20), rival: 'pure_svd.py' },
  { case: '20 million, 20 factors, against scikit-learn', settings: settings('sklearn', '20m', 20), rival: 'pure_svd.py', repeats: 1 },
];

export const prepare = () => ['1m', '20m'].forEach(syntheticFiles);

export async function measure({ shape, factors, oversampling, epochs }, clock) {
  const { users, items, pointers, indexes } = synthetic(shape);
  const ids = (size) => new IdMap(Array.from({ length: size }, (_, index) => index));
  const train = new Interactions({
    users: ids(users),
    items: ids(items),
    valueKind: 'none',
    userItems: { rows: users, columns: items, pointers, indexes, values: new Float32Array(indexes.length).fill(1) },
  });
  const { value: model, ...figures } = await clock(() => pureSVD({ factors, oversampling, epochs }).fit(train, { threads: 1 }));
  return { ...figures, check: model.state.singularValues.at(-1) };
}
