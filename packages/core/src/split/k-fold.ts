/** Cross-validation: interactions dealt at random into k parts of equal size; each is the test part once. */
import type { Interactions } from '../data/interactions.ts';
import { LikewiseError } from '../errors.ts';
import { seededRandom } from '../math/random.ts';
import { shuffledIndexes } from './shuffled.ts';
import { foldByMask, type SeedOption, type Split } from './split.ts';

export interface KFoldOptions extends SeedOption {
  /** Number of parts; integer from 2 to the number of interactions. @default 5 */
  readonly folds?: number | undefined;
}

/** @throws LikewiseError `invalid-option` */
export function kFold(interactions: Interactions, { folds = 5, seed = 0 }: KFoldOptions = {}): Split {
  const name = `kfold:${folds}`;
  if (!Number.isSafeInteger(folds) || folds < 2 || folds > interactions.size) {
    throw new LikewiseError(
      'invalid-option',
      `split ${name}: the number of folds must be an integer ≥ 2 and ≤ the number of interactions (${interactions.size}); got ${folds}.`,
      { option: 'folds', value: folds },
    );
  }
  const order = shuffledIndexes(interactions.size, seededRandom(seed, 'split'));
  const foldOf = (fold: number): Uint8Array => {
    const inTest = new Uint8Array(interactions.size);
    for (let p = fold; p < order.length; p += folds) inTest[order[p]] = 1;
    return inTest;
  };
  return { name, folds: Array.from({ length: folds }, (_, fold) => foldByMask(name, interactions, foldOf(fold))) };
}
