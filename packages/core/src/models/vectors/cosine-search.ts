/** The rows nearest to one row by cosine. What does not depend on the row that is asked about is made at the first question. */
import { paddedFactors } from '../../kernels/kernels.ts';
import type { TopNScan } from '../../kernels/top-n-scan.ts';
import { type DenseMatrix, dotRow, lengthsOf, rowOf } from '../../matrix/dense.ts';
import { topIndexes } from '../answering/recommend.ts';
import { panelsOf, scanOf } from './top-items.ts';

export interface NearRow {
  readonly row: number;
  /** Cosine in [−1, 1], in float32; 0 where a row is 0. */
  readonly score: number;
}

export class CosineSearch {
  readonly #vectors: DenseMatrix;
  readonly #lengths: Float64Array;
  readonly #scan: TopNScan | undefined;
  /** How far the kernel's float32 cosine of rows of length 1 may lie from the true one: rounding of rows, products and sums. */
  readonly #error: number;
  readonly #self: Uint8Array;

  /** `scans`: worth a copy of the rows in the memory of a kernel. */
  constructor(vectors: DenseMatrix, scans: boolean) {
    this.#vectors = vectors;
    this.#lengths = lengthsOf(vectors);
    this.#scan = scans ? scanOf(panelsOf(scaledTo1(vectors, this.#lengths)), vectors.rows, vectors.columns) : undefined;
    this.#error = (paddedFactors(vectors.columns) + 16) * 2 ** -23;
    this.#self = new Uint8Array(vectors.rows);
  }

  /** The n nearest other rows, best first, ties by lower row. */
  nearest(row: number, n: number): readonly NearRow[] {
    return this.#byScan(row, n) ?? this.#byAll(row, n);
  }

  /**
   * The kernel finds more rows than asked for, in float32; `undefined` where it cannot be shown that no other row belongs to the list: where
   * many are nearly as near as the last, or a row of zeros, which it passes over, would stand in it.
   */
  #byScan(row: number, n: number): readonly NearRow[] | undefined {
    const scan = this.#scan;
    if (scan === undefined || n >= scan.maxN || this.#lengths[row] === 0) return undefined;
    const direction = Float32Array.from(rowOf(this.#vectors, row), (value) => value / this.#lengths[row]);
    const asked = Math.min(scan.maxN, 2 * n + MORE);
    this.#self[row] = 1;
    const listed = scan.best(direction, this.#self, asked);
    this.#self[row] = 0;
    const found = Array.from(listed, (other): NearRow => ({ row: other, score: this.#cosine(row, other) }));
    // Whatever is not listed is at most as near as the last of the list, or a row of zeros.
    const unlisted = found.length < asked ? 0 : Math.max(0, found[asked - 1].score + 3 * this.#error);
    found.sort((a, b) => b.score - a.score || a.row - b.row);
    return found.length >= n && found[n - 1].score > unlisted ? found.slice(0, n) : undefined;
  }

  #byAll(row: number, n: number): readonly NearRow[] {
    const cosines = Float32Array.from({ length: this.#vectors.rows }, (_, other) => this.#cosine(row, other));
    this.#self[row] = 1;
    const best = topIndexes(cosines, n, this.#self);
    this.#self[row] = 0;
    return best.map((other) => ({ row: other, score: cosines[other] }));
  }

  #cosine(row: number, other: number): number {
    const product = this.#lengths[row] * this.#lengths[other];
    // 0, never NaN, where a vector is 0.
    return product > 0 ? Math.fround(Math.max(-1, Math.min(1, dotRow(rowOf(this.#vectors, row), this.#vectors, other) / product))) : 0;
  }
}

/** Rows beyond twice the list that are looked at again. */
const MORE = 8;

function scaledTo1(vectors: DenseMatrix, lengths: Float64Array): DenseMatrix {
  const { columns } = vectors;
  return { ...vectors, values: vectors.values.map((value, at) => value / (lengths[Math.floor(at / columns)] || 1)) };
}
