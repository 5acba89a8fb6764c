/** From scores of all items to a list: leave out, filter, take the n best. Shared by every model that scores. */
import type { Id, IdMap } from '../../data/id-map.ts';
import { LikewiseError } from '../../errors.ts';
import { rowIndexes } from '../../matrix/sparse.ts';
import { unknownName } from '../../options.ts';
import type { RecommendOptions, ScoredItem, Scorer, UserQuery } from '../contract/model.ts';

/**
 * The `n` best items for someone by `model.scoreItems`; `undefined` for someone unknown.
 * @throws LikewiseError `invalid-option`, `unknown-option`.
 */
export function recommendByScores(model: Scorer, query: UserQuery, options: RecommendOptions = {}): readonly ScoredItem[] | undefined {
  const n = checkedN(options.n);
  const user = rereadable(query);
  const out = unwantedItems(model.items, options);
  const scores = model.scoreItems(user);
  if (scores === undefined) return undefined;
  if (!options.keepSeen) markSeen(model, user, out);
  return bestItems(model.items, scores, n, out);
}

/** The same user, whose lists may be read again: an iterator can be read only once. */
export function rereadable(user: UserQuery): UserQuery {
  if (typeof user !== 'object') return user;
  const { ratings, friends } = user;
  return { ...user, ratings: [...ratings], friends: friends === undefined ? undefined : [...friends] };
}

/** @throws LikewiseError `invalid-option` unless n is an integer ≥ 1. */
export function checkedN(n: number | undefined): number {
  if (n === undefined) return 10;
  if (!Number.isSafeInteger(n) || n < 1)
    throw new LikewiseError('invalid-option', `recommend: n must be an integer ≥ 1; got ${n}.`, { option: 'n', value: n });
  return n;
}

const recommendOptions = ['n', 'exclude', 'keepSeen', 'candidates', 'filter'];

/** 1 for each item that `exclude`, `candidates` or `filter` rule out, whoever asks; [items]. @throws LikewiseError `invalid-option`, `unknown-option`. */
export function unwantedItems(items: IdMap, options: RecommendOptions): Uint8Array {
  for (const name in options)
    if (!recommendOptions.includes(name))
      throw unknownName('unknown-option', `recommend: unknown option "${name}"`, name, recommendOptions);
  const { exclude, candidates, filter } = options;
  const out = new Uint8Array(items.size);
  if (candidates !== undefined) {
    out.fill(1);
    markAll(items, 'candidates', candidates, out, 0);
  }
  if (exclude !== undefined) markAll(items, 'exclude', exclude, out, 1);
  if (filter !== undefined) {
    for (let itemIndex = 0; itemIndex < out.length; itemIndex++)
      if (out[itemIndex] === 0 && !filter(items.ids[itemIndex])) out[itemIndex] = 1;
  }
  return out;
}

/** Writes 1 at each item the user already has: of training for a user, of `ratings` for anyone else. */
export function markSeen({ users, items, seen }: Scorer, user: UserQuery, out: Uint8Array): void {
  if (typeof user === 'object') {
    for (const { item } of user.ratings) {
      const itemIndex = items.indexOf(item);
      if (itemIndex !== undefined) out[itemIndex] = 1;
    }
    return;
  }
  const userIndex = users.indexOf(user);
  if (userIndex !== undefined) for (const itemIndex of rowIndexes(seen, userIndex)) out[itemIndex] = 1;
}

function markAll(items: IdMap, option: string, ids: Iterable<Id>, out: Uint8Array, value: 0 | 1): void {
  // A string is iterable too: its letters would be taken for ids.
  if (typeof ids === 'string' || typeof ids[Symbol.iterator] !== 'function') {
    throw new LikewiseError('invalid-option', `recommend: ${option} must be a list of item ids; got ${String(ids)}.`, {
      option,
      value: ids,
    });
  }
  for (const item of ids) {
    const itemIndex = items.indexOf(item);
    if (itemIndex !== undefined) out[itemIndex] = value;
  }
}

/** The n largest finite scores among items not left out, best first, ties by lower index. */
export function bestItems(items: IdMap, scores: Float32Array, n: number, out?: Uint8Array): readonly ScoredItem[] {
  return topIndexes(scores, n, out).map((itemIndex) => ({ item: items.ids[itemIndex], score: scores[itemIndex] }));
}

/**
 * Indexes of the n largest values, largest first, ties by lower index; marked entries and values that are not finite are
 * passed over. O(size · log n).
 */
export function topIndexes(scores: ArrayLike<number>, n: number, out?: Uint8Array): number[] {
  // A heap of indexes whose root is the worst kept one.
  const heap: number[] = [];
  const worse = (a: number, b: number): boolean => scores[a] < scores[b] || (scores[a] === scores[b] && a > b);
  for (let i = 0; i < scores.length; i++) {
    // Indexes rise, so a tie with the root loses against it; NaN fails the comparison too.
    if (heap.length === n && !(scores[i] > scores[heap[0]])) continue;
    if (out?.[i] === 1 || !Number.isFinite(scores[i])) continue;
    if (heap.length < n) {
      heap.push(i);
      for (let child = heap.length - 1; child > 0; ) {
        const parent = (child - 1) >> 1;
        if (!worse(heap[child], heap[parent])) break;
        [heap[child], heap[parent]] = [heap[parent], heap[child]];
        child = parent;
      }
    } else {
      heap[0] = i;
      for (let parent = 0; ; ) {
        let least = parent;
        for (let child = 2 * parent + 1; child <= 2 * parent + 2; child++)
          if (child < heap.length && worse(heap[child], heap[least])) least = child;
        if (least === parent) break;
        [heap[parent], heap[least]] = [heap[least], heap[parent]];
        parent = least;
      }
    }
  }
  return heap.sort((a, b) => (worse(b, a) ? -1 : 1));
}
