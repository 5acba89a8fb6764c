/** What interactions are like before any model sees them: counts, values, the long tail, times, and what to beware of. */
import { LikewiseError } from '../errors.ts';
import { columnCounts } from '../matrix/sparse.ts';
import type { Id, IdMap } from './id-map.ts';
import type { RatingScale, ValueKind } from './interaction-columns.ts';
import type { Interactions } from './interactions.ts';
import { deviationOf, meanOf, quantile, scaleOf } from './rating-scale.ts';

/** Of a set of counts. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly mean: number;
  /** Nine tenths are not above. */
  readonly p90: number;
  readonly max: number;
}

/** Values in [from, to); the last bin holds its end too. `from` = `to` where a bin is one value. */
export interface HistogramBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface LongTail {
  /** Share of the interactions that the most popular hundredth of the items has (at least one item), in [0, 1]. */
  readonly top1Share: number;
  /** The same for the most popular tenth. */
  readonly top10Share: number;
  /** Gini coefficient of the items' counts: 0 all alike, towards 1 one item has all. */
  readonly gini: number;
  /** Most popular items that together hold half of the interactions. */
  readonly itemsForHalf: number;
  /** Items with a single interaction. */
  readonly itemsOnce: number;
  /** Interactions of each twentieth of the items, most popular first; at most 20. */
  readonly curve: readonly number[];
}

/** Those who are met too seldom for much to be learned of them by others. */
export interface Cold {
  /** Those with fewer interactions than this. */
  readonly under: number;
  readonly users: number;
  readonly items: number;
  /** Share of the users, in [0, 1]. */
  readonly userShare: number;
  readonly itemShare: number;
  /** Share of the interactions that are with such items, in [0, 1]. */
  readonly interactionShare: number;
}

/** How much of the data is young: what first appears in the later half of the time from the first to the last moment. */
export interface Newness {
  readonly spanSeconds: number;
  /** Share of the users, and of the items, with a time who first appear in the later half; in [0, 1]. */
  readonly userShare: number;
  readonly itemShare: number;
}

export interface Description {
  /** Rows of the source, merged ones among them. */
  readonly rows: number;
  /** Distinct user–item pairs; everything below counts these. */
  readonly interactions: number;
  readonly mergedRows: number;
  /** With at least one interaction. */
  readonly users: number;
  readonly items: number;
  /** interactions ÷ (users × items), in [0, 1]. */
  readonly density: number;
  readonly valueKind: ValueKind;
  /** Of ratings; `undefined` for other values. */
  readonly scale: RatingScale | undefined;
  /** Of ratings or weights, as are the next three; `undefined` where pairs have no value. */
  readonly mean: number | undefined;
  /** Standard deviation of the values, as of a sample (÷ n − 1); `undefined` of a single one. */
  readonly sd: number | undefined;
  /** First quartile, median, third quartile, between neighbors by linear interpolation. */
  readonly quartiles: readonly [number, number, number] | undefined;
  /** One bin a value where there are at most 20 different ones; else 10 of equal width, or, for positive values over more than two decades, of equal ratio. */
  readonly histogram: readonly HistogramBin[] | undefined;
  readonly perUser: Spread;
  readonly perItem: Spread;
  readonly longTail: LongTail;
  readonly cold: Cold;
  /** `undefined` without times, or where all is of one moment. */
  readonly newness: Newness | undefined;
  /** The five with most interactions, most first. */
  readonly topItems: readonly { readonly item: Id; readonly count: number }[];
  readonly topUsers: readonly { readonly user: Id; readonly count: number }[];
  /** First and last moment in seconds since 1970-01-01 UTC; `missing`: interactions without one. `undefined` without times. */
  readonly timeRange: { readonly first: number; readonly last: number; readonly missing: number } | undefined;
  readonly context: readonly string[];
  /** One sentence each. */
  readonly warnings: readonly string[];
}

const distinctLimit = 20;
const bins = 10;
const topLength = 5;
const curvePoints = 20;

