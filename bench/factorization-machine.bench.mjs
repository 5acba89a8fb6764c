// factorization-machine by Gibbs sampling against myFM on all of MovieLens 1M, one thread: ids alone, and with both bags (all items
// of a user, all users of an item). Time of a fit: draws and keeping every sample; both keep all.
import { factorizationMachine } from '../packages/core/dist/index.js';
import { ml1m, prepareML1M } from './ml-1m.mjs';
import { ratingsOf } from './ratings.mjs';

const settings = (bags, draws, threads) => ({ bags, draws, threads, factors: 10 });
export const cases = [
  { case: '20 draws, ids', settings: settings(false, 20, 1), rival: 'fm.py' },
  { case: '10 draws, ids and both bags', settings: settings(true, 10, 1), rival: 'fm.py' },
  { case: '20 draws, ids, 2 threads (myFM has one)', settings: settings(false, 20, 2), rival: 'fm.py' },
];

export const prepare = () => void prepareML1M();

export async function measure({ bags, draws, threads, factors }, clock) {
  const train = ratingsOf(ml1m());
  const estimator = factorizationMachine({ factors, samples: draws, burnIn: 0, userBag: bags, itemBag: bags });
  const { value: _, ...fitted } = await clock(() => estimator.fit(train, { threads }));
  return { ...fitted, draws };
}
