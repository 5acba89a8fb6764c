/** Whom and what a model knows: the row of a training user, and the row that a new user's ratings make. */
import type { Id, IdMap } from '../../data/id-map.ts';
import { LikewiseError } from '../../errors.ts';
import { rowIndexes, rowValues, type SparsePattern, type SparseRows } from '../../matrix/sparse.ts';
import type { History, HistoryEntry, ItemHistory, UserQuery } from '../contract/model.ts';

/**
 * Index of a user with at least one training interaction; `undefined` for everyone else. Parts of a split share their id
 * maps, so an id can stand in the map of a model that has learned nothing about it.
 */
export function trainingIndex(ids: IdMap, seen: SparsePattern, user: Id): number | undefined {
  const userIndex = ids.indexOf(user);
  return userIndex !== undefined && seen.pointers[userIndex + 1] > seen.pointers[userIndex] ? userIndex : undefined;
}

/** One row as `Interactions` would hold it: columns ascending, each once, values rounded to Float32. */
export interface FoldInRow {
  /** [entries], ascending. */
  readonly indexes: Uint32Array;
  /** [entries]. */
  readonly values: Float32Array;
}

/**
 * The row that a training user's vector was learned from: without the last `added` items, which came after training.
 * `undefined` like `trainingIndex`, and where nothing else is left.
 */
export function trainingRow(ids: IdMap, seen: SparseRows, user: Id, added = 0): FoldInRow | undefined {
  const userIndex = trainingIndex(ids, seen, user);
  if (userIndex === undefined) return undefined;
  const all = rowIndexes(seen, userIndex);
  let end = all.length;
  while (end > 0 && all[end - 1] >= seen.columns - added) end--;
  return end === 0 ? undefined : { indexes: all.subarray(0, end), values: rowValues(seen, userIndex).subarray(0, end) };
}

/**
 * The row of someone absent from training, so that folding in a training user's history repeats training exactly. Items
 * the model does not know, or of which `learned` says no, are left out; of an item given twice the last value counts, and one
 * without a value is 1; `undefined` when nothing is left.
 * @throws LikewiseError `invalid-value` for a value that is not a finite number.
 */
export function foldInRow(items: IdMap, history: History, learned?: (itemIndex: number) => boolean): FoldInRow | undefined {
  return rowOfEntries(items, 'item', history, ({ item }) => item, learned);
}

/** The column of an item absent from training, by the users who met it; as `foldInRow`. */
export function foldInColumn(users: IdMap, met: ItemHistory, learned?: (userIndex: number) => boolean): FoldInRow | undefined {
  return rowOfEntries(users, 'user', met, ({ user }) => user, learned);
}

function rowOfEntries<E extends Pick<HistoryEntry, 'value'>>(
  ids: IdMap,
  of: 'item' | 'user',
  entries: Iterable<E>,
  idOf: (entry: E) => Id,
  learned?: (index: number) => boolean,
): FoldInRow | undefined {
  const byIndex = new Map<number, number>();
  for (const entry of entries) {
    const id = checkedId(of, entry, idOf);
    const { value = 1 } = entry;
    requireFiniteValue(of, id, value);
    const index = ids.indexOf(id);
    if (index !== undefined && learned?.(index) !== false) byIndex.set(index, value);
  }
  if (byIndex.size === 0) return undefined;
  const indexes = Uint32Array.from(byIndex.keys()).sort();
  return { indexes, values: Float32Array.from(indexes, (index) => byIndex.get(index) as number) };
}

/** @throws LikewiseError `invalid-value` */
export function requireFiniteValue(of: 'item' | 'user', id: Id, value: unknown): void {
  if (typeof value === 'number' && Number.isFinite(Math.fround(value))) return;
  throw new LikewiseError('invalid-value', `ratings: the value of ${of} ${id} must be a finite number; got ${value}.`, { [of]: id, value });
}

/** Pairs such as ['tea', 5] have no property `item`: without a word they would be passed over as unknown. */
export function checkedId<E>(of: 'item' | 'user', entry: E, idOf: (entry: E) => Id): Id {
  const id = typeof entry === 'object' && entry !== null ? idOf(entry) : undefined;
  if (typeof id === 'string' || typeof id === 'number') return id;
  throw new LikewiseError(
    'invalid-value',
    `ratings: every entry must be { ${of}, value }, with an id as text or number; got ${JSON.stringify(entry)}.`,
    {
      entry,
    },
  );
}

/**
 * The row that a user's vector is made of: a training user's as it was learned from, someone else's by their ratings.
 * `undefined` like `trainingRow` and `foldInRow`. @throws LikewiseError `invalid-value`
 */
export function rowOfUser(
  user: UserQuery,
  { users, items, seen, addedItems }: KnownRows,
  learned: (itemIndex: number) => boolean,
): FoldInRow | undefined {
  return typeof user === 'object' ? foldInRow(items, user.ratings, learned) : trainingRow(users, seen, user, addedItems);
}

/** The parts of a model's state that say whom it knows, and what of them. */
interface KnownRows {
  readonly users: IdMap;
  readonly items: IdMap;
  readonly seen: SparseRows;
  readonly addedItems?: number | undefined;
}
