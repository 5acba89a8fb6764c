/** What counts as liked where values are no ratings: everything above 0. A stored 0 is seen, but no sign of liking. */
import type { IdMap } from '../../data/id-map.ts';
import type { Interactions } from '../../data/interactions.ts';
import { LikewiseError } from '../../errors.ts';
import { type SparseRows, withoutZeros } from '../../matrix/sparse.ts';
import { requireLikes } from '../contract/requirements.ts';
import type { FoldInRow } from './user-row.ts';

/**
 * The entries with a value above 0; the same arrays where all are.
 * @throws LikewiseError `empty-data`, `unexpected-ratings`; `negative-weight`, naming user and item.
 */
export function requirePositives(owner: string, train: Interactions): SparseRows {
  requireLikes(owner, train);
  refuseNegative(owner, train);
  const { values } = train.userItems;
  const positives = withoutZeros(train.userItems);
  if (positives.values.length > 0) return positives;
  throw new LikewiseError(
    'empty-data',
    `${owner}.fit: training needs at least one value above 0; all ${values.length} values are 0. Check the rule that picks positives.`,
    { interactions: values.length },
  );
}

/** Where values are no ratings, one below 0 has no meaning. @throws LikewiseError `negative-weight`, naming user and item */
export function refuseNegative(owner: string, { users, items, userItems: { pointers, indexes, values } }: Interactions): void {
  const wrong = values.findIndex((value) => !(value >= 0));
  if (wrong < 0) return;
  const user = users.ids[pointers.findIndex((end) => end > wrong) - 1];
  const item = items.ids[indexes[wrong]];
  throw negative(`${owner}.fit`, `user ${user}, item ${item}`, values[wrong], { user, item });
}

/** The part of a new user's row that is above 0; `undefined` when nothing is. @throws LikewiseError `negative-weight`. */
export function positivePart(owner: string, of: 'item' | 'user', { ids }: IdMap, row: FoldInRow | undefined): FoldInRow | undefined {
  if (row === undefined) return undefined;
  row.values.forEach((value, e) => {
    if (value < 0) throw negative(`${owner}.foldIn`, `${of} ${ids[row.indexes[e]]}`, value, { [of]: ids[row.indexes[e]] });
  });
  return taughtPart(row);
}

/** The part of a new user's row that teaches where values are no ratings: all but zeros; `undefined` when nothing does. */
export function taughtPart(row: FoldInRow | undefined): FoldInRow | undefined {
  if (row === undefined) return undefined;
  const indexes = row.indexes.filter((_, e) => row.values[e] !== 0);
  return indexes.length === 0 ? undefined : { indexes, values: row.values.filter((value) => value !== 0) };
}

function negative(owner: string, where: string, value: number, data: Readonly<Record<string, unknown>>): LikewiseError {
  return new LikewiseError(
    'negative-weight',
    `${owner}: a value of implicit feedback must be ≥ 0; got ${value} (${where}). Keep only what people liked (for ratings, a rule such as --positive ">=4"), or take a model of ratings such as svd.`,
    { value, ...data },
  );
}
