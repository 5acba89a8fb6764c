// Two threads against one on all of MovieLens 1M: time of the sweeps alone, a fit with 1 + e of them less a fit with 1, each the
// fastest of several, since other work on the machine only ever adds time. Wall is what counts here.
import { bayesianPMF, bpr, explicitALS, implicitALS, svd, svdPP } from '../packages/core/dist/index.js';
import { ml1m, prepareML1M } from './ml-1m.mjs';
import { ratingsOf } from './ratings.mjs';

const makers = {
  svd: (factors, epochs) => svd({ factors, epochs, learningRate: 0.01, regularization: 0.05 }),
  'svd-pp': (factors, epochs) => svdPP({ factors, epochs }),
  'explicit-als': (factors, epochs) => explicitALS({ factors, epochs }),
  'implicit-als': (factors, epochs) => implicitALS({ factors, epochs }),
  'bayesian-pmf': (factors, samples) => bayesianPMF({ factors, samples, burnIn: 0 }),
  bpr: (factors, epochs) => bpr({ factors, epochs }),
};
const one = (model, factors, epochs) => ({
  case: `${model}, ${factors} factors, ${epochs} sweeps, 2 threads`,
  settings: { model, factors, epochs, threads: 2 },
  against: { name: '1 thread', settings: { model, factors, epochs, threads: 1 } },
});
export const cases = [
  one('svd', 20, 20),
  one('svd', 100, 20),
  one('svd-pp', 20, 5),
  one('explicit-als', 40, 5),
  one('explicit-als', 100, 3),
  one('implicit-als', 64, 5),
  one('implicit-als', 128, 3),
  one('bayesian-pmf', 10, 20),
  one('bayesian-pmf', 30, 10),
  one('bpr', 64, 10),
];

export const prepare = () => void prepareML1M();

export async function measure({ model, factors, epochs, threads, tries = 2 }, clock) {
  const train = ratingsOf(ml1m());
  const fastest = { short: {}, long: {} };
  for (let k = 0; k < tries; k++) {
    for (const [name, count] of Object.entries({ short: 1, long: 1 + epochs })) {
      const run = await clock(() => makers[model](factors, count).fit(train, { threads }));
      for (const key of ['cpuSeconds', 'wallSeconds']) fastest[name][key] = Math.min(fastest[name][key] ?? Infinity, run[key]);
    }
  }
  const difference = (key) => fastest.long[key] - fastest.short[key];
  return { cpuSeconds: difference('cpuSeconds'), wallSeconds: difference('wallSeconds') };
}
