/**
 * Truncated singular value decomposition of a sparse matrix by randomized subspace iteration, with an implicit shift.
 *
 * Of B = A − 1·shiftᵀ [users × items] the right singular vectors: start from BᵀΩ with a random Ω, then turn back and forth,
 * Y = BQ, Z = BᵀY, each time to an orthonormal basis, and at last rotate the basis to the axes of BᵀB inside it.
 * Source: Halko, Martinsson, Tropp: Finding Structure with Randomness, SIAM Review 2011, arXiv:0909.4061 (algorithm 4.4, §5.1).
 */

import { float32, float64, type Kernels, paddedFactors, type StopSignal } from '../../../kernels/kernels.ts';
import type { DenseMatrix } from '../../../matrix/dense.ts';
import { symmetricEigen } from '../../../matrix/eigen.ts';
import type { SparseRows } from '../../../matrix/sparse.ts';
import { fillNormal } from '../../vectors/start.ts';
import type { PureSVDOptions } from './options.ts';

/** Orthonormal in Q [items × width]; Ω, and then Y, stand in the users' rows [users × width]. */
interface Subspace {
  /** Q = an orthonormal basis of BᵀΩ. */
  start(signal: StopSignal | undefined): Promise<void>;
  /** Y = BQ, Q = a basis of BᵀY, both orthonormal; gives what the best `factors` directions so far keep of Σ b². */
  turn(signal: StopSignal | undefined): Promise<number>;
  rightVectors(signal: StopSignal | undefined): Promise<{
    /** Largest first; [rank ≤ factors]. */
    readonly singularValues: Float64Array;
    /** Orthonormal columns, the entry of largest magnitude in each positive; [items × factors], unused columns 0. */
    readonly itemFactors: DenseMatrix;
    /** B·itemFactors; [users × factors]. */
    readonly userFactors: DenseMatrix;
  }>;
  close(): void;
}

const CHUNKS = 32;
/** Directions whose square is below this share of the largest are lost in rounding of float32. */
const NEGLIGIBLE = 1e-10;