/** @throws LikewiseError `empty-data` */
export function describe(interactions: Interactions): Description {
  const { userItems, size, mergedRows, valueKind, ratingScale, timestamps } = interactions;
  if (size === 0) throw new LikewiseError('empty-data', 'describe: there are no interactions; give at least one.');
  const userCounts = userItems.pointers.subarray(1).map((end, user) => end - userItems.pointers[user]);
  const itemCounts = columnCounts(userItems);
  const ofUsers = ascending(userCounts);
  const ofItems = ascending(itemCounts);
  const values = valueKind === 'none' ? undefined : Float32Array.from(userItems.values).sort();
  const description = {
    rows: size + mergedRows,
    interactions: size,
    mergedRows,
    users: ofUsers.length,
    items: ofItems.length,
    density: size / (ofUsers.length * ofItems.length),
    valueKind,
    scale: ratingScale,
    mean: values && meanOf(values),
    sd: values && deviationOf(values),
    quartiles: values && ([0.25, 0.5, 0.75].map((share) => quantile(values, share)) as [number, number, number]),
    histogram: values && histogramOf(values),
    perUser: spreadOf(ofUsers),
    perItem: spreadOf(ofItems),
    longTail: longTailOf(ofItems),
    cold: coldOf(ofUsers, ofItems),
    newness: newnessOf(interactions),
    topItems: topOf(interactions.items, itemCounts).map(([item, count]) => ({ item, count })),
    topUsers: topOf(interactions.users, userCounts).map(([user, count]) => ({ user, count })),
    timeRange: timestamps && timeRangeOf(timestamps),
    context: [...interactions.context.keys()],
  };
  return { ...description, warnings: warningsOf(description, ofUsers) };
}

const ascending = (counts: Uint32Array): Float64Array => Float64Array.from(counts.filter((count) => count > 0)).sort();

function spreadOf(sorted: Float64Array): Spread {
  const [median, p90] = [quantile(sorted, 0.5), quantile(sorted, 0.9)];
  return { min: sorted[0], median, mean: meanOf(sorted), p90, max: sorted[sorted.length - 1] };
}

function histogramOf(sorted: Float32Array): HistogramBin[] {
  const single: HistogramBin[] = [];
  for (let start = 0, end = 0; start < sorted.length && single.length <= distinctLimit; start = end) {
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    const value = plain(sorted[start]);
    single.push({ from: value, to: value, count: end - start });
  }
  if (single.length <= distinctLimit) return single;
  const min = sorted[0];
  const max = sorted[sorted.length - 1];
  // Counts of plays span decades: there bins grow by a factor instead of a step.
  const growing = min > 0 && max / min > 100;
  const edge = (bin: number): number => (growing ? min * (max / min) ** (bin / bins) : min + ((max - min) * bin) / bins);
  const edges = Array.from({ length: bins + 1 }, (_, bin) => edge(bin));
  const counts = new Array<number>(bins).fill(0);
  for (let k = 0, bin = 0; k < sorted.length; k++) {
    while (bin < bins - 1 && sorted[k] >= edges[bin + 1]) bin++;
    counts[bin]++;
  }
  return counts.map((count, bin) => ({ from: plain(edges[bin]), to: plain(edges[bin + 1]), count }));
}

/** 0.1 in the source is 0.10000000149 as a Float32. */
function plain(value: number): number {
  return Number(value.toPrecision(7));
}

function longTailOf(sorted: Float64Array): LongTail {
  const items = sorted.length;
  let total = 0;
  let weighted = 0;
  for (let k = 0; k < items; k++) {
    total += sorted[k];
    weighted += (2 * (k + 1) - items - 1) * sorted[k];
  }
  const topShare = (share: number) => {
    let sum = 0;
    for (let k = items - Math.max(1, Math.round(share * items)); k < items; k++) sum += sorted[k];
    return sum / total;
  };
  const curve = new Array<number>(Math.min(curvePoints, items)).fill(0);
  let itemsForHalf = 0;
  for (let rank = 0, held = 0; rank < items; rank++) {
    const count = sorted[items - 1 - rank];
    curve[Math.floor((rank * curve.length) / items)] += count;
    held += count;
    if (itemsForHalf === 0 && held * 2 >= total) itemsForHalf = rank + 1;
  }
  const itemsOnce = sorted.findIndex((count) => count > 1);
  return {
    top1Share: topShare(0.01),
    top10Share: topShare(0.1),
    gini: weighted / (items * total),
    itemsForHalf,
    itemsOnce: itemsOnce < 0 ? items : itemsOnce,
    curve,
  };
}

const fewInteractions = 5;

