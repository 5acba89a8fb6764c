/** Sets of items that go together often, all of them at once, compactly. */
import type { Id } from '../data/id-map.ts';
import { LikewiseError } from '../errors.ts';
import { macrotask } from '../kernels/host.ts';
import type { StopSignal } from '../kernels/kernels.ts';
import { integer, requireOption } from '../options.ts';
import { type Baskets, type ItemsetOptions, leastCount, resolveItemsetOptions } from './baskets.ts';
import { estimateOccurringSets, subsetCount } from './count-estimate.ts';
import { fpGrowth, frequentItems } from './fp-growth.ts';
import { SetTree } from './set-tree.ts';

export interface Itemset {
  /** In the order of the items of the baskets. */
  readonly items: readonly Id[];
  /** Baskets that hold all of them. */
  readonly count: number;
  /** count ÷ baskets. */
  readonly support: number;
}

export interface FrequentItemsetsOptions extends Partial<ItemsetOptions> {
  /** Refuse to keep more than this; integer ≥ 1. @default 10000000 */
  readonly maxItemsets?: number | undefined;
}

const MOST_ITEMSETS = 10_000_000;

/**
 * Frequent sets one after the other, as they are found; nothing is kept.
 * @throws LikewiseError `unknown-option`, `invalid-option`, `empty-data`
 * @example for (const { items, support } of streamItemsets(baskets, { minSupport: 0.001 })) …
 */
export function* streamItemsets(baskets: Baskets, options: Partial<ItemsetOptions> = {}): Generator<Itemset, void, undefined> {
  const { minSupport, maxLength } = resolveItemsetOptions('streamItemsets', baskets, options);
  const total = baskets.rows.rows;
  const least = leastCount(minSupport, total);
  const frequent = frequentItems(baskets, least);
  for (const { ranks, length, count } of fpGrowth(baskets, frequent, least, maxLength)) {
    if (length === 0) continue;
    const items = Array.from(ranks.subarray(0, length), (rank) => frequent.itemOf[rank]).sort((a, b) => a - b);
    yield { items: items.map((item) => baskets.items.ids[item]), count, support: count / total };
  }
}

/**
 * All frequent sets, by FP-growth. Memory: 28 to 56 bytes a set beside the miner's, for a moment 20 more as the tree grows.
 * @throws LikewiseError `unknown-option`, `invalid-option`, `empty-data`; `too-many-itemsets` with the estimate, before the work
 *   where it can be known, else when there are more than `maxItemsets`.
 * @example const itemsets = frequentItemsets(baskets, { minSupport: 0.01 });
 */
export function frequentItemsets(baskets: Baskets, options: FrequentItemsetsOptions = {}): FrequentItemsets {
  const mining = mined('frequentItemsets', baskets, options);
  for (let step = mining.next(); ; step = mining.next()) if (step.done === true) return step.value;
}

/**
 * As `frequentItemsets`, with turns of the event loop between, so that signals and timers are heard. `onSets` is told how many sets
 * there are: 0 while pairs are counted.
 * @throws LikewiseError as `frequentItemsets`; the reason of the signal
 */
export async function mineItemsets(
  baskets: Baskets,
  options: FrequentItemsetsOptions = {},
  { signal, onSets }: { readonly signal?: StopSignal | undefined; readonly onSets?: ((sets: number) => void) | undefined } = {},
): Promise<FrequentItemsets> {
  const mining = mined('mineItemsets', baskets, options);
  for (let step = mining.next(); ; step = mining.next()) {
    if (step.done === true) return step.value;
    onSets?.(step.value);
    await macrotask();
    signal?.throwIfAborted();
  }
}

const SETS_BETWEEN = 1 << 15;

/** Yields how many sets there are, now and then; 0 while pairs are counted. */
function* mined(owner: string, baskets: Baskets, options: FrequentItemsetsOptions): Generator<number, FrequentItemsets, undefined> {
  const { maxItemsets = MOST_ITEMSETS, ...rest } = options;
  requireOption(owner, 'maxItemsets', integer(undefined, { min: 1 }, 'most sets kept'), maxItemsets);
  const settings = resolveItemsetOptions(owner, baskets, rest);
  const { minSupport, maxLength } = settings;
  const least = leastCount(minSupport, baskets.rows.rows);
  if (least === 1) refuseExplosion(baskets, minSupport, maxLength, maxItemsets);
  const frequent = frequentItems(baskets, least);
  const sets = new SetTree(frequent.itemOf.length);
  for (const { ranks, length, count } of fpGrowth(baskets, frequent, least, maxLength)) {
    if (length === 0) {
      yield 0;
      continue;
    }
    if (sets.size > maxItemsets) {
      const many = `more than ${maxItemsets} sets have a support of ${minSupport} or more (${least} of ${baskets.rows.rows} baskets)`;
      const data = { minSupport, least, maxItemsets };
      throw new LikewiseError('too-many-itemsets', `frequentItemsets: ${many}; raise minSupport, or set maxLength.`, data);
    }
    sets.add(ranks, length, count);
    // All sets that end in one item may take long and be few.
    if (length === 1 || sets.size % SETS_BETWEEN === 0) yield sets.size - 1;
  }
  return new FrequentItemsets(baskets, settings, sets, frequent.itemOf);
}

