/** From scores of all items to a list: leave out, filter, take the n best. Shared by every model that scores. */
import type { Id, IdMap } from '../data/id-map.ts';
import { rowIndexes } from '../data/sparse-rows.ts';
import { LikewiseError } from '../errors.ts';
import type { RecommendOptions, ScoredItem, Scorer, Who } from './model.ts';

/** The `n` best items for someone by `model.scoreItems`; `undefined` for someone unknown. */
export function recommendByScores(model: Scorer, who: Who, options: RecommendOptions = {}): readonly ScoredItem[] | undefined {
  const n = checkedN(options.n);
  const scores = model.scoreItems(who);
  return scores === undefined ? undefined : bestItems(model.items, scores, n, leftOut(model, who, options));
}

/** @throws LikewiseError `invalid-option` unless n is an integer ≥ 1. */
export function checkedN(n: number | undefined): number {
  if (n === undefined) return 10;
  if (!Number.isSafeInteger(n) || n < 1)
    throw new LikewiseError('invalid-option', `recommend: n must be an integer ≥ 1; got ${n}.`, { option: 'n', value: n });
  return n;
}

/** 1 for each item that must not be recommended; [items]. */
export function leftOut(model: Scorer, who: Who, { exclude, keepSeen = false, candidates, filter }: RecommendOptions): Uint8Array {
  const { items, seen } = model;
  const out = new Uint8Array(items.size);
  if (candidates !== undefined) {
    out.fill(1);
    for (const item of candidates) mark(items, item, out, 0);
  }
  if (!keepSeen) {
    if (typeof who === 'object') for (const [item] of who.ratings) mark(items, item, out, 1);
    else for (const itemIndex of rowIndexes(seen, model.users.indexOf(who) as number)) out[itemIndex] = 1;
  }
  if (exclude !== undefined) for (const item of exclude) mark(items, item, out, 1);
  if (filter !== undefined) {
    for (let itemIndex = 0; itemIndex < out.length; itemIndex++)
      if (out[itemIndex] === 0 && !filter(items.ids[itemIndex])) out[itemIndex] = 1;
  }
  return out;
}

/** The n largest scores among items not left out, best first, ties by lower index; NaN never appears. */
export function bestItems(items: IdMap, scores: Float32Array, n: number, out?: Uint8Array): readonly ScoredItem[] {
  return topIndexes(scores, n, out).map((itemIndex) => ({ item: items.ids[itemIndex], score: scores[itemIndex] }));
}

/** Indexes of the n largest values, largest first, ties by lower index; NaN and marked entries are passed over. O(size · log n). */
export function topIndexes(scores: ArrayLike<number>, n: number, out?: Uint8Array): number[] {
  // A heap of indexes whose root is the worst kept one.
  const heap: number[] = [];
  const worse = (a: number, b: number): boolean => scores[a] < scores[b] || (scores[a] === scores[b] && a > b);
  for (let i = 0; i < scores.length; i++) {
    if (out?.[i] === 1 || Number.isNaN(scores[i])) continue;
    if (heap.length < n) {
      heap.push(i);
      for (let child = heap.length - 1; child > 0; ) {
        const parent = (child - 1) >> 1;
        if (!worse(heap[child], heap[parent])) break;
        [heap[child], heap[parent]] = [heap[parent], heap[child]];
        child = parent;
      }
    } else if (worse(heap[0], i)) {
      heap[0] = i;
      for (let parent = 0; ; ) {
        let least = parent;
        for (const child of [2 * parent + 1, 2 * parent + 2]) if (child < heap.length && worse(heap[child], heap[least])) least = child;
        if (least === parent) break;
        [heap[parent], heap[least]] = [heap[least], heap[parent]];
        parent = least;
      }
    }
  }
  return heap.sort((a, b) => (worse(b, a) ? -1 : 1));
}

function mark(items: IdMap, item: Id, out: Uint8Array, value: 0 | 1): void {
  const itemIndex = items.indexOf(item);
  if (itemIndex !== undefined) out[itemIndex] = value;
}
