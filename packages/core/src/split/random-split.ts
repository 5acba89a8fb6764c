/** Interactions at random. The future then trains the past: where there are times, `timeSplit` is nearer to use. */
import type { Interactions } from '../data/interactions.ts';
import { seededRandom } from '../math/random.ts';
import { shuffledIndexes } from './shuffled.ts';
import { foldByMask, requireShare, type SeedOption, type Split, trainSize } from './split.ts';

export interface RandomSplitOptions extends SeedOption {
  /** Part of the interactions that trains, rounded down; > 0 and < 1. @default 0.8 */
  readonly share?: number | undefined;
}

/** @throws LikewiseError `invalid-option`, `empty-part` */
export function randomSplit(interactions: Interactions, { share = 0.8, seed = 0 }: RandomSplitOptions = {}): Split {
  const name = `random:${share}`;
  requireShare(name, share);
  const order = shuffledIndexes(interactions.size, seededRandom(seed, 'split'));
  const inTest = new Uint8Array(interactions.size);
  for (let p = trainSize(share, interactions.size); p < order.length; p++) inTest[order[p]] = 1;
  return { name, folds: [foldByMask(name, interactions, inTest)] };
}
