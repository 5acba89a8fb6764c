/** What users and items deviate from the mean rating by. */
import type { SparseRows } from '../../../matrix/sparse.ts';

export interface Offsets {
  /** In points of the scale; [items]. */
  readonly items: Float64Array;
  /** In points of the scale, 0 for someone without ratings; [users]. */
  readonly users: Float64Array;
}

/** Damped means, items first: b_i = Σ (r − μ) / (n_i + damping), then b_u = Σ (r − μ − b_i) / (n_u + damping). */
export function offsetsOf(userItems: SparseRows, mean: number, damping: number): Offsets {
  const items = new Float64Array(userItems.columns);
  const counts = new Uint32Array(userItems.columns);
  userItems.indexes.forEach((item, e) => {
    items[item] += userItems.values[e] - mean;
    counts[item]++;
  });
  counts.forEach((count, item) => {
    if (count > 0) items[item] /= count + damping;
  });
  const users = new Float64Array(userItems.rows);
  for (let user = 0; user < users.length; user++) {
    const [begin, end] = [userItems.pointers[user], userItems.pointers[user + 1]];
    users[user] = userOffset(userItems.indexes.subarray(begin, end), userItems.values.subarray(begin, end), items, mean, damping);
  }
  return { items, users };
}

export function userOffset(indexes: Uint32Array, values: Float32Array, items: Float64Array, mean: number, damping: number): number {
  if (indexes.length === 0) return 0;
  let sum = 0;
  for (let e = 0; e < indexes.length; e++) sum += values[e] - mean - items[indexes[e]];
  return sum / (indexes.length + damping);
}
