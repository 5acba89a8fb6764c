// How cost grows with the number of ratings: generated data of 0.1, 1, 5 and 20 million (users and items as in MovieLens of that
// size), 32 factors, one thread. A pass is the CPU time that the kernels took, over the passes; preparation is all else in `fit`.
// Memory is the peak of the process less what Node had before any data: the data, the session, the model.
import { bayesianPMF, bpr, explicitALS, IdMap, Interactions, implicitALS, svd, svdPP } from '../packages/core/dist/index.js';
import { loadKernels } from '../packages/core/dist/kernels/load-kernels.js';
import { draw, synthetic, syntheticFiles } from './synthetic.mjs';

const sizes = ['100k', '1m', '5m', '20m'];
const factors = 32;
const makers = {
  svd: (epochs) => svd({ factors, epochs }),
  'svd-pp': (epochs) => svdPP({ factors, epochs }),
  'explicit-als': (epochs) => explicitALS({ factors, epochs }),
  'implicit-als': (epochs) => implicitALS({ factors, epochs }),
  'bayesian-pmf': (samples) => bayesianPMF({ factors, samples, burnIn: 0 }),
  bpr: (epochs) => bpr({ factors, epochs }),
};
export const cases = Object.keys(makers).flatMap((model) =>
  sizes.map((shape) => ({ case: `${model}, ${shape}`, settings: { model, shape }, repeats: 1 })),
);

export const prepare = () => sizes.forEach(syntheticFiles);

export async function measure({ model, shape }, clock) {
  const before = process.memoryUsage.rss();
  const { users, items, pointers, indexes } = synthetic(shape);
  const ids = (size) => new IdMap(Array.from({ length: size }, (_, index) => index));
  const rated = model !== 'bpr' && model !== 'implicit-als';
  const train = new Interactions({
    users: ids(users),
    items: ids(items),
    valueKind: rated ? 'rating' : 'none',
    userItems: {
      rows: users,
      columns: items,
      pointers,
      indexes,
      values: Float32Array.from(indexes, (_, entry) => (rated ? 1 + Math.floor(5 * draw(entry, 0xa4093822)) : 1)),
    },
  });
  // Small sizes take milliseconds: as many passes as go through 10 million ratings, 2 at least.
  const passes = Math.max(2, Math.round(1e7 / indexes.length));
  const kernels = await timed(clock);
  const { cpuSeconds, wallSeconds } = await clock(() => makers[model](passes).fit(train, { kernels }));
  const bytes = process.resourceUsage().maxRSS * 1024 - before;
  const millions = indexes.length / 1e6;
  const pass = kernels.seconds / passes;
  const preparation = cpuSeconds - kernels.seconds;
  return {
    cpuSeconds,
    wallSeconds,
    ratings: indexes.length,
    passPerMillion: pass / millions,
    preparationPerMillion: preparation / millions,
    bytesPerRating: bytes / indexes.length,
    says: `${indexes.length} ratings: a pass ${(pass / millions).toFixed(3)} s CPU per million ratings, preparation ${(preparation / millions).toFixed(3)} s, memory ${(bytes / indexes.length).toFixed(0)} bytes a rating`,
  };
}

/** Kernels on one thread that sum up the CPU seconds of their runs. */
async function timed(clock) {
  const kernels = await loadKernels({ threads: 1 });
  const measured = {
    ...kernels,
    seconds: 0,
    async open(...request) {
      const session = await kernels.open(...request);
      const run = async (...work) => {
        const { cpuSeconds } = await clock(() => session.run(...work));
        measured.seconds += cpuSeconds;
      };
      return { ...session, run };
    },
  };
  return measured;
}
