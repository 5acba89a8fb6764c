/**
 * New items: all that some items were given is hidden, and only those items may be recommended. Only what does not rest on an item's
 * history (texts, attributes) can tell them apart.
 */
import type { Interactions } from '../data/interactions.ts';
import { seededRandom } from '../math/random.ts';
import { shuffledIndexes } from './shuffled.ts';
import { foldByMask, requireShare, type SeedOption, type Split, trainSize } from './split.ts';

export interface ColdItemsOptions extends SeedOption {
  /** Part of the items that trains; > 0 and < 1. @default 0.8 */
  readonly share?: number | undefined;
}

/** Hidden items stay in the numbering of all parts, with their features. @throws LikewiseError `invalid-option`, `empty-part` */
export function coldItems(interactions: Interactions, { share = 0.8, seed = 0 }: ColdItemsOptions = {}): Split {
  const name = `cold-items:${share}`;
  requireShare(name, share);
  const { indexes, columns } = interactions.userItems;
  const present = new Uint8Array(columns);
  for (const item of indexes) present[item] = 1;
  const items = Uint32Array.from(present.keys()).filter((item) => present[item] === 1);
  const order = shuffledIndexes(items.length, seededRandom(seed, 'split'));
  const candidates = new Uint8Array(columns);
  for (let p = trainSize(share, items.length); p < order.length; p++) candidates[items[order[p]]] = 1;
  const inTest = Uint8Array.from(indexes, (item) => candidates[item]);
  return { name, folds: [foldByMask(name, interactions, inTest, { candidates })] };
}
