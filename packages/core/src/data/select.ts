/** Some of the interactions, with all that belongs to them: the one way to cut data. */

import type { ValueKind } from './interaction-columns.ts';
import { Interactions } from './interactions.ts';
import { gatherContext } from './merge-rows.ts';

/**
 * The interactions whose mark is 1, with their times and context. Ids, features and the rating scale stay those of the
 * whole, so that indexes mean the same in every part.
 * @param keep [interactions], in the order of the entries of `userItems`
 */
export function selectInteractions(
  interactions: Interactions,
  keep: Uint8Array,
  { valueKind = interactions.valueKind }: { readonly valueKind?: ValueKind } = {},
): Interactions {
  const { userItems } = interactions;
  let size = 0;
  for (const mark of keep) size += mark;
  const entries = new Uint32Array(size);
  const pointers = new Uint32Array(userItems.rows + 1);
  let kept = 0;
  for (let row = 0; row < userItems.rows; row++) {
    for (let e = userItems.pointers[row]; e < userItems.pointers[row + 1]; e++) if (keep[e] === 1) entries[kept++] = e;
    pointers[row + 1] = kept;
  }
  const indexes = new Uint32Array(size);
  const values = new Float32Array(size);
  for (let k = 0; k < size; k++) {
    indexes[k] = userItems.indexes[entries[k]];
    // Without values every interaction counts 1, whatever stood there before.
    values[k] = valueKind === 'none' ? 1 : userItems.values[entries[k]];
  }
  const { timestamps } = interactions;
  return new Interactions({
    users: interactions.users,
    items: interactions.items,
    userItems: { rows: userItems.rows, columns: userItems.columns, pointers, indexes, values },
    valueKind,
    timestamps: timestamps === undefined ? undefined : Float64Array.from(entries, (e) => timestamps[e]),
    context: new Map([...interactions.context].map(([name, column]) => [name, gatherContext(column, entries)])),
    userFeatures: interactions.userFeatures,
    itemFeatures: interactions.itemFeatures,
    edges: interactions.edges,
    ratingScale: valueKind === 'rating' ? interactions.ratingScale : undefined,
  });
}
