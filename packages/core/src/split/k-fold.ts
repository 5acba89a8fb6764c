/** Cross-validation: interactions dealt at random into k parts of equal size; each is the test part once. */
import type { Interactions } from '../data/interactions.ts';
import { LikewiseError } from '../errors.ts';
import { seededRandom } from '../math/random.ts';
import { countedUp, shuffle } from '../math/sampling.ts';
import { foldByParts, type SeedOption, type Split, TEST } from './split.ts';
import { ruleOfPositives, type SplitEntry } from './split-entry.ts';

export interface KFoldOptions extends SeedOption {
  /** Number of parts; integer from 2 to the number of interactions. @default 5 */
  readonly folds?: number | undefined;
}

/** @throws LikewiseError `invalid-option` */
export function kFold(interactions: Interactions, { folds = 5, seed = 0 }: KFoldOptions = {}): Split {
  const name = `kfold:${folds}`;
  const { size } = interactions;
  if (!Number.isSafeInteger(folds) || folds < 2 || folds > size) {
    const must = `the number of folds must be an integer ≥ 2 and ≤ the number of interactions (${size})`;
    throw new LikewiseError('invalid-option', `split ${name}: ${must}; got ${folds}.`, { option: 'folds', value: folds });
  }
  const order = shuffle(seededRandom(seed, 'split'), countedUp(size));
  const foldOf = (fold: number) => {
    const parts = new Uint8Array(size);
    for (let p = fold; p < size; p += folds) parts[order[p]] = TEST;
    return foldByParts(name, interactions, parts);
  };
  return { name, folds: Array.from({ length: folds }, (_, fold) => foldOf(fold)) };
}

export const kFoldEntry: SplitEntry<'kfold' | `kfold:${number}`> = {
  name: 'kfold',
  usage: 'kfold:5',
  meaning: 'interactions dealt into k parts, each is the test once; figures are means over the parts',
  parse(argument = '5') {
    const folds = Number(argument);
    if (Number.isSafeInteger(folds) && folds >= 2) return ruleOfPositives(`kfold:${folds}`, (data, seed) => kFold(data, { folds, seed }));
    const must = 'the number of folds must be an integer ≥ 2, as in kfold:5';
    throw new LikewiseError('invalid-split', `split kfold: ${must}; got "${argument}".`, { split: 'kfold', argument });
  },
};
