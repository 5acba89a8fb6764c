/** What a ratings file is like: counts, values, times, the long tail, and what to beware of. */
import type { Id, IdMap, Interactions } from '@likewise/core';

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly mean: number;
  readonly max: number;
}

/** Values in [from, to); the last bin holds its end too. `from` = `to` where a bin is one value. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface Description {
  /** Rows of the file. */
  readonly rows: number;
  /** Distinct user–item pairs, after `mergedRows` rows went into others. */
  readonly interactions: number;
  readonly mergedRows: number;
  /** With at least one interaction. */
  readonly users: number;
  readonly items: number;
  /** Share of all user–item pairs that are known. */
  readonly density: number;
  readonly valueKind: 'rating' | 'weight' | 'none';
  /** Of ratings. */
  readonly scale?: { readonly min: number; readonly max: number } | undefined;
  readonly mean?: number | undefined;
  readonly histogram?: readonly Bin[] | undefined;
  /** ISO 8601, UTC. */
  readonly times?: { readonly first: string; readonly last: string; readonly missing: number } | undefined;
  readonly context: readonly string[];
  readonly perUser: Spread;
  readonly perItem: Spread;
  readonly longTail: {
    /** Share of the interactions that the most popular tenth of the items holds. */
    readonly topTenthShare: number;
    /** Most popular items that together hold half of the interactions. */
    readonly itemsForHalf: number;
    readonly itemsOnce: number;
    /** Interactions of each twentieth of the items, most popular first. */
    readonly curve: readonly number[];
  };
  readonly topItems: readonly { readonly item: string; readonly count: number }[];
  readonly topUsers: readonly { readonly user: string; readonly count: number }[];
  readonly warnings: readonly string[];
}

const distinctValues = 20;
const bins = 10;
const topLength = 5;
const curvePoints = 20;

/** `rows` and `warnings` of the reader are taken over. */
export function describeInteractions(
  interactions: Interactions,
  { rows, mergedRows, warnings }: { readonly rows: number; readonly mergedRows: number; readonly warnings: readonly string[] },
): Description {
  const { userItems, size, valueKind, ratingScale } = interactions;
  const byUser = new Uint32Array(interactions.users.size);
  for (let user = 0; user < byUser.length; user++) byUser[user] = userItems.pointers[user + 1] - userItems.pointers[user];
  const byItem = new Uint32Array(interactions.items.size);
  for (const item of userItems.indexes) byItem[item]++;
  const userCounts = present(byUser);
  const itemCounts = present(byItem);
  const [users, items] = [userCounts.length, itemCounts.length];
  const times = timesOf(interactions.timestamps);
  const longTail = longTailOf(itemCounts, size);
  const described = {
    rows,
    interactions: size,
    mergedRows,
    users,
    items,
    density: users * items === 0 ? 0 : size / (users * items),
    valueKind,
    scale: ratingScale,
    mean: valueKind === 'none' ? undefined : userItems.values.reduce((sum, value) => sum + value, 0) / size,
    histogram: valueKind === 'none' ? undefined : histogramOf(userItems.values),
    times,
    context: [...interactions.context.keys()],
    perUser: spreadOf(userCounts),
    perItem: spreadOf(itemCounts),
    longTail,
    topItems: topOf(interactions.items, byItem).map(([id, count]) => ({ item: String(id), count })),
    topUsers: topOf(interactions.users, byUser).map(([id, count]) => ({ user: String(id), count })),
  };
  return { ...described, warnings: [...warnings, ...warningsOf(described)] };
}

/** Counts above 0, largest first. */
const present = (counts: Uint32Array): Uint32Array => counts.filter((count) => count > 0).sort((a, b) => b - a);

function spreadOf(sorted: Uint32Array): Spread {
  const { length } = sorted;
  const median = (sorted[(length - 1) >> 1] + sorted[length >> 1]) / 2;
  return { min: sorted[length - 1], median, mean: sorted.reduce((sum, count) => sum + count, 0) / length, max: sorted[0] };
}

function longTailOf(sorted: Uint32Array, total: number): Description['longTail'] {
  const curve = new Array<number>(Math.min(curvePoints, sorted.length)).fill(0);
  let itemsForHalf = 0;
  let sum = 0;
  let topTenth = 0;
  const tenth = Math.ceil(sorted.length / 10);
  for (let i = 0; i < sorted.length; i++) {
    curve[Math.floor((i * curve.length) / sorted.length)] += sorted[i];
    sum += sorted[i];
    if (i < tenth) topTenth = sum;
    if (itemsForHalf === 0 && sum * 2 >= total) itemsForHalf = i + 1;
  }
  return { topTenthShare: topTenth / total, itemsForHalf, itemsOnce: sorted.filter((count) => count === 1).length, curve };
}

function histogramOf(values: Float32Array): readonly Bin[] {
  const counts = new Map<number, number>();
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (counts.size <= distinctValues) counts.set(value, (counts.get(value) ?? 0) + 1);
    [min, max] = [Math.min(min, value), Math.max(max, value)];
  }
  // 0.1 in the file is 0.10000000149 as a Float32.
  const plain = (value: number): number => Number(value.toPrecision(7));
  if (counts.size <= distinctValues)
    return [...counts].sort(([a], [b]) => a - b).map(([value, count]) => ({ from: plain(value), to: plain(value), count }));
  // Counts of plays span decades: there bins grow by a factor instead of a step.
  const growing = min > 0 && max / min > 100;
  const edge = (b: number): number => (growing ? min * (max / min) ** (b / bins) : min + ((max - min) * b) / bins);
  const filled = new Array<number>(bins).fill(0);
  for (const value of values) {
    const part = growing ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
    filled[Math.min(bins - 1, Math.floor(part * bins))]++;
  }
  return filled.map((count, b) => ({ from: plain(edge(b)), to: plain(edge(b + 1)), count }));
}

function timesOf(timestamps: Float64Array | undefined): Description['times'] {
  if (timestamps === undefined) return undefined;
  let [first, last, missing] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const time of timestamps) {
    if (Number.isNaN(time)) missing++;
    else [first, last] = [Math.min(first, time), Math.max(last, time)];
  }
  return missing === timestamps.length ? undefined : { first: iso(first), last: iso(last), missing };
}

/** Seconds as a moment; as the bare number where no calendar reaches. */
function iso(time: number): string {
  const date = new Date(time * 1000);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString().replace('.000Z', 'Z');
}

function topOf(ids: IdMap, counts: Uint32Array): (readonly [Id, number])[] {
  const best: number[] = [];
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] === 0 || (best.length === topLength && counts[i] <= counts[best[topLength - 1]])) continue;
    const at = best.findIndex((other) => counts[i] > counts[other]);
    best.splice(at < 0 ? best.length : at, 0, i);
    best.length = Math.min(best.length, topLength);
  }
  return best.map((i) => [ids.ids[i], counts[i]]);
}

function warningsOf({ users, items, histogram, perUser, valueKind, longTail }: Omit<Description, 'warnings'>): string[] {
  const warnings: string[] = [];
  if (valueKind === 'rating' && histogram?.length === 1)
    warnings.push(`every rating is ${histogram[0].from}: there is nothing to predict; treat the data as implicit`);
  if (users < 2 || items < 2) warnings.push('a recommender needs at least two users and two items');
  if (perUser.median < 3)
    warnings.push(`half of the users have ${perUser.median} interactions or fewer: little can be learned about them one by one`);
  if (longTail.itemsOnce > items / 2) warnings.push(`${longTail.itemsOnce} of ${items} items occur once: nobody else can lead to them`);
  return warnings;
}
