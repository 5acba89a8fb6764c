/** Outside identifiers ↔ dense positions 0…size−1. */

/** What the caller calls a user or item; kept as given, so 7 and "7" are two ids. */
export type Id = string | number;

/** Immutable bijection of ids and indexes; the look-up table is built at the first question. */
export class IdMap {
  /** Id of each index; [size]. */
  readonly ids: readonly Id[];
  #indexes: Map<Id, number> | undefined;

  /** `ids` must be distinct; the array is kept, not copied. */
  constructor(ids: readonly Id[]) {
    this.ids = ids;
  }

  get size(): number {
    return this.ids.length;
  }

  /** Position of an id in 0…size−1; `undefined` when unknown. */
  indexOf(id: Id): number | undefined {
    if (this.#indexes === undefined) {
      this.#indexes = new Map();
      for (let index = 0; index < this.ids.length; index++) this.#indexes.set(this.ids[index], index);
    }
    return this.#indexes.get(id);
  }
}

/** Position in `map` of each id, −1 where it is unknown there; [ids]. */
export function positionsIn(map: IdMap, ids: readonly Id[]): Int32Array {
  return Int32Array.from(ids, (id) => map.indexOf(id) ?? -1);
}
