// Two threads against one on all of MovieLens 1M, in turns in one process, since the speed of a shared machine changes from one
// second to the next: time of the median sweep of each fit, the first ones left out, which include the start of threads.
import { bayesianPMF, bpr, explicitALS, implicitALS, positives, svd, svdPP } from '../packages/core/dist/index.js';
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
  case: `${model}, ${factors} factors, 2 threads against 1`,
  settings: { model, factors, epochs, pairs: 9 },
  repeats: 1,
});
export const cases = [
  one('svd', 20, 30),
  one('svd', 100, 20),
  one('svd-pp', 20, 12),
  one('explicit-als', 40, 12),
  one('explicit-als', 100, 8),
  one('implicit-als', 64, 12),
  one('implicit-als', 128, 8),
  one('bayesian-pmf', 10, 25),
  one('bayesian-pmf', 30, 12),
  one('bpr', 64, 15),
];

export const prepare = () => void prepareML1M();

export async function measure({ model, factors, epochs, pairs }) {
  const ratings = ratingsOf(ml1m());
  const train = model === 'implicit-als' || model === 'bpr' ? positives(ratings, '>=4') : ratings;
  const sweep = async (threads) => {
    const sweeps = [];
    let last = performance.now();
    const onEpoch = () => {
      sweeps.push((performance.now() - last) / 1000);
      last = performance.now();
    };
    const cpu = process.cpuUsage();
    await makers[model](factors, epochs).fit(train, { threads, onEpoch });
    const { user, system } = process.cpuUsage(cpu);
    return { wallSeconds: median(sweeps.slice(3)), cpuSeconds: (user + system) / 1e6 };
  };
  const rounds = [];
  for (let pair = 0; pair < pairs; pair++) rounds.push([await sweep(1), await sweep(2)]);
  const ratios = rounds.map(([single, both]) => single.wallSeconds / both.wallSeconds);
  const [of1, of2] = [0, 1].map((side) => median(rounds.map((round) => round[side].wallSeconds)) * 1000);
  const spread = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(2)).join(' … ');
  return {
    cpuSeconds: median(rounds.map((round) => round[1].cpuSeconds)),
    wallSeconds: of2 / 1000,
    says: `${median(ratios).toFixed(2)} × (${spread} over ${pairs} pairs): a sweep takes ${of1.toFixed(1)} ms on one thread, ${of2.toFixed(1)} ms on two`,
  };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
