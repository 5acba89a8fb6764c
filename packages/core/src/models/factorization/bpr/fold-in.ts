/** A new person's vector by the steps of training, items held fixed. */

import { seededRandom } from '../../../math/random.ts';
import { shuffle } from '../../../math/sampling.ts';
import { type DenseMatrix, rowOf } from '../../../matrix/dense.ts';
import type { SparsePattern } from '../../../matrix/sparse.ts';
import type { RankingSettings } from './training.ts';

interface FixedItems {
  readonly itemFactors: DenseMatrix;
  readonly itemBias: Float32Array;
  /** What training users had: negatives by popularity are drawn from it. */
  readonly seen: SparsePattern;
}

/** x from 0, then a 0 for the bias that ranking does not need; [factors + 1]. Seeded: the same items give the same vector. */
export function foldInByRanking(
  liked: Uint32Array,
  { itemFactors, itemBias, seen }: FixedItems,
  known: Uint8Array,
  settings: RankingSettings,
): Float32Array {
  const { epochs, candidates, learningRateDecay, negativeSampling } = settings;
  const penalty = settings.userRegularization ?? settings.regularization;
  const random = seededRandom(settings.seed, 'fold-in');
  const factors = itemFactors.columns;
  const { values } = itemFactors;
  const has = new Set(liked);
  const x = new Float64Array(factors);
  const scoreOf = (item: number): number => {
    let sum = itemBias[item];
    for (let f = 0; f < factors; f++) sum += x[f] * values[item * factors + f];
    return sum;
  };
  const draw = (): number | undefined => {
    for (let left = 32; left > 0; left--) {
      const item = negativeSampling === 'popularity' ? seen.indexes[random.integer(seen.indexes.length)] : random.integer(itemFactors.rows);
      if (known[item] === 1 && !has.has(item)) return item;
    }
    return undefined;
  };
  const order = liked.slice();
  let rate = settings.learningRate;
  for (let epoch = 0; epoch < epochs; epoch++, rate *= learningRateDecay) {
    for (const positive of shuffle(random, order)) {
      let negative: number | undefined;
      let best = Number.NEGATIVE_INFINITY;
      for (let drawn = 0; drawn < candidates; drawn++) {
        const other = draw();
        if (other === undefined) continue;
        const score = scoreOf(other);
        if (negative === undefined || score > best) [negative, best] = [other, score];
      }
      if (negative === undefined) continue;
      const step = rate / (1 + Math.exp(scoreOf(positive) - best));
      const [i, j] = [rowOf(itemFactors, positive), rowOf(itemFactors, negative)];
      for (let f = 0; f < factors; f++) x[f] += step * (i[f] - j[f]) - rate * penalty * x[f];
    }
  }
  const folded = new Float32Array(factors + 1);
  folded.set(x);
  return folded;
}