/** `itemUsers`: the transpose of `userItems`. @throws LikewiseError `too-large` */
export async function openSubspace(
  userItems: SparseRows,
  itemUsers: SparseRows,
  shift: Float32Array,
  { factors, oversampling, seed }: PureSVDOptions,
  kernels: Kernels,
): Promise<Subspace> {
  const users = userItems.rows;
  const items = itemUsers.rows;
  const wanted = Math.min(factors + oversampling, users, items);
  const width = paddedFactors(wanted);
  const session = await kernels.open(
    {
      userPointers: userItems.pointers,
      userIndexes: userItems.indexes,
      userValues: userItems.values,
      itemPointers: itemUsers.pointers,
      itemIndexes: itemUsers.indexes,
      itemValues: itemUsers.values,
      itemShift: shift,
      ones: new Float32Array(users).fill(1),
      offset: float32(width),
      userRows: float32(users * width),
      products: float32(users * width),
      basis: float32(items * width),
      turned: float32(items * width),
      matrix: float32(width * width),
      partials: float64(CHUNKS * width * width),
    },
    { scratchBytes: 32 * width },
  );
  const a = session.arrays;
  const shifted = shift.some((value) => value !== 0);
  fillNormal(a.userRows, wanted, 1, seed, 'subspace');

  /** products = B · basis. */
  function times(signal: StopSignal | undefined): Promise<void> {
    weightedSum(a.basis, shifted ? shift : undefined, width, a.offset);
    const args = [a.userPointers, a.userIndexes, a.userValues, a.basis, a.ones, a.offset, width, a.products] as const;
    return session.run('sparseProduct', [...args], { rows: users, costs: a.userPointers, signal });
  }
  /** turned = Bᵀ · userRows, then basis = its directions. */
  async function turnBack(signal: StopSignal | undefined): Promise<void> {
    weightedSum(a.userRows, shifted ? a.ones : undefined, width, a.offset);
    const args = [a.itemPointers, a.itemIndexes, a.itemValues, a.userRows, a.itemShift, a.offset, width, a.turned] as const;
    await session.run('sparseProduct', [...args], { rows: items, costs: a.itemPointers, signal });
    await orthonormal(a.turned, a.basis, signal);
  }
  /** `to` = `from` in an orthonormal basis of its columns, the longest axis first; squares of the axes' lengths. */
  async function orthonormal(from: Float32Array, to: Float32Array, signal: StopSignal | undefined): Promise<Float64Array> {
    let lengths: Float64Array | undefined;
    // Once makes it nearly so; the second time the rounding of the first goes.
    for (const [source, target] of [
      [from, to],
      [to, from],
      [from, to],
    ]) {
      const { values, vectors } = symmetricEigen(await gram(source, signal), width);
      lengths ??= values;
      const threshold = values[0] * NEGLIGIBLE;
      for (let k = 0; k < width; k++) {
        const scale = values[k] > threshold ? 1 / Math.sqrt(values[k]) : 0;
        for (let f = 0; f < width; f++) a.matrix[f * width + k] = scale * vectors[k * width + f];
      }
      await session.run('turnRows', [source, a.matrix, width, target], { rows: source.length / width, grain: 256, signal });
    }
    return lengths as Float64Array;
  }
  async function gram(rows: Float32Array, signal: StopSignal | undefined): Promise<Float64Array> {
    a.partials.fill(0);
    await session.run('gramDouble', [rows, width, a.partials], { rows: rows.length / width, maxChunks: CHUNKS, grain: 64, signal });
    const square = width * width;
    const sum = a.partials.slice(0, square);
    for (let part = 1; part < CHUNKS; part++) for (let at = 0; at < square; at++) sum[at] += a.partials[part * square + at];
    for (let f = 0; f < width; f++) for (let g = 0; g < f; g++) sum[f * width + g] = sum[g * width + f];
    return sum;
  }

  return {
    start: turnBack,
    async turn(signal) {
      await times(signal);
      const squares = await orthonormal(a.products, a.userRows, signal);
      await turnBack(signal);
      let kept = 0;
      for (let k = 0; k < Math.min(factors, wanted); k++) kept += Math.max(0, squares[k]);
      return kept;
    },
    async rightVectors(signal) {
      const basis = a.basis.slice();
      // Rayleigh–Ritz: the axes of the ellipsoid that B makes of the unit ball of the basis, twice against rounding.
      for (let pass = 0; pass < 2; pass++) {
        await times(signal);
        const { vectors } = symmetricEigen(await gram(a.products, signal), width);
        for (let k = 0; k < width; k++) for (let f = 0; f < width; f++) a.matrix[f * width + k] = vectors[k * width + f];
        await session.run('turnRows', [a.basis, a.matrix, width, a.turned], { rows: items, grain: 256, signal });
        a.basis.set(a.turned);
      }
      await times(signal);
      const squares = await gram(a.products, signal);
      const values: number[] = [];
      for (let k = 0; k < Math.min(factors, wanted) && squares[k * width + k] > squares[0] * NEGLIGIBLE; k++)
        values.push(Math.sqrt(squares[k * width + k]));
      const signs = signsOf(a.basis, width);
      const found = {
        singularValues: Float64Array.from(values),
        itemFactors: cut(a.basis, width, values.length, factors, signs),
        userFactors: cut(a.products, width, values.length, factors, signs),
      };
      // More turns may follow.
      a.basis.set(basis);
      return found;
    },
    close: () => session.close(),
  };
}

/** offset = Σ_r weight_r · row r, in float64; 0 without weights. */
export function weightedSum(rows: Float32Array, weights: Float32Array | undefined, width: number, offset: Float32Array): void {
  const sums = new Float64Array(width);
  if (weights !== undefined)
    for (let r = 0; r < weights.length; r++)
      if (weights[r] !== 0) for (let f = 0; f < width; f++) sums[f] += weights[r] * rows[r * width + f];
  offset.set(sums);
}

function signsOf(basis: Float32Array, width: number): Float32Array {
  const largest = new Float32Array(width);
  for (let at = 0; at < basis.length; at++) if (Math.abs(basis[at]) > Math.abs(largest[at % width])) largest[at % width] = basis[at];
  return largest.map((value) => (value < 0 ? -1 : 1));
}

function cut(from: Float32Array, width: number, used: number, columns: number, signs: Float32Array): DenseMatrix {
  const rows = from.length / width;
  const values = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++) for (let f = 0; f < used; f++) values[r * columns + f] = signs[f] * from[r * width + f];
  return { rows, columns, values };
}
