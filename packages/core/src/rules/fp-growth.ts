/**
 * FP-growth: every set of items that enough baskets hold, without making candidates. The baskets stand in a prefix tree; the sets
 * that end in item i are the frequent sets of the paths above the nodes of i, a smaller problem of the same kind.
 *
 * Source: Han, Pei, Yin: Mining Frequent Patterns without Candidate Generation, SIGMOD 2000, doi:10.1145/342009.335372.
 * Differs: trees are flat arrays, kept and refilled for each depth; a path shares nodes with the path before it only, so no
 * children are looked up; paths of one item are not stored, as their count is known already.
 */
import { columnCounts, countedPointers } from '../matrix/sparse.ts';
import type { Baskets } from './baskets.ts';
import { FpTree } from './set-tree.ts';

/** Sets in the making, as ranks: the items of a set fall in rank, and each step adds one of lower rank, or goes back. */
export interface GrowthStep {
  /** Items of the set. */
  readonly length: number;
  /** Rank of each item; ranks[0 … length). */
  readonly ranks: Uint32Array;
  /** Baskets that hold the set. */
  readonly count: number;
}

export interface FrequentItems {
  /** Item of each rank, the most frequent first, ties by item. */
  readonly itemOf: Uint32Array;
  /** Baskets that hold it, by rank. */
  readonly counts: Uint32Array;
}

interface Level {
  /** How often two items are together; at the top, where there are not too many of them. */
  readonly pairs?: Uint32Array | undefined;
  readonly tree: FpTree;
  /** Ranks that are frequent here, ascending, and how often they are. */
  readonly present: Uint32Array;
  readonly counts: Uint32Array;
  size: number;
  /** The next of `present` to grow. */
  at: number;
}

export function frequentItems({ rows }: Baskets, least: number): FrequentItems {
  const counts = columnCounts(rows);
  const itemOf = Uint32Array.from(counts.keys())
    .filter((item) => counts[item] >= least)
    .sort((a, b) => counts[b] - counts[a] || a - b);
  return { itemOf, counts: itemOf.map((item) => counts[item]) };
}

/**
 * Steps through all frequent sets; a step is valid until the next is asked for. While the tree is made, before the first set, steps of
 * length 0 come: moments to pause at. Memory: at most 16 bytes for each item of each
 * basket, and as much again for the trees of smaller problems at the very worst of each depth.
 */
export function* fpGrowth(
  baskets: Baskets,
  { itemOf, counts }: FrequentItems,
  least: number,
  maxLength: number = Number.POSITIVE_INFINITY,
): Generator<GrowthStep, void, undefined> {
  const found = itemOf.length;
  const levels: Level[] = [];
  const levelAt = (depth: number): Level => {
    levels[depth] ??= { tree: new FpTree(found), present: new Uint32Array(found), counts: new Uint32Array(found), size: 0, at: 0 };
    return levels[depth];
  };
  const ranks = new Uint32Array(found + 1);
  const step = { length: 0, ranks, count: 0 };
  const top = levelAt(0);
  if (maxLength > 1) {
    const planting = plant(baskets, itemOf, top.tree, least, maxLength > 2);
    let planted = planting.next();
    for (; planted.done !== true; planted = planting.next()) yield step;
    levels[0] = { ...top, pairs: planted.value };
  }
  for (let rank = 0; rank < found; rank++) top.present[rank] = rank;
  top.counts.set(counts);
  levels[0].size = found;
  const tally = new Uint32Array(found);
  const path = new Uint32Array(found);
  let depth = 0;
  while (depth >= 0) {
    const level = levels[depth];
    if (level.at === level.size) {
      depth--;
      continue;
    }
    const place = level.at++;
    ranks[depth] = level.present[place];
    step.length = depth + 1;
    step.count = level.counts[place];
    yield step;
    if (place > 0 && depth + 1 < maxLength && grow(level, place, levelAt(depth + 1), least, tally, path, depth + 2 < maxLength)) depth++;
  }
}

/** Up to 33 MB of counts of pairs: one pass over the baskets instead of a walk through the tree for each item. */
const MOST_PAIRED = 4096;

/** Baskets between two pauses. */
const ROWS_BETWEEN = 1 << 16;

