/** Trees in flat arrays: of frequent sets, and the prefix tree of FP-growth. */

/** Sets of ranks with their counts: each is its parent, a set that came before, and one rank below all of the parent's. */
export class SetTree {
  /** Sets, the empty one (position 0) among them. */
  size = 1;
  #counts: Uint32Array = new Uint32Array(64);
  #parents: Uint32Array = new Uint32Array(64);
  #ranks: Uint32Array = new Uint32Array(64);
  /** Position of the set by a hash of parent and rank; 0 where free. */
  #slots: Uint32Array = new Uint32Array(256);
  readonly #trail: Uint32Array;

  /** `ranks`: how many there are. */
  constructor(ranks: number) {
    this.#trail = new Uint32Array(ranks + 1);
  }

  /** Count of each set; [size], of which the first is the empty set's, kept 0. */
  get counts(): Uint32Array {
    return this.#counts;
  }

  /** Adds ranks[0 … length), falling; all but the last must be the set that was added last, or the beginning of it. */
  add(ranks: Uint32Array, length: number, count: number): void {
    if (this.size === this.#counts.length) this.#grow();
    const set = this.size++;
    const parent = this.#trail[length - 1];
    this.#counts[set] = count;
    this.#parents[set] = parent;
    this.#ranks[set] = ranks[length - 1];
    this.#trail[length] = set;
    this.#slots[this.#slotOf(parent, ranks[length - 1])] = set;
  }

  /** Position of the set of these ranks, falling; 0 for none; `undefined` where it is not here. */
  find(ranks: readonly number[]): number | undefined {
    let set = 0;
    for (const rank of ranks) {
      set = this.child(set, rank);
      if (set === 0) return undefined;
    }
    return set;
  }

  /** Position of a set with one lower rank more; 0 where it is not here. */
  child(set: number, rank: number): number {
    return this.#slots[this.#slotOf(set, rank)];
  }

  /** Falling. */
  ranksOf(set: number): number[] {
    const ranks: number[] = [];
    for (let at = set; at !== 0; at = this.#parents[at]) ranks.push(this.#ranks[at]);
    return ranks.reverse();
  }

  /** The slot that holds the set of parent and rank, or the free one where it would be. */
  #slotOf(parent: number, rank: number): number {
    const mask = this.#slots.length - 1;
    let hash = Math.imul(parent, 0x9e3779b1) ^ Math.imul(rank + 1, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & mask;
    for (let set = this.#slots[slot]; set !== 0; set = this.#slots[slot]) {
      if (this.#parents[set] === parent && this.#ranks[set] === rank) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    this.#counts = longer(this.#counts, 0);
    this.#parents = longer(this.#parents, 0);
    this.#ranks = longer(this.#ranks, 0);
    this.#slots = new Uint32Array(4 * this.#counts.length);
    for (let set = 1; set < this.size; set++) this.#slots[this.#slotOf(this.#parents[set], this.#ranks[set])] = set;
  }
}

/**
 * A tree of baskets in flat arrays. A path from the root is a basket's items, the most frequent first; baskets with the same
 * beginning share nodes. Once all paths are in, `finish` lists the nodes of each item.
 */
export class FpTree {
  /** Item of each node, by rank: 0 is the most frequent. */
  items: Uint32Array = new Uint32Array(64);
  /** Parent of each node; the root is node 0. */
  parents: Uint32Array = new Uint32Array(64);
  /** Baskets through each node. */
  counts: Uint32Array = new Uint32Array(64);
  /** Nodes by their item, after `finish`: those of item i stand at starts[i] … starts[i + 1] − 1. */
  nodes: Uint32Array = new Uint32Array(64);
  readonly starts: Uint32Array;
  size = 1;
  #path: Uint32Array = new Uint32Array(64);
  #depth = 0;

  constructor(items: number) {
    this.starts = new Uint32Array(items + 1);
  }

  clear(): void {
    this.size = 1;
    this.#depth = 0;
  }

  /**
   * Adds path[from … to), ascending ranks, `weight` times. It shares what it has in common with the path added before: paths that
   * come in lexicographic order give the smallest tree, any other order a larger one with the same counts.
   */
  add(path: Uint32Array, from: number, to: number, weight: number): void {
    const length = to - from;
    if (this.size + length > this.items.length) this.#grow(this.size + length);
    if (length > this.#path.length) this.#path = longer(this.#path, length);
    const { items, parents, counts } = this;
    const current = this.#path;
    const common = Math.min(length, this.#depth);
    let at = 0;
    while (at < common && items[current[at]] === path[from + at]) counts[current[at++]] += weight;
    let parent = at === 0 ? 0 : current[at - 1];
    for (; at < length; at++) {
      const node = this.size++;
      const item = path[from + at];
      items[node] = item;
      parents[node] = parent;
      counts[node] = weight;
      current[at] = node;
      parent = node;
    }
    this.#depth = length;
  }

  /** Sorts the nodes by item; all ranks are less than `below`. A list can be read ahead, a chain cannot. */
  finish(below: number): void {
    const { items, starts, size } = this;
    if (this.nodes.length < size) this.nodes = new Uint32Array(this.items.length);
    starts.fill(0, 0, below + 1);
    for (let node = 1; node < size; node++) starts[items[node] + 1]++;
    for (let item = 0; item < below; item++) starts[item + 1] += starts[item];
    for (let node = 1; node < size; node++) this.nodes[starts[items[node]]++] = node;
    for (let item = below; item > 0; item--) starts[item] = starts[item - 1];
    starts[0] = 0;
  }

  #grow(least: number): void {
    const length = Math.max(2 * this.items.length, least);
    this.items = longer(this.items, length);
    this.parents = longer(this.parents, length);
    this.counts = longer(this.counts, length);
  }
}

/** The array with room for twice as much, or for so much. */
function longer(array: Uint32Array, least: number): Uint32Array {
  const larger = new Uint32Array(Math.max(2 * array.length, least));
  larger.set(array);
  return larger;
}
