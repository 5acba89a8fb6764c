/**
 * Whether the order in which people met things says anything of what comes next: a first-order chain learned from histories in their order
 * against the same chain learned from the same histories shuffled within each person, both asked for the same last items.
 */
import type { Interactions } from '../data/interactions.ts';
import { type Random, seededRandom } from '../math/random.ts';
import { countedUp, shuffle } from '../math/sampling.ts';

export interface OrderSignal {
  /** Whose last item was asked for: people with 3 events at more than one moment. */
  readonly people: number;
  /** Events that were looked at. */
  readonly events: number;
  /** Whether these are a random part of the people, or the newest of someone's events. */
  readonly sampled: boolean;
  /** Share of last items among the first 10 of the chain that knows the order, in [0, 1]. */
  readonly kept: number;
  /** The same where order is shuffled, mean of `shuffles` times. */
  readonly shuffled: number;
  /** Mean difference of a person ÷ its standard error; 0 where nobody differs. */
  readonly deviation: number;
}

export interface OrderSignalOptions {
  /** Looks at so many events at most; integer ≥ 1. @default 300_000 */
  readonly events?: number | undefined;
  readonly seed?: number | undefined;
}

const listLength = 10;
const shuffles = 3;
/** Of one person. */
const mostEvents = 100;

/**
 * Only what time tells counts as order: events of one moment stand in random order. What the person has is left out of the lists; items that
 * never followed come after those that did, by popularity. `undefined` where there are no times or nobody has 3 events at two moments.
 */
export function orderSignal(
  interactions: Interactions,
  { events: most = 300_000, seed = 0 }: OrderSignalOptions = {},
): OrderSignal | undefined {
  const random = seededRandom(seed, 'order');
  const { histories, sampled } = timedHistories(interactions, most, random);
  if (histories.length === 0) return undefined;
  const { columns } = interactions.userItems;
  const counts = new Uint32Array(columns);
  for (const history of histories) for (const item of history) counts[item]++;
  const popular = countedUp(columns).sort((a, b) => counts[b] - counts[a] || a - b);
  const rankOf = new Uint32Array(columns);
  for (let rank = 0; rank < columns; rank++) rankOf[popular[rank]] = rank;

  const kept = hits(histories, histories, popular, rankOf);
  const differences = Float64Array.from(kept);
  let shuffledHits = 0;
  for (let round = 0; round < shuffles; round++) {
    const told = histories.map((history) => {
      const mixed = history.slice();
      // The last stays the one that is asked for.
      shuffle(random, mixed.subarray(0, -1));
      return mixed;
    });
    const found = hits(told, histories, popular, rankOf);
    for (let p = 0; p < found.length; p++) {
      shuffledHits += found[p];
      differences[p] -= found[p] / shuffles;
    }
  }
  const people = histories.length;
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / people;
  const variance = differences.reduce((sum, difference) => sum + (difference - mean) ** 2, 0) / Math.max(1, people - 1);
  return {
    people,
    events: histories.reduce((sum, history) => sum + history.length, 0),
    sampled,
    kept: kept.reduce((sum, hit) => sum + hit, 0) / people,
    shuffled: shuffledHits / shuffles / people,
    deviation: variance > 0 ? mean / Math.sqrt(variance / people) : 0,
  };
}

/** Items of a random part of the people, oldest first, ties of time in random order. */
function timedHistories(
  { userItems: { rows, pointers, indexes }, timestamps }: Interactions,
  most: number,
  random: Random,
): { readonly histories: readonly Uint32Array[]; readonly sampled: boolean } {
  if (timestamps === undefined) return { histories: [], sampled: false };
  const histories: Uint32Array[] = [];
  let [events, sampled] = [0, false];
  for (const user of shuffle(random, countedUp(rows))) {
    const all = countedUp(pointers[user + 1] - pointers[user]).map((place) => pointers[user] + place);
    const timed = shuffle(random, all.filter((entry) => !Number.isNaN(timestamps[entry]))); // biome-ignore format: one line
    if (timed.length < 3) continue;
    timed.sort((a, b) => timestamps[a] - timestamps[b]);
    if (timestamps[timed[0]] === timestamps[timed[timed.length - 1]]) continue;
    if (events + Math.min(timed.length, mostEvents) > most && events > 0) {
      sampled = true;
      break;
    }
    const newest = timed.subarray(-mostEvents);
    if (newest.length < timed.length) sampled = true;
    events += newest.length;
    histories.push(newest.map((entry) => indexes[entry]));
  }
  return { histories, sampled };
}

/** 1 for each person whose last item is among the first of the list after the one before it; [people]. */
function hits(told: readonly Uint32Array[], whole: readonly Uint32Array[], popular: Uint32Array, rankOf: Uint32Array): Uint8Array {
  const chain = chainOf(told, popular.length);
  return Uint8Array.from(told, (history, p) => {
    const target = history[history.length - 1];
    const own = new Set(whole[p].subarray(0, -1));
    const { items, counts } = chain.after(history[history.length - 2]);
    const at = items.indexOf(target);
    const count = at < 0 ? 0 : counts[at];
    let before = 0;
    for (let k = 0; k < items.length; k++) {
      const isBefore = counts[k] > count || (counts[k] === count && rankOf[items[k]] < rankOf[target]);
      if (isBefore && !own.has(items[k])) before++;
      if (before >= listLength) return 0;
    }
    if (count > 0) return 1;
    const followed = new Set(items);
    for (let rank = 0; rank < rankOf[target]; rank++) {
      if (own.has(popular[rank]) || followed.has(popular[rank])) continue;
      if (++before >= listLength) return 0;
    }
    return 1;
  });
}

interface Chain {
  /** What came right after the item, and how often. */
  after(item: number): { readonly items: Uint32Array; readonly counts: Uint32Array };
}

/** Of all steps but those to the last items. */
function chainOf(histories: readonly Uint32Array[], columns: number): Chain {
  const steps = histories.reduce((sum, { length }) => sum + length - 2, 0);
  const keys = new Float64Array(steps);
  let filled = 0;
  for (const history of histories) for (let k = 0; k + 2 < history.length; k++) keys[filled++] = history[k] * columns + history[k + 1];
  keys.sort();
  const items = new Uint32Array(steps);
  const counts = new Uint32Array(steps);
  const begins = new Uint32Array(columns + 1);
  let distinct = 0;
  for (let k = 0; k < steps; k++) {
    if (k > 0 && keys[k] === keys[k - 1]) {
      counts[distinct - 1]++;
      continue;
    }
    const from = Math.floor(keys[k] / columns);
    items[distinct] = keys[k] - from * columns;
    counts[distinct++] = 1;
    begins[from + 1] = distinct;
  }
  for (let item = 0; item < columns; item++) begins[item + 1] = Math.max(begins[item + 1], begins[item]);
  return {
    after(item) {
      const [begin, end] = [begins[item], begins[item + 1]];
      return { items: items.subarray(begin, end), counts: counts.subarray(begin, end) };
    },
  };
}
