/** Whose values count, and how much: the matrix X that linear models are fitted to and score with. */
import type { IdMap } from '../../data/id-map.ts';
import type { Interactions } from '../../data/interactions.ts';
import type { SparseRows } from '../../matrix/sparse.ts';
import { positivePart, requirePositives } from '../answering/positives.ts';
import type { FoldInRow } from '../answering/user-row.ts';

export type Weighting = 'binary' | 'given';

/** x of a value: 1 or the value itself where it is above 0; 0 for a stored 0, which is seen but no sign of liking. */
export function weightedValues(values: Float32Array, weighting: Weighting): Float32Array {
  return weighting === 'given' ? values.slice() : values.map((value) => (value > 0 ? 1 : 0));
}

/**
 * X: the entries above 0, weighted; [users × items].
 * @throws LikewiseError `empty-data`, `unexpected-ratings`; `negative-weight`, naming user and item.
 */
export function positiveRows(owner: string, train: Interactions, weighting: Weighting): SparseRows {
  const positives = requirePositives(owner, train);
  return { ...positives, values: weightedValues(positives.values, weighting) };
}

/** The part of a new person's row that is above 0, weighted; `undefined` when nothing is. @throws LikewiseError `negative-weight`. */
export function positiveRow(owner: string, items: IdMap, row: FoldInRow | undefined, weighting: Weighting): FoldInRow | undefined {
  const positive = positivePart(owner, 'item', items, row);
  return positive && { ...positive, values: weightedValues(positive.values, weighting) };
}
