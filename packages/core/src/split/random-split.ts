/** Interactions at random. The future then trains the past: where there are times, `timeSplit` is nearer to use. */
import type { Interactions } from '../data/interactions.ts';
import { seededRandom } from '../math/random.ts';
import { countedUp } from '../math/sampling.ts';
import { drawnForTest, foldByParts, type SeedOption, type ShareOption, type Split } from './split.ts';
import { type ShareEntry, shareEntry } from './split-entry.ts';

export type RandomSplitOptions = ShareOption & SeedOption;

/** @throws LikewiseError `invalid-option`, `empty-part` */
export function randomSplit(interactions: Interactions, { share = 0.8, seed = 0 }: RandomSplitOptions = {}): Split {
  const name = `random:${share}`;
  const { size } = interactions;
  const parts = drawnForTest(name, share, countedUp(size), size, seededRandom(seed, 'split'));
  return { name, folds: [foldByParts(name, interactions, parts)] };
}

export const randomSplitEntry: ShareEntry<'random'> = shareEntry('random', 'interactions at random, this part of them trains', randomSplit);
