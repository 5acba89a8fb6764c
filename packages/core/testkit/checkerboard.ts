/**
 * A checkerboard: users and items have a color, a user likes the items of the own color and no other. Each user lacks one
 * item of the own color and, with ratings, one of the other. Every item is equally popular, so that only a model that
 * tells users apart ranks the missing one of the own color first.
 */
import type { Interactions } from '../src/data/interactions.ts';
import type { CatalogEntry } from '../src/models/contract/estimator.ts';
import { interactionsFor, type Pair } from './law-data.ts';

export interface Checkerboard {
  readonly train: Interactions;
  /** Item that each user lacks of the own color; [users]. */
  readonly liked: readonly string[];
  /** Item that each user lacks of the other color; [users]. */
  readonly disliked: readonly string[];
}

export function checkerboard(entry: CatalogEntry): Checkerboard {
  const users = 24;
  const items = 12;
  const pairs: Pair[] = [];
  const liked: string[] = [];
  const disliked: string[] = [];
  for (let u = 0; u < users; u++) {
    const nth = Math.floor(u / 2) % (items / 2);
    const own = 2 * nth + (u % 2);
    const other = 2 * nth + 1 - (u % 2);
    liked.push(`i${own}`);
    disliked.push(`i${other}`);
    for (let i = 0; i < items; i++) {
      const isOwn = (u + i) % 2 === 0;
      if (i === own || i === other || (entry.feedback !== 'ratings' && !isOwn)) continue;
      pairs.push([u, i, isOwn ? 5 : 1]);
    }
  }
  return { train: interactionsFor(entry, users, items, pairs), liked, disliked };
}
