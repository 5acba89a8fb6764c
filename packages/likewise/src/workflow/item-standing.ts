/** What the ratings of training say of each item of a model: how many there are, and their mean. */
import type { Interactions, Model, SparseRows, TrainingOrigin } from '@likewise/core';
import { metCounts } from './met-counts.ts';

export interface ItemStanding {
  /** Ratings, or people who have it; [items]. */
  readonly counts: Uint32Array;
  /** NaN where nobody rated it; absent where nothing is known of what it was given; [items]. */
  readonly means?: Float64Array | undefined;
}

/** By the rows of the file that the model was trained on, the items of which it may not all know. */
export function standingIn({ items: listed, userItems, hasRatings }: Interactions, { items }: Pick<Model, 'items'>): ItemStanding {
  return standing(
    userItems,
    items.size,
    hasRatings,
    Int32Array.from(listed.ids, (id) => items.indexOf(id) ?? -1),
  );
}

/** By what the model itself keeps of its training: counts always, means where it keeps the ratings. */
export function standingOf(model: Model, { valueKind, positive }: TrainingOrigin = {}): ItemStanding {
  const counts = metCounts(model, 'items');
  const seen = (model as Model & { readonly seen?: Partial<SparseRows> }).seen;
  if (seen?.values === undefined || valueKind !== 'rating' || positive !== undefined) return { counts };
  return standing(seen as SparseRows, model.items.size, true);
}

function standing({ indexes, values }: SparseRows, size: number, hasRatings: boolean, itemOf?: Int32Array): ItemStanding {
  const counts = new Uint32Array(size);
  const sums = new Float64Array(size);
  for (let e = 0; e < indexes.length; e++) {
    const item = itemOf === undefined ? indexes[e] : itemOf[indexes[e]];
    if (item < 0) continue;
    counts[item]++;
    sums[item] += values[e];
  }
  return { counts, means: hasRatings ? sums.map((sum, item) => (counts[item] === 0 ? Number.NaN : sum / counts[item])) : undefined };
}
