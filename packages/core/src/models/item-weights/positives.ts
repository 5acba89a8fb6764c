/** Whose values count, and how much: the matrix X that linear models are fitted to and score with. */
import type { Id, IdMap } from '../../data/id-map.ts';
import type { Interactions } from '../../data/interactions.ts';
import { LikewiseError } from '../../errors.ts';
import type { SparseRows } from '../../matrix/sparse.ts';
import type { FoldInRow } from '../answering/user-row.ts';
import { requireLikes } from '../contract/requirements.ts';

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
  requireLikes(owner, train);
  const { users, items, userItems } = train;
  const { rows, columns, pointers, indexes, values } = userItems;
  const kept = { rows, columns, pointers: new Uint32Array(rows + 1), indexes: indexes.slice(), values: values.slice() };
  let to = 0;
  for (let row = 0; row < rows; row++) {
    for (let e = pointers[row]; e < pointers[row + 1]; e++) {
      if (values[e] < 0) throw negative(`${owner}.fit`, `user ${users.ids[row]}, item ${items.ids[indexes[e]]}`, values[e]);
      if (values[e] === 0) continue;
      kept.indexes[to] = indexes[e];
      kept.values[to++] = values[e];
    }
    kept.pointers[row + 1] = to;
  }
  if (to === 0) {
    throw new LikewiseError(
      'empty-data',
      `${owner}.fit: training needs at least one value above 0; all ${values.length} values are 0. Check the rule that picks positives.`,
      { interactions: values.length },
    );
  }
  return { ...kept, indexes: kept.indexes.slice(0, to), values: weightedValues(kept.values.subarray(0, to), weighting) };
}

/** The part of a new person's row that is above 0, weighted; `undefined` when nothing is. @throws LikewiseError `negative-weight`. */
export function positiveRow(owner: string, items: IdMap, row: FoldInRow | undefined, weighting: Weighting): FoldInRow | undefined {
  if (row === undefined) return undefined;
  row.values.forEach((value, e) => {
    if (value < 0) throw negative(`${owner}.foldIn`, `item ${items.ids[row.indexes[e]]}`, value);
  });
  const indexes = row.indexes.filter((_, e) => row.values[e] > 0);
  if (indexes.length === 0) return undefined;
  return {
    indexes,
    values: weightedValues(
      row.values.filter((value) => value > 0),
      weighting,
    ),
  };
}

function negative(owner: string, where: string | Id, value: number): LikewiseError {
  return new LikewiseError(
    'negative-weight',
    `${owner}: a value of implicit feedback must be ≥ 0; got ${value} (${where}). Keep only what people liked (for ratings, a rule such as --positive ">=4"), or take a model of ratings such as svd.`,
    { value },
  );
}
