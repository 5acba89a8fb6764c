/** What counts as liked where values are no ratings: everything above 0. */
import type { IdMap } from '../../data/id-map.ts';
import type { Interactions } from '../../data/interactions.ts';
import { LikewiseError } from '../../errors.ts';
import type { SparseRows } from '../../matrix/sparse.ts';
import { requireLikes } from '../contract/requirements.ts';
import type { FoldInRow } from './user-row.ts';

/**
 * The entries with a value above 0: a stored 0 is seen, but no sign of liking. The same arrays where all are above 0.
 * @throws LikewiseError `empty-data`, `unexpected-ratings`; `negative-weight`, naming user and item.
 */
export function requirePositives(owner: string, train: Interactions): SparseRows {
  requireLikes(owner, train);
  const { users, items, userItems } = train;
  const { rows, columns, pointers, indexes, values } = userItems;
  if (values.every((value) => value > 0)) return userItems;
  const kept = {
    rows,
    columns,
    pointers: new Uint32Array(rows + 1),
    indexes: new Uint32Array(values.length),
    values: new Float32Array(values.length),
  };
  let to = 0;
  for (let row = 0; row < rows; row++) {
    for (let e = pointers[row]; e < pointers[row + 1]; e++) {
      if (values[e] < 0) {
        const [user, item] = [users.ids[row], items.ids[indexes[e]]];
        throw negative(`${owner}.fit`, `user ${user}, item ${item}`, values[e], { user, item });
      }
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
  return { ...kept, indexes: kept.indexes.slice(0, to), values: kept.values.slice(0, to) };
}

/** The part of a new person's row that is above 0; `undefined` when nothing is. @throws LikewiseError `negative-weight`. */
export function positivePart(owner: string, of: 'item' | 'user', { ids }: IdMap, row: FoldInRow | undefined): FoldInRow | undefined {
  if (row === undefined) return undefined;
  row.values.forEach((value, e) => {
    if (value < 0) throw negative(`${owner}.foldIn`, `${of} ${ids[row.indexes[e]]}`, value, { [of]: ids[row.indexes[e]] });
  });
  const indexes = row.indexes.filter((_, e) => row.values[e] > 0);
  return indexes.length === 0 ? undefined : { indexes, values: row.values.filter((value) => value > 0) };
}

function negative(owner: string, where: string, value: number, data: Readonly<Record<string, unknown>>): LikewiseError {
  return new LikewiseError(
    'negative-weight',
    `${owner}: a value of implicit feedback must be ≥ 0; got ${value} (${where}). Keep only what people liked (for ratings, a rule such as --positive ">=4"), or take a model of ratings such as svd.`,
    { value, ...data },
  );
}