/** The baskets in ranks, in the order of their first three: enough for most of what can be shared. Gives the counts of pairs. */
function* plant(
  { items, rows: { rows, pointers, indexes } }: Baskets,
  itemOf: Uint32Array,
  tree: FpTree,
  least: number,
  deeper: boolean,
): Generator<undefined, Uint32Array | undefined, undefined> {
  const paired = itemOf.length <= MOST_PAIRED;
  const pairs = new Uint32Array(paired ? (itemOf.length * (itemOf.length - 1)) / 2 : 0);
  const rankOf = new Int32Array(items.size).fill(-1);
  for (let rank = 0; rank < itemOf.length; rank++) rankOf[itemOf[rank]] = rank;
  const starts = new Uint32Array(rows + 1);
  const ranked = new Uint32Array(indexes.length);
  let fill = 0;
  for (let row = 0; row < rows; row++) {
    if (row % ROWS_BETWEEN === 0) yield;
    for (let e = pointers[row]; e < pointers[row + 1]; e++) {
      const rank = rankOf[indexes[e]];
      if (rank < 0) continue;
      let at = fill++;
      for (; at > starts[row] && ranked[at - 1] > rank; at--) ranked[at] = ranked[at - 1];
      ranked[at] = rank;
    }
    starts[row + 1] = fill;
    for (let b = starts[row] + 1; paired && b < fill; b++) {
      const first = (ranked[b] * (ranked[b] - 1)) / 2;
      for (let a = starts[row]; a < b; a++) pairs[first + ranked[a]]++;
    }
  }
  if (paired && !deeper) return pairs;
  if (paired) yield* prune(starts, ranked, pairs, least);
  let order: Uint32Array = Uint32Array.from({ length: rows }, (_, row) => row);
  for (let place = 2; place >= 0; place--) {
    order = sortedBy(order, starts, ranked, place, itemOf.length);
    yield;
  }
  for (let k = 0; k < rows; k++) {
    if (k % ROWS_BETWEEN === 0) yield;
    const row = order[k];
    // A basket of one frequent item tells nothing that is not counted already.
    if (starts[row + 1] - starts[row] > 1) tree.add(ranked, starts[row], starts[row + 1], 1);
  }
  tree.finish(itemOf.length);
  return paired ? pairs : undefined;
}

/**
 * Pairs are counted already, so the tree serves larger sets: an item stays in a basket where it is in two frequent pairs there, as it is
 * in every frequent set of three or more. In place.
 */
function* prune(starts: Uint32Array, ranked: Uint32Array, pairs: Uint32Array, least: number): Generator<undefined, void, undefined> {
  let fill = 0;
  let begin = 0;
  const partners = new Uint32Array(starts.reduce((most, start, row) => Math.max(most, start - starts[Math.max(row - 1, 0)]), 0));
  for (let row = 0; row + 1 < starts.length; row++) {
    if (row % ROWS_BETWEEN === 0) yield;
    const end = starts[row + 1];
    partners.fill(0, 0, end - begin);
    for (let b = begin + 1; b < end; b++) {
      const first = (ranked[b] * (ranked[b] - 1)) / 2;
      for (let a = begin; a < b; a++) {
        if (pairs[first + ranked[a]] < least) continue;
        partners[a - begin]++;
        partners[b - begin]++;
      }
    }
    for (let at = begin; at < end; at++) if (partners[at - begin] > 1) ranked[fill++] = ranked[at];
    begin = end;
    starts[row + 1] = fill;
  }
}

/** Stable counting sort of rows by the rank at one place; rows without it first. */
function sortedBy(order: Uint32Array, starts: Uint32Array, ranked: Uint32Array, place: number, ranks: number): Uint32Array {
  const keys = order.map((row) => (starts[row] + place < starts[row + 1] ? ranked[starts[row] + place] + 1 : 0));
  const next = countedPointers(keys, ranks + 1);
  const sorted = new Uint32Array(order.length);
  for (let k = 0; k < order.length; k++) sorted[next[keys[k]]++] = order[k];
  return sorted;
}

/** Fills `child` with the problem of the item at `place`; says whether anything is frequent there. `tally` is all 0 before and after. */
function grow(
  { tree, present, pairs }: Level,
  place: number,
  child: Level,
  least: number,
  tally: Uint32Array,
  path: Uint32Array,
  deeper: boolean,
): boolean {
  const item = present[place];
  const { items, parents, counts, nodes, starts } = tree;
  if (pairs !== undefined) for (let k = 0; k < place; k++) tally[k] = pairs[(item * (item - 1)) / 2 + k];
  else {
    for (let at = starts[item]; at < starts[item + 1]; at++) {
      const weight = counts[nodes[at]];
      for (let above = parents[nodes[at]]; above !== 0; above = parents[above]) tally[items[above]] += weight;
    }
  }
  child.size = 0;
  child.at = 0;
  for (let k = 0; k < place; k++) {
    const rank = present[k];
    if (tally[rank] < least) continue;
    child.present[child.size] = rank;
    child.counts[child.size++] = tally[rank];
  }
  if (deeper && child.size > 1) {
    child.tree.clear();
    for (let at = starts[item]; at < starts[item + 1]; at++) {
      let from = path.length;
      for (let above = parents[nodes[at]]; above !== 0; above = parents[above]) {
        if (tally[items[above]] >= least) path[--from] = items[above];
      }
      if (path.length - from > 1) child.tree.add(path, from, path.length, counts[nodes[at]]);
    }
    child.tree.finish(item);
  }
  for (let k = 0; k < place; k++) tally[present[k]] = 0;
  return child.size > 0;
}
