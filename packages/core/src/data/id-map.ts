/** Outside identifiers ↔ dense positions 0…size−1. */

/** What the caller calls a user or item; kept as given: where the data have both, 7 and "7" are two. */
export type Id = string | number;

/** Whether it can stand for a user or an item: a text that is not empty, or a finite number. */
export const isId = (id: unknown): id is Id => (typeof id === 'string' ? id !== '' : typeof id === 'number' && Number.isFinite(id));

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

  /**
   * Position of an id in 0…size−1; `undefined` when unknown. What files and URLs write as text names a number too: where the id
   * itself is unknown, "7" finds 7 and 7 finds "7". Only a number's own spelling counts: "007" never names 7.
   */
  indexOf(id: Id): number | undefined {
    if (this.#indexes === undefined) {
      this.#indexes = new Map();
      for (let index = 0; index < this.ids.length; index++) this.#indexes.set(this.ids[index], index);
    }
    const index = this.#indexes.get(id);
    if (index !== undefined) return index;
    const other = otherForm(id);
    return other === undefined ? undefined : this.#indexes.get(other);
  }

  /** The id as it is kept here, found as by `indexOf`. */
  find(id: Id): Id | undefined {
    const index = this.indexOf(id);
    return index === undefined ? undefined : this.ids[index];
  }
}

/** "7" of 7 and 7 of "7"; `undefined` where an id has no other form. Digits beyond 2^53 name texts only: as numbers they would meet others. */
function otherForm(id: Id): Id | undefined {
  const number = Number(id);
  if (String(number) !== String(id) || !(Math.abs(number) <= Number.MAX_SAFE_INTEGER)) return undefined;
  return typeof id === 'number' ? String(id) : number;
}

/** Ids numbered by their first appearance. */
export class IdNumbering {
  readonly #indexes = new Map<Id, number>();

  /** Position of the id, from now on where it is new. */
  indexOf(id: Id): number {
    const known = this.#indexes.get(id);
    if (known === undefined) this.#indexes.set(id, this.#indexes.size);
    return known ?? this.#indexes.size - 1;
  }

  /** The ids that came so far. */
  get map(): IdMap {
    return new IdMap([...this.#indexes.keys()]);
  }
}

/** Position in `map` of each id, −1 where it is unknown there; [ids]. */
export function positionsIn(map: IdMap, ids: readonly Id[]): Int32Array {
  return Int32Array.from(ids, (id) => map.indexOf(id) ?? -1);
}

/** The ids of `first`, then those that only `others` have; `first` itself where they have no more. */
export function unitedIds(first: IdMap, others: IdMap): IdMap {
  if (others === first) return first;
  const more = others.ids.filter((id) => {
    const known = first.find(id);
    // Known in its other form; where the others have both forms, they are two.
    return known === undefined || (known !== id && others.find(known) === known);
  });
  return more.length === 0 ? first : new IdMap([...first.ids, ...more]);
}

/** Dense numbering by first appearance. */
export function numberIds(ids: readonly Id[]): { readonly map: IdMap; readonly indexes: Uint32Array } {
  const numbering = new IdNumbering();
  const indexes = new Uint32Array(ids.length);
  for (let row = 0; row < ids.length; row++) indexes[row] = numbering.indexOf(ids[row]);
  return { map: numbering.map, indexes };
}
