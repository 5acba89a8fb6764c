/** Which rows of its tables a batch meets, and where: what sparse gradients are summed by. Made anew for every batch, into its inputs. */
import type { Dimension, Ids, Lookup, SparseInput, Storage, Tape } from './tape.ts';

/** One use of a group's tables: the places (rows of the batch) where each met row stands. */
interface MetUse {
  readonly by: Ids | SparseInput;
  /** [distinct + 1] */
  readonly pointers: Storage;
  readonly places: Storage;
  readonly values: Storage | undefined;
}

/** Tables that are looked up by the same inputs meet the same rows. */
export interface MetRows {
  /** Rows of the tables. */
  readonly tableRows: number;
  readonly distinct: Dimension;
  /** Numbers of the rows met; [distinct]; ascending where `sorted`. */
  readonly ids: Storage;
  readonly sorted: boolean;
  readonly uses: readonly MetUse[];
}

/** The group of a table; groups of the same inputs are the same object. */
export function metRowsOf(tape: Tape, uses: readonly Lookup[], sorted: boolean, known: Map<string, MetRows>): MetRows {
  const tableRows = uses[0].table.rows.size;
  const key = JSON.stringify([tableRows, sorted, uses.map(({ by }) => by.name)]);
  const found = known.get(key);
  if (found !== undefined) return found;
  const most = uses.reduce((sum, { by }) => sum + entriesOf(by).size, 0);
  const distinct = tape.dimension(`rows met by ${uses.map(({ by }) => by.name).join(', ')}`, Math.min(tableRows, most));
  const made: MetRows = {
    tableRows,
    distinct,
    ids: tape.store('input', distinct.size),
    sorted,
    uses: uses.map(({ by }) => ({
      by,
      pointers: tape.store('input', distinct.size + 1),
      places: tape.store('input', entriesOf(by).size),
      values: 'indexes' in by && by.values !== undefined ? tape.store('input', by.entries.size) : undefined,
    })),
  };
  known.set(key, made);
  return made;
}

function entriesOf(by: Ids | SparseInput): Dimension {
  return 'indexes' in by ? by.entries : by.rows;
}

/** Finds the rows met. One object for each group, which keeps its working memory. */
export class RowFinder {
  readonly #group: MetRows;
  /** Batch in which a row was met last, and its number there. */
  readonly #metIn: Int32Array;
  readonly #number: Int32Array;
  #batch = 0;

  constructor(group: MetRows) {
    this.#group = group;
    this.#metIn = new Int32Array(group.tableRows);
    this.#number = new Int32Array(group.tableRows);
  }

  /** `base` = first word of the batch in `words`, of which `numbers` is the same as float32. */
  find(words: Int32Array, numbers: Float32Array, base: number): void {
    const { distinct, ids, uses, sorted, tableRows } = this.#group;
    if (++this.#batch === 2 ** 31 - 1) {
      this.#metIn.fill(0);
      this.#batch = 1;
    }
    const [batch, metIn, number] = [this.#batch, this.#metIn, this.#number];
    const idsAt = base + ids.start;
    let count = 0;
    for (const { by } of uses) {
      const from = base + ('indexes' in by ? by.indexes : by.storage).start;
      const entries = words[base + entriesOf(by).counter];
      for (let e = 0; e < entries; e++) {
        const id = words[from + e];
        if (id < 0 || metIn[id] === batch) continue;
        if (id >= tableRows) throw new RangeError(`${by.name}: row ${id} of a table of ${tableRows}`);
        metIn[id] = batch;
        number[id] = count;
        words[idsAt + count++] = id;
      }
    }
    words[base + distinct.counter] = count;
    if (sorted) {
      words.subarray(idsAt, idsAt + count).sort();
      for (let q = 0; q < count; q++) number[words[idsAt + q]] = q;
    }
    for (const use of uses) placed(use, count, words, numbers, base, number);
  }
}

/** Counting sort of the entries by their rows: places of a row ascend. */
function placed(
  { by, pointers, places, values }: MetUse,
  count: number,
  words: Int32Array,
  numbers: Float32Array,
  base: number,
  number: Int32Array,
): void {
  const sparse = 'indexes' in by ? by : undefined;
  const from = base + (sparse?.indexes ?? (by as Ids).storage).start;
  const pointersAt = base + pointers.start;
  const placesAt = base + places.start;
  const entries = words[base + entriesOf(by).counter];
  for (let q = 0; q <= count; q++) words[pointersAt + q] = 0;
  for (let e = 0; e < entries; e++) if (words[from + e] >= 0) words[pointersAt + number[words[from + e]]]++;
  // From counts to ends; going backwards then leaves beginnings.
  for (let q = 1; q <= count; q++) words[pointersAt + q] += words[pointersAt + q - 1];
  const rowsAt = base + (sparse?.pointers.start ?? 0);
  let row = sparse === undefined ? 0 : words[base + by.rows.counter] - 1;
  for (let e = entries - 1; e >= 0; e--) {
    if (sparse !== undefined) while (words[rowsAt + row] > e) row--;
    const id = words[from + e];
    if (id < 0) continue;
    const place = --words[pointersAt + number[id]];
    words[placesAt + place] = sparse === undefined ? e : row;
    if (values !== undefined) numbers[base + values.start + place] = numbers[base + sparse!.values!.start + e];
  }
}
