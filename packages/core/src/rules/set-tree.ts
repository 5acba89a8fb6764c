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

/** The array with room for twice as much, or for so much. */
export function longer(array: Uint32Array, least: number): Uint32Array {
  const larger = new Uint32Array(Math.max(2 * array.length, least));
  larger.set(array);
  return larger;
}
