// svd against Surprise and libmf on all of MovieLens 1M, one thread. Time of epochs alone: ours and libmf's are a fit with
// 1 + e epochs less a fit with 1, which takes out preparation; Surprise prepares nothing worth taking out.
import { svd } from '../packages/core/dist/index.js';
import { ml1m, prepareML1M } from './ml-1m.mjs';
import { ratingsOf } from './ratings.mjs';

const settings = (rival, factors, epochs) => ({ rival, factors, epochs });
export const cases = [
  { case: 'an epoch of svd, 20 factors, against Surprise', settings: settings('surprise', 20, 10), rival: 'svd.py' },
  { case: 'an epoch of svd, 100 factors, against Surprise', settings: settings('surprise', 100, 10), rival: 'svd.py' },
  { case: 'an epoch of svd, 20 factors, against libmf', settings: settings('libmf', 20, 40), rival: 'svd.py' },
  { case: 'an epoch of svd, 100 factors, against libmf', settings: settings('libmf', 100, 20), rival: 'svd.py' },
];

export const prepare = () => void prepareML1M();

export async function measure({ factors, epochs }, clock) {
  const train = ratingsOf(ml1m());
  const fit = (count) => clock(() => svd({ factors, epochs: count, learningRate: 0.01, regularization: 0.05 }).fit(train, { threads: 1 }));
  const short = await fit(1);
  const long = await fit(1 + epochs);
  const difference = (key) => long[key] - short[key];
  return { cpuSeconds: difference('cpuSeconds'), wallSeconds: difference('wallSeconds'), epochs };
}
