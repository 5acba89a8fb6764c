/**
 * New items: all that some items were given is hidden, and only those items may be recommended. Only what does not rest on an item's
 * history (texts, attributes) can tell them apart.
 */
import type { Interactions } from '../data/interactions.ts';
import { seededRandom } from '../math/random.ts';
import { drawnForTest, foldByParts, markedIndexes, type SeedOption, type ShareOption, type Split } from './split.ts';
import { type ShareEntry, shareEntry } from './split-entry.ts';

export type ColdItemsOptions = ShareOption & SeedOption;

/** Hidden items stay in the numbering of all parts, with their features. @throws LikewiseError `invalid-option`, `empty-part` */
export function coldItems(interactions: Interactions, { share = 0.8, seed = 0 }: ColdItemsOptions = {}): Split {
  const name = `cold-items:${share}`;
  const { indexes, columns } = interactions.userItems;
  const present = new Uint8Array(columns);
  for (const item of indexes) present[item] = 1;
  const candidates = drawnForTest(name, share, markedIndexes(present), columns, seededRandom(seed, 'split'));
  const parts = Uint8Array.from(indexes, (item) => candidates[item]);
  return { name, folds: [foldByParts(name, interactions, parts, { candidates })] };
}

export const coldItemsEntry: ShareEntry<'cold-items'> = shareEntry(
  'cold-items',
  'this part of the items trains; of the others everything is the test, and only they may be recommended',
  coldItems,
);
