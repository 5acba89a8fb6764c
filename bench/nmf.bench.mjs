// nmf against Surprise's on all of MovieLens 1M, one thread: whole fits of the same number of epochs at the same rank. An epoch of
// ours solves every row's coordinates four times over, Surprise's multiplies each once.
import { nmf } from '../packages/core/dist/index.js';
import { ml1m, prepareML1M } from './ml-1m.mjs';
import { ratingsOf } from './ratings.mjs';

const settings = (factors, epochs) => ({ factors, epochs });
export const cases = [
  { case: '10 epochs, 16 factors', settings: settings(16, 10), rival: 'nmf.py' },
  { case: '10 epochs, 64 factors', settings: settings(64, 10), rival: 'nmf.py' },
];

export const prepare = () => void prepareML1M();

export async function measure({ factors, epochs }, clock) {
  const train = ratingsOf(ml1m());
  let rmse;
  const onEpoch = ({ figures }) => {
    rmse = figures?.trainRmse;
  };
  const { value: _model, ...figures } = await clock(() => nmf({ factors, epochs }).fit(train, { threads: 1, onEpoch }));
  return { ...figures, rmse };
}
