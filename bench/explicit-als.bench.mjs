// Explicit ALS with biases against cmfrec by conjugate gradient on all of MovieLens 1M: whole fits of the same number of sweeps.
// Ours solves every row exactly.
import { explicitALS } from '../packages/core/dist/index.js';
import { ml1m, prepareML1M } from './ml-1m.mjs';
import { ratingsOf } from './ratings.mjs';

const settings = (factors, sweeps, threads) => ({ factors, sweeps, threads });
export const cases = [
  { case: '10 sweeps, 40 factors, 1 thread', settings: settings(40, 10, 1), rival: 'explicit_als.py' },
  { case: '5 sweeps, 100 factors, 1 thread', settings: settings(100, 5, 1), rival: 'explicit_als.py' },
];

export const prepare = () => void prepareML1M();

export async function measure({ factors, sweeps, threads }, clock) {
  const train = ratingsOf(ml1m());
  const estimator = explicitALS({ factors, epochs: sweeps, regularization: 10, regularizationExponent: 0 });
  const { value: _model, ...figures } = await clock(() => estimator.fit(train, { threads }));
  return figures;
}
