// Judging lists of the whole catalog: generated data of 20 million interactions (138,493 users, 26,744 items), a tenth held out. Vectors are drawn,
// so that all items are of about one length and no bound can pass any over: the most work there is. The clock holds what comes after the
// fit: lists, metrics, intervals. Without a rival: theirs make lists first, and judge them after.
import { availableParallelism } from 'node:os';
import { evaluate, IdMap, Interactions, implicitALS, parseSplit } from '../packages/core/dist/index.js';
import { draw, synthetic, syntheticFiles } from './synthetic.mjs';

const metrics = ['ndcg@10', 'recall@10', 'coverage@10', 'novelty@10'];
const sizes = ['1m', '20m'];
export const cases = sizes.map((shape) => ({
  case: `lists of all users, ${shape}, 64 factors, ${availableParallelism()} threads`,
  settings: { shape },
  repeats: 3,
}));

export const prepare = () => sizes.forEach(syntheticFiles);

export async function measure({ shape }) {
  const { users, items, pointers, indexes } = synthetic(shape);
  const ids = (size) => new IdMap(Array.from({ length: size }, (_, index) => index));
  const data = new Interactions({
    users: ids(users),
    items: ids(items),
    valueKind: 'none',
    userItems: { rows: users, columns: items, pointers, indexes, values: new Float32Array(indexes.length).fill(1) },
  });
  const split = parseSplit('random:0.9').apply(data);
  let fitted;
  const onProgress = ({ stage }) => {
    if (stage === 'rank') fitted ??= process.cpuUsage();
  };
  const report = await evaluate([drawnVectors(implicitALS({ factors: 64, epochs: 1 }))], split, metrics, {
    now: () => performance.now(),
    onProgress,
  });
  const { user, system } = process.cpuUsage(fitted);
  const cpuOfLists = (user + system) / 1e6;
  const { scoreSeconds, usersEvaluated } = report.rows[0];
  return {
    cpuSeconds: cpuOfLists,
    wallSeconds: scoreSeconds,
    says: `${usersEvaluated} lists in ${scoreSeconds.toFixed(1)} s, ${cpuOfLists.toFixed(1)} s of CPU, intervals too`,
  };
}

/** The same estimator, its vectors drawn after the fit. */
function drawnVectors(estimator) {
  const fit = async (...arguments_) => {
    const model = await estimator.fit(...arguments_);
    for (const [seed, { values }] of [model.state.userFactors, model.state.itemFactors].entries())
      for (let k = 0; k < values.length; k++) values[k] = draw(k, seed) + draw(k, seed + 2) - 1;
    return model;
  };
  return { ...estimator, fit };
}
