/**
 * A new user's vector, and a new item's with its bias, by the steps of training with everything else held fixed. A new item is liked by
 * those who met it, and it is the item that others do not have, as often as training would have drawn it.
 */

import { type Random, seededRandom } from '../../../math/random.ts';
import { shuffle, shuffledRange } from '../../../math/sampling.ts';
import { type DenseMatrix, dotRow, rowOf } from '../../../matrix/dense.ts';
import { rowIndexes, type SparsePattern } from '../../../matrix/sparse.ts';
import { requireFoldInWork } from '../../vectors/fold-in-work.ts';
import type { BPROptions } from './options.ts';

export interface FixedRanking {
  readonly userFactors: DenseMatrix;
  readonly itemFactors: DenseMatrix;
  readonly itemBias: Float32Array;
  /** What training users had; taken for what they liked. */
  readonly seen: SparsePattern;
  /** 1 for each item with a vector. */
  readonly knownItems: Uint8Array;
}

/** x from 0, then a 0 for the bias that ranking does not need; [factors + 1]. Seeded: the same items give the same vector. */
export function foldInUserByRanking(liked: Uint32Array, fixed: FixedRanking, settings: BPROptions): Float32Array {
  const { itemFactors, itemBias } = fixed;
  const { epochs, candidates, learningRateDecay } = settings;
  const penalty = settings.userRegularization ?? settings.regularization;
  const random = seededRandom(settings.seed, 'fold-in');
  const factors = itemFactors.columns;
  requireFoldInWork('bpr', epochs, liked.length * (candidates + 1), factors);
  const { values } = itemFactors;
  const x = new Float64Array(factors);
  const scoreOf = (item: number): number => {
    let sum = itemBias[item];
    for (let f = 0; f < factors; f++) sum += x[f] * values[item * factors + f];
    return sum;
  };
  const draw = drawUnseen(fixed, settings, random);
  const order = liked.slice();
  let rate = settings.learningRate;
  for (let epoch = 0; epoch < epochs; epoch++, rate *= learningRateDecay) {
    for (const positive of shuffle(random, order)) {
      let negative: number | undefined;
      let best = Number.NEGATIVE_INFINITY;
      for (let drawn = 0; drawn < candidates; drawn++) {
        const other = draw(liked);
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

interface FixedRankingOfUsers extends FixedRanking {
  /** 1 for each user with a vector. */
  readonly knownUsers: Uint8Array;
}

/** y from 0, then b_i; [factors + 1]. `liked` ⊆ `met` are users. Seeded: the same users give the same vector. */
export function foldInItemByRanking(liked: Uint32Array, met: Uint32Array, fixed: FixedRankingOfUsers, settings: BPROptions): Float32Array {
  const { userFactors, itemFactors, itemBias, seen } = fixed;
  const { epochs, candidates, learningRateDecay, regularization } = settings;
  const random = seededRandom(settings.seed, 'new-item');
  const factors = userFactors.columns;
  const y = new Float64Array(factors);
  let bias = 0;
  const ownScore = (user: number): number => bias + dotRow(y, userFactors, user);
  const scoreOf = (user: number, item: number): number => itemBias[item] + dotRow(rowOf(userFactors, user), itemFactors, item);
  const draw = drawUnseen(fixed, settings, random);
  /** Of `count` items that the user does not have the one scored highest. */
  const hardest = (user: number, count: number): number => {
    let best = Number.NEGATIVE_INFINITY;
    for (let drawn = 0; drawn < count; drawn++) {
      const item = draw(rowIndexes(seen, user));
      if (item !== undefined) best = Math.max(best, scoreOf(user, item));
    }
    return best;
  };
  let rate = settings.learningRate;
  const move = (user: number, slope: number, penalty: number): void => {
    const x = rowOf(userFactors, user);
    for (let f = 0; f < factors; f++) y[f] += rate * (slope * x[f] - penalty * y[f]);
    if (settings.itemBias) bias += rate * (slope - regularization * bias);
  };
  const asNegative = othersByDraws(liked.length, met, fixed, settings);
  const total = asNegative[asNegative.length - 1];
  requireFoldInWork('bpr', epochs, (liked.length + total) * (candidates + 1), factors);
  for (let epoch = 0; epoch < epochs; epoch++, rate *= learningRateDecay) {
    const others = Math.floor(total + random.uniform());
    // Below `liked.length` a like, the rest draws of the item as the one that somebody lacks.
    for (const step of shuffledRange(random, liked.length + others)) {
      if (step < liked.length) {
        const user = liked[step];
        const rival = hardest(user, candidates);
        if (rival === Number.NEGATIVE_INFINITY) continue;
        move(user, 1 / (1 + Math.exp(ownScore(user) - rival)), settings.positiveRegularization ?? regularization);
        continue;
      }
      const at = random.uniform() * total;
      const user = firstWhere(asNegative.length - 1, (u) => asNegative[u] > at);
      const has = rowIndexes(seen, user);
      const positive = has[random.integer(has.length)];
      const score = ownScore(user);
      if (fixed.knownItems[positive] === 0 || hardest(user, candidates - 1) > score) continue;
      move(user, -1 / (1 + Math.exp(scoreOf(user, positive) - score)), settings.negativeRegularization ?? regularization);
    }
  }
  return Float32Array.of(...y, bias);
}

/** Draws, as in training, an item that is not among those (ascending) that a user has; `undefined` after 32 tries. */
function drawUnseen(
  { seen, knownItems }: FixedRanking,
  { negativeSampling }: BPROptions,
  random: Random,
): (has: Uint32Array) => number | undefined {
  return (has) => {
    for (let left = 32; left > 0; left--) {
      const item =
        negativeSampling === 'popularity' ? seen.indexes[random.integer(seen.indexes.length)] : random.integer(knownItems.length);
      if (knownItems[item] === 1 && has[firstWhere(has.length, (at) => has[at] >= item)] !== item) return item;
    }
    return undefined;
  };
}

/**
 * How often in an epoch training would draw the item beside a like of someone who has not met it, summed over users 0 … u; [users]. A
 * draw takes one of the items that the user lacks: each alike, or by its likes.
 */
function othersByDraws(likes: number, met: Uint32Array, fixed: FixedRankingOfUsers, settings: BPROptions): Float64Array {
  const { seen, knownUsers, knownItems } = fixed;
  const popular = settings.negativeSampling === 'popularity';
  const weights = Float64Array.from(knownItems, (known) => (popular ? 0 : known));
  if (popular) for (const item of seen.indexes) weights[item]++;
  const own = popular ? likes : 1;
  const everything = weights.reduce((sum, weight) => sum + weight, own);
  const sums = new Float64Array(seen.rows);
  let sum = 0;
  for (let user = 0, next = 0; user < seen.rows; user++) {
    const hasMet = met[next] === user;
    if (hasMet) next++;
    if (!hasMet && knownUsers[user] === 1) {
      const has = rowIndexes(seen, user);
      let lacking = everything;
      for (const item of has) lacking -= weights[item];
      sum += (has.length * settings.candidates * own) / lacking;
    }
    sums[user] = sum;
  }
  return sums;
}

/** The first position for which `holds`, which holds for all behind it too; `length` where it holds for none. */
function firstWhere(length: number, holds: (at: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
