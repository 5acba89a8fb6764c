// ease on all ratings of MovieLens 1M as likes (3,706 items) against the closed form in NumPy (SciPy's sparse product, LAPACK's
// inverse of a general matrix, 2n³ operations; ours uses the symmetry, n³, on 128-bit vectors without fused multiply-add);
// and top-20 lists of all 6,040 people, against NumPy's product and argpartition.
import { ease, likes } from '../packages/core/dist/index.js';
import { ml1m, prepareML1M } from './ml-1m.mjs';
import { ratingsOf } from './ratings.mjs';

export const cases = [
  { case: 'fit, 3,706 items, 1 thread', settings: { work: 'fit', threads: 1 }, rival: 'ease.py' },
  { case: 'fit, 3,706 items, 2 threads', settings: { work: 'fit', threads: 2 }, rival: 'ease.py' },
  { case: 'top 20 for all 6,040 people, 1 thread', settings: { work: 'top', threads: 1 }, rival: 'ease.py' },
];

export const prepare = () => void prepareML1M();

export async function measure({ work, threads }, clock) {
  const train = likes(ratingsOf(ml1m()), '>=1');
  const { value: model, ...fitted } = await clock(() => ease({ regularization: 500 }).fit(train, { threads }));
  if (work === 'fit') return fitted;
  const everyone = Uint32Array.from(train.users.ids.keys());
  const { value: lists, ...ranked } = await clock(() => model.topItems(everyone, { n: 20, threads }));
  return { ...ranked, check: lists.items.slice(0, 10).join(' ') };
}
