/** The upper triangle of XᵀX without its zeros, and of each item the items before it that it is met with most. */
import { countedUp } from '../../../math/sampling.ts';

export class CoOccurrences {
  /** Of G: with its penalties; [items]. */
  readonly diagonal: Float64Array;
  readonly #most: number;
  readonly #lengths: Float64Array;
  /** Rows as they came: columns behind the diagonal, ascending, and their values. */
  readonly #columns: Uint32Array[] = [];
  readonly #values: Float32Array[] = [];
  /** Of each item a heap of its partners, the weakest first. */
  readonly #heaps: readonly Heap[];

  constructor(diagonal: Float64Array, partners: number) {
    this.diagonal = diagonal;
    this.#most = partners;
    this.#lengths = diagonal.map(Math.sqrt);
    this.#heaps = Array.from(diagonal, (_, i) => new Heap(Math.min(partners, i)));
  }

  /** The next rows of XᵀX, of which what stands behind the diagonal is read; [rows × items]. */
  add(block: Float64Array, rows: number): void {
    const items = this.diagonal.length;
    for (let r = 0; r < rows; r++) {
      const i = this.#columns.length;
      const row = block.subarray(r * items, (r + 1) * items);
      let found = 0;
      for (let c = i + 1; c < items; c++) if (row[c] !== 0) found++;
      const [columns, values] = [new Uint32Array(found), new Float32Array(found)];
      for (let c = i + 1, at = 0; c < items; c++) {
        if (row[c] === 0) continue;
        columns[at] = c;
        values[at++] = row[c];
        this.#heaps[c].offer(i, row[c] / this.#lengths[i]);
      }
      this.#columns.push(columns);
      this.#values.push(values);
    }
  }

  /** Ascending; all items before it where none need be left out. */
  partnersOf(item: number): Uint32Array {
    // Items that nobody has both of still meet by third ones.
    if (this.#most >= this.diagonal.length) return countedUp(item);
    return this.#heaps[item].members();
  }

  /** G_ij for i < j. */
  at(i: number, j: number): number {
    const place = placeOf(this.#columns[i], j, 0);
    return this.#columns[i][place] === j ? this.#values[i][place] : 0;
  }

  /** G among these items, ascending; the lower half of [items × items]. */
  among(items: Uint32Array): Float64Array {
    const size = items.length;
    const matrix = new Float64Array(size * size);
    for (let a = 0; a < size; a++) {
      const [columns, values] = [this.#columns[items[a]], this.#values[items[a]]];
      matrix[a * size + a] = this.diagonal[items[a]];
      for (let b = a + 1, from = 0; b < size; b++) {
        from = placeOf(columns, items[b], from);
        if (columns[from] === items[b]) matrix[b * size + a] = values[from];
      }
    }
    return matrix;
  }
}

/** First place from `low` on whose column is not below. */
function placeOf(columns: Uint32Array, column: number, low: number): number {
  let high = columns.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (columns[middle] < column) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The strongest of what is offered, ties by lower number. */
class Heap {
  readonly #most: number;
  readonly #numbers: number[] = [];
  readonly #strengths: number[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** Numbers come ascending, so that a tie with the weakest loses. */
  offer(number: number, strength: number): void {
    const [numbers, strengths] = [this.#numbers, this.#strengths];
    if (numbers.length < this.#most) {
      let child = numbers.push(number) - 1;
      strengths.push(strength);
      for (; child > 0; ) {
        const parent = (child - 1) >> 1;
        if (!this.#isWeaker(child, parent)) break;
        this.#swap(child, parent);
        child = parent;
      }
    } else if (this.#most > 0 && strength > strengths[0]) {
      numbers[0] = number;
      strengths[0] = strength;
      for (let parent = 0; ; ) {
        let least = parent;
        for (let child = 2 * parent + 1; child <= 2 * parent + 2; child++)
          if (child < numbers.length && this.#isWeaker(child, least)) least = child;
        if (least === parent) break;
        this.#swap(parent, least);
        parent = least;
      }
    }
  }

  members(): Uint32Array {
    return Uint32Array.from(this.#numbers).sort();
  }

  #isWeaker(a: number, b: number): boolean {
    const [one, other] = [this.#strengths[a], this.#strengths[b]];
    return one < other || (one === other && this.#numbers[a] > this.#numbers[b]);
  }

  #swap(a: number, b: number): void {
    for (const list of [this.#numbers, this.#strengths]) [list[a], list[b]] = [list[b], list[a]];
  }
}