/** With no support asked for, every subset of every basket counts: at least those of the longest, and about as many as estimated. */
function refuseExplosion(baskets: Baskets, minSupport: number, maxLength = Number.POSITIVE_INFINITY, most: number): void {
  const { rows, pointers } = baskets.rows;
  let [longest, sum] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const length = pointers[row + 1] - pointers[row];
    longest = Math.max(longest, length);
    sum += subsetCount(length, maxLength);
  }
  const refuse = (atLeast: number, found: string): never => {
    const all = `with minSupport ${minSupport} every set that occurs counts, and ${found}, above the bound of ${most}`;
    const remedy = `raise minSupport (two baskets are ${(2 / rows).toPrecision(3)}), or set maxLength`;
    const data = { minSupport, longest, atLeast, maxItemsets: most };
    throw new LikewiseError('too-many-itemsets', `frequentItemsets: ${all}; ${remedy}.`, data);
  };
  const subsets = subsetCount(longest, maxLength);
  const written = subsets < 1e15 ? Math.round(subsets) : subsets.toExponential(1);
  if (subsets > most) refuse(subsets, `one basket of ${longest} items alone has ${written} of them`);
  if (sum <= most) return;
  const { value, standardError } = estimateOccurringSets(baskets, maxLength);
  // Only where there can be no doubt.
  const least = value - 4 * standardError;
  if (least > most) refuse(least, `the ${rows} baskets have about ${Number(value.toPrecision(2))} of them`);
}

/** Immutable; iterating gives every set. */
export class FrequentItemsets implements Iterable<Itemset> {
  readonly settings: Readonly<ItemsetOptions>;
  /** The baskets they were found in. */
  readonly baskets: Baskets;
  /** All sets, by rank; the root is the empty set. */
  readonly sets: SetTree;
  /** Item of each rank, the most frequent first. */
  readonly itemOf: Uint32Array;
  #rankOf: Int32Array | undefined;

  constructor(baskets: Baskets, settings: Readonly<ItemsetOptions>, sets: SetTree, itemOf: Uint32Array) {
    this.baskets = baskets;
    this.settings = settings;
    this.sets = sets;
    this.itemOf = itemOf;
  }

  /** Number of sets. */
  get size(): number {
    return this.sets.size - 1;
  }

  *[Symbol.iterator](): Generator<Itemset, void, undefined> {
    for (let set = 1; set < this.sets.size; set++) yield this.itemset(set);
  }

  /** Baskets that hold all of the items; `undefined` where the set is not frequent, or an item unknown. */
  count(items: Iterable<Id>): number | undefined {
    const ranks = Array.from(new Set(items), (item) => this.rankOf(item) ?? -1);
    // Only the empty set has the count 0, and no set has the rank −1.
    return this.sets.counts[this.sets.find(ranks.sort((a, b) => b - a)) ?? 0] || undefined;
  }

  /** The set at a position of `sets`. */
  itemset(set: number): Itemset {
    const count = this.sets.counts[set];
    return { items: this.idsOf(this.sets.ranksOf(set)), count, support: count / this.baskets.rows.rows };
  }

  /** Ids of ranks, in the order of the items of the baskets. */
  idsOf(ranks: readonly number[]): Id[] {
    return ranks
      .map((rank) => this.itemOf[rank])
      .sort((a, b) => a - b)
      .map((item) => this.baskets.items.ids[item]);
  }

  /** Rank of an item; `undefined` where it is unknown or not frequent. */
  rankOf(item: Id): number | undefined {
    if (this.#rankOf === undefined) {
      this.#rankOf = new Int32Array(this.baskets.items.size).fill(-1);
      for (let rank = 0; rank < this.itemOf.length; rank++) this.#rankOf[this.itemOf[rank]] = rank;
    }
    const index = this.baskets.items.indexOf(item);
    const rank = index === undefined ? -1 : this.#rankOf[index];
    return rank < 0 ? undefined : rank;
  }

  /**
   * Sets that no larger frequent set has the count of: they tell the counts of all. With `maxLength`, sets of that length are
   * compared with nothing larger.
   */
  closed(): Itemset[] {
    return this.#without((set, larger) => this.sets.counts[set] === this.sets.counts[larger]);
  }

  /** Sets that are in no larger frequent set: they tell which sets are frequent. With `maxLength` as for `closed`. */
  maximal(): Itemset[] {
    return this.#without(() => true);
  }

  /** Sets without those that a set with one item more covers; larger supersets add nothing, as counts only fall on the way. */
  #without(covers: (set: number, larger: number) => boolean): Itemset[] {
    const covered = new Uint8Array(this.sets.size);
    for (let larger = 1; larger < this.sets.size; larger++) {
      const ranks = this.sets.ranksOf(larger);
      for (let left = 0; left < ranks.length && ranks.length > 1; left++) {
        const set = this.sets.find(ranks.filter((_, at) => at !== left)) as number;
        if (covers(set, larger)) covered[set] = 1;
      }
    }
    const kept: Itemset[] = [];
    for (let set = 1; set < covered.length; set++) if (covered[set] === 0) kept.push(this.itemset(set));
    return kept;
  }
}