function coldOf(ofUsers: Float64Array, ofItems: Float64Array): Cold {
  const below = (sorted: Float64Array): number => {
    const first = sorted.findIndex((count) => count >= fewInteractions);
    return first < 0 ? sorted.length : first;
  };
  const [users, items] = [below(ofUsers), below(ofItems)];
  const total = ofItems.reduce((sum, count) => sum + count, 0);
  const onRare = ofItems.subarray(0, items).reduce((sum, count) => sum + count, 0);
  const shares = { userShare: users / ofUsers.length, itemShare: items / ofItems.length, interactionShare: onRare / total };
  return { under: fewInteractions, users, items, ...shares };
}

function newnessOf({ userItems: { rows, columns, pointers, indexes }, timestamps }: Interactions): Newness | undefined {
  const range = timestamps && timeRangeOf(timestamps);
  if (timestamps === undefined || range === undefined || range.first === range.last) return undefined;
  const [ofUsers, ofItems] = [new Float64Array(rows).fill(Number.NaN), new Float64Array(columns).fill(Number.NaN)];
  for (let user = 0; user < rows; user++) {
    for (let e = pointers[user]; e < pointers[user + 1]; e++) {
      const time = timestamps[e];
      // A first moment that is not known yet is no number, and nothing is below it.
      if (!(time >= ofUsers[user])) ofUsers[user] = Number.isNaN(time) ? ofUsers[user] : time;
      if (!(time >= ofItems[indexes[e]])) ofItems[indexes[e]] = Number.isNaN(time) ? ofItems[indexes[e]] : time;
    }
  }
  const half = range.first + (range.last - range.first) / 2;
  const young = (firsts: Float64Array): number => {
    let [late, known] = [0, 0];
    for (const first of firsts) {
      if (Number.isNaN(first)) continue;
      known++;
      if (first >= half) late++;
    }
    return late / known;
  };
  return { spanSeconds: range.last - range.first, userShare: young(ofUsers), itemShare: young(ofItems) };
}

/** Ids with most interactions, ties by index. */
function topOf(ids: IdMap, counts: Uint32Array): (readonly [Id, number])[] {
  const best: number[] = [];
  for (let k = 0; k < counts.length; k++) {
    if (counts[k] === 0 || (best.length === topLength && counts[k] <= counts[best[topLength - 1]])) continue;
    const place = best.findIndex((other) => counts[k] > counts[other]);
    best.splice(place < 0 ? best.length : place, 0, k);
    best.length = Math.min(best.length, topLength);
  }
  return best.map((k) => [ids.ids[k], counts[k]]);
}

function timeRangeOf(timestamps: Float64Array): Description['timeRange'] {
  const missing = timestamps.reduce((count, time) => count + (Number.isNaN(time) ? 1 : 0), 0);
  const range = missing < timestamps.length ? scaleOf(timestamps) : undefined;
  return range && { first: range.min, last: range.max, missing };
}

function warningsOf(description: Omit<Description, 'warnings'>, ofUsers: Float64Array): string[] {
  const { mergedRows, interactions, valueKind, scale, timeRange, users, items, longTail, histogram } = description;
  const number = (count: number): string => count.toLocaleString('en-US');
  const say = (count: number, one: string, many: string) => `${number(count)} ${count === 1 ? one : many}`;
  const { itemsOnce } = longTail;
  const usersOnce = ofUsers.filter((count) => count === 1).length;
  const untimed = timeRange?.missing ?? 0;
  const warnings: readonly (readonly [boolean, string])[] = [
    [mergedRows > 0, `${say(mergedRows, 'row repeats', 'rows repeat')} one of ${number(interactions)} distinct pairs`],
    [usersOnce > 0, `${say(usersOnce, 'user has', 'users have')} one interaction only: nothing of theirs can be held out`],
    [itemsOnce > 0, `${say(itemsOnce, 'item has', 'items have')} one interaction only: little can be learned about them`],
    [
      valueKind === 'rating' && scale?.min === scale?.max,
      `every rating is ${scale?.min}: they say who met what, not who liked it; models of implicit feedback fit`,
    ],
    [valueKind === 'weight' && (histogram?.[0].from ?? 0) < 0, 'some weights are negative; models of implicit feedback refuse them'],
    [untimed > 0, `${say(untimed, 'interaction has', 'interactions have')} no timestamp`],
    [users === 1 || items === 1, `there is one ${users === 1 ? 'user' : 'item'} only: nothing can be learned from others`],
  ];
  return warnings.filter(([holds]) => holds).map(([, text]) => text);
}
