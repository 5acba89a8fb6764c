// Bayesian PMF with biases against myFM (user and item ids only) on all of MovieLens 1M, one thread: whole fits of the same
// number of draws at the same rank. Ours keeps every draw, as myFM does.
import { bayesianPMF } from '../packages/core/dist/index.js';
import { ml1m, prepareML1M } from './ml-1m.mjs';
import { ratingsOf } from './ratings.mjs';

const settings = (factors, samples) => ({ factors, samples });
export const cases = [
  { case: '20 samples, 10 factors', settings: settings(10, 20), rival: 'bayesian.py' },
  { case: '20 samples, 30 factors', settings: settings(30, 20), rival: 'bayesian.py' },
];

export const prepare = () => void prepareML1M();

export async function measure({ factors, samples }, clock) {
  const train = ratingsOf(ml1m());
  const { value: _model, ...figures } = await clock(() => bayesianPMF({ factors, samples, burnIn: 0 }).fit(train, { threads: 1 }));
  return figures;
}
