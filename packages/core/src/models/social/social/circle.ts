/** Whom someone listens to: friends, their friends, and so on, each with a weight. */
import type { SparseRows } from '../../../matrix/sparse.ts';

export interface CircleOptions {
  /** Steps along edges. */
  readonly depth: number;
  /** What a friend passes on of their own weight. */
  readonly decay: number;
}

/**
 * Weight of each user in reach. A friend weighs the trust of the edge; a friend passes decay × their own weight on to whom they
 * trust, shared in proportion to trust. A user counts at the fewest steps by which they are reached, so cycles add nothing, and
 * never for themselves.
 * @param self user index, −1 for someone new
 * @param friends trusted users, ascending, with their trust
 */
export function circleOf(
  edges: SparseRows,
  self: number,
  friends: { readonly indexes: ArrayLike<number>; readonly values: ArrayLike<number> },
  { depth, decay }: CircleOptions,
): Map<number, number> {
  const circle = new Map<number, number>();
  let level = new Map<number, number>();
  for (let f = 0; f < friends.indexes.length; f++) level.set(friends.indexes[f], friends.values[f]);
  level.delete(self);
  for (let step = 1; level.size > 0; step++) {
    for (const [user, weight] of level) circle.set(user, weight);
    if (step === depth) break;
    const next = new Map<number, number>();
    for (const [user, weight] of level) {
      const [begin, end] = [edges.pointers[user], edges.pointers[user + 1]];
      let total = 0;
      for (let e = begin; e < end; e++) total += edges.values[e];
      for (let e = begin; e < end; e++) {
        const other = edges.indexes[e];
        if (other === self || circle.has(other)) continue;
        next.set(other, (next.get(other) ?? 0) + (decay * weight * edges.values[e]) / total);
      }
    }
    level = next;
  }
  return circle;
}
